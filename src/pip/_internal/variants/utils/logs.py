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


class _Repetitions(logging.Filter):
    """Drops the lines of a progress that were there before."""

    def __init__(self) -> None:
        super().__init__()
        self._said: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno != logging.INFO:
            return True
        text = record.getMessage()
        is_new = text not in self._said
        self._said.add(text)
        return is_new


@contextmanager
def each_line_once() -> Iterator[None]:
    """Let no line of the progress come again until the end of the block.

    In a file that the user names, they all come.
    """
    handlers = logging.getLogger().handlers
    shown = [each for each in handlers if not isinstance(each, logging.FileHandler)]
    repetitions = [(handler, _Repetitions()) for handler in shown]
    for handler, filter_ in repetitions:
        handler.addFilter(filter_)
    try:
        yield
    finally:
        for handler, filter_ in repetitions:
            handler.removeFilter(filter_)


class Explanation(logging.Filter):
    """Says something when upstream says why there is no solution, and before it.

    It waits for that until it is told to end, or until another run begins. Upstream
    offers no other way.
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


def end_explanations() -> None:
    """End those of an earlier run, which may have failed in silence."""
    for each in [*_explaining.filters]:
        if isinstance(each, Explanation):
            each.end()
