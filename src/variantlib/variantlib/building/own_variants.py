"""Wheels that a back end made variants itself, as its settings in the file ask it to.

Such a wheel has to be the variant of its row. It is made a plain one first, for those
who repair and test it know nothing of labels, and the wheels of a release have to agree
about more than the back end knows. Then it gets its label as all others do.
"""

from __future__ import annotations

from pathlib import Path

from ..making.stripping import Statement, read_statement, strip_variant
from ..named_tuples import NamedTuple
from ..names.properties import Property, format_property
from ..text import joined, printable
from .processes import StepFailed
from .rows import PLAIN, Row

__all__ = ["Built", "check_statement", "take_plain"]

_SHOWN = 10


class Built(NamedTuple):
    """A plain wheel.

    :param statement: The variant that the back end had made of it; None if it had not.
    """

    wheel: Path
    statement: Statement | None = None


def take_plain(wheel: Path) -> Built:
    """Return the plain wheel of one that a back end made; it is written beside that.

    :raises VariantError: If the wheel does not state the variant of its name.
    :raises OSError: If a file cannot be read or written.
    """
    statement = read_statement(wheel)
    if statement is None:
        return Built(wheel)
    return Built(strip_variant(wheel, wheel.parent), statement)


def check_statement(row: Row, statement: Statement | None) -> None:
    """Check that a back end which made a variant made that of the row.

    :raises StepFailed: If it made another one.
    """
    if statement is None:
        return
    names = (row.label, row.hash)
    if statement.name in names and statement.properties == row.properties:
        return
    made = _shown(statement.name, statement.properties)
    wanted = "a plain wheel"
    if row.kind != PLAIN:
        wanted = f"the variant {_shown(' '.join(filter(None, names)), row.properties)}"
    raise StepFailed(
        f"the back end made the variant {made}, and the row is {wanted}: pass both"
        " {label} and {properties} to it, or nothing about variants"
    )


def _shown(name: str, properties: tuple[Property, ...]) -> str:
    texts = [printable(format_property(each)) for each in properties]
    return f"{printable(name)} ({joined(texts, _SHOWN) or 'no properties'})"
