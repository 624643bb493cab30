"""Change how much a logger says, for a while."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_level(logger: logging.Logger, level: int) -> Iterator[None]:
    """Let a logger say nothing below a level, until the end of the block."""
    before = logger.level
    logger.setLevel(level)
    try:
        yield
    finally:
        logger.setLevel(before)
