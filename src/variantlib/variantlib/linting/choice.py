"""Rules about the choice: variants that cannot be told apart, or are never taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations

from packaging.tags import Tag

from ..text import joined
from .findings import Problem
from .never_wins import Contest, hash_contest, label_contest
from .release import Release, Variant, WheelFile
from .tags import covers, platform_of, python_of

__all__ = ["cannot_win", "twins"]

# So many files, or tags, are named in one finding.
_SHOWN = 3

# So many labels that need the same are compared with each other.
_ALIKE = 50


def twins(release: Release) -> Iterator[Problem]:
    """Find labels that need the same, where one machine runs wheels of both."""
    for one, other in _pairs(release):
        yield Problem(
            other.source,
            f"the labels {one.name} and {other.name} need exactly the same, so"
            f" {one.name} is always taken, by its name",
            "leave one out, or add a property that tells them apart",
        )


def _pairs(release: Release) -> Iterator[tuple[Variant, Variant]]:
    alike: dict[object, list[Variant]] = {}
    for variant in release.labels:
        alike.setdefault(variant.properties, []).append(variant)
    for group in alike.values():
        for one, other in combinations(group[:_ALIKE], 2):
            if _meet(release.wheels_of(one.name), release.wheels_of(other.name)):
                yield one, other


def _meet(one: Iterable[WheelFile], other: Iterable[WheelFile]) -> bool:
    """Return whether a machine may run wheels of both; so if nothing is known."""
    tags, others = _tags(one), _tags(other)
    if not tags or not others:
        return True
    return any(covers(a, b) or covers(b, a) for a in tags for b in others)


def _tags(wheels: Iterable[WheelFile]) -> set[Tag]:
    return {tag for wheel in wheels for tag in wheel.tags}


def cannot_win(release: Release) -> Iterator[Problem]:
    """Find variants that a better one beats on every machine that runs them.

    Files have to be known: a rival counts where it has a wheel for the same machines.
    """
    if not release.wheels:
        return
    named = {other.name for _, other in _pairs(release)}
    contests = [label_contest(release), *map(hash_contest, _by_keys(release.hashes))]
    for contest in contests:
        yield from _losers(release, contest, named)


def _by_keys(variants: Iterable[Variant]) -> Iterable[list[Variant]]:
    groups: dict[object, list[Variant]] = {}
    for variant in variants:
        groups.setdefault(frozenset(variant.features), []).append(variant)
    return groups.values()


def _losers(
    release: Release, contest: Contest, named: Collection[str]
) -> Iterator[Problem]:
    """Find those of a contest that lose on each machine that they fit.

    :param named: Variants that another rule names for that.
    """
    fit = [n for n in range(len(contest.variants)) if contest.can_fit(n)]
    offers = _Offers([contest.variants[n].name for n in fit], release.wheels)
    for place, number in enumerate(fit):
        own = contest.variants[number]
        lost: dict[tuple[Tag, str], list[int]] = {}
        outcomes: dict[tuple[int, ...], bool] = {}
        for tag, limit in sorted(offers.of(place), key=str):
            rivals = tuple(fit[r] for r in offers.rivals(place, tag, limit))
            if rivals not in outcomes:
                bits = sum(1 << rival for rival in rivals)
                outcomes[rivals] = contest.can_win(number, bits)
            if not outcomes[rivals]:
                lost[tag, limit] = list(rivals)
        if lost and own.name not in named:
            better = {contest.variants[n].name for each in lost.values() for n in each}
            is_everywhere = lost.keys() == offers.of(place)
            tags = [] if is_everywhere else [tag for tag, _ in lost]
            yield _never_taken(own, sorted(better), tags)


class _Offers:
    """The tags that some variants have wheels for, with their limits of Python."""

    def __init__(self, names: Sequence[str], wheels: Iterable[WheelFile]) -> None:
        places = {name: place for place, name in enumerate(names)}
        self._variants: dict[tuple[Tag, str], set[int]] = {}
        self._tags: list[set[tuple[Tag, str]]] = [set() for _ in names]
        for wheel in wheels:
            place = places.get(wheel.variant)
            if place is None:
                continue
            limit = wheel.metadata.requires_python if wheel.metadata else ""
            for tag in wheel.tags:
                self._variants.setdefault((tag, limit), set()).add(place)
                self._tags[place].add((tag, limit))
        self._serving: dict[tuple[Tag, str], set[int]] = {}

    def of(self, place: int) -> set[tuple[Tag, str]]:
        """Return the tags of a variant."""
        return self._tags[place]

    def rivals(self, place: int, tag: Tag, limit: str) -> list[int]:
        """Return the other variants that run wherever a tag does, for its Pythons."""
        if (tag, limit) not in self._serving:
            found: set[int] = set()
            for (offered, bound), variants in self._variants.items():
                if bound in ("", limit) and covers(offered, tag):
                    found |= variants
            self._serving[tag, limit] = found
        return sorted(self._serving[tag, limit] - {place})


def _never_taken(variant: Variant, names: list[str], tags: Iterable[Tag]) -> Problem:
    better = f"{'one of ' if len(names) > 1 else ''}{joined(names, _SHOWN)}"
    cells = sorted({f"{python_of(tag)} {platform_of(tag)}" for tag in tags})
    where = f" on {joined(cells, _SHOWN)}" if cells else ""
    return Problem(
        variant.source,
        f"{variant.shown} is never taken{where}: on each machine that it fits, {better}"
        " fits too, and is better",
        f"leave these wheels of {variant.name} out, or change"
        f" {'the order or ' if variant.is_label else ''}the properties",
    )
