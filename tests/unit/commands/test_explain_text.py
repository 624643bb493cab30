"""Explanations, in lines and as trees."""

from __future__ import annotations

from pip._internal.variants.commands.drawing import Canvas
from pip._internal.variants.commands.explain_outline import (
    NBSP,
    Entry,
    Group,
    Outline,
    Remark,
)
from pip._internal.variants.commands.explain_text import as_text, draw
from tests.unit.commands.rendering import plain, rendered

PROPERTY = f"hw{NBSP}::{NBSP}level{NBSP}::{NBSP}v3"
OUTLINES = [
    Outline("pkg 1.0~a is installed", (Remark("It fits.", (PROPERTY,)),)),
    Outline(
        "pkg 1.0",
        (Remark("a.whl is chosen."),),
        (
            Group(
                "Compatible, best first:",
                (
                    Entry("1", "a.whl", (f"{PROPERTY} [red]",), is_chosen=True),
                    Entry("10", "b.whl", ()),
                ),
                hidden=3,
            ),
            Group("Do not fit:", (Entry("-", "c.whl", ("it is old",)),)),
            Group("2 files are for other platforms", ()),
        ),
    ),
]


def test_lines() -> None:
    assert plain(as_text(OUTLINES)) == [
        "pkg 1.0~a is installed",
        "  It fits.",
        "    hw :: level :: v3",
        "",
        "pkg 1.0",
        "  a.whl is chosen.",
        "",
        "  Compatible, best first:",
        "    1  a.whl",
        "         hw :: level :: v3 [red]",
        "   10  b.whl",
        "    and 3 more (-v shows all)",
        "",
        "  Do not fit:",
        "    -  c.whl",
        "         it is old",
        "",
        "  2 files are for other platforms",
    ]


def test_trees() -> None:
    shown = rendered(draw(Canvas(), OUTLINES))
    assert [line.rstrip() for line in shown.splitlines()] == [
        "pkg 1.0~a is installed",
        "└── It fits.",
        "    └── hw :: level :: v3",
        "",
        "pkg 1.0",
        "├── a.whl is chosen.",
        "├── Compatible, best first:",
        "│   ├──  1  a.whl",
        "│   │       hw :: level :: v3 [red]",
        "│   ├── 10  b.whl",
        "│   └── and 3 more (-v shows all)",
        "├── Do not fit:",
        "│   └── -  c.whl",
        "│          it is old",
        "└── 2 files are for other platforms",
    ]


def test_trees_without_the_characters_for_it() -> None:
    assert rendered(draw(Canvas(), OUTLINES), encoding="ascii").isascii()
