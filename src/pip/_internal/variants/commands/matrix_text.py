"""Show the wheels that machines get: in lines, and as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pip._vendor.rich.text import Text
from pip._vendor.variantlib.text import shortened

from pip._internal.variants.commands.machine_matrix import (
    Cell,
    Column,
    Unused,
    find_unused,
    shown_projects,
)
from pip._internal.variants.commands.output import Line, fill

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.rich.console import RenderableType

    from pip._internal.variants.commands.drawing import Canvas

MACHINE_WIDTH = 30

TITLE_WIDTH = 50
"""So many columns of a line may be for the title of a group of machines."""

_PROJECT = "Project"

_BORDER = 3
"""Columns that a cell of a table has besides its text."""


def as_lines(columns: Sequence[Column]) -> Iterator[Line]:
    """Yield a block of lines for each project, and below them each failure."""
    titles = [len(column.machine) for column in columns]
    width = max([n for n in titles if n <= TITLE_WIDTH], default=0)
    for project in shown_projects(columns):
        yield Text.assemble((shortened(project), "bold"))
        for column in columns:
            cell = column.cells.get(project)
            title = column.machine
            if len(title) > width:
                yield f"  {title}"
                title = ""
            start = f"  {title.ljust(width)}  "
            content, style = _content(column, cell), _style(cell)
            yield Text.assemble(start, (content, style)) if style else start + content
            if cell is not None and cell.reason is not None:
                yield from fill(" " * 6, [cell.reason], "", 6)
    for column in columns:
        if column.failure is not None:
            yield ""
            yield from fill(f"{column.machine}: ", [column.failure], "", 2)
    for unused in find_unused(columns):
        yield ""
        title = f"No machine gets {_amount(unused)}:"
        yield from fill("", [title], "", 2)
        yield from (f"  {shortened(name)}" for name in unused.files)


def draw(
    canvas: Canvas, columns: Sequence[Column], width: int
) -> Iterator[RenderableType]:
    """Draw projects by machines, and the reasons below that.

    Where not all machines fit side by side, several tables have a part of them each.
    """
    projects = shown_projects(columns)
    reasons: list[str] = []
    for part in _parts(columns, projects, width):
        rows = [_row(canvas, project, part, reasons) for project in projects]
        yield canvas.table([_PROJECT, *(column.machine for column in part)], rows)
    for number, reason in enumerate(reasons, start=1):
        yield canvas.text(shortened(f"[{number}] {reason}"))
    for column in columns:
        if column.failure is not None:
            yield canvas.text(shortened(f"{column.machine}: {column.failure}"), "red")
    for unused in find_unused(columns):
        yield canvas.text(shortened(f"No machine gets {_amount(unused)}:"))
        for name in unused.files:
            yield canvas.text(f"  {shortened(name)}")


def _amount(unused: Unused) -> str:
    release = f"{unused.project} {unused.version}"
    if unused.variants == 1:
        return f"the variant of {release}"
    return f"{len(unused.files)} of {unused.variants} variants of {release}"


def _row(
    canvas: Canvas,
    project: NormalizedName,
    columns: Sequence[Column],
    reasons: list[str],
) -> list[RenderableType]:
    """Return the cells of a row; their reasons become notes with a number."""
    row = [canvas.text(shortened(project), "bold")]
    for column in columns:
        cell = column.cells.get(project)
        content = _content(column, cell)
        if cell is not None and cell.reason is not None:
            if cell.reason not in reasons:
                reasons.append(cell.reason)
            content += f" [{reasons.index(cell.reason) + 1}]"
        row.append(canvas.text(content, _style(cell)))
    return row


def _parts(
    columns: Sequence[Column], projects: Sequence[NormalizedName], width: int
) -> Iterator[Sequence[Column]]:
    """Yield the machines in so many parts that each fits side by side."""
    widest = max(map(len, [_PROJECT, *projects]))
    room = width - 1 - min(widest, MACHINE_WIDTH) - _BORDER
    part: list[Column] = []
    used = 0
    for column in columns:
        needed = _width(column) + _BORDER
        if part and used + needed > room:
            yield part
            part, used = [], 0
        part.append(column)
        used += needed
    yield part


def _width(column: Column) -> int:
    contents = [
        f"{_content(column, cell)}{' [1]' if cell.reason else ''}"
        for cell in column.cells.values()
    ]
    return min(max(map(len, [column.machine, *contents])), MACHINE_WIDTH)


def _content(column: Column, cell: Cell | None) -> str:
    if cell is None and column.failure is None:
        return "not needed"
    if cell is None or cell.version is None:
        return "none"
    if cell.name is not None:
        return shortened(f"{cell.version}~{cell.name.text}")
    is_wheel = (cell.filename or "").endswith(".whl")
    return shortened(f"{cell.version}, {'plain wheel' if is_wheel else 'source'}")


def _style(cell: Cell | None) -> str:
    return "red" if cell is not None and cell.version is None else ""
