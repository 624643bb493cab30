"""Put the wheels of a row into the output folder, in place of what it made before.

Wheels of other releases stay, for the folder may hold a whole index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version

from ..documents.wheel_zip import check_wheel, parse_name
from ..errors import VariantError
from ..text import printable
from .processes import StepFailed
from .stamps import Made

__all__ = ["Placed", "check_places", "place_wheels", "release_of", "still_there"]


@dataclass(frozen=True)
class Placed:
    """The wheels of a row where they belong.

    :param older: What it made before and is still there: of another release, or
        changed by somebody else.
    """

    wheels: tuple[Path, ...]
    older: tuple[Made, ...]

    def kept_of(self, before: Collection[Made]) -> tuple[str, ...]:
        """Return the names of some files that are there, and of another release."""
        releases = {release_of(wheel.name) for wheel in self.wheels}
        kept = (old.name for old in self.older if old in before)
        return tuple(name for name in kept if release_of(name) not in releases)


def check_places(made: Iterable[Path], output: Path, before: Iterable[Made]) -> None:
    """Refuse to lose a file of somebody else.

    :param before: The files that the same row made before.
    :raises StepFailed: If another file is in the way.
    """
    own = {old.name for old in before}
    for wheel in made:
        if wheel.name not in own:
            _check_replaceable(output / wheel.name)


def place_wheels(
    made: Iterable[Path], output: Path, before: Iterable[Made], claims: Collection[str]
) -> Placed:
    """Move wheels to a folder.

    :param before: The files that the same row made before.
    :param claims: Names of all that the rows of this run make.
    :raises OSError: If a file cannot be moved or removed.
    """
    wheels, older = list(made), []
    releases = {release_of(wheel.name) for wheel in wheels}
    for old in still_there(before, output, claims):
        if release_of(old.name) in releases and old.is_in(output):
            (output / old.name).unlink()
        else:
            older.append(old)
    # After a kill it may have one name twice.
    older = [old for old in older if old.has_name_in(output)]
    placed = tuple(wheel.replace(output / wheel.name) for wheel in wheels)
    return Placed(placed, tuple(older))


def still_there(
    before: Iterable[Made], output: Path, claims: Collection[str]
) -> list[Made]:
    """Return the files that a row made before and that have no other owner.

    :param claims: Names of all that rows of this run make.
    """
    return [old for old in before if old.name not in claims and old.has_name_in(output)]


def release_of(name: str) -> tuple[str, Version] | None:
    """Return project and version by the name of a wheel; None if it is no such name."""
    try:
        return parse_name(Path(name))
    except VariantError:
        return None


def _check_replaceable(path: Path) -> None:
    """Refuse to lose a file, unless it is a wheel of that name.

    Who removes the stamps, or copies wheels of other machines here, may build again.
    """
    if not path.is_symlink() and not path.exists():
        return
    try:
        check_wheel(path)
    except (VariantError, OSError):
        raise StepFailed(
            f"{printable(str(path))} is in the way, and is no wheel of this release:"
            " move it away"
        ) from None
