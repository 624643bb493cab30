"""What is said while a provider plugin takes its time."""

from __future__ import annotations

import logging

import pytest
from pip._vendor.variantlib.plugins.discovery import Plugin

from pip._internal.variants.utils import waiting
from pip._internal.variants.utils.state import ProcessState


def plugin(name: str, version: str = "1.0") -> Plugin:
    return Plugin(name, "module:Plugin", "group", "hw-plugin", version, "", None)


@pytest.fixture(autouse=True)
def _logged(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(waiting, "PROCESS", ProcessState())


def test_a_provider_is_named_once(caplog: pytest.LogCaptureFixture) -> None:
    for name in ("hw", "other", "hw"):
        waiting.report_asking(plugin(name))
    assert [record.getMessage() for record in caplog.records] == [
        "Asking the provider hw (hw-plugin 1.0), still waiting ...",
        "Asking the provider other (hw-plugin 1.0), still waiting ...",
    ]


def test_it_goes_where_pip_writes_of_its_subprocesses(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Which is standard error, at the level of what users read."""
    waiting.report_installing(["hw-plugin>=1", "other"])
    [record] = caplog.records
    assert (record.name, record.levelno) == ("pip.subprocessor", logging.INFO)
    assert record.getMessage() == (
        "Installing the provider plugin hw-plugin>=1, other, still waiting ..."
    )


def test_foreign_text_is_harmless(caplog: pytest.LogCaptureFixture) -> None:
    waiting.report_asking(plugin("hw", "1\x1b[31m\n"))
    assert r"(hw-plugin 1\x1b[31m\n)" in caplog.text


def test_how_far_a_command_is(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(waiting, "monotonic", lambda: now[0])
    reading, said = waiting.Reading(), []
    for project in reading.through("project", range(3)):
        for release in reading.through("release", range(20)):
            for number in range(1, 11):
                now[0] += 1
                reading.reach("wheel", number, 10)
            said += [(project, release, line) for line in caplog.messages]
            caplog.clear()
    (first, second, *_), at = said, [round_ for *round_, _ in said]
    assert first[2] == (
        "Reading project 1 of 3, release 1 of 20, wheel 5 of 10, still waiting ..."
    )
    assert second[2] == (
        "Reading project 1 of 3, release 2 of 20, wheel 5 of 10, still waiting ..."
    )
    # After 5 s, 10 s, 20 s, 40 s, and then each minute.
    assert [project * 20 + release for project, release in at] == [
        *(0, 1, 3, 7),
        *range(13, 60, 6),
    ]


def test_nothing_is_said_of_what_is_read_at_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "monotonic", lambda: 100.0)
    for _ in (reading := waiting.Reading()).through("project", range(1000)):
        reading.reach("wheel", 1, 1)
    assert caplog.messages == []
