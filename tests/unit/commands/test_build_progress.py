"""The bar of a build, and the lines above it."""

from __future__ import annotations

import io

import pytest
from pip._vendor.rich.console import Console
from pip._vendor.rich.progress import Progress, TextColumn
from pip._vendor.variantlib.building.events import FAILED, MADE, STEP, Event

from pip._internal.variants.commands.build_progress import _Bar, telling


def test_a_bar_shows_the_rows_that_are_built_below_those_that_are_done() -> None:
    out = io.StringIO()
    console = Console(file=out, width=60, force_terminal=False)
    progress = Progress(TextColumn("{task.description}"), console=console)
    bar = _Bar(progress, 2)
    bar.tell(Event("a", STEP, "building"))
    bar.tell(Event("b[red]", STEP, "testing"))
    [task] = progress.tasks
    assert task.description == r"a: building, b\[red]: testing"
    bar.tell(Event("a", MADE, "a.whl", 1.0))
    bar.tell(Event("b[red]", FAILED, "no [compiler]"))
    assert (task.description, task.completed, task.total) == ("", 2, 2)
    assert out.getvalue().splitlines() == [
        "a: made a.whl (1.0 s)",
        "b[red]: failed: no [compiler]",
    ]


def test_failures_are_told_to_whoever_wants_quiet(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with telling(2, is_quiet=True) as tell:
        tell(Event("a", STEP, "building"))
        tell(Event("a", MADE, "a.whl", 1.0))
        tell(Event("b", FAILED, "no compiler"))
    assert [(each.levelname, each.message) for each in caplog.records] == [
        ("ERROR", "b: failed: no compiler")
    ]
