"""Multiply axes: products, values that vary together, rows left out and rows more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import product
from math import prod

from ..text import guess, printable
from .maker_file import MakerFile
from .matrix_tables import Exclusion
from .tables import fault, join

MAX_PRODUCT = 100_000
"""Combinations of values, before some are left out."""

Combination = tuple[tuple[str, str], ...]
"""The value of each axis, in the order of the file."""


def combinations(file: MakerFile) -> list[Combination]:
    """Return the combinations of the file's products that are not left out.

    :raises InvalidDocument: If there are too many or none, or something that is to be
        left out is not there.
    """
    groups = [_groups(file, axes) for axes in file.products]
    count = sum(prod(map(len, group)) for group in groups)
    if count > MAX_PRODUCT:
        raise fault(
            "axes",
            f"make {_shown(count)} combinations; at most {MAX_PRODUCT} are looked at:"
            " split them into products (matrix), or let axes vary together (link)",
        )
    found = dict.fromkeys(each for group in groups for each in _multiply(file, group))
    _check_exclusions(file, found)
    kept = [each for each in found if not is_excluded(each, file.exclusions)]
    if found and not kept:
        raise fault("exclude", "leaves no combination")
    return kept


def without_properties(
    file: MakerFile, found: Iterable[Combination]
) -> list[Combination]:
    """Return the parts of combinations of which no axis speaks of the machine.

    These are the Pythons, the platforms and the like: for each the null variant and the
    plain wheel are made.
    """
    silent = {
        axis
        for axis in file.axes
        if not file.needs_something(axis) and not _goes_along(file, axis)
    }
    parts = (
        tuple((axis, value) for axis, value in each if axis in silent) for each in found
    )
    return list(dict.fromkeys(parts)) or [()]


def _goes_along(file: MakerFile, axis: str) -> bool:
    """Return whether an axis says more of another one, as a library of a toolkit.

    It is linked with one that speaks of the machine, and tells no builds apart that
    are for every machine.
    """
    return is_partner(file, axis) and not any(
        each.python or each.image or each.runner or each.when or each.label == ""
        for each in file.axes[axis].values()
    )


def is_partner(file: MakerFile, axis: str) -> bool:
    """Return whether an axis is linked with one that speaks of the machine."""
    linked = next((link for link in file.links if axis in link), ())
    return any(map(file.needs_something, linked))


def is_excluded(combination: Combination, exclusions: Iterable[Exclusion]) -> bool:
    """Return whether a combination is to be left out."""
    values = dict(combination)
    return any(_matches(values, exclusion) for exclusion in exclusions)


def _groups(file: MakerFile, axes: Sequence[str]) -> list[list[Combination]]:
    """Return the values of the axes, those that vary together as one."""
    groups: list[list[Combination]] = []
    done: set[str] = set()
    for axis in axes:
        if axis in done:
            continue
        linked = next((link for link in file.links if axis in link), (axis,))
        together = [name for name in linked if name in axes]
        done.update(together)
        rows = zip(*(file.axes[name] for name in together), strict=True)
        groups.append([tuple(zip(together, row, strict=True)) for row in rows])
    return groups


def _multiply(
    file: MakerFile, groups: Sequence[Sequence[Combination]]
) -> Iterator[Combination]:
    places = {axis: place for place, axis in enumerate(file.axes)}
    for parts in product(*groups):
        pairs = (pair for part in parts for pair in part)
        yield tuple(sorted(pairs, key=lambda pair: places[pair[0]]))


def _check_exclusions(file: MakerFile, found: Iterable[Combination]) -> None:
    """Refuse patterns that no value matches, and exclusions without effect."""
    tables = [dict(each) for each in found]
    for exclusion in file.exclusions:
        for axis, patterns in exclusion.patterns.items():
            known = file.axes[axis]
            for pattern in patterns:
                if not any(fnmatchcase(value, pattern) for value in known):
                    place, hint = join(exclusion.place, axis), guess(pattern, known)
                    raise fault(place, f"no value matches {printable(pattern)}{hint}")
        if not any(_matches(values, exclusion) for values in tables):
            raise fault(exclusion.place, "leaves out nothing")


def _matches(values: Mapping[str, str], exclusion: Exclusion) -> bool:
    return all(
        axis in values and any(fnmatchcase(values[axis], each) for each in patterns)
        for axis, patterns in exclusion.patterns.items()
    )


def _shown(count: int) -> str:
    return str(count) if count < 10**12 else "more than a million million"
