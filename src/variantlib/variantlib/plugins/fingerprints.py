"""Describe the state of a file, so that a later change is seen.

Plugins name the files: something in ``/proc`` or ``/sys``, a library of a driver, a
device. Whatever is named, little is read and nothing is waited for.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import stat

from ..folders import open_regular

MAX_CONTENT = 64 * 1024
MAX_NAMES = 1000


def fingerprint(path: str) -> list[int | str]:
    """Marks that tell the file from its earlier and later states; empty if there is
    none.

    A device counts by its number, a folder by the names in it, a file of up to
    ``MAX_CONTENT`` bytes by its content: the times of those that the kernel makes up
    mean nothing. A larger file, or folder, counts by size, time and inode. Links are
    followed. Never raises.
    """
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return []
    if stat.S_ISCHR(found.st_mode) or stat.S_ISBLK(found.st_mode):
        return [found.st_mode, found.st_rdev]
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        return [found.st_mode]
    content = _content(path, found)
    if content is not None:
        return [found.st_mode, hashlib.sha256(content).hexdigest()]
    return [found.st_mode, found.st_size, found.st_mtime_ns, found.st_ino]


def _content(path: str, found: os.stat_result) -> bytes | None:
    """The content of a small file or folder; None if it is large, or out of reach."""
    try:
        if stat.S_ISDIR(found.st_mode):
            return _names(path)
        return _start(path) if found.st_size <= MAX_CONTENT else None
    except OSError:
        return None


def _names(folder: str) -> bytes | None:
    with os.scandir(os.fsencode(folder)) as entries:
        names = [entry.name for entry in itertools.islice(entries, MAX_NAMES + 1)]
    return b"\0".join(sorted(names)) if len(names) <= MAX_NAMES else None


def _start(path: str) -> bytes:
    # Some files of the kernel's have nothing to read until something happens.
    with open_regular(path, follow=True) as file:
        return file.read(MAX_CONTENT)
