"""Let one of many pips do the work for all of them, while the others wait for it.

A turn is a file that only one of them can make, which holds on network disks, too. It
says who works, and until when at most, so that nobody waits for a pip that was killed.
Waiting is bounded, and where no such file can be made, nobody waits.
"""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Callable
from typing import TypeVar

from ..folders import open_regular
from .makers import birth_of, is_at_work

logger = logging.getLogger(__name__)

T = TypeVar("T")

QUIET_SECONDS = 1.0
"""So long nobody wonders why nothing happens."""

_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.5
_MAX_TEXT = 200


class SingleFlight:
    """A turn at some work, for a ``with`` statement.

    :param find_path: Tells, and is asked only then, where the file is to be made, in a
        folder that is there; None if nobody is to be waited for.
    :param patience: Seconds to wait at most, and that the work takes at most.
    :param on_wait: Called once if others are waited for longer than ``QUIET_SECONDS``.
    """

    def __init__(
        self,
        find_path: Callable[[], str | None],
        patience: float,
        on_wait: Callable[[], None] | None = None,
    ) -> None:
        self._find_path = find_path
        self._patience = patience
        self._on_wait = on_wait
        self._quiet_until = time.monotonic() + QUIET_SECONDS
        self._deadline = time.monotonic() + patience
        self._path: str | None = None

    def __enter__(self) -> SingleFlight:
        return self

    def __exit__(self, *_: object) -> None:
        if self._path is not None:
            _remove(self._path)

    def wait(self, look: Callable[[], T]) -> T:
        """Return the result of ``look`` once another has done the work.

        If that is nothing true, the work is ours to do, also if another has done other
        work than ours: then nobody else is waited for.
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
                file.write(turn_text(self._patience).encode("ascii"))
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
            if self._on_wait is not None and time.monotonic() > self._quiet_until:
                self._on_wait()
                self._on_wait = None
            try:
                is_over = _is_over(path, self._patience)
            except FileNotFoundError:
                return False
            except OSError as exc:
                logger.debug("Nobody's turn: %s", exc)
                is_over = True
            if is_over:
                return _remove(path)
        return False


def turn_text(patience: float) -> str:
    """The content of the file of a turn that this process takes."""
    process = os.getpid()
    return f"{process} {time.time() + patience} {birth_of(process)}"


def _remove(path: str) -> bool:
    """Remove a file; return whether there is none any more."""
    for _ in range(10):
        try:
            os.unlink(path)
            return True
        except FileNotFoundError:
            return True
        except OSError:  # On Windows, while somebody reads it.
            time.sleep(_FIRST_PAUSE)
    return False


def _is_over(path: str, patience: float) -> bool:
    """Whether nobody works any more; raises OSError if that is no turn's file."""
    with open_regular(path, ours=True) as file:
        written = os.fstat(file.fileno()).st_mtime
        text = file.read(_MAX_TEXT).decode("latin-1")
    now = time.time()
    try:
        process, until = int(text.split()[0]), float(text.split()[1])
    except (ValueError, IndexError):
        # It has just been made, or its maker did not come to say anything.
        return not abs(now - written) <= patience
    if now > until:
        return True
    at_work = is_at_work(process, "".join(text.split()[2:3]))
    if at_work is None:
        # The time is all there is to go by, and it makes no sense if the clock was set.
        return not until <= now + patience
    return not at_work
