"""Find a path in a folder that stands for the root of another system.

The system that runs would take absolute links there for paths of its own, and ``..``
may lead out of the folder. So links are followed by hand, as that other system would.
This does not stop somebody who changes the tree at that very moment.
"""

from __future__ import annotations

import errno
import os
import re

__all__ = ["MAX_LINKS", "find_in_tree"]

MAX_LINKS = 40
"""So many links are followed for one path, as Linux does."""

_SEPARATORS = re.compile("[/\\\\]" if os.sep == "\\" else "/")


def find_in_tree(root: str, path: str) -> str:
    """Return where a path of the other system is, without links below the root.

    :param root: The folder; it may be reached through links itself.
    :param path: A path from that root on.
    :raises OSError: If there is nothing, or only links that lead nowhere.
    """
    found: list[str] = []
    left = _parts(path)
    links = 0
    while left:
        part = left.pop()
        if part == "..":
            del found[-1:]
            continue
        target = _target(os.path.join(root, *found, part))
        if target is None:
            found.append(part)
            continue
        links += 1
        if links > MAX_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
        if _is_absolute(target):
            found.clear()
        left += _parts(target)
    return os.path.join(root, *found)


def _target(path: str) -> str | None:
    """Return where a link leads; None for anything else.

    :raises OSError: If there is nothing, or no way to look.
    """
    try:
        return os.readlink(path)
    except OSError as error:
        if error.errno == errno.EINVAL:
            return None
        raise


def _parts(path: str) -> list[str]:
    """Return the names in a path, the first one last, without dots."""
    parts = _SEPARATORS.split(os.path.splitdrive(path)[1])
    return [part for part in reversed(parts) if part not in ("", ".")]


def _is_absolute(target: str) -> bool:
    drive, rest = os.path.splitdrive(target)
    return bool(drive) or _SEPARATORS.match(rest) is not None
