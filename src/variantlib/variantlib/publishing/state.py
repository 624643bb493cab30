"""Keep what was read of the files of an index, so that only new ones are read again.

The file is a cache: where it is missing, or makes no sense, all files are read. The
folder may come from a stranger, so no name in it leads elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..folders import open_regular
from ..index.candidates import parse_candidate
from ..index.files import IndexFile
from ..named_tuples import NamedTuple
from .listing import Listed, is_project

__all__ = ["STATE_FILE", "State", "read_state", "write_state"]

STATE_FILE = ".variant-index.json"
FORMAT = 2
MAX_BYTES = 256 * 2**20
"""Larger files are not read."""

_SENSELESS = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


class State(NamedTuple):
    """An index as it was written before.

    :param files: The files as they were read, by name.
    :param documents: The digests of the documents that were written, by name.
    """

    files: Mapping[str, Listed]
    documents: Mapping[str, str]


def read_state(folder: Path) -> State:
    """Return the state that was kept in a folder; without one, an empty state."""
    try:
        with open_regular(str(folder / STATE_FILE)) as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            return State({}, {})
        document = json.loads(content)
        if document["format"] != FORMAT:
            return State({}, {})
        statements = document["statements"]
        files = {
            name: _listed(name, row, statements)
            for name, row in document["files"].items()
        }
        return State(files, dict(document["documents"]))
    except (OSError, *_SENSELESS):
        return State({}, {})


def _listed(name: str, row: list[Any], statements: list[str]) -> Listed:
    size, changed, project, version, sha256, metadata, python, variant, place = row
    statement = None if place is None else statements[place]
    if not all(isinstance(text, str | None) for text in (metadata, python, statement)):
        raise TypeError("it must be text, or nothing")
    found = parse_candidate(IndexFile(name, ""))
    named = (found.project, str(found.version), found.name and found.name.text)
    # The names of files are made of these, and the files of it may be removed.
    if named != (project, version, variant) or not is_project(project):
        raise ValueError("it is not as the name of the file has it")
    known = (project, version, f"{sha256}", metadata, python, variant, statement)
    return Listed(name, (size, changed), *known)


def write_state(state: State) -> bytes:
    """Return the content of the file."""
    statements: dict[str, int] = {}
    rows = {}
    for name, file in state.files.items():
        statement = None
        if file.statement is not None:
            statement = statements.setdefault(file.statement, len(statements))
        rows[name] = [
            *file.stamp,
            *(file.project, file.version, file.sha256, file.metadata),
            *(file.requires_python, file.variant, statement),
        ]
    document = {
        "format": FORMAT,
        "statements": list(statements),
        "files": rows,
        "documents": dict(state.documents),
    }
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"
