"""Ask a server for one hint at a time, once several at a time were too many for it.

Some servers allow a client few connections, or few requests in a second, and refuse
the others. That says nothing of the files, and pip itself asked for so many.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

BUSY = (429, 503)
"""The statuses with which servers refuse what is too much."""

PAUSES = (1.0, 2.0)
"""In seconds, from a refusal to each further request for the same."""

MAX_PAUSE = 5
"""In seconds; no server makes pip wait longer (``Retry-After``)."""

BUSY_SECONDS = 10
"""So long after a refusal a server is asked for one hint at a time."""

HOPELESS_SECONDS = 60
"""So long a server that refused after all pauses is not asked again for the same.

A long download shall wait for a server that was busy for a minute, and not lose
seconds by each file of one that refuses all.
"""


class Turns:
    """The order in which one server is asked."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[Turn] = []
        self._refused = -math.inf
        self._hopeless_until = -math.inf

    @contextmanager
    def turn(self, seconds: float) -> Iterator[Turn]:
        """Wait for a turn, if the server was busy before.

        :raises TimeoutError: If that takes longer.
        """
        own = Turn(self)
        try:
            if self._is_busy and not self._is_hopeless:
                self.queue(own, seconds)
            yield own
        finally:
            with self._changed:
                if own in self._waiting:
                    self._waiting.remove(own)
                    self._changed.notify_all()

    def queue(self, turn: Turn, seconds: float) -> None:
        """Wait until all others had their turns, or there is no hope any more.

        :raises TimeoutError: If that takes longer.
        """

        def is_next() -> bool:
            return self._is_hopeless or self._waiting[0] is turn

        with self._changed:
            if turn not in self._waiting:
                self._waiting.append(turn)
            if not self._changed.wait_for(is_next, seconds):
                raise TimeoutError

    def is_hopeful(self, is_last: bool) -> bool:
        """Take note of a refusal, and return whether the server is only busy.

        :param is_last: Whether it was asked after all pauses.
        """
        with self._changed:
            self._refused = time.monotonic()
            if is_last:
                self._hopeless_until = self._refused + HOPELESS_SECONDS
                self._changed.notify_all()
            return not self._is_hopeless

    def rest(self, pause: float) -> None:
        """Wait until some seconds have passed since the last refusal."""
        if self._is_hopeless:
            return
        time.sleep(max(0, self._refused + pause - time.monotonic()))

    @property
    def _is_busy(self) -> bool:
        return time.monotonic() < self._refused + BUSY_SECONDS

    @property
    def _is_hopeless(self) -> bool:
        return time.monotonic() < self._hopeless_until


class Turn:
    """The requests for one file, or for a part of it."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._pauses = [*PAUSES]

    def asks_again(self, status: int) -> bool:
        """Return whether another request is worth it after an answer."""
        return status in BUSY and self._turns.is_hopeful(is_last=not self._pauses)

    def wait(self, seconds: float, pause: float = 0) -> None:
        """Wait for the time for it.

        :param pause: In seconds, at least.
        :raises TimeoutError: If others take longer.
        """
        self._turns.queue(self, seconds)
        self._turns.rest(max(self._pauses.pop(0), pause))
