"""Prove that variants are never chosen, whatever machine there is.

A machine is a report for each key: the values that it supports, best first. Of each key
only the values of the release matter, so there are few different reports, and all of
them are looked at: nothing is sampled. For one variant, and the others that run
wherever it does, the keys are gone through in the order in which they count:

* a rival that needs a value that is not reported is out;
* one whose best value comes first is ahead, if it was level until then; one whose best
  value comes later, or that lacks the key, is beaten;
* the rest stays level, and in the end the name decides.

The variant wins somewhere if there are reports that leave no rival ahead, and no level
one with an earlier name. Reports of different keys are taken as independent: more
machines than there are, so whoever never wins among these never wins at all.

Of a key of which nothing is known any value may be reported, alone or with others. It
is enough to look at single values of the variant: with more, rivals can only gain. For
the same reason one GPU at a time is enough where a report has the values of several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..documents.document import ABI_DEPENDENCY
from ..documents.provider_tables import ProviderTable
from ..named_tuples import NamedTuple
from ..providers.possible import is_answered_by, keys_of, possible_of
from .release import Release, Variant

__all__ = ["Contest", "hash_contest", "label_contest"]

# So many ways to beat rivals are pursued; with more nothing is claimed.
_STATES = 300

Reports = frozenset[tuple[str, ...]]
Key = tuple[str, str]

_NOTHING: tuple[str, ...] = ()


class _Outcome(NamedTuple):
    """The effect of one report: sets of variants, as bits.

    :param places: Those whose best value is at each place, and last those that lack the
        key.
    :param fit: All of them.
    """

    places: tuple[int, ...]
    fit: int

    def place_of(self, bit: int) -> int | None:
        """Return the place of a variant; None if it does not fit."""
        return next((i for i, mask in enumerate(self.places) if mask & bit), None)


class Contest:
    """The variants of one form of a release, and the keys that decide among them."""

    def __init__(self, variants: Sequence[Variant], axes: Mapping[Key, Reports]):
        """Take variants in the order of their names, keys in that of importance."""
        self.variants = variants
        self._features = [variant.features for variant in variants]
        self._outcomes = {
            key: [self._outcome(key, report) for report in reports]
            for key, reports in axes.items()
        }

    def _outcome(self, key: Key, report: tuple[str, ...]) -> _Outcome:
        places = [0] * (len(report) + 1)
        for number, features in enumerate(self._features):
            values = features.get(key)
            if values is None:
                places[-1] |= 1 << number
            elif found := [i for i, value in enumerate(report) if value in values]:
                places[found[0]] |= 1 << number
        return _Outcome(tuple(places), _union(places))

    def can_fit(self, number: int) -> bool:
        """Return whether there is a machine at all that a variant fits."""
        bit = 1 << number
        return self._features[number].keys() <= self._outcomes.keys() and all(
            any(outcome.fit & bit for outcome in outcomes)
            for outcomes in self._outcomes.values()
        )

    def can_win(self, number: int, rivals: int) -> bool:
        """Return whether there may be a machine on which a variant beats its rivals.

        :param rivals: As bits. They and the variant fit some machine.
        """
        states = {(rivals, 0)}
        for outcomes in self._outcomes.values():
            options = set(_options(outcomes, 1 << number))
            states = {
                (level & same, ahead & fit | level & better)
                for level, ahead in states
                for same, better, fit in options
            }
            states = _fewest(states)
            if (0, 0) in states or len(states) > _STATES:
                return True
        earlier = (1 << number) - 1
        return any(not ahead and not level & earlier for level, ahead in states)


def _options(outcomes: Iterable[_Outcome], bit: int) -> Iterator[tuple[int, int, int]]:
    """Yield, by report, who is level with a variant that fits, ahead, and fits too."""
    for outcome in outcomes:
        place = outcome.place_of(bit)
        if place is not None:
            better = _union(outcome.places[:place])
            yield outcome.places[place], better, outcome.fit


def _fewest(states: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Leave out states that have all rivals of another one, and more."""
    kept: list[tuple[int, int]] = []
    for level, ahead in sorted(states, key=_count):
        if not any(not few & ~level and not best & ~ahead for few, best in kept):
            kept.append((level, ahead))
        if len(kept) > _STATES:
            break
    return set(kept)


