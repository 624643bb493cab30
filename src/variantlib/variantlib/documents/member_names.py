"""Find files of a wheel that replace its own description once it is installed.

Installers normalise the names in a zip, and copy the files of its ``.data`` folder.
So a second METADATA or ``variant.json`` with an odd name lands on the first, which they
have read.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from ..text import printable
from .document import WHEEL_DOCUMENT

__all__ = ["replacement"]

_DESCRIPTIONS = {name.casefold(): name for name in ("METADATA", WHEEL_DOCUMENT)}
_SCHEMES = ("purelib", "platlib")


def replacement(names: Iterable[str], folder: str) -> str | None:
    """Return the flaw that one file of a wheel replaces another; None if none does.

    :param names: All names in the zip.
    :param folder: That of its .dist-info folder.
    """
    found: set[str] = set()
    for name in names:
        place = _place(name)
        if len(place) == 2 and place[0] == folder.casefold():
            description = _DESCRIPTIONS.get(place[1])
            if description is None:
                continue
            if description in found or name != f"{folder}/{description}":
                return f"its file {printable(name)} replaces {description}"
            found.add(description)
    return None


def _place(name: str) -> list[str]:
    """Return where a file is installed below the library, whatever the file system.

    Some know no capitals, and some drop dots and blanks at the end.
    """
    folded = name.casefold().replace("\\", "/")
    if not folded.rstrip(". ").endswith(tuple(_DESCRIPTIONS)):
        return []
    parts = [part.rstrip(". ") for part in posixpath.normpath(folded).split("/")]
    parts = [part for part in parts if part]
    if len(parts) > 2 and parts[0].endswith(".data"):
        if parts[1] in _SCHEMES:
            return parts[2:]
        # The library is in the folder of the scheme "data", or is that folder. Its
        # name depends on the Python and the options: lib/python for --target.
        return parts[-2:]
    return parts
