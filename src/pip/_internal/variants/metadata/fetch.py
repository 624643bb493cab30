"""Getting a file of an index, however hostile the index is."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pip._vendor.requests.exceptions import RequestException
from pip._vendor.rich.text import Text
from pip._vendor.urllib3.exceptions import HTTPError

from pip._internal.exceptions import DiagnosticPipError, HashMismatch, PipError
from pip._internal.network.utils import HEADERS, raise_for_status
from pip._internal.variants.text import printable

if TYPE_CHECKING:
    from pip._internal.models.link import Link
    from pip._internal.network.session import PipSession

CHUNK_SIZE = 64 * 1024


class FetchError(Exception):
    """A file cannot be had; the text is for the user."""


def fetch(session: PipSession, link: Link, max_size: int) -> bytes:
    """Return the content of a file, if it has the digest that the link states.

    :param max_size: In bytes; reading stops there.
    :raises FetchError: If it cannot be read, is larger, or has another digest.
    """
    with _one_error():
        content = _read(_chunks(session, link), max_size)
        if link.has_hash:
            link.as_hashes().check_against_chunks(iter([content]))
    return content


def digest(session: PipSession, link: Link) -> str:
    """Return the SHA-256 of a file of any size, in hexadecimal digits.

    :raises FetchError: If it cannot be read.
    """
    sha256 = hashlib.sha256()
    with _one_error():
        for chunk in _chunks(session, link):
            sha256.update(chunk)
    return sha256.hexdigest()


@contextlib.contextmanager
def _one_error() -> Iterator[None]:
    """Turn whatever keeps a file from being read into one error."""
    try:
        yield
    except HashMismatch:
        raise FetchError("its digest is not the one that the index states") from None
    # ValueError: a URL that is none.
    except (PipError, RequestException, HTTPError, OSError, ValueError) as error:
        raise FetchError(first_line(error)) from None


def _chunks(session: PipSession, link: Link) -> Iterator[bytes]:
    return _local_chunks(link) if link.is_file else _remote_chunks(session, link)


def _local_chunks(link: Link) -> Iterator[bytes]:
    with open(link.file_path, "rb") as file:
        while chunk := file.read(CHUNK_SIZE):
            yield chunk


def _remote_chunks(session: PipSession, link: Link) -> Iterator[bytes]:
    # These files may change, so a copy in the HTTP cache has to be asked about.
    headers = {**HEADERS, "Cache-Control": "max-age=0"}
    with session.get(
        link.url_without_fragment, headers=headers, stream=True
    ) as response:
        raise_for_status(response)
        yield from response.iter_content(CHUNK_SIZE)


def _read(chunks: Iterator[bytes], max_size: int) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > max_size:
            raise FetchError(f"it is larger than {max_size} bytes")
    return bytes(content)


def first_line(error: Exception) -> str:
    """Return the text of an error, fit for one line."""
    text = str(error) or type(error).__name__
    if isinstance(error, DiagnosticPipError):
        parts = (_plain(part) for part in (error.message, error.context) if part)
        text = ": ".join(part.splitlines()[0].rstrip(".") for part in parts)
    return printable(text.splitlines()[0])


def _plain(part: str | Text) -> str:
    # pip's own texts are markup.
    return (Text.from_markup(part) if isinstance(part, str) else part).plain
