"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile


def save(text: str, path: str) -> None:
    """Write a text file aside and rename it, so that nobody sees half of it.

    Other files than regular ones, such as a pipe, are written to as they are.

    :raises OSError: If it cannot be written. Then nothing is changed.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return
    target = os.path.realpath(path)
    handle, aside = tempfile.mkstemp(dir=os.path.dirname(target), suffix=".tmp")
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(aside, _mode(target))
        os.replace(aside, target)
    except BaseException:
        os.unlink(aside)
        raise


def _mode(path: str) -> int:
    """Return the mode that a file has, or that a new one would get."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
