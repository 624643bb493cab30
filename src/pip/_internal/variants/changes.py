"""What would have to be otherwise for another variant to win.

It is tried out: variants are ranked for a machine like this one that has some facts
more, or for a user with another priority. Only those that the fewest facts keep from
fitting are tried, so the cost is linear in the variants on offer.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pip._vendor.variantlib.order import Failure, Reason
from pip._vendor.variantlib.provider_tables import ProviderTable

from pip._internal.variants import messages
from pip._internal.variants.machine import AnyPreferences, Machine, make_preferences
from pip._internal.variants.model import Facts, Offer, Subject
from pip._internal.variants.ranking import Ranked, rank_offers

if TYPE_CHECKING:
    from pip._vendor.variantlib.documents import Document
    from pip._vendor.variantlib.order import Supported
    from pip._vendor.variantlib.properties import Property

MAX_CHANGES = 3
"""So many changes are told."""

MAX_SUPPOSED = 50
"""So many machines are tried out of those with as many facts more."""

MAX_PRIORITIES = 10
"""So many providers are tried out in the first place."""


class Fact(NamedTuple):
    """Something that a machine would have to report.

    :param problem: Why its provider does not answer now, if there is a reason.
    """

    property: Property
    problem: str | None


class Change(NamedTuple):
    """A change that makes another variant win: of facts, or of the priority."""

    offer: Offer
    facts: tuple[Fact, ...] = ()
    provider_priority: tuple[str, ...] = ()


class Misfitting(NamedTuple):
    """A variant that does not fit, and all that keeps it from fitting."""

    offer: Offer
    facts: Facts
    failures: Sequence[tuple[Failure, str | None]]


class Release(NamedTuple):
    """The variants of a release that can be told of.

    :param winner: The one that wins now; None if it is no variant.
    :param places: The place of each in pip's order, by URL.
    """

    winner: Ranked | None
    fitting: Sequence[Ranked]
    misfitting: Sequence[Misfitting]
    places: Mapping[str, int]


def find_changes(release: Release, machine: Machine) -> list[Change]:
    """Return what would make another variant win, the smallest changes."""
    if machine.is_unknown:
        return []
    return [
        *_changes_of_facts(release, machine),
        *_changes_of_priority(release, machine),
    ]


def _changes_of_facts(release: Release, machine: Machine) -> list[Change]:
    groups: dict[frozenset[Property], list[Misfitting]] = {}
    for each in filter(_could_fit, release.misfitting):
        missing = frozenset(failure.property for failure, _ in each.failures)
        groups.setdefault(missing, []).append(each)
    for _, of_one_size in itertools.groupby(sorted(groups, key=len), key=len):
        nearest = sorted((groups[missing] for missing in of_one_size), key=_distance)
        supposed = (
            _suppose(group, release, machine) for group in nearest[:MAX_SUPPOSED]
        )
        changes = list(itertools.islice(filter(None, supposed), MAX_CHANGES))
        if changes:
            return changes
    return []


def _could_fit(misfitting: Misfitting) -> bool:
    """Return whether it is the machine, and not the package, that is in the way."""
    document = misfitting.facts.document
    return document is None or not any(
        failure.reason is Reason.NAMESPACE
        or _is_decided_by_package(document, failure.property[0])
        for failure, _ in misfitting.failures
    )


def _is_decided_by_package(document: Document, namespace: str) -> bool:
    table = document.providers.get(namespace, ProviderTable())
    return table.static is not None or table.enable_if is not None


_DISTANCES = {Reason.VALUE: 0, Reason.KEY: 1, Reason.PROVIDER: 2}


def _distance(group: list[Misfitting]) -> tuple[int, list[list[int]]]:
    """Return how far the variants of a group are from fitting, to be compared."""
    failures = [failure for failure, _ in group[0].failures]
    return sum(_DISTANCES[f.reason] for f in failures), list(map(_gap, failures))


def _gap(failure: Failure) -> list[int]:
    """Return how far a value is from the best that is supported, number by number."""
    pairs = itertools.zip_longest(
        _numbers(failure.property[2]),
        _numbers("".join(failure.supported_values[:1])),
        fillvalue=0,
    )
    return [abs(needed - best) for needed, best in pairs]


def _suppose(
    group: list[Misfitting], release: Release, machine: Machine
) -> Change | None:
    """Return the change that makes one of a group fit, if it would win then."""
    facts = tuple(_fact(*failure, machine.subject) for failure in group[0].failures)
    supposed = SupposedMachine(machine, facts=[fact.property for fact in facts])
    rivals = [(ranked.offer, ranked.facts) for ranked in _leaders(release)]
    members = [(each.offer, each.facts) for each in group]
    offers = sorted(rivals + members, key=lambda pair: release.places[pair[0].link.url])
    best = _best(offers, supposed)
    wins = best is not None and any(best == offer for offer, _ in members)
    return Change(best, facts) if best is not None and wins else None


def _fact(failure: Failure, problem: str | None, subject: Subject) -> Fact:
    if failure.reason is Reason.PROVIDER:
        problem = problem or messages.unanswered(failure, subject)
    return Fact(failure.property, problem)


def _leaders(release: Release) -> list[Ranked]:
    """Return those that any other has to beat.

    Facts that are added leave the order among those that fit as it is. The first one of
    each source stands for the place of the source.
    """
    if release.winner is None:
        return []
    leaders: dict[object, Ranked] = {}
    for ranked in release.fitting:
        leaders.setdefault((ranked.form, ranked.source), ranked)
    return [*leaders.values(), release.winner]


def _changes_of_priority(release: Release, machine: Machine) -> list[Change]:
    winner = release.winner
    if winner is None or len(release.fitting) < 2:
        return []
    stated = (ranked.facts.properties for ranked in release.fitting)
    providers = sorted({name for properties in stated for name in properties})
    found: dict[str, Change] = {}
    pairs = [(ranked.offer, ranked.facts) for ranked in release.fitting]
    for provider in providers[:MAX_PRIORITIES]:
        rest = (name for name in machine.provider_priority if name != provider)
        priority = (provider, *rest)
        best = _best(pairs, SupposedMachine(machine, priority=priority))
        if best is not None and best.link != winner.offer.link:
            found.setdefault(best.link.url, Change(best, provider_priority=priority))
    return list(found.values())[:MAX_CHANGES]


def _best(
    offers: Sequence[tuple[Offer, Facts]], supposed: SupposedMachine
) -> Offer | None:
    ranking = rank_offers(
        [offer for offer, _ in offers], [facts for _, facts in offers], supposed.rank
    )
    return min(ranking.fitting).offer if ranking.fitting else None


class SupposedMachine:
    """A machine as it would be with other facts or settings.

    :param facts: What it supports besides.
    :param priority: Another priority of providers.
    """

    def __init__(
        self,
        machine: Machine,
        facts: Iterable[Property] = (),
        priority: Sequence[str] | None = None,
    ) -> None:
        self._machine = machine
        self._facts = tuple(facts)
        self._priority = machine.provider_priority if priority is None else priority
        self._preferences: dict[int, AnyPreferences] = {}

    def rank(self, facts: Facts) -> int | None:
        """Return the rank of a variant; see ``Machine.rank``."""
        key = id(facts.document)
        if key not in self._preferences:
            supported = add_facts(
                self._machine.supported_of(facts.document), self._facts
            )
            self._preferences[key] = make_preferences(
                facts.document, supported, self._priority
            )
        return self._preferences[key].rank(facts.properties)


def add_facts(supported: Supported, facts: Iterable[Property]) -> Supported:
    """Return what a machine supports that has some facts more.

    A provider says the best first, so a new value comes first, unless the others count
    up or down: then it takes its place among them. A new key comes last.
    """
    keys = {name: dict(config) for name, config in supported}
    for provider, key, value in facts:
        values = keys.setdefault(provider, {}).get(key, ())
        if value not in values:
            keys[provider][key] = _insert(value, values)
    return [(name, list(config.items())) for name, config in keys.items()]


def _insert(value: str, values: Sequence[str]) -> list[str]:
    """Return values, the best first, with one more."""
    numbers = [_numbers(each) for each in values]
    new = _numbers(value)
    if len({_form(each) for each in (*values, value)}) > 1:
        return [value, *values]
    if all(one > other for one, other in itertools.pairwise(numbers)):
        place = sum(number > new for number in numbers)
    elif all(one < other for one, other in itertools.pairwise(numbers)):
        place = sum(number < new for number in numbers)
    else:
        place = 0
    return [*values[:place], value, *values[place:]]


def _numbers(value: str) -> list[int]:
    return list(map(int, re.findall(r"[0-9]+", value)))


def _form(value: str) -> str:
    """Return what two values have in common that differ in numbers only."""
    return re.sub(r"[0-9]+(\.[0-9]+)*", "0", value)
