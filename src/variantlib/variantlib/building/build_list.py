"""Write the rows out: a table for people, JSON for programs and for reviews.

The JSON depends on nothing but the maker's file, so it can be committed and compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..documents.json_text import load_json_file, refuse_duplicates
from ..errors import InvalidDocument, VariantError
from ..making.edits import EDITS
from ..names.properties import format_property
from ..text import counted, printable, shown, some
from .rows import Row

FORMAT = 1
"""The version of the JSON. New keys may come without a new one."""

_SHOWN = 20
_HEAD = 200
_MEMBERS = {"id", "kind", "axes", "properties", "build"}
_begins_as_list = re.compile(rb'\s*\{\s*"format"\s*:\s*\d+\s*,\s*"rows"').match


def list_json(rows: Sequence[Row]) -> str:
    """Return the rows as JSON, as `pip-variant-build-list.schema.json` has them."""
    document = {"format": FORMAT, "rows": list(map(_as_object, rows))}
    return json.dumps(document, indent=2)


def list_table(rows: Sequence[Row]) -> str:
    """Return the rows as a table, and how many builds serve them."""
    head = ("ID", "VARIANT", "PYTHON", "PROPERTIES")
    lines = [head, *map(_cells, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(3)]
    table = [
        "  ".join([*(c.ljust(w) for c, w in zip(line, widths, strict=False)), line[3]])
        for line in lines
    ]
    builds = len({row.build for row in rows})
    table.append(f"{counted(len(rows), 'row')}, {counted(builds, 'build')}")
    return "\n".join(line.rstrip() for line in table)


def compare_list(rows: Sequence[Row], path: Path) -> list[str]:
    """Return how a list that was written before differs from the rows, a line each.

    :raises VariantError: If the file holds no such list.
    :raises OSError: If it cannot be read.
    """
    written = _read(path, _load(path))
    made = {row.name: _as_object(row) for row in rows}
    lines = [f"{name}: is in the list only" for name in written if name not in made]
    for name, row in made.items():
        if name not in written:
            lines.append(f"{name}: is not in the list")
        else:
            lines += (f"{name}: {each}" for each in _differences(written[name], row))
    common = [name for name in made if name in written]
    if not lines and common != list(written):
        lines.append("the list has the same rows in another order")
    return some(lines, _SHOWN)


def is_written_list(path: Path) -> bool:
    """Say whether a file holds such a list and nothing else, in whatever layout.

    :raises OSError: If it cannot be read.
    """
    with path.open("rb") as file:
        # Most files are told apart by this, some are very large.
        if not _begins_as_list(file.read(_HEAD)):
            return False
    try:
        document = _load(path)
        rows = _read(path, document).values()
    except VariantError:
        return False
    is_whole = bool(rows) and all(row.keys() >= _MEMBERS for row in rows)
    return is_whole and document.keys() == {"format", "rows"}


def _load(path: Path) -> Mapping[str, Any]:
    try:
        document = load_json_file(path.read_bytes(), refuse_duplicates)
    except VariantError as error:
        raise InvalidDocument(f"{printable(str(path))}: {error}") from None
    return document if isinstance(document, dict) else {}


def _read(path: Path, document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    shown_path = printable(str(path))
    rows = document.get("rows")
    if not isinstance(rows, list) or document.get("format") != FORMAT:
        raise InvalidDocument(
            f"{shown_path}: is no list as 'build --list --json' writes it"
        )
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("id"), str):
            raise InvalidDocument(f"{shown_path}: has a row without an id")
        found[printable(row["id"])] = row
    return found


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for key in {**now, **before}:
        old, new = before.get(key), now.get(key)
        if old != new:
            yield f"{printable(key)} is {shown(new)}, in the list {shown(old)}"


def _as_object(row: Row) -> dict[str, Any]:
    settings = row.settings
    return {
        "id": row.name,
        "kind": row.kind,
        "label": row.label,
        "hash": row.hash,
        "axes": dict(row.values),
        "properties": list(map(format_property, row.properties)),
        "environment": dict(settings.environment),
        "flags": dict(settings.flags),
        "config_settings": {
            name: list(texts) for name, texts in settings.config_settings
        },
        "build_requires": list(settings.build_requires),
        "requires_python": settings.requires_python,
        **{name: list(getattr(settings, name)) for name in EDITS},
        "repair": list(settings.repair or ()),
        "test": list(settings.test or ()),
        "test_requires": list(settings.test_requires),
        "python": settings.python,
        "image": settings.image,
        "runner": settings.runner,
        "when": list(row.when),
        "build": row.build,
    }


def _cells(row: Row) -> tuple[str, str, str, str]:
    variant = " ".join(filter(None, (row.label, row.hash))) or "(plain)"
    properties = ", ".join(map(format_property, row.properties))
    return row.name, variant, printable(row.settings.python or ""), properties
