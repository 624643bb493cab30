"""Show explanations: in lines, and as trees on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pip._vendor.rich.text import Text
from pip._vendor.variantlib.text import HINT

from pip._internal.variants.commands.explain_outline import (
    NBSP,
    Entry,
    Group,
    Outline,
)
from pip._internal.variants.commands.output import Line, fill

if TYPE_CHECKING:
    from pip._vendor.rich.console import RenderableType
    from pip._vendor.rich.tree import Tree

    from pip._internal.variants.commands.drawing import Canvas

_DETAIL = " " * 9


def as_text(outlines: Sequence[Outline]) -> Iterator[Line]:
    """Yield the lines of some explanations."""
    for place, outline in enumerate(outlines):
        if place:
            yield ""
        yield Text(outline.title, style="bold")
        for remark in outline.remarks:
            yield from _wrap(remark.text, "  ")
            for detail in remark.details:
                yield from _wrap(detail, "    ")
        for group in outline.groups:
            yield ""
            yield from _group_lines(group)


def _group_lines(group: Group) -> Iterator[Line]:
    yield f"  {group.title}"
    for entry in group.entries:
        line = f"{entry.mark:>5}  {entry.filename}"
        yield Text(line, style="green") if entry.is_chosen else line
        for detail in entry.details:
            yield from _wrap(detail, _DETAIL)
    if group.hidden:
        yield f"    {_and_more(group.hidden)}"


def _wrap(text: str, indent: str) -> list[str]:
    lines = fill(indent, [text], "", len(indent)) if text else []
    return [line.replace(NBSP, " ") for line in lines]


def _and_more(count: int) -> str:
    return f"and {count} more{HINT}"


def draw(canvas: Canvas, outlines: Iterable[Outline]) -> Iterator[RenderableType]:
    """Yield the trees of the same, with blank lines between them."""
    for place, outline in enumerate(outlines):
        if place:
            yield Text()
        yield _tree(canvas, outline)


def _tree(canvas: Canvas, outline: Outline) -> Tree:
    tree = canvas.tree(outline.title, "bold")
    for remark in outline.remarks:
        branch = tree.add(canvas.text(remark.text))
        for detail in remark.details:
            branch.add(canvas.text(detail))
    for group in outline.groups:
        branch = tree.add(canvas.text(group.title))
        width = max((len(entry.mark) for entry in group.entries), default=0)
        for entry in group.entries:
            branch.add(_item(canvas, entry, width))
        if group.hidden:
            branch.add(canvas.text(_and_more(group.hidden)))
    return tree


def _item(canvas: Canvas, entry: Entry, width: int) -> RenderableType:
    style = "green" if entry.is_chosen else ""
    title = canvas.text(entry.filename, style)
    details = map(canvas.text, entry.details)
    return canvas.item(entry.mark.rjust(width), [title, *details])
