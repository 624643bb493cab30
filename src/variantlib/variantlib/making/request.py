"""The command that makes variants, as both command lines run it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..documents.provider_files import ReleaseFile, read_release_file
from ..errors import VariantError
from ..named_tuples import NamedTuple
from ..names.properties import parse_property
from .changes import Changes
from .edits import EDITS, parse_edits
from .known import unknown_properties
from .orders import Order, Release, check_order, make_wheels
from .tables import read_table

__all__ = ["MAKE_OPTIONS", "Made", "OptionSpec", "run_make"]


class OptionSpec(NamedTuple):
    """An option, as argparse and optparse take it."""

    flags: tuple[str, ...]
    dest: str
    help: str
    metavar: str | None = None
    is_repeated: bool = False

    @property
    def arguments(self) -> dict[str, Any]:
        """All but the flags."""
        found: dict[str, Any] = {"dest": self.dest, "help": self.help}
        if self.metavar is None:
            return {**found, "action": "store_true", "default": False}
        action = "append" if self.is_repeated else "store"
        return {**found, "metavar": self.metavar, "action": action, "default": None}


def _repeated(flag: str, dest: str, metavar: str, text: str) -> OptionSpec:
    return OptionSpec((flag,), dest, text, metavar, is_repeated=True)


MAKE_OPTIONS = (
    OptionSpec(
        ("-p", "--property"),
        "properties",
        "a property of the variant: 'provider :: key :: value'",
        "P",
        is_repeated=True,
    ),
    OptionSpec(
        ("--label",), "label", "make it in the label form, of this label", "LABEL"
    ),
    OptionSpec(
        ("--plain",), "plain", "make a plain wheel, with other metadata or version"
    ),
    OptionSpec(
        ("--table",), "table", "which wheels become which variants (TOML)", "FILE"
    ),
    OptionSpec(
        ("--priority",),
        "priority",
        "order of all namespaces of the release, for the label form",
        "NAMESPACES",
    ),
    OptionSpec(
        ("--providers",),
        "providers",
        "who answers for them (JSON, TOML or pyproject.toml, schema 0.2.0), for the"
        " label form",
        "FILE",
    ),
    OptionSpec(
        ("--drop-local",),
        "drop_local",
        "drop the local part of the version: 2.9.0+cu128 becomes 2.9.0",
    ),
    _repeated(
        "--add-dependency", "add_dependencies", "REQUIREMENT", "add a Requires-Dist"
    ),
    _repeated(
        "--drop-dependency",
        "drop_dependencies",
        "PROJECT",
        "drop all Requires-Dist of a project, or one requirement",
    ),
    _repeated(
        "--replace-dependency",
        "replace_dependencies",
        "REQUIREMENT",
        "put a Requires-Dist in the place of all of its project",
    ),
    OptionSpec(
        ("--requires-python",),
        "requires_python",
        "the versions of Python; empty for any",
        "VERSIONS",
    ),
    _repeated("--add-extra", "add_extras", "EXTRA", "add a Provides-Extra"),
    _repeated(
        "--drop-extra",
        "drop_extras",
        "EXTRA",
        "drop a Provides-Extra, and what it alone requires",
    ),
    _repeated(
        "--add-entry-point",
        "add_entry_points",
        "GROUP:NAME=OBJECT",
        "add or replace an entry point",
    ),
    _repeated(
        "--drop-entry-point", "drop_entry_points", "GROUP:NAME", "drop an entry point"
    ),
)
"""The options of `make`, but for the folder."""

_FOR_ONE = [
    *("properties", "label", "plain", "drop_local", "requires_python"),
    *(spec.dest for spec in MAKE_OPTIONS if spec.is_repeated),
]


@dataclass
class Made:
    """The wheels that were made, and what their maker should know."""

    paths: list[Path] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def run_make(values: Mapping[str, Any], wheels: Sequence[Path], folder: Path) -> Made:
    """Make variants of wheels.

    :param values: Those of the options, by their ``dest``.
    :raises VariantError: If a wheel cannot be made; then none is.
    :raises OSError: If a file cannot be read or written.
    """
    made = Made()
    if values["table"]:
        orders, release = _by_table(values, wheels, made)
    else:
        order = _order(values)
        orders = [(wheel, order) for wheel in wheels]
        release = _release(values, order)
    properties = (prop for _, order in orders for prop in order.properties)
    made.warnings += unknown_properties(properties, release.providers)
    made.paths += make_wheels(orders, release, folder)
    return made


def _by_table(
    values: Mapping[str, Any], wheels: Sequence[Path], made: Made
) -> tuple[list[tuple[Path, Order]], Release]:
    for spec in MAKE_OPTIONS:
        if spec.dest in _FOR_ONE and values[spec.dest]:
            raise VariantError(f"{spec.flags[-1]} stands in the table: leave it out")
    table = read_table(Path(values["table"]))
    release = _combined(table.release, values)
    orders = table.orders(wheels)
    for number in table.unused(wheels):
        made.warnings.append(
            f"row {number} of {Path(values['table']).name} is about none of the wheels"
        )
    return orders, release.completed([row.order for row in table.rows])


def _order(values: Mapping[str, Any]) -> Order:
    texts = {name: values[name] or () for name in EDITS}
    edits = parse_edits(texts, values["requires_python"])
    properties = tuple(map(parse_property, values["properties"] or ()))
    if values["label"] is None and not properties and not values["plain"]:
        raise VariantError(
            "say what to make: -p PROPERTY, --label LABEL, --plain or --table FILE"
        )
    changes = Changes(edits, values["drop_local"])
    return check_order(Order(values["label"], properties, values["plain"], changes))


def _release(values: Mapping[str, Any], order: Order) -> Release:
    if not order.is_labelled and (values["providers"] or values["priority"]):
        raise VariantError("--priority and --providers are for labels: add --label")
    return _combined(Release(), values)


def _combined(release: Release, values: Mapping[str, Any]) -> Release:
    """Return what a table and the options say; the options count."""
    file = ReleaseFile({}, ())
    if values["providers"]:
        file = read_release_file(Path(values["providers"]))
    order = tuple(filter(None, re.split(r"[\s,]+", values["priority"] or "")))
    return Release(
        order or file.namespaces or release.namespaces,
        file.providers or release.providers,
    )
