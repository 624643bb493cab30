"""Say which files an index has to offer: those of the folder that it is made of."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ..documents.index_json import document_name
from ..errors import InvalidWheel, VariantError
from ..linting.release import FileList, Release
from ..text import printable
from .listing import Listed, Stamp, read_listed, scan
from .site import SIMPLE
from .state import read_state

__all__ = ["folder_lists", "with_index"]

Key = tuple[str, str]
"""Project and version."""


def folder_lists(folder: Path) -> dict[Key, FileList]:
    """Return the files of each release in a folder.

    Of files that did not change since the index was written, nothing is read.

    :raises VariantError: If a wheel cannot be read, or there is none.
    :raises OSError: If a file cannot be read.
    """
    stamps, _ = scan(folder)
    known = read_state(folder).files
    releases: dict[Key, list[Listed]] = {}
    for name, stamp in stamps.items():
        file = _read(folder, name, stamp, known)
        if file is not None:
            releases.setdefault((file.project, file.version), []).append(file)
    if not releases:
        raise InvalidWheel(printable(str(folder)), "holds no wheel")
    return {
        key: _list(folder, document_name(*key), files)
        for key, files in releases.items()
    }


def _read(
    folder: Path, name: str, stamp: Stamp, known: Mapping[str, Listed]
) -> Listed | None:
    file = known.get(name)
    if file is not None and file.stamp == stamp:
        return file
    found = read_listed(folder, name, stamp)
    return found[0] if found else None


def with_index(folder: Path, releases: Iterable[Release]) -> list[Release]:
    """Return the releases in a folder, each with the list of the index there.

    Nothing is added if there is none, or if it is no folder. Files that cannot be read
    are on neither list.

    :raises OSError: If the folder cannot be read.
    """
    known = read_state(folder).files
    if not known or not (folder / SIMPLE).is_dir():
        return list(releases)
    stamps, _ = scan(folder)
    listed: dict[Key, dict[str, str | None]] = defaultdict(dict)
    there: dict[Key, dict[str, str | None]] = defaultdict(dict)
    for name in known.keys() | stamps.keys():
        try:
            file = _read(folder, name, stamps[name], known) if name in stamps else None
        except (VariantError, OSError):
            continue
        for lists, each in ((listed, known.get(name)), (there, file)):
            if each is not None:
                lists[each.project, each.version][name] = each.sha256
    found = {(release.project, release.version): release for release in releases}
    gone = [key for key in sorted(listed) if key not in found]
    return [
        replace(release, lists=(_of_index(listed[key]), _of_folder(there[key])))
        for key, release in [*found.items(), *((key, Release(*key)) for key in gone)]
    ]


def _of_index(files: Mapping[str, str | None]) -> FileList:
    return FileList("the index", files)


def _of_folder(files: Mapping[str, str | None]) -> FileList:
    return FileList("the folder", files)


def _list(folder: Path, document: str, files: list[Listed]) -> FileList:
    digests: dict[str, str | None] = {file.filename: file.sha256 for file in files}
    path = folder / document
    if path.is_file():
        digests[document] = hashlib.sha256(path.read_bytes()).hexdigest()
    return _of_folder(digests)
