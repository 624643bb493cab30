"""Change how much a logger says."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

logger = logging.getLogger(__name__)

_explaining = logging.getLogger("pip._internal.resolution.resolvelib.factory")


@contextmanager
def at_level(logger: logging.Logger, level: int) -> Iterator[None]:
    """Let a logger say nothing below a level, until the end of the block."""
    before = logger.level
    logger.setLevel(level)
    try:
        yield
    finally:
        logger.setLevel(before)


class Explanation(logging.Filter):
    """Says something when upstream says why there is no solution, and before it.

    It waits for that until it is told to end. Upstream offers no other way.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        _explaining.addFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.CRITICAL:
            self.end()
            logger.error("%s", self._text)
        return True

    def end(self) -> None:
        _explaining.removeFilter(self)
