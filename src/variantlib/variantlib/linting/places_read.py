"""Read several places to be checked, and go on behind those that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..errors import InvalidCatalogue, VariantError
from ..named_tuples import NamedTuple
from ..text import escaped, shortened, some
from .release import Release

__all__ = ["PlacesRead", "read_each"]

MAX_LINES = 100
"""So many mistakes of one place are told."""


class PlacesRead(NamedTuple):
    """The releases at all places, and the mistakes of those that have none.

    :param places: Those that could be read.
    :param mistakes: A line for each.
    """

    releases: Sequence[Release]
    places: Sequence[str]
    mistakes: Sequence[str]


def read_each(
    places: Iterable[str], read: Callable[[str], Iterable[Release]]
) -> PlacesRead:
    """Return the releases at places.

    :param read: Returns those at one of them, or raises VariantError or OSError.
    """
    releases: list[Release] = []
    good: list[str] = []
    mistakes: list[str] = []
    for place in places:
        try:
            releases += read(place)
            good.append(place)
        except (VariantError, OSError) as error:
            mistakes += map(shortened, map(escaped, _lines(error)))
    return PlacesRead(releases, good, mistakes)


def _lines(error: VariantError | OSError) -> Iterator[str]:
    if isinstance(error, InvalidCatalogue):
        for line in [*some(error.mistakes, MAX_LINES), error.hint]:
            yield f"{error.where}: {line}"
    elif isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        yield f"{where}{error.strerror or error}"
    else:
        yield str(error)
