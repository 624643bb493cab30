"""Refuse rows whose wheels would be of no use, before anything is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from ..documents.toml_document import read_toml
from ..errors import VariantError
from ..making.edits import WrongEdit
from ..names.filename import MAX_LENGTH
from ..names.properties import Property
from .maker_file import PYPROJECT, MakerFile
from .rows import PLAIN, Row
from .tables import fault, join

__all__ = ["check_rows"]

_SHORTEST_TAGS = "py3-none-any"
_OF_ALL = ", or give it to the axes and to 'null' instead of to 'all'"


def check_rows(file: MakerFile, rows: Sequence[Row], project: Path) -> None:
    """Refuse rows that cannot have the wheels that the file asks for.

    :param project: The folder of the sources.
    :raises InvalidDocument: If there is one; the error names it, and the key.
    """
    variants = {
        name: row.properties
        for row in rows
        for name in filter(None, (row.name, row.label, row.hash))
    }
    stem = _shortest_stem(project)
    for row in rows:
        _check_markers(file, row, variants)
        length = len(f"{stem}-{row.label}.whl") if row.label else 0
        if length > MAX_LENGTH:
            raise fault(
                row.name,
                f"the file name of its wheel would have {length} bytes or more, and may"
                f" have {MAX_LENGTH} at most: give it a shorter 'label'",
            )


def _shortest_stem(project: Path) -> str:
    """Return what stands before a label in file names, as short as it can be.

    The tags are known after the build only, and a back end may make up the rest.
    """
    try:
        table = read_toml(project / PYPROJECT).get("project")
    except (VariantError, OSError):
        # Whoever builds finds out.
        table = None
    stated = table if isinstance(table, Mapping) else {}
    name, version = stated.get("name"), stated.get("version")
    try:
        release = str(Version(str(version)))
    except InvalidVersion:
        release = "0"
    shown = canonicalize_name(name) if isinstance(name, str) else "x"
    return f"{shown}-{release}-{_SHORTEST_TAGS}"


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
