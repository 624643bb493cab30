"""Tell what METADATA of the rows will say, as far as their changes do.

What the project itself states is not known, only that all rows have it. So it is left
out, but for the dependencies and extras that some rows drop or replace: the others keep
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..documents.requirements import is_bare, project_of
from ..linting.release import Metadata
from ..making.edits import Edits
from .rows import Row

__all__ = ["planned_metadata"]


def planned_metadata(rows: Sequence[Row]) -> dict[str, Metadata]:
    """Return METADATA of each row, by its name; of none if none has changes."""
    changes = {row.name: row.settings.edits() for row in rows}
    if set(changes.values()) <= {Edits()}:
        return {}
    common = _common(changes.values())
    extras = dict.fromkeys(
        extra for edits in changes.values() for extra in edits.drop_extras
    )
    return {
        name: Metadata(
            {
                "requires-dist": tuple(dict.fromkeys(_dependencies(edits, common))),
                "provides-extra": (
                    *(extra for extra in extras if extra not in edits.drop_extras),
                    *edits.add_extras,
                ),
                "requires-python": tuple(filter(None, [edits.requires_python])),
            }
        )
        for name, edits in changes.items()
    }


def _common(changes: Iterable[Edits]) -> dict[str, str]:
    """Return what the project must require, as rows drop or replace it, by project."""
    found: dict[str, str] = {}
    for edits in changes:
        for text in (*edits.drop_dependencies, *edits.replace_dependencies):
            found.setdefault(str(project_of(text)), str(project_of(text)))
        for text in edits.drop_dependencies:
            if not is_bare(text):
                found[str(project_of(text))] = text
    return found


def _dependencies(edits: Edits, common: dict[str, str]) -> Iterator[str]:
    other = (*edits.drop_dependencies, *edits.replace_dependencies)
    changed = {str(project_of(text)) for text in other}
    yield from (text for project, text in common.items() if project not in changed)
    yield from edits.replace_dependencies
    yield from edits.add_dependencies
