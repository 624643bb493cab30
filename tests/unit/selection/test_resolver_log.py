"""A resolver that is asked again does not say everything again."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pip._internal.resolution.resolvelib.candidates import ExtrasCandidate
from pip._internal.variants.selection.resolver_log import unexplained, without_repeats

LOGGER = logging.getLogger(ExtrasCandidate.__module__)
EXPLAINING = logging.getLogger("pip._internal.resolution.resolvelib.factory")
WARNING = "%s %s does not provide the extra '%s'"


def with_extras(*wanted: str) -> Any:
    """The candidate of a project that has the extra `known`, with these extras."""
    made = object.__new__(ExtrasCandidate)
    dist = SimpleNamespace(iter_provided_extras=lambda: ["known"])
    made.base = cast(Any, SimpleNamespace(name="pkg", version="1.0", dist=dist))
    made.extras = frozenset(wanted)
    return made


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records]


def test_each_warning_is_given_once(caplog: pytest.LogCaptureFixture) -> None:
    def ask(name: str) -> str:
        LOGGER.warning(WARNING, name, "1.0", "more")
        LOGGER.warning(WARNING, name, "1.0", "more")
        return f"asked for {name}"

    again = without_repeats(ask, {})
    assert again("pkg") == "asked for pkg"
    assert len(said(caplog)) == 1


def test_the_warnings_of_the_first_decision_were_given(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def ask() -> None:
        for extra in ("more", "other", "known"):
            LOGGER.warning(WARNING, "pkg", "1.0", extra)
        LOGGER.warning("about something else")

    without_repeats(ask, {"pkg": with_extras("more", "known")})()
    assert said(caplog) == [
        "pkg 1.0 does not provide the extra 'other'",
        "pkg 1.0 does not provide the extra 'known'",
        "about something else",
    ]


def test_it_ends_with_the_call(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("no solution")

    with pytest.raises(ValueError, match="no solution"):
        without_repeats(fail, {"pkg": with_extras("more")})()
    LOGGER.warning(WARNING, "pkg", "1.0", "more")
    assert len(said(caplog)) == 1


def test_why_an_attempt_failed_is_not_said(caplog: pytest.LogCaptureFixture) -> None:
    with unexplained():
        EXPLAINING.critical("within")
    EXPLAINING.critical("after")
    assert said(caplog) == ["after"]
