"""Find wheels of rows that the maker's file has no longer.

They stay where they are: only who made them knows whether they are still wanted. But
all that reads the folder takes them for a part of the release.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from ..text import counted, joined, printable
from .placing import release_of
from .stamps import Made, read_stamp

__all__ = ["leftover_lines", "maker_of", "stamps_in"]

_SHOWN = 5


def stamps_in(output: Path) -> Path:
    """Return the folder with a stamp for each row, by its name."""
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
    """Return a line about the wheels of rows that are gone; none if there are none.

    :param rows: The names of all rows of the file.
    """
    names = sorted(_leftovers(output, maker_of(file, output), set(rows)))
    if not names:
        return []
    wheels = joined([printable(name) for name in names], _SHOWN)
    has = f"{printable(str(output))} has {counted(len(names), 'wheel')} of rows that"
    gone = f"{printable(file.name)} no longer has: {wheels}"
    return [f"{has} {gone}; remove what is not to be published"]


def _leftovers(output: Path, maker: str, rows: set[str]) -> set[str]:
    stamps = {path.stem: path for path in stamps_in(output).glob("*.json")}
    gone = {
        made
        for name in stamps.keys() - rows
        for made in _made(stamps[name], maker)
        if made.is_in(output)
    }
    if not gone:
        return set()
    # A row with another name may have made the same file since.
    kept = {made.name for name in stamps.keys() & rows for made in _made(stamps[name])}
    names = {made.name for made in gone} - kept
    # Wheels of another release are right as they are: it had the row.
    releases = {release_of(name) for name in kept or names}
    return {name for name in names if release_of(name) in releases}


def _made(path: Path, maker: str | None = None) -> Iterator[Made]:
    """Yield what a stamp says was made; nothing if another file had it made."""
    stamp = read_stamp(path)
    if stamp is not None and maker in (None, stamp.maker):
        yield from stamp.files
