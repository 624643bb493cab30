"""Removes a folder with all that is in it. Standalone: standard library only.

A program can make folders deeper than any path is long, and deeper than Python
recurses. So none is walked into: folders two levels down are moved up, again and again.
Links are removed and never followed.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import partial


def remove_tree(folder: str) -> None:
    """Remove the folder, unless it is a link. Files that cannot be removed stay.

    Nothing is raised.
    """
    with suppress(OSError):
        if is_folder(folder):
            remove_inner(folder)
            os.rmdir(folder)


def remove_inner(folder: str) -> None:
    new = (os.path.join(folder, f".{os.getpid()}.{n}") for n in itertools.count())
    pending = [os.path.join(folder, name) for name in clear(folder)]
    while pending:
        inner = pending.pop()
        for name, target in zip(clear(inner), new, strict=False):
            path = os.path.join(inner, name)
            with suppress(OSError):
                insist(partial(os.rename, path, target), path)
                pending.append(target)
        with suppress(OSError):
            os.rmdir(inner)


def clear(folder: str) -> list[str]:
    """Remove all that is no folder; return the names of the folders in it."""
    found: list[str] = []
    with suppress(OSError):
        insist(lambda: found.extend(os.listdir(folder)), folder)
    return [name for name in found if not is_removed(os.path.join(folder, name))]


def is_removed(path: str) -> bool:
    """Remove an entry that is no folder, if possible; return whether it was none."""
    with suppress(OSError):
        if is_folder(path):
            return False
        os.unlink(path)
    return True


def is_folder(path: str) -> bool:
    found = os.lstat(path)
    # Windows has links of several kinds by "reparse points".
    point = getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0)
    is_link = getattr(found, "st_file_attributes", 0) & point
    return stat.S_ISDIR(found.st_mode) and not is_link


def insist(act: Callable[[], object], folder: str) -> None:
    """Do something with a folder; change its mode if it is that which forbids it."""
    try:
        act()
    except PermissionError:
        if not is_folder(folder):
            raise
        os.chmod(folder, 0o700)
        act()
