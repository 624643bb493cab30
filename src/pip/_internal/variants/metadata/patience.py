"""How long pip waits for all hints of one server, and of one page.

Each hint has limits of its own, but a page may list any number of files.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

logger = logging.getLogger(__name__)

MAX_FRUITLESS = 30
"""In seconds; a server that gives nothing for so long is asked for no more."""

MAX_PAGE_SECONDS = 120
"""For all hints of one page."""

MAX_PAGE_REQUESTS = 10_000
"""The same; redirects count."""


class Patience:
    """The time and the requests that some hints take together.

    While pip waits for several of them at once, the time counts once.
    """

    def __init__(self, seconds: float, requests: float = math.inf) -> None:
        self._max_seconds, self._max_requests = seconds, requests
        self._seconds = 0.0
        self._requests = 0
        self._waiting = 0
        self._since = 0.0
        self._is_told = False
        self._lock = threading.Lock()

    @property
    def left(self) -> float:
        """The seconds that are left; none if no request is left."""
        with self._lock:
            self._settle()
            if self._requests >= self._max_requests:
                return 0
            return max(0, self._max_seconds - self._seconds)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count the time that passes."""
        with self._lock:
            self._settle()
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._settle()
                self._waiting -= 1

    def count(self) -> None:
        """Count a request."""
        with self._lock:
            self._requests += 1

    def renew(self) -> None:
        """Forget the time that has passed."""
        with self._lock:
            self._settle()
            self._seconds = 0.0

    def tell(self, warning: str) -> None:
        """Warn the user that nothing is left, the first time."""
        with self._lock:
            is_first, self._is_told = not self._is_told, True
        if is_first:
            logger.warning("%s", warning)

    def __str__(self) -> str:
        return f"{self._seconds:.0f} s and {self._requests} requests"

    def _settle(self) -> None:
        now = time.monotonic()
        if self._waiting:
            self._seconds += now - self._since
        self._since = now
