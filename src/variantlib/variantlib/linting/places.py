"""Rules about the places that a catalogue names."""

from __future__ import annotations

from collections.abc import Iterator

from ..text import joined
from .findings import Problem
from .release import Release

__all__ = ["shadowed_tables", "told_by_place"]

# So many labels are named in one finding.
_SHOWN = 5


def shadowed_tables(release: Release) -> Iterator[Problem]:
    """Find tables whose files an earlier table has."""
    for label, earlier in release.shadowed:
        whose = "another one of it" if label == earlier else f"that of {earlier}"
        yield Problem(
            release.project,
            f"a table of the label {label} has no files: {whose} comes first at the"
            " same place, and has them",
            "put the more precise table first, or give one of them local or files",
        )


def told_by_place(release: Release) -> Iterator[Problem]:
    """Find labels whose files are told from others by their place alone."""
    if release.told_by_place:
        labels = joined(release.told_by_place, _SHOWN)
        yield Problem(
            release.project,
            f"only the place tells which files are {labels}: out of a folder, pip"
            " installs them as plain wheels, on any machine",
            "add local, or files, if the names of the files tell",
        )
