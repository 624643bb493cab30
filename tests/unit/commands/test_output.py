"""Text for people and JSON for programs."""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import Any

import pytest
from pip._vendor.rich.text import Text

from pip._internal.exceptions import CommandError
from pip._internal.utils.logging import BrokenStdoutLoggingError
from pip._internal.variants.commands.output import (
    BLOCK,
    fill,
    quietly,
    show,
    write,
)


class Broken(io.StringIO):
    encoding = "utf-8"

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self._error = error

    def flush(self) -> None:
        raise self._error


def test_items_fill_lines() -> None:
    lines = fill("  a: ", ["word"] * 40, ", ", 5)
    assert len(lines) > 1
    assert lines[0].startswith("  a: word, word")
    assert all(line.startswith("     word") for line in lines[1:])
    assert all(len(line) <= 80 for line in lines)
    assert fill("", [], ", ", 0) == []


def test_names_are_not_broken() -> None:
    name = "a-long-name-with-hyphens-" * 5
    assert name in fill("", ["x", name], " ", 2)[-1]


def test_words_without_end_are_cut_off() -> None:
    assert len("".join(fill("", ["x" * 100_000], "", 0))) < 10_000


def test_an_object_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    show({"key": ["ä"]})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"format": 1, "key": ["ä"]}
    assert printed.endswith("}\n")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no console of pip here, which would know of `--no-color`."""
    monkeypatch.setenv("NO_COLOR", "1")


def test_lines_are_logged_in_blocks(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    lines: list[Any] = ["line"] * (BLOCK + 1)
    show([*lines, Text("bold", style="bold"), "last"])
    texts = [record.getMessage() for record in caplog.records]
    assert "\n".join(texts).split("\n") == [*lines, "bold", "last"]
    assert len(texts) < 10


def test_lines_may_be_quiet(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.WARNING)
    show(["line"])
    assert (capsys.readouterr().out, caplog.text) == ("", "")


def test_letters_that_a_terminal_does_not_have(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", written)
    write("ä\n")
    assert written.buffer.getvalue() == b"\\xe4\n"  # type: ignore[attr-defined]


def test_nobody_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Broken(BrokenPipeError(32, "Broken pipe")))
    with pytest.raises(BrokenStdoutLoggingError):
        write("x")


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Broken(OSError(28, "No space left on device")))
    with pytest.raises(CommandError, match="No space left on device"):
        write("x")


def test_warnings_are_never_quiet() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.set_name("console")
    root = logging.getLogger()
    root.addHandler(handler)
    logger = logging.getLogger("pip._internal.somewhere")
    try:
        with quietly():
            logger.log(logging.WARNING - 1, "resolving")
            logger.warning("within")
        logger.warning("after")
    finally:
        root.removeHandler(handler)
    assert stream.getvalue().split() == ["within", "after"]
    assert not handler.filters
