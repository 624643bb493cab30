"""Let one process at a time build one thing, also if the first one was killed.

The lock is held by the programs that its owner started, too: as long as one of them is
at work, nobody else may touch its files.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .places import open_file

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, wait: bool) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int, wait: bool) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


@contextmanager
def locked(path: Path, on_wait: Callable[[], None]) -> Iterator[int]:
    """Hold a lock, and give the handle that programs inherit to hold it, too.

    :param on_wait: Called if others hold it.
    :raises InTheWay: If there is something else.
    """
    with open_file(path, anew=False) as file:
        try:
            _lock(file.fileno(), wait=False)
        except OSError:
            on_wait()
            _lock(file.fileno(), wait=True)
        yield file.fileno()
