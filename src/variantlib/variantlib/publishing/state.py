"""Keep what was read of the files of an index, so that only new ones are read again.

The file is a cache: where it is missing, or makes no sense, all files are read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .listing import Listed

__all__ = ["STATE_FILE", "read_state", "write_state"]

STATE_FILE = ".variant-index.json"
FORMAT = 1

_SENSELESS = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def read_state(folder: Path) -> dict[str, Listed]:
    """Return the files as they were read before, by name."""
    try:
        document = json.loads((folder / STATE_FILE).read_bytes())
        if document["format"] != FORMAT:
            return {}
        statements = document["statements"]
        return {
            name: _listed(name, row, statements)
            for name, row in document["files"].items()
        }
    except (OSError, *_SENSELESS):
        return {}


def _listed(name: str, row: list[Any], statements: list[str]) -> Listed:
    size, changed, project, version, sha256, metadata, python, variant, place = row
    statement = None if place is None else statements[place]
    known = (project, version, sha256, metadata, python, variant, statement)
    return Listed(name, (size, changed), *known)


def write_state(files: Mapping[str, Listed]) -> bytes:
    """Return the content of the file."""
    statements: dict[str, int] = {}
    rows = {}
    for name, file in files.items():
        statement = None
        if file.statement is not None:
            statement = statements.setdefault(file.statement, len(statements))
        rows[name] = [
            *file.stamp,
            *(file.project, file.version, file.sha256, file.metadata),
            *(file.requires_python, file.variant, statement),
        ]
    document = {"format": FORMAT, "statements": list(statements), "files": rows}
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"
