"""Loggers that say less for a while."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

import pytest

from pip._internal.variants.utils.logs import (
    Explanation,
    at_level,
    each_line_once,
    end_explanations,
)


@pytest.mark.parametrize("before", [logging.NOTSET, logging.DEBUG])
def test_the_level_is_put_back(before: int) -> None:
    logger = logging.getLogger("a.test.of.levels")
    logger.setLevel(before)
    with suppress(OSError), at_level(logger, logging.ERROR):
        assert not logger.isEnabledFor(logging.WARNING)
        raise OSError
    assert logger.level == before


def test_no_line_of_a_progress_comes_again(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.INFO)
    root, logger = logging.getLogger(), logging.getLogger("a.test.of.lines")
    file = logging.FileHandler(tmp_path / "log.txt")
    root.addHandler(file)
    try:
        with each_line_once():
            for _ in range(2):
                logger.info("Collecting %s", "a")
                logger.warning("careful")
        logger.info("Collecting a")
    finally:
        root.removeHandler(file)
        file.close()
    again = ["careful", "Collecting a"]
    assert caplog.messages == ["Collecting a", "careful", *again]
    lines = (tmp_path / "log.txt").read_text().splitlines()
    assert lines == ["Collecting a", "careful"] * 2 + ["Collecting a"]


def test_a_failure_is_explained_once(caplog: pytest.LogCaptureFixture) -> None:
    upstreams = logging.getLogger("pip._internal.resolution.resolvelib.factory")
    ended = Explanation("never said")
    Explanation("why")
    upstreams.info("on the way")
    ended.end()
    for _ in range(2):
        upstreams.critical("no solution")
    assert caplog.messages == ["why", "no solution", "no solution"]


def test_another_run_begins_without_the_explanations_of_the_last(
    caplog: pytest.LogCaptureFixture,
) -> None:
    upstreams = logging.getLogger("pip._internal.resolution.resolvelib.factory")
    own = logging.Filter()
    upstreams.addFilter(own)
    Explanation("why not before")
    end_explanations()
    Explanation("why")
    upstreams.critical("no solution")
    assert caplog.messages == ["why", "no solution"]
    assert own in upstreams.filters
    upstreams.removeFilter(own)
