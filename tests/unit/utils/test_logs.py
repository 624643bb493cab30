"""Loggers that say less for a while."""

from __future__ import annotations

import logging
from contextlib import suppress

import pytest

from pip._internal.variants.utils.logs import Explanation, at_level


@pytest.mark.parametrize("before", [logging.NOTSET, logging.DEBUG])
def test_the_level_is_put_back(before: int) -> None:
    logger = logging.getLogger("a.test.of.levels")
    logger.setLevel(before)
    with suppress(OSError), at_level(logger, logging.ERROR):
        assert not logger.isEnabledFor(logging.WARNING)
        raise OSError
    assert logger.level == before


def test_a_failure_is_explained_once(caplog: pytest.LogCaptureFixture) -> None:
    upstreams = logging.getLogger("pip._internal.resolution.resolvelib.factory")
    ended = Explanation("never said")
    Explanation("why")
    upstreams.info("on the way")
    ended.end()
    for _ in range(2):
        upstreams.critical("no solution")
    assert caplog.messages == ["why", "no solution", "no solution"]
