"""Find the smallest changes that make another variant win.

It is tried out: variants are ranked for a machine like this one that has some facts
more, or for a user with other settings. Only those that the fewest facts keep from
fitting are tried, so the cost is linear in the variants on offer.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.choice.hypothetical import (
    SupposedMachine,
    numbers_in,
    put_first,
)
from pip._vendor.variantlib.choice.ranking import Ranked, rank_offers
from pip._vendor.variantlib.documents.provider_tables import ProviderTable
from pip._vendor.variantlib.machine import messages
from pip._vendor.variantlib.machine.adjustment import format_parts
from pip._vendor.variantlib.machine.namespaces import is_for_other_platforms
from pip._vendor.variantlib.machine.settings import Parts
from pip._vendor.variantlib.machine.subject import Subject
from pip._vendor.variantlib.models import VariantMetadata
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.order.hash_order import Failure, Reason, unanswered_in

from pip._internal.variants.models import VariantCandidate

if TYPE_CHECKING:
    from pip._vendor.variantlib.documents.document import Document
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.names.properties import Property

    from pip._internal.variants.commands.comparison import Decision

MAX_CHANGES = 3
"""So many changes are told."""

MAX_SUPPOSED = 50
"""So many machines are tried out of those with as many facts more."""

MAX_SETTINGS = 10
"""So many other settings are tried out."""


class Fact(NamedTuple):
    """Something that a machine would have to report.

    :param others: Further values that would do as well.
    :param problem: Why nobody reports it now, if there is a reason.
    """

    property: Property
    others: tuple[str, ...]
    problem: str | None


class Change(NamedTuple):
    """A change that makes another variant win: of facts, or of a setting.

    :param setting: The name of the setting, None if it is not about one.
    :param value: The value that it would need.
    """

    offer: VariantCandidate
    facts: tuple[Fact, ...] = ()
    setting: str | None = None
    value: tuple[str, ...] = ()


class Misfitting(NamedTuple):
    """A variant that does not fit, and all that keeps it from fitting."""

    offer: VariantCandidate
    facts: VariantMetadata
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


def find_changes(
    release: Release, machine: Machine, decision: Decision | None
) -> list[Change]:
    """Return the smallest changes that make another variant win.

    :param decision: The difference between the winner and the next one.
    """
    if machine.is_unknown:
        return []
    return [
        *_changes_of_facts(release, machine),
        *_changes_of_settings(release, machine, decision),
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
        _is_fixed(failure, document) for failure, _ in misfitting.failures
    )


def _is_fixed(failure: Failure, document: Document) -> bool:
    table = document.providers.get(failure.property[0], ProviderTable())
    if failure.reason is Reason.PROVIDER:
        return is_for_other_platforms(table)
    return failure.reason is Reason.NAMESPACE or table.static is not None


_DISTANCES = {Reason.VALUE: 0, Reason.KEY: 1, Reason.PROVIDER: 2}


def _distance(group: list[Misfitting]) -> tuple[int, int, list[list[int]]]:
    """Return how far the variants of a group are from fitting, to be compared.

    The providers that do not answer count first.
    """
    failures = [failure for failure, _ in group[0].failures]
    distance = sum(_DISTANCES[failure.reason] for failure in failures)
    return len(unanswered_in(failures)), distance, list(map(_gap, failures))


def _gap(failure: Failure) -> list[int]:
    """Return how far a value is from the best that is supported, number by number."""
    pairs = itertools.zip_longest(
        numbers_in(failure.property[2]),
        numbers_in("".join(failure.supported_values[:1])),
        fillvalue=0,
    )
    return [abs(needed - best) for needed, best in pairs]


def _suppose(
    group: list[Misfitting], release: Release, machine: Machine
) -> Change | None:
    """Return the change that makes one of a group fit, if it would win then."""
    facts = tuple(_fact(*failure, machine.subject) for failure in group[0].failures)
    supposed = SupposedMachine(
        machine, machine.settings, [fact.property for fact in facts]
    )
    rivals = [(ranked.offer, ranked.facts) for ranked in _leaders(release)]
    members = [(each.offer, each.facts) for each in group]
    offers = sorted(rivals + members, key=lambda pair: release.places[pair[0].link.url])
    best = _best(offers, supposed)
    wins = best is not None and any(best == offer for offer, _ in members)
    return Change(best, facts) if best is not None and wins else None


def _fact(failure: Failure, problem: str | None, subject: Subject) -> Fact:
    if failure.reason is Reason.PROVIDER:
        problem = problem or messages.unanswered(failure, subject)
    return Fact(failure.property, failure.others, problem)


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


def _changes_of_settings(
    release: Release, machine: Machine, decision: Decision | None
) -> list[Change]:
    winner = release.winner
    if winner is None or len(release.fitting) < 2:
        return []
    found: dict[str, Change] = {}
    pairs = [(ranked.offer, ranked.facts) for ranked in release.fitting]
    settings = (*_counter(decision), *_providers_first(release.fitting))
    for setting, first in settings[:MAX_SETTINGS]:
        changed = put_first(machine.settings, setting, first)
        best = _best(pairs, SupposedMachine(machine, changed))
        if best is not None and best.link != winner.offer.link:
            value = tuple(map(_as_text, getattr(changed, setting)))
            found.setdefault(best.link.url, Change(best, (), setting, value))
    return list(found.values())[:MAX_CHANGES]


def _counter(decision: Decision | None) -> Iterator[tuple[str, Parts]]:
    """Yield the setting that reverses a decision."""
    if decision is not None and decision.worse is not None:
        if decision.by == "key":
            yield "key_priority", decision.worse[:2]
        if decision.by == "value":
            yield "value_priority", decision.worse


def _providers_first(fitting: Sequence[Ranked]) -> Iterator[tuple[str, Parts]]:
    stated = (ranked.facts.properties for ranked in fitting)
    for provider in sorted({name for properties in stated for name in properties}):
        yield "provider_priority", (provider,)


def _as_text(item: str | Parts) -> str:
    return item if isinstance(item, str) else format_parts(item)


def _best(
    offers: Sequence[tuple[VariantCandidate, VariantMetadata]],
    supposed: SupposedMachine,
) -> VariantCandidate | None:
    ranking = rank_offers(
        [offer for offer, _ in offers], [facts for _, facts in offers], supposed.rank
    )
    return min(ranking.fitting).offer if ranking.fitting else None
