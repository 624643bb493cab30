"""Write the wheels that machines get as CSV: a line for each machine and project."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from pip._vendor.variantlib.text import printable

from pip._internal.variants.commands.machine_matrix import Cell, Column

_HEADER = ("machine", "digest", "project", "version", "file", "variant", "reason")


def as_csv(columns: Sequence[Column]) -> str:
    """Return a table with a header.

    Of a machine for which there is no solution a line without a project has the reason.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADER)
    for column in columns:
        rows = list(_rows(column))
        for name in column.names:
            start = (_harmless(name), column.digest)
            writer.writerows([*start, *map(_harmless, row)] for row in rows)
    return text.getvalue()


def _rows(column: Column) -> Iterator[Sequence[str | None]]:
    for project, cell in column.cells.items():
        yield project, cell.version, cell.filename, _variant(cell), cell.reason
    if column.failure is not None:
        yield "", "", "", "", column.failure


def _variant(cell: Cell) -> str:
    return cell.name.text if cell.name else ""


def _harmless(text: str | None) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    shown = printable(text or "")
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) else shown
