"""Tables and trees: as wide as there is room, and nothing is lost."""

from __future__ import annotations

import pytest
from pip._vendor.rich.console import RenderableType

from pip._internal.variants.commands.drawing import Canvas
from tests.unit.commands.rendering import rendered, words

CANVAS = Canvas()
LONG = "x" * 50
HOSTILE = "[red]not markup[/red] :smile: [/]"
SENTENCE = "nvidia\N{NO-BREAK SPACE}::\N{NO-BREAK SPACE}driver is needed, here is 12.8"


def table() -> RenderableType:
    cells = [CANVAS.text(HOSTILE), CANVAS.pairs([("key", "a, b, c"), (LONG, LONG)])]
    return CANVAS.table(
        ["Provider", "Supported"], [cells, [CANVAS.text("b"), cells[1]]]
    )


def tree() -> RenderableType:
    root = CANVAS.tree("pkg 1.0", "bold")
    branch = root.add(CANVAS.text(SENTENCE))
    branch.add(CANVAS.item("10", [CANVAS.text(LONG), CANVAS.text(HOSTILE)]))
    return root


@pytest.mark.parametrize("part", [table(), tree()], ids=["table", "tree"])
@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_it_fits_into_the_width_and_loses_nothing(
    part: RenderableType, width: int
) -> None:
    shown = rendered([part], width)
    assert max(map(len, shown.splitlines())) <= width
    assert words(shown).count("x") == (200 if "Provider" in shown else 50)
    if width > 80:
        assert HOSTILE in shown


@pytest.mark.parametrize("part", [table(), tree()], ids=["table", "tree"])
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_lines_are_drawn_by_what_the_encoding_has(
    part: RenderableType, encoding: str
) -> None:
    assert rendered([part], 60, encoding).isascii()


@pytest.mark.parametrize("width", [1, 5])
def test_hardly_any_room_is_no_failure(width: int) -> None:
    assert rendered([table(), tree()], width)


def test_a_property_stays_in_one_line() -> None:
    assert rendered([CANVAS.text(SENTENCE)], 18) == (
        "nvidia :: driver\nis needed, here is\n12.8\n"
    )


def test_wide_characters_are_folded() -> None:
    wide = "\N{CJK UNIFIED IDEOGRAPH-6F22}"
    shown = rendered([CANVAS.table(["H"], [[CANVAS.text(wide * 30)]])], 24)
    assert shown.count(wide) == 30
