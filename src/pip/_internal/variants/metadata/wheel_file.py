"""One file out of a wheel, wherever the wheel is, without the rest of it."""

from __future__ import annotations

import zipfile
from typing import IO, TYPE_CHECKING

from pip._vendor.requests.exceptions import RequestException
from pip._vendor.urllib3.exceptions import HTTPError

from pip._internal.exceptions import PipError
from pip._internal.network.lazy_wheel import (
    HTTPRangeRequestUnsupported,
    LazyZipOverHTTP,
)
from pip._internal.variants.forms import MAX_FILE_SIZE
from pip._internal.variants.metadata.fetch import FetchError, first_line

if TYPE_CHECKING:
    from pip._internal.models.link import Link
    from pip._internal.network.session import PipSession


def read_from_wheel(session: PipSession, link: Link, name: str) -> bytes:
    """Read a file of the dist-info folder of a local or remote wheel.

    :param name: As in ``METADATA``.
    :raises FetchError: If it cannot be had.
    """
    if link.is_file:
        return _read_local(link, name)
    return _read_remote(session, link, name)


def _read_local(link: Link, name: str) -> bytes:
    try:
        with open(link.file_path, "rb") as file:
            return _read_member(file, name)
    except OSError as error:
        raise FetchError(first_line(error)) from None


def _read_remote(session: PipSession, link: Link, name: str) -> bytes:
    try:
        with LazyZipOverHTTP(link.url_without_fragment, session) as file:
            return _read_member(file, name)  # type: ignore[arg-type]
    except HTTPRangeRequestUnsupported:
        raise FetchError("the index offers no metadata without the wheel") from None
    except (PipError, RequestException, HTTPError, OSError, ValueError) as error:
        raise FetchError(first_line(error)) from None


def _read_member(file: IO[bytes], name: str) -> bytes:
    try:
        with zipfile.ZipFile(file) as archive:
            return _read_info(archive, name)
    except FetchError:
        raise
    # zipfile and what it decompresses with have no common error.
    except Exception as error:
        raise FetchError(f"it is not a readable wheel: {first_line(error)}") from None


def _read_info(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(_find(archive, name))
    if info.file_size > MAX_FILE_SIZE:
        raise FetchError(f"its {name} is over {MAX_FILE_SIZE} bytes")
    # The other methods decompress without a limit, whatever size was asked for.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FetchError(f"its {name} is compressed by an unusual method")
    with archive.open(info) as member:
        return member.read(MAX_FILE_SIZE)


def _find(archive: zipfile.ZipFile, name: str) -> str:
    names = [
        path
        for path in archive.namelist()
        if path.count("/") == 1 and path.endswith(f".dist-info/{name}")
    ]
    if len(names) != 1:
        raise FetchError(f"it has {len(names)} {name} files instead of one")
    return names[0]
