"""A maker's table: which wheels become which variants.

    priority = ["nvidia"]
    drop-local = true

    [[wheels]]
    local = "cu128"
    label = "cuda12.8"
    properties = ["nvidia :: cuda_version_lower_bound :: 12.8"]
    replace-dependencies = ["nvidia-nccl-cu12>=2.27"]

    [[wheels]]
    files = "*+cpu-*"
    plain = true

    [providers.nvidia]
    requires = ["nvidia-variant-provider>=0.0.1"]
    plugin-api = "nvidia_variant_provider.plugin:NvidiaVariantPlugin"

A wheel that several rows match becomes several variants.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from ..documents.provider_files import parse_release_file
from ..documents.toml_document import read_toml
from ..documents.wheel_zip import parse_name
from ..errors import InvalidDocument, VariantError, shorten
from ..names.grammar import check_all
from ..names.labels import check_namespace
from ..names.properties import parse_property
from ..text import guess_or_all, printable
from .changes import Changes
from .edits import EDITS, Edits, WrongEdit, parse_edits
from .orders import Order, Release, check_order

__all__ = ["Table", "read_table"]

MAX_ROWS = 1000
"""So many rows may a table have."""

_TOP = {"priority", "drop-local", "wheels", "providers"}
_EDITS = {name: name.replace("_", "-") for name in EDITS}
_ROW = {
    *("files", "local", "label", "properties", "plain", "drop-local"),
    *("requires-python", *_EDITS.values()),
}


@dataclass(frozen=True)
class Row:
    """What to make of some wheels.

    :param files: Patterns of their names; empty for any.
    :param local: Patterns of their local versions; empty for any, or none.
    """

    files: tuple[str, ...]
    local: tuple[str, ...]
    order: Order

    def matches(self, wheel: Path) -> bool:
        """Return whether it is about a wheel."""
        is_named = not self.files or _match(wheel.name, self.files)
        local = parse_name(wheel)[1].local or "" if self.local else ""
        return is_named and (not self.local or _match(local, self.local))


@dataclass(frozen=True)
class Table:
    """The rows of a file, and what holds for all of them."""

    rows: tuple[Row, ...]
    release: Release

    def orders(self, wheels: Sequence[Path]) -> list[tuple[Path, Order]]:
        """Return what to make of each wheel.

        :raises InvalidDocument: If no row is about one of them.
        """
        found = []
        for wheel in wheels:
            matched = [row.order for row in self.rows if row.matches(wheel)]
            if not matched:
                raise InvalidDocument(f"no row is about {printable(wheel.name)}")
            found += [(wheel, order) for order in matched]
        return found

    def unused(self, wheels: Sequence[Path]) -> list[int]:
        """Return the numbers of the rows that are about none of the wheels."""
        return [
            number
            for number, row in enumerate(self.rows, start=1)
            if not any(map(row.matches, wheels))
        ]


def _match(text: str, patterns: Collection[str]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)


def read_table(path: Path) -> Table:
    """Return the table in a file.

    :raises InvalidDocument: If it cannot be understood; the error names the row.
    :raises OSError: If it cannot be read.
    """
    try:
        return _parse(read_toml(path))
    except VariantError as error:
        raise InvalidDocument(f"{printable(path.name)}: {error}") from None


def _parse(document: Mapping[str, object]) -> Table:
    _check_keys(document, _TOP)
    raw = document.get("wheels")
    if not isinstance(raw, list) or not raw:
        raise InvalidDocument("must have a table [[wheels]] for each kind of wheel")
    if len(raw) > MAX_ROWS:
        raise InvalidDocument(f"has more than {MAX_ROWS} tables [[wheels]]")
    drops_local = _flag(document, "drop-local", False)
    rows = []
    for number, table in enumerate(raw, start=1):
        try:
            rows.append(_row(table, drops_local))
        except VariantError as error:
            raise InvalidDocument(f"row {number} of [[wheels]]: {error}") from None
    release = _release(document).completed([row.order for row in rows])
    return Table(tuple(rows), release)


def _release(document: Mapping[str, object]) -> Release:
    namespaces: tuple[str, ...] = ()
    if "priority" in document:
        order = document["priority"]
        namespaces = check_all("priority", order, check_namespace, str)
    if "providers" not in document:
        return Release(namespaces)
    providers = parse_release_file({"providers": document["providers"]}).providers
    return Release(namespaces, providers)


def _row(table: object, drops_local: bool) -> Row:
    if not isinstance(table, Mapping):
        raise InvalidDocument("must be a table")
    _check_keys(table, _ROW)
    files, local = _texts(table, "files"), _texts(table, "local")
    if not files and not local:
        raise InvalidDocument("must say which wheels it is about: 'files' or 'local'")
    label = table.get("label")
    if label is not None and not isinstance(label, str):
        raise InvalidDocument(f"label must be text, not {shorten(label)}")
    properties = tuple(map(parse_property, _texts(table, "properties")))
    is_plain = _flag(table, "plain", False)
    if label is None and not properties and not is_plain:
        raise InvalidDocument("must have 'label', 'properties' or 'plain = true'")
    changes = Changes(_edits(table), _flag(table, "drop-local", drops_local))
    return Row(files, local, check_order(Order(label, properties, is_plain, changes)))


def _edits(table: Mapping[str, object]) -> Edits:
    python = table.get("requires-python")
    if python is not None and not isinstance(python, str):
        raise InvalidDocument(f"requires-python must be text, not {shorten(python)}")
    texts = {name: _texts(table, key) for name, key in _EDITS.items()}
    try:
        return parse_edits(texts, python)
    except WrongEdit as error:
        raise InvalidDocument(f"{error.key}: {error}") from None


def _check_keys(table: Mapping[str, object], known: Collection[str]) -> None:
    for name in table:
        if name not in known:
            hint = guess_or_all(name, known)
            raise InvalidDocument(f"unknown key {shorten(name)}{hint}")


def _texts(table: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = table.get(name, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise InvalidDocument(f"{name} must be a list of texts, not {shorten(value)}")
    return tuple(values)


def _flag(table: Mapping[str, object], name: str, default: bool) -> bool:
    value = table.get(name, default)
    if not isinstance(value, bool):
        raise InvalidDocument(f"{name} must be true or false, not {shorten(value)}")
    return value
