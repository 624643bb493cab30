"""Remember how files were made, so that they need not be made again.

A stamp that names its inputs is written last, in one step: who is killed before leaves
at most one that holds for no inputs, and all is done again. A wheel is compared by its
size and its time, as it may be very large.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from ..documents.wheel_zip import parse_name
from ..documents.whole_files import write_whole
from ..errors import VariantError
from ..folders import open_regular
from ..making.stripping import Statement

_MAX_BYTES = 2**20
_SENSELESS = (ValueError, TypeError, LookupError, RecursionError, OverflowError)


@dataclass(frozen=True)
class Made:
    """A file that was made."""

    name: str
    size: int
    time: int

    @classmethod
    def of(cls, path: Path) -> Made:
        """Return a file as it is now.

        :raises OSError: If it is not there, or cannot be read to its end.
        """
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise OSError(f"{path} is no regular file")
        return cls(path.name, found.st_size, found.st_mtime_ns)

    def is_in(self, folder: Path) -> bool:
        """Say whether the file is there as it was made."""
        try:
            return Made.of(folder / self.name) == self
        except (OSError, ValueError):
            # No file can have some of the names that JSON can hold.
            return False

    def has_name_in(self, folder: Path) -> bool:
        """Say whether a file of that name is there, changed since or not."""
        return os.path.lexists(folder / self.name)


@dataclass(frozen=True)
class Stamp:
    """What was made out of some inputs.

    :param inputs: Their digest.
    :param statement: The variant that a back end had made of a plain wheel.
    :param maker: The maker's file that asked for them.
    :param older: Files that were made before, and were not removed: of another
        release, or changed by somebody else.
    """

    inputs: str
    files: tuple[Made, ...]
    statement: Statement | None = None
    maker: str = ""
    older: tuple[Made, ...] = ()

    def holds(self, inputs: str, folder: Path, project: str | None = None) -> bool:
        """Say whether the same inputs would make the same files, which are there.

        :param project: The normalised name of the project, None if nothing states it.
        """
        are_ours = project is None or self._projects() == {project}
        are_there = all(made.is_in(folder) for made in self.files)
        return self.inputs == inputs and are_ours and are_there

    def _projects(self) -> set[str | None]:
        return {_project_of(made.name) for made in self.files}


def _project_of(name: str) -> str | None:
    try:
        return parse_name(Path(name))[0]
    except VariantError:
        return None


def read_stamp(path: Path) -> Stamp | None:
    """Return a stamp; None if there is none that can be read."""
    try:
        with open_regular(str(path)) as file:
            document: Any = json.loads(file.read(_MAX_BYTES))
        files, older = map(_files, (document["files"], document.get("older", ())))
        # A file of such a name may be removed.
        are_wheels = all(
            made.name.endswith(".whl") and Path(made.name).name == made.name
            for made in (*files, *older)
        )
        statement = _statement(document.get("statement"))
        inputs, maker = str(document["inputs"]), str(document.get("maker", ""))
        is_whole = are_wheels and bool(files)
        return Stamp(inputs, files, statement, maker, older) if is_whole else None
    except (OSError, *_SENSELESS):
        return None


def _files(rows: Any) -> tuple[Made, ...]:
    return tuple(Made(str(name), int(size), int(time)) for name, size, time in rows)


def _statement(row: Any) -> Statement | None:
    if row is None:
        return None
    name, properties = row
    parsed = tuple((str(n), str(key), str(value)) for n, key, value in properties)
    return Statement(str(name), parsed)


def write_stamp(path: Path, stamp: Stamp) -> None:
    """Write a stamp in one step.

    :raises OSError: If it cannot be written.
    """
    document = {
        "inputs": stamp.inputs,
        "files": [astuple(made) for made in stamp.files],
        "statement": stamp.statement,
        "maker": stamp.maker,
        "older": [astuple(made) for made in stamp.older],
    }
    write_whole(path, json.dumps(document).encode())


def digest_of(parts: object) -> str:
    """Return the digest of values that JSON can hold."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
