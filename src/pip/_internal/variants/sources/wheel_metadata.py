"""The ``Variant`` lines of a wheel's METADATA, wherever a copy of it is."""

from __future__ import annotations

import zipfile
from email.message import Message
from email.parser import BytesHeaderParser
from typing import IO, TYPE_CHECKING

from pip._vendor.requests.exceptions import RequestException
from pip._vendor.urllib3.exceptions import HTTPError
from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.headers import parse_headers
from pip._vendor.variantlib.properties import Property

from pip._internal.exceptions import PipError
from pip._internal.network.lazy_wheel import (
    HTTPRangeRequestUnsupported,
    LazyZipOverHTTP,
)
from pip._internal.variants.sources.fetch import FetchError, fetch, first_line

if TYPE_CHECKING:
    from pip._internal.models.link import Link
    from pip._internal.network.session import PipSession

MAX_METADATA_SIZE = 4 * 1024 * 1024
"""In bytes; what is larger is not read."""


def variant_of_message(metadata: Message, expected_hash: str) -> tuple[Property, ...]:
    """Return the properties that METADATA states.

    :param expected_hash: The hash in the name of the file.
    :raises VariantError: If there are none, or they are not those of the hash.
    """
    stated, properties = parse_headers(
        metadata.get_all("Variant-hash", []), metadata.get_all("Variant", [])
    )
    if stated != expected_hash:
        raise VariantError(f"it states the hash {stated}, the file name another one")
    return properties


def read_sidecar(session: PipSession, link: Link) -> Message:
    """Read the METADATA that the index offers beside a wheel.

    :param link: To that METADATA.
    :raises FetchError: If it cannot be had.
    """
    return _parse(fetch(session, link, MAX_METADATA_SIZE))


def read_local_wheel(link: Link) -> Message:
    """Read METADATA, and nothing else, out of a local wheel.

    :raises FetchError: If it cannot be had.
    """
    try:
        with open(link.file_path, "rb") as file:
            return _parse(_read_member(file))
    except OSError as error:
        raise FetchError(first_line(error)) from None


def read_remote_wheel(session: PipSession, link: Link) -> Message:
    """Read METADATA, and nothing else, out of a remote wheel by range requests.

    :raises FetchError: If it cannot be had.
    """
    try:
        with LazyZipOverHTTP(link.url_without_fragment, session) as file:
            return _parse(_read_member(file))  # type: ignore[arg-type]
    except HTTPRangeRequestUnsupported:
        raise FetchError("the index offers no metadata without the wheel") from None
    except (PipError, RequestException, HTTPError, OSError, ValueError) as error:
        raise FetchError(first_line(error)) from None


def _read_member(file: IO[bytes]) -> bytes:
    try:
        with zipfile.ZipFile(file) as archive:
            return _read_metadata(archive)
    except FetchError:
        raise
    # zipfile and what it decompresses with have no common error.
    except Exception as error:
        raise FetchError(f"it is not a readable wheel: {first_line(error)}") from None


def _read_metadata(archive: zipfile.ZipFile) -> bytes:
    info = archive.getinfo(_metadata_name(archive))
    if info.file_size > MAX_METADATA_SIZE:
        raise FetchError(f"its METADATA is over {MAX_METADATA_SIZE} bytes")
    # The other methods decompress without a limit, whatever size was asked for.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FetchError("its METADATA is compressed by an unusual method")
    with archive.open(info) as member:
        return member.read(MAX_METADATA_SIZE)


def _metadata_name(archive: zipfile.ZipFile) -> str:
    names = [
        name
        for name in archive.namelist()
        if name.count("/") == 1 and name.endswith(".dist-info/METADATA")
    ]
    if len(names) != 1:
        raise FetchError(f"it has {len(names)} METADATA files instead of one")
    return names[0]


def _parse(content: bytes) -> Message:
    # Only the headers: the body is a description of any length.
    return BytesHeaderParser().parsebytes(content)
