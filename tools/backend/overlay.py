"""Lay our own modules over the tree, as copies or, to be edited live, as links."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from .errors import BuildError

# Left behind by Python, by a live build, by file managers.
_NOT_SOURCE = ("__pycache__", "*.pyc", "_build_info.py", ".DS_Store")
_ignore = shutil.ignore_patterns(*_NOT_SOURCE)


def is_source(path: Path) -> bool:
    """Whether *path* is ours to ship."""
    return not _ignore(str(path.parent), [path.name])


def as_copy(source: Path, target: Path) -> None:
    """Place a copy of a file or folder where there is nothing yet."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=_ignore, copy_function=shutil.copyfile)
    else:
        shutil.copyfile(source, target)


def as_link(source: Path, target: Path) -> None:
    """Place a symbolic link, or a copy where the system allows no link."""
    try:
        target.symlink_to(source, target_is_directory=source.is_dir())
    except OSError as error:
        note = f"note: {target.name} is a copy, edits need a rebuild ({error.strerror})"
        print(note, file=sys.stderr)
        as_copy(source, target)


def overlay(source: Path, target: Path, place: Callable[[Path, Path], None]) -> None:
    """Add everything in *source* to *target*; BuildError rather than replace a file."""
    for entry in sorted(filter(is_source, source.iterdir())):
        there = target / entry.name
        if not os.path.lexists(there):
            place(entry, there)
        elif entry.is_dir() and there.is_dir():
            overlay(entry, there, place)
        else:
            raise BuildError(f"{entry} would replace a file of upstream: use a patch")
