"""Tell which choices of a lock file a Python can install, and which are newer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.tags import sys_tags
from pip._vendor.packaging.utils import InvalidWheelFilename, parse_wheel_filename
from pip._vendor.variantlib.documents.lock_choices import PLAIN

from pip._internal.variants.pylock.groups import is_in, name_of
from pip._internal.variants.pylock.reader import split_wheel, versions_in

if TYPE_CHECKING:
    from pip._vendor.packaging.tags import Tag
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.documents.lock_choices import LockChoice


class LockedFiles:
    """The files of a lock file for several machines.

    :param document: The lock file, with all wheels in one place.
    :param tags: Of the wheels that can be installed; None for this Python's.
    """

    def __init__(
        self, document: Mapping[str, Any], tags: Iterable[Tag] | None = None
    ) -> None:
        self._packages: Sequence[Mapping[str, Any]] = document["packages"]
        self._given = tags

    def newest(self, choices: Sequence[LockChoice]) -> LockChoice:
        """Return the choice with the newest versions; of several, the first.

        Those that cannot be installed count only if there are no others.
        """
        possible = [each for each in choices if self.can_install(each)] or choices
        ages = self.ages(possible)
        return possible[ages.index(min(ages))]

    def can_install(self, choice: LockChoice) -> bool:
        """Return whether each package of a choice has a file for this Python."""
        return all(
            self._has_file(names, choice.variants.get(name_of(package)))
            for package, names in zip(self._packages, self._names, strict=True)
            if names is not None and is_in(package, choice.group)
        )

    def ages(self, choices: Sequence[LockChoice]) -> list[list[int]]:
        """Return how old each choice is, lower is newer.

        By the packages that all of them have.
        """
        found = [self._versions_of(choice) for choice in choices]
        names = sorted(set.intersection(*map(set, found))) if found else []
        order = {name: sorted({each[name] for each in found}) for name in names}
        return [[-order[name].index(each[name]) for name in names] for each in found]

    def _versions_of(self, choice: LockChoice) -> dict[NormalizedName, Version]:
        there = (each for each in self._packages if is_in(each, choice.group))
        return versions_in(there)

    @staticmethod
    def _has_file(names: Collection[str], allowed: Collection[str] | None) -> bool:
        if allowed is None:
            return bool(names)
        return any(name in names for name in allowed)

    @cached_property
    def _names(self) -> list[set[str] | None]:
        """The variants of which each package has a file for this Python.

        None for a package that is no file of an index.
        """
        tags = frozenset(sys_tags() if self._given is None else self._given)
        return [
            set(_names_in(package, tags))
            if "wheels" in package or "sdist" in package
            else None
            for package in self._packages
        ]


def _names_in(package: Mapping[str, Any], tags: frozenset[Tag]) -> Iterator[str]:
    if "sdist" in package:
        yield PLAIN
    wheels = package.get("wheels")
    for wheel in wheels if isinstance(wheels, list) else ():
        filename, variant = split_wheel(wheel)
        try:
            # Upstream complains about a file without a name.
            fits = not tags.isdisjoint(parse_wheel_filename(filename or "")[3])
        except InvalidWheelFilename:
            fits = True
        if fits:
            yield variant.text if variant else PLAIN
