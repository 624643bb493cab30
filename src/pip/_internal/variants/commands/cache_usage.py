"""Count and remove all that is kept in our part of pip's cache folder."""

from __future__ import annotations

import os
from contextlib import suppress

from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.store import variants_folder


class Amount(NamedTuple):
    """Files of one part of the folder, with their size in bytes.

    :param part: The name of the folder that is right in ours.
    """

    part: str
    files: int
    size: int


class Removed(NamedTuple):
    """The removed files, with their size in bytes."""

    files: int
    size: int
    folders: int


def count_kept(cache_dir: str) -> list[Amount]:
    """Return how much is kept in each part of the folder, by name."""
    root = variants_folder(cache_dir)
    amounts: dict[str, list[int]] = {}
    for folder, names in _walk(root):
        part = os.path.relpath(folder, root).split(os.sep)[0]
        sizes = [_size(os.path.join(folder, name)) for name in names]
        if sizes:
            amounts.setdefault(part, []).extend(sizes)
    return [
        Amount(part, len(sizes), sum(sizes)) for part, sizes in sorted(amounts.items())
    ]


def remove_kept(cache_dir: str) -> Removed:
    """Remove all that is kept, and the folders.

    Another pip may be at work in them at the same time.

    :raises OSError: If a file cannot be removed. Files removed until then stay gone.
    """
    files = size = folders = 0
    for folder, names in _walk(variants_folder(cache_dir)):
        for path in (os.path.join(folder, name) for name in names):
            found = _size(path)
            with suppress(FileNotFoundError):
                os.unlink(path)
                files, size = files + 1, size + found
        # Not empty if another pip has written to it since.
        with suppress(OSError):
            os.rmdir(folder)
            folders += 1
    return Removed(files, size, folders)


def kept_files(cache_dir: str) -> list[str]:
    """Return the paths of all files that are kept, and of links among them."""
    return [
        os.path.join(folder, name)
        for folder, names in _walk(variants_folder(cache_dir))
        for name in names
    ]


def _walk(root: str) -> list[tuple[str, list[str]]]:
    """Return each folder with the files and links in it, the innermost first."""
    # A link would not be used for a cache, so its target is none of ours.
    if os.path.islink(root):
        return []
    found: list[tuple[str, list[str]]] = []
    pending = [root]
    while pending:
        folder = pending.pop()
        names: list[str] = []
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    names.append(entry.name)
            found.append((folder, names))
    return found[::-1]


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0
