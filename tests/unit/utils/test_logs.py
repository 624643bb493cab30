"""Loggers that say less for a while."""

from __future__ import annotations

import logging
from contextlib import suppress

import pytest

from pip._internal.variants.utils.logs import at_level


@pytest.mark.parametrize("before", [logging.NOTSET, logging.DEBUG])
def test_the_level_is_put_back(before: int) -> None:
    logger = logging.getLogger("a.test.of.levels")
    logger.setLevel(before)
    with suppress(OSError), at_level(logger, logging.ERROR):
        assert not logger.isEnabledFor(logging.WARNING)
        raise OSError
    assert logger.level == before
