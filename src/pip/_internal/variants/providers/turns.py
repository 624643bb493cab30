"""Lets one of many pips do what all of them need, while the others wait for it.

A turn is a file that only one of them can make, which holds on network disks, too. It
says who works, and until when at most, so that nobody waits for a pip that was killed.
Waiting is bounded, and where no such file can be made, nobody waits.
"""

from __future__ import annotations

import logging
import os
import random
import sys
import time
from collections.abc import Callable
from typing import TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")

_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.5
_MAX_TEXT = 100


class Turn:
    """A turn at some work, for a ``with`` statement.

    :param find_path: Tells, and is asked only then, where the file is to be made, in a
        folder that is there; None if nobody is to be waited for.
    :param patience: Seconds to wait at most, and that the work takes at most.
    """

    def __init__(self, find_path: Callable[[], str | None], patience: float) -> None:
        self._find_path = find_path
        self._patience = patience
        self._deadline = time.monotonic() + patience
        self._path: str | None = None

    def __enter__(self) -> Turn:
        return self

    def __exit__(self, *_: object) -> None:
        if self._path is not None:
            _remove(self._path)

    def wait(self, look: Callable[[], T]) -> T:
        """Return what ``look`` returns once another has done the work.

        If that is nothing true, the work is ours to do, also because what another has
        done is not what we need: then nobody else is waited for.
        """
        if found := look():
            return found
        path = self._find_path()
        while path is not None and self._is_taken(path) and self._was_left(path):
            pass
        # Somebody may have done it just before our turn came.
        return look()

    def _is_taken(self, path: str) -> bool:
        """Take the turn, unless somebody else has it."""
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._path = path
            with open(handle, "wb") as file:
                file.write(f"{os.getpid()} {time.time() + self._patience}".encode())
        except FileExistsError:
            return True
        except OSError as exc:
            logger.debug("Not waiting for other pips: %s", exc)
        return False

    def _was_left(self, path: str) -> bool:
        """Wait for somebody else's turn; return whether he is gone, and left it.

        If not, he has ended it, or we have lost patience.
        """
        logger.debug("Waiting for another pip that does the same (%s)", path)
        pause = _FIRST_PAUSE
        while time.monotonic() < self._deadline:
            # At random, so that not all those who wait come at the same time.
            time.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(pause * 1.5, _LONGEST_PAUSE)
            try:
                is_over = _is_over(path, self._patience)
            except OSError:
                return False
            if is_over:
                _remove(path)
                return True
        return False


def _remove(path: str) -> None:
    for _ in range(10):
        try:
            os.unlink(path)
            return
        except FileNotFoundError:
            return
        except OSError:  # On Windows, while somebody reads it.
            time.sleep(_FIRST_PAUSE)


def _is_over(path: str, patience: float) -> bool:
    """Whether nobody works any more; raises OSError if the file is gone."""
    with open(path, "rb") as file:
        text = file.read(_MAX_TEXT)
        written = os.fstat(file.fileno()).st_mtime
    try:
        process, until = int(text.split()[0]), float(text.split()[1])
    except (ValueError, IndexError):
        # It has just been made, or its maker did not come to say anything.
        return time.time() > written + patience
    return time.time() > until or not _is_running(process)


def _is_running(process: int) -> bool:
    """Whether there may be such a process. It is of this machine, as its turn is."""
    if sys.platform == "win32":  # To ask there is to end it.
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass
    return True
