"""Say which files an index has to offer: those of the folder that it is made of."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..documents.index_json import document_name
from ..errors import InvalidWheel
from ..linting.release import FileList
from ..text import printable
from .listing import Listed, read_listed, scan
from .state import read_state

__all__ = ["folder_lists"]

Release = tuple[str, str]
"""Project and version."""


def folder_lists(folder: Path) -> dict[Release, FileList]:
    """Return the files of each release in a folder.

    Of files that did not change since the index was written, nothing is read.

    :raises VariantError: If a wheel cannot be read, or there is none.
    :raises OSError: If a file cannot be read.
    """
    stamps, _ = scan(folder)
    known = read_state(folder).files
    releases: dict[Release, list[Listed]] = {}
    for name, stamp in stamps.items():
        file = known.get(name)
        if file is None or file.stamp != stamp:
            file, _ = read_listed(folder, name, stamp) or (None, b"")
        if file is not None:
            releases.setdefault((file.project, file.version), []).append(file)
    if not releases:
        raise InvalidWheel(printable(str(folder)), "holds no wheel")
    return {
        key: _list(folder, document_name(*key), files)
        for key, files in releases.items()
    }


def _list(folder: Path, document: str, files: list[Listed]) -> FileList:
    digests: dict[str, str | None] = {file.filename: file.sha256 for file in files}
    path = folder / document
    if path.is_file():
        digests[document] = hashlib.sha256(path.read_bytes()).hexdigest()
    return FileList("the folder", digests)
