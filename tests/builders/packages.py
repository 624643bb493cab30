"""The packages of pip in environments: most of their files, and the same in all."""

from __future__ import annotations

import os
import shutil
from itertools import count
from pathlib import Path
from typing import NamedTuple

# By folder of each: whether a file came, went or was replaced.
Changes = dict[str, int]


class _Package(NamedTuple):
    source: Path
    at_first: Changes


class Packages:
    """Hands out copies of packages, and takes back those that nobody has changed.

    The files of a copy are hard links where they are possible.
    """

    def __init__(self) -> None:
        self._out: dict[Path, _Package] = {}
        self._kept: dict[Path, Path] = {}
        self._numbers = count()

    def copy(self, source: Path, target: Path) -> None:
        """Have the package `source` at `target`."""
        if kept := self._kept.pop(source, None):
            kept.rename(target)
        else:
            shutil.copytree(source, target, symlinks=True, copy_function=link)
        self._out[target] = _Package(source, _changes(target))

    def take_back(self, folder: Path, aside: Path) -> None:
        """Move packages of an environment into the folder `aside`, for further use."""
        for target in [path for path in self._out if path.is_relative_to(folder)]:
            package = self._out.pop(target)
            if package.source in self._kept or _changes(target) != package.at_first:
                continue
            aside.mkdir(exist_ok=True)
            place = aside / str(next(self._numbers))
            target.rename(place)
            self._kept[package.source] = place


def link(source: str, target: str) -> str:
    """Copy a file: the same one where that is possible."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
    return target


def _changes(package: Path) -> Changes:
    folders = [folder for folder, _, _ in os.walk(package)]
    return {os.path.relpath(f, package): os.stat(f).st_mtime_ns for f in folders}
