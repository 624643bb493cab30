"""Getting a file of an index, however hostile the index is."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from pip._vendor.variantlib.folders import open_regular

from pip._internal.network.utils import HEADERS, raise_for_status
from pip._internal.variants.metadata.failures import (
    FetchError,
    HintRefused,
    one_error,
    refusal,
)
from pip._internal.variants.metadata.hints import CHUNK_SIZE, Hint, ask, refuse_local
from pip._internal.variants.metadata.quiet import encoding_of

if TYPE_CHECKING:
    from pip._internal.models.link import Link
    from pip._internal.network.session import PipSession


def fetch(session: PipSession, link: Link, max_size: int) -> bytes:
    """Return the content of a file, if it has the digest that the link states.

    :param max_size: In bytes; reading stops there.
    :raises FetchError: If it cannot be read, is larger, or has another digest.
    """
    with one_error():
        refuse_local(link)
        if link.is_file:
            content = _read(_local_chunks(link), max_size)
        else:
            url = link.url_without_fragment
            content = ask(session, link, partial(_read_remote, url, max_size))
        check_digest(link, content)
    return content


def link_beside(link: Link) -> Link | None:
    """Return the link to the METADATA beside a wheel, None if there is none.

    It is the same page that lists it.
    """
    found = link.metadata_link()
    if found is not None:
        found.comes_from = link.comes_from
    return found


def check_digest(link: Link, content: bytes) -> None:
    """Refuse content that has not the digest that a link states.

    :raises HashMismatch: If it has another one.
    """
    if link.has_hash:
        link.as_hashes().check_against_chunks(iter([content]))


def digest(session: PipSession, link: Link) -> str:
    """Return the SHA-256 of a file of any size, in hexadecimal digits.

    This is no hint, so it takes as long as a download.

    :raises FetchError: If it cannot be read.
    """
    sha256 = hashlib.sha256()
    with one_error():
        for chunk in _local_chunks(link) if link.is_file else _all(session, link):
            sha256.update(chunk)
    return sha256.hexdigest()


def _local_chunks(link: Link) -> Iterator[bytes]:
    with open_regular(link.file_path, follow=True) as file:
        while chunk := file.read(CHUNK_SIZE):
            yield chunk


def _read_remote(url: str, max_size: int, hint: Hint) -> bytes:
    # These files may change, so a copy in the HTTP cache has to be asked about.
    headers = {**HEADERS, "Cache-Control": "max-age=0"}
    with hint.get(url, headers) as response:
        if response.status_code != 200:
            raise refusal(response)
        chunks = _decoded(hint.chunks(response), encoding_of(response))
        return _read(chunks, max_size)


def _decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the decoded content of a body, in pieces of a bounded size."""
    if not encoding:
        yield from chunks
        return
    if encoding not in ("gzip", "deflate"):
        raise HintRefused(f"it is encoded as {encoding}")
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 32)
    for chunk in chunks:
        left = chunk
        while left and not decompressor.eof:
            yield decompressor.decompress(left, CHUNK_SIZE)
            left = decompressor.unconsumed_tail
    if not decompressor.eof:
        raise HintRefused("it ends too early")


def _all(session: PipSession, link: Link) -> Iterator[bytes]:
    with session.get(
        link.url_without_fragment, headers=HEADERS, stream=True
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
