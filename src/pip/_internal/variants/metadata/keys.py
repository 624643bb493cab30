"""Make the keys under which pip keeps parts of files.

A digest that an index states is its own word, so it stands for a file of that index
only; for everybody's it stands once the bytes were compared with it.
"""

from __future__ import annotations

import functools
import hashlib
import json
from typing import TYPE_CHECKING

from pip._internal.utils.misc import remove_auth_from_url

if TYPE_CHECKING:
    from pip._internal.models.link import Link

STRONG = ("sha512", "sha384", "sha256")
"""Digests of which nobody can make two files."""

_URL_SCHEMES = ("http://", "https://", "file://")


def content_key(link: Link) -> str | None:
    """Return the key of a whole file; the kept copy has to be as stated.

    None if no digest is stated.
    """
    if link.hash_name in STRONG and link.hash:
        return f"content {link.hash_name}={link.hash.lower()}"
    return claimed_key(link, "content")


def content_of(link: Link) -> str:
    """Return the same key, or the URL of a file without a digest.

    Two links with one key are one file. Of others nobody knows before they are read.
    """
    return content_key(link) or link.url_without_fragment


def is_as_stated(link: Link, content: bytes) -> bool:
    """Return whether a file has the digest that is part of its key.

    Where an index states several, pip is content if any of them is right.
    """
    if link.hash_name is None or link.hash is None:
        return False
    return hashlib.new(link.hash_name, content).hexdigest() == link.hash.lower()


def claimed_key(link: Link, part: str, is_beside: bool = False) -> str | None:
    """Return the key of a part of a file that somebody lets us read, by who states it.

    None if no digest is stated: the file may be another one at any time.

    :param part: The part, as in ``METADATA``.
    :param is_beside: Whether it may come from a file that the index offers beside it.
    """
    if not link.has_hash:
        return None
    beside = link.metadata_file_data if is_beside else None
    parts = [part, *_place(link), link.hash_name, link.hash]
    return json.dumps([*parts, beside and (beside.hashes or {})], sort_keys=True)


def _place(link: Link) -> tuple[str | None, str]:
    """Return who lists a file, and where it is.

    Addresses that are signed anew each time differ in their query, so that counts only
    where no page vouches for the file. The path of a lock file may be relative, and of
    another one each time.
    """
    page, url = link.comes_from, _plain(link.url_without_fragment)
    if page is None or not page.startswith(_URL_SCHEMES):
        return page, url
    return _plain(page), url.partition("?")[0]


@functools.lru_cache(maxsize=64)
def _plain(url: str) -> str:
    """Return a URL without credentials and fragment."""
    return remove_auth_from_url(url).partition("#")[0]
