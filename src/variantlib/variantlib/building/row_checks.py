"""Refuse rows whose wheels would be of no use, before anything is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..making.edits import WrongEdit
from ..names.properties import Property
from .maker_file import MakerFile
from .rows import PLAIN, Row
from .tables import fault, join

__all__ = ["check_rows"]

_OF_ALL = ", or give it to the axes and to 'null' instead of to 'all'"


def check_rows(file: MakerFile, rows: Sequence[Row]) -> None:
    """Refuse rows that cannot have the wheels that the file asks for.

    :raises InvalidDocument: If there is one; the error names it, and the key.
    """
    variants = {
        name: row.properties
        for row in rows
        for name in filter(None, (row.name, row.label, row.hash))
    }
    for row in rows:
        _check_markers(file, row, variants)


def _check_markers(
    file: MakerFile, row: Row, variants: Mapping[str, Sequence[Property]]
) -> None:
    """Refuse markers about variants that could not hold in a wheel of a row."""
    if row.kind != PLAIN and row.hash is None:
        return
    try:
        row.settings.edits().check_markers(variants, row.hash is not None)
    except WrongEdit as error:
        is_shared = row.kind == PLAIN and getattr(file.shared, error.edit)
        hint = _OF_ALL if is_shared else ""
        raise fault(join(row.name, error.key), f"{error}{hint}") from None
