"""Find wheels that the maker's file asks for no longer.

They stay where they are: only who made them knows whether they are still wanted. But
all that reads the folder takes them for a part of the release.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from ..text import counted, joined, printable
from .placing import release_of
from .stamps import Stamp, digest_of, read_stamp

__all__ = ["leftover_lines", "made_by_others", "maker_of", "stamps_in"]

_SHOWN = 5
_DIGITS = 16


def stamps_in(output: Path, maker: str) -> Path:
    """Return the folder with a stamp for each row of a maker's file, by its name."""
    return _all_stamps_in(output) / digest_of(maker)[:_DIGITS]


def _all_stamps_in(output: Path) -> Path:
    return output / ".build" / "rows"


def maker_of(file: Path, output: Path) -> str:
    """Return a name for a maker's file, as several may share a folder of wheels."""
    try:
        # It stays the same if both are moved.
        return Path(os.path.relpath(file.resolve(), output.resolve())).as_posix()
    except ValueError:
        # Two drives.
        return file.resolve().as_posix()


def leftover_lines(file: Path, output: Path, rows: Collection[str]) -> list[str]:
    """Return a line about wheels that the file does not ask for, if there are any.

    :param rows: The names of all rows of the file.
    """
    names = sorted(_leftovers(output, maker_of(file, output), set(rows)))
    if not names:
        return []
    wheels = joined([printable(name) for name in names], _SHOWN)
    has = f"{printable(str(output))} has {counted(len(names), 'wheel')} that"
    gone = f"{printable(file.name)} no longer asks for: {wheels}"
    return [f"{has} {gone}; remove what is not to be published"]


def made_by_others(output: Path, maker: str, row: str) -> set[str]:
    """Return the names of the files that other rows made, and that are as they were.

    Rows of other maker's files count as well.
    """
    return {
        made.name
        for name, stamp in _stamps(output)
        if (stamp.maker, name) != (maker, row)
        for made in stamp.files
        if made.is_in(output)
    }


def _leftovers(output: Path, maker: str, rows: set[str]) -> set[str]:
    found = _stamps(output)
    own = {name: stamp for name, stamp in found if stamp.maker == maker}
    kept = {made.name for name in own.keys() & rows for made in own[name].files}
    # Wheels of another release are right as they are: it had the row.
    releases = {release_of(name) for name in kept}
    # Another file, or a row with another name, may have made the same file since.
    others = (stamp for _, stamp in found if stamp.maker != maker)
    kept.update(made.name for stamp in others for made in stamp.files)
    names: set[str] = set()
    for name, stamp in own.items():
        if name not in rows:
            left, of = (*stamp.files, *stamp.older), releases
        else:
            # Rows that were not made again have an older release.
            left, of = stamp.older, {release_of(made.name) for made in stamp.files}
        names |= {
            made.name
            for made in left
            if made.has_name_in(output) and (not of or release_of(made.name) in of)
        }
    return names - kept


def _stamps(output: Path) -> list[tuple[str, Stamp]]:
    """Return the stamps of all maker's files that can be read, with names of rows."""
    paths = _all_stamps_in(output).glob("*/*.json")
    found = ((path.stem, read_stamp(path)) for path in paths)
    return [(name, stamp) for name, stamp in found if stamp is not None]
