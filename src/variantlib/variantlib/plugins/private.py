"""Make a private folder for the time of a question, and clear up earlier ones.

Whoever survives a question removes its folder: pip, a supervisor, or its guard. If none
of them did, as when the machine went off, a later pip does, but only a folder that is
provably of a pip of this user, who is provably gone.
"""

from __future__ import annotations

import logging
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ..folders import is_ours, open_regular
from ._removal import remove_tree
from .makers import birth_of, is_at_work

logger = logging.getLogger(__name__)

_PREFIX = "pip-variants-"
_MAKER = "maker"
_MAX_TEXT = 200
# Where it cannot be known whether its maker is gone.
_KEPT_SECONDS = 7 * 24 * 60 * 60.0


@contextmanager
def private_folder() -> Iterator[str]:
    """Make a folder that nobody else can look into, and remove it in the end.

    :raises OSError: If it cannot be made.
    """
    _remove_left()
    folder = tempfile.mkdtemp(prefix=_PREFIX)
    try:
        process = os.getpid()
        with open(os.path.join(folder, _MAKER), "x", encoding="ascii") as file:
            file.write(f"{process} {birth_of(process)}")
        yield folder
    finally:
        remove_tree(folder)


def _remove_left() -> None:
    parent = tempfile.gettempdir()
    try:
        with os.scandir(parent) as entries:
            names = [e.name for e in entries if e.name.startswith(_PREFIX)]
    except OSError:
        return
    for name in names:
        folder = os.path.join(parent, name)
        with suppress(OSError, ValueError, IndexError):
            if _is_left(folder):
                logger.debug("Removing the files of a pip that is gone: %s", folder)
                remove_tree(folder)


def _is_left(folder: str) -> bool:
    """Whether a folder is ours, and that of a pip that is gone."""
    found = os.lstat(folder)
    is_private = stat.S_ISDIR(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o77
    if not (is_private and is_ours(found)):
        return False
    process, birth = _read_maker(os.path.join(folder, _MAKER))
    at_work = is_at_work(process, birth)
    if at_work is None:
        return time.time() - found.st_mtime > _KEPT_SECONDS
    return not at_work


def _read_maker(path: str) -> tuple[int, str]:
    with open_regular(path, ours=True) as file:
        words = file.read(_MAX_TEXT).decode("ascii").split()
    return int(words[0]), "".join(words[1:2])