def _count(state: tuple[int, int]) -> int:
    return (state[0] | state[1]).bit_count()


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def label_contest(release: Release) -> Contest:
    """Return the contest of the labels of a release, in the package's order."""
    variants = release.labels
    axes: dict[Key, Reports] = {}
    for namespace in release.namespaces:
        table = release.providers.get(namespace, ProviderTable())
        axes.update(_axes(namespace, table, _values_of(namespace, variants)))
    return Contest(variants, axes)


def hash_contest(variants: Sequence[Variant]) -> Contest:
    """Return the contest of hashes that all need the same keys.

    A rival with more keys may be out, as any of them may be missing on a machine; one
    with fewer is beaten by their number.
    """
    axes: dict[Key, Reports] = {}
    keys = [key for variant in variants for key in variant.features]
    for namespace in sorted({namespace for namespace, _ in keys}):
        values = _values_of(namespace, variants)
        axes.update(_axes(namespace, ProviderTable(), values))
    return Contest(variants, axes)


def _values_of(
    namespace: str, variants: Iterable[Variant]
) -> dict[str, frozenset[str]]:
    """Return all values that variants need of the keys of a namespace, by key."""
    found: dict[str, set[str]] = {}
    for variant in variants:
        for (name, key), values in variant.features.items():
            if name == namespace:
                found.setdefault(key, set()).update(values)
    return {key: frozenset(values) for key, values in sorted(found.items())}


def _axes(
    namespace: str, table: ProviderTable, used: Mapping[str, frozenset[str]]
) -> Iterator[tuple[Key, Reports]]:
    """Yield the keys of a namespace that are used, and all reports of each."""
    order = _order(namespace, table, used)
    preferred = dict(table.values)
    for key in order:
        reports = _reports(namespace, table, key, used[key])
        first = preferred.get(key, ())
        yield (
            (namespace, key),
            frozenset(_arranged(report, first) for report in reports),
        )


def _order(
    namespace: str, table: ProviderTable, used: Mapping[str, frozenset[str]]
) -> list[str]:
    """Return the keys that are used, in the order of their provider.

    Where that is not known, it makes no difference: no rival gets ahead there.
    """
    known: Iterable[str] = ()
    if table.static is not None:
        known = (key for key, _ in table.static)
    elif is_answered_by(namespace, table.requires):
        known = keys_of(namespace, table.requires)
    order = dict.fromkeys([*table.features, *known, *used])
    return [key for key in order if key in used]


def _reports(
    namespace: str, table: ProviderTable, key: str, values: frozenset[str]
) -> Reports:
    if table.static is not None:
        listed = dict(table.static).get(key, ())
        report = tuple(value for value in listed if value in values)
        is_certain = table.enable_if is None and not table.optional
        return frozenset([report] if is_certain else [report, _NOTHING])
    if namespace == ABI_DEPENDENCY or not is_answered_by(namespace, table.requires):
        return frozenset([_NOTHING, *((value,) for value in values)])
    if key not in keys_of(namespace, table.requires):
        return frozenset([_NOTHING])
    possible = possible_of(namespace)[key]
    if possible.reports is not None:
        return possible.reports(values) | {_NOTHING}
    known = filter(possible.is_known, values)
    return frozenset([_NOTHING, *((value,) for value in known)])


def _arranged(report: tuple[str, ...], first: Sequence[str]) -> tuple[str, ...]:
    named = [value for value in first if value in report]
    return tuple(dict.fromkeys([*named, *report]))
