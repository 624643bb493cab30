"""Who gets lines, and who a drawing."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from typing import Any

import pytest
from pip._vendor.rich.console import Console, RenderableType
from pip._vendor.rich.text import Text

from pip._internal.variants.commands import output
from pip._internal.variants.commands.drawing import Canvas
from pip._internal.variants.commands.output import show, text_width

LINES = [Text("title", style="bold"), "  line"]


def draw(canvas: Canvas) -> Iterable[RenderableType]:
    yield canvas.tree("title", "bold")


@pytest.fixture(params=[True, False], ids=["terminal", "file"])
def is_terminal(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> bool:
    console = Console(width=123)
    monkeypatch.setattr(output, "get_console", lambda: console)
    monkeypatch.setattr(output, "is_terminal", lambda: request.param)
    return bool(request.param)


@pytest.mark.parametrize("no_color", [True, False])
def test_only_terminals_get_drawings(
    is_terminal: bool,
    no_color: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    caplog.set_level(logging.INFO)
    show(list(LINES), draw)
    assert caplog.messages[0].startswith("title")
    shown = _rendered(record.args for record in caplog.records)
    assert ("\x1b" in shown) == (not no_color)
    assert ("line" in shown) == (not is_terminal)


def _rendered(arguments: Iterable[Any]) -> str:
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, color_system="standard")
    for (renderable,) in arguments:
        console.print(renderable)
    return file.getvalue()


def test_a_log_gets_lines(is_terminal: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    show(list(LINES), draw)
    assert "\n".join(caplog.messages) == "title\n  line"


def test_the_width_is_that_of_the_terminal(is_terminal: bool) -> None:
    assert text_width() == (123 if is_terminal else 80)


def test_a_terminal_is_told_from_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    monkeypatch.setattr("sys.stdout", file)
    assert not output.is_terminal()
    monkeypatch.setattr(file, "isatty", lambda: True, raising=False)
    assert output.is_terminal()
    monkeypatch.setattr("sys.stdout", None)
    assert not output.is_terminal()
