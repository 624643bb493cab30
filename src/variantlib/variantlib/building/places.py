"""The folders and files in which a build works, beside the wheels: its own only.

Whoever unpacked or copied an output folder may have put links and pipes there: a link
leads to files of somebody else, and to open a pipe may take for ever. The output folder
itself, `.build` and `logs` may be links, as the user may want them on another disk.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from ..errors import VariantError
from ..text import printable

__all__ = ["InTheWay", "empty_folder", "make_folder", "open_file"]


class InTheWay(VariantError):
    """Something that is not ours has the name of a folder or file of a build."""


def make_folder(path: Path) -> None:
    """Make a folder, unless it is there.

    :raises InTheWay: If something else is.
    :raises OSError: If it cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        path.mkdir()
    _check(path, stat.S_ISDIR, "folder")


def empty_folder(path: Path) -> None:
    """Leave an empty folder; a run that was killed may have left files there.

    :raises InTheWay: If it is no folder, or a link to one.
    :raises OSError: If it cannot be made or emptied.
    """
    if os.path.lexists(path):
        _check(path, stat.S_ISDIR, "folder")
        shutil.rmtree(path)
    path.mkdir(parents=True)


def open_file(path: Path, *, anew: bool) -> IO[bytes]:
    """Open a file for writing.

    :param anew: Whether to drop what is in it.
    :raises InTheWay: If it is there and no file, or a link to one.
    :raises OSError: If it cannot be opened.
    """
    if os.path.lexists(path):
        _check(path, stat.S_ISREG, "file")
    return path.open("wb" if anew else "ab")


def _check(path: Path, is_right: Callable[[int], bool], kind: str) -> None:
    if not is_right(path.lstat().st_mode):
        raise InTheWay(
            f"{printable(str(path))} is in the way, and is no {kind} of this command:"
            " remove it"
        )
