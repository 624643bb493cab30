"""Read the axes of a maker's file, and the tables about their combinations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ..errors import shorten
from ..text import guess
from .settings import KEYS, WORDS, Settings, over, read_settings, with_value
from .tables import (
    FILE_KEYS,
    MISPLACED,
    as_list,
    as_name,
    as_names,
    as_table,
    as_text,
    check_keys,
    fault,
    join,
    one_of,
)

MAX_AXES = 50
"""Axes in it."""

Axes = Mapping[str, Mapping[str, Settings]]
"""The settings of each value, by axis."""

_RESERVED = {"value", "values", "id", "label", "properties", "when", *WORDS}


@dataclass(frozen=True)
class Exclusion:
    """Rows that are not made: those that match in each of the axes.

    :param patterns: By axis; one of them has to match.
    """

    place: str
    patterns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Inclusion:
    """A row more.

    :param values: By axis.
    :param name: Its identifier, if it has one of its own.
    """

    place: str
    values: Mapping[str, str]
    settings: Settings
    name: str | None = None


def read_axes(value: object) -> dict[str, Mapping[str, Settings]]:
    """Return the settings of each value, by axis.

    :raises InvalidDocument: If it is not as it must be.
    """
    table = as_table("axes", value)
    for name, axis in table.items():
        if name in FILE_KEYS and not isinstance(axis, Mapping):
            raise fault(join("axes", name), MISPLACED)
    if len(table) > MAX_AXES:
        raise fault("axes", f"has more than {MAX_AXES} axes")
    return {_axis_name(name): _axis(name, axis) for name, axis in table.items()}


def _axis_name(name: str) -> str:
    if as_name("axes", name) in _RESERVED:
        raise fault("axes", f"{name} has another meaning; give the axis another name")
    return name


def _axis(name: str, value: object) -> dict[str, Settings]:
    place = join("axes", name)
    table = dict(as_table(place, value))
    if "values" not in table:
        _check_no_value(place, table)
    check_keys(place, table, ("values", *KEYS))
    where, values = join(place, "values"), table.pop("values", None)
    if not values or not isinstance(values, (list, dict)):
        raise fault(where, "must be a list of names, or a table for each value")
    common = read_settings(place, table)
    if isinstance(values, list):
        values = {item: {} for item in as_names(where, values, as_name)}
    found = {}
    for item, settings in as_table(where, values).items():
        inner = join(where, as_name(where, item))
        own = read_settings(inner, as_table(inner, settings))
        found[item] = with_value(over(common, own), item)
    return found


def _check_no_value(place: str, table: Mapping[str, object]) -> None:
    """Refuse a value that stands where only keys can."""
    for name, settings in table.items():
        if name in KEYS or not isinstance(settings, dict) or guess(name, KEYS):
            continue
        where = f"a value belongs into {join(join(place, 'values'), name)}"
        raise fault(join(place, name), f"unknown key; {where}")


def read_products(value: object, axes: Axes) -> tuple[tuple[str, ...], ...]:
    """Return the axes of each product, in the order of the file's axes.

    :raises InvalidDocument: If it is not as it must be.
    """
    if value is None:
        return (tuple(axes),) if axes else ()
    products = []
    known = partial(_known_axis, axes=axes)
    for place, item in _numbered("matrix", value):
        names = as_names(place, item, known)
        if not names:
            raise fault(place, "names no axis")
        products.append(tuple(axis for axis in axes if axis in names))
    return tuple(products)


def read_links(value: object, axes: Axes) -> tuple[tuple[str, ...], ...]:
    """Return the axes that vary together.

    :raises InvalidDocument: If it is not as it must be.
    """
    links: list[tuple[str, ...]] = []
    known = partial(_known_axis, axes=axes)
    for place, item in _numbered("link", value):
        names = as_names(place, item, known)
        if len(names) < 2:
            raise fault(place, "must name two axes or more")
        for name in names:
            if any(name in other for other in links):
                raise fault(place, f"{name} is in two links; join them to one")
            if len(axes[name]) != len(axes[names[0]]):
                raise fault(
                    place,
                    f"{names[0]} has {len(axes[names[0]])} values and {name}"
                    f" {len(axes[name])}: what varies together has as many",
                )
        links.append(names)
    return tuple(links)


def read_exclusion(place: str, item: object, axes: Axes) -> Exclusion:
    """Return the rows that a table leaves out.

    :raises InvalidDocument: If it is not as it must be.
    """
    table = as_table(place, item)
    if not table:
        raise fault(place, "names no axis, so it would leave nothing")
    patterns = {}
    for name, value in table.items():
        _known_axis(place, name, axes=axes)
        where = join(place, name)
        items = value if isinstance(value, list) else [value]
        patterns[name] = tuple(as_text(where, text) for text in items)
    return Exclusion(place, patterns)


def read_inclusion(place: str, item: object, axes: Axes) -> Inclusion:
    """Return the row that a table adds.

    :raises InvalidDocument: If it is not as it must be.
    """
    table = dict(as_table(place, item))
    check_keys(place, table, ("axes", "id", *KEYS))
    where = join(place, "axes")
    values = as_table(where, table.pop("axes", {}))
    for name, value in values.items():
        known = axes[_known_axis(where, name, axes=axes)]
        one_of(join(where, name), value, known)
    own = table.pop("id", None)
    return Inclusion(
        place,
        {axis: str(values[axis]) for axis in axes if axis in values},
        read_settings(place, table),
        None if own is None else as_name(join(place, "id"), own),
    )


def _known_axis(place: str, name: object, *, axes: Axes) -> str:
    text = as_text(place, name)
    if text not in axes:
        hint = guess(text, axes) or f"; there are {', '.join(axes) or 'none'}"
        raise fault(place, f"no axis is called {shorten(text)}{hint}")
    return text


def numbered_items(
    table: Mapping[str, object], name: str
) -> Sequence[tuple[str, object]]:
    """Return the items of a list in a table, with the place of each.

    :raises InvalidDocument: If it is no list.
    """
    value = table.get(name, [])
    if isinstance(value, Mapping):
        raise fault(name, f"must be a list of tables: write [[{name}]], not [{name}]")
    return _numbered(name, value)


def _numbered(name: str, value: object) -> Sequence[tuple[str, object]]:
    """Return the items of a list with the place of each, counted from 1."""
    items = enumerate(as_list(name, value), 1)
    return [(f"{name} {number}", item) for number, item in items]
