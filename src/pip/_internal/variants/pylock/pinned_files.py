"""The files of a package in ``uv.lock``: what the lock file states of them.

pip fetches none of them: it takes the files of the index, and compares their digests. A
statement that pip does not understand is one that it would compare nothing with.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pip._vendor.packaging.utils import NormalizedName

from pip._internal.utils.filetypes import is_archive_file
from pip._internal.variants.names import release_of
from pip._internal.variants.utils.addresses import shown_value

_PLACES = ("url", "path", "filename")
"""The keys that say where a file is; uv writes one of them."""

_HASH = re.compile(r"[a-z0-9]+:[0-9a-f]+")


def digests_of_files(
    project: NormalizedName, wheels: Sequence[Mapping[str, Any]], sdist: object
) -> set[str]:
    """Return the digests of some files, as in "sha256:0123".

    :param sdist: A table, as each of the wheels is one; None if there is no sdist.
    :raises ValueError: If something cannot be understood; the text names the key.
    """
    found: set[str] = set()
    for wheel in wheels:
        for place, name in _places("wheels", wheel):
            release = release_of(name) if name.endswith(".whl") else None
            if release is None or release[0] != project:
                raise ValueError(f"{place} names no wheel of {project}")
        found.update(_digests("wheels", wheel))
    if sdist is None:
        return found
    if not isinstance(sdist, dict):
        raise ValueError(f"sdist must be a table, not {shown_value(sdist)}")
    for place, name in _places("sdist", sdist):
        if not is_archive_file(name):
            raise ValueError(f"{place} names no archive")
    return found.union(_digests("sdist", sdist))


def _places(kind: str, file: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield where a file is, for a message, and its name there."""
    for key in _PLACES:
        stated = file.get(key)
        if stated is None:
            continue
        place = f"{kind}.{key} = {shown_value(stated)}"
        if not isinstance(stated, str):
            raise ValueError(f"{place} is no text")
        try:
            path = urllib.parse.urlsplit(stated).path if key == "url" else stated
        except ValueError:
            raise ValueError(f"{place} is no URL") from None
        yield place, urllib.parse.unquote(re.split(r"[/\\]", path)[-1])


def _digests(kind: str, file: Mapping[str, Any]) -> Iterator[str]:
    stated = file.get("hash")
    if stated is None:
        return
    if not isinstance(stated, str) or not _HASH.fullmatch(stated):
        text = f'{kind}.hash = {shown_value(stated)} is no digest like "sha256:0123"'
        raise ValueError(text)
    yield stated
