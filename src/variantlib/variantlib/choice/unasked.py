"""Count the better variants of a release that lack the answer of a provider."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from ..machine.machine import Machine
from ..machine.settings import Parts
from ..models import MetadataUnavailable, VariantMetadata
from ..named_tuples import NamedTuple
from ..names.properties import Property
from .hypothetical import SupposedMachine
from .ranking import Ranking, rank_offers

__all__ = ["Unasked", "find_unasked"]

MAX_TRIED = 1000
"""So many variants that lack an answer are tried out."""


class Unasked(NamedTuple):
    """Variants that would be better than the best that fits, or fit as the only ones.

    :param better: How many.
    :param providers: Those that they need and that do not answer, sorted.
    """

    better: int
    providers: tuple[str, ...]


class _Candidate(NamedTuple):
    offer: Any
    facts: VariantMetadata
    lacking: set[Parts]


Silent = Callable[[VariantMetadata], set[Parts]]
"""Returns the providers of a variant, or keys of theirs, that nobody reports."""


def find_unasked(
    ranking: Ranking, machine: Machine, silent: Silent | None = None
) -> Unasked | None:
    """Return the variants that are out only because providers do not answer.

    It is tried out: all variants are ranked for a machine like this one that supports
    also whatever they need of those providers.

    :param silent: Which of them count; None for providers that nobody asked.
    :return: None if there is no such variant, or none that would be better.
    """
    found = _candidates(ranking, silent or machine.lacking.unasked)
    candidates = list(itertools.islice(found, MAX_TRIED))
    if not candidates:
        return None
    needed = dict.fromkeys(itertools.chain.from_iterable(map(_needed, candidates)))
    supposed = SupposedMachine(machine, machine.settings, needed)
    best = [(one.offer, one.facts) for one in itertools.islice(ranking.best_first(), 1)]
    pairs = [*best, *((each.offer, each.facts) for each in candidates)]
    offers, facts = [offer for offer, _ in pairs], [found for _, found in pairs]
    tried = {one.position: one for one in rank_offers(offers, facts, supposed.rank)[0]}
    limit = tried.get(0) if best else None
    counted = [
        each
        for place, each in enumerate(candidates, len(best))
        if place in tried and (limit is None or tried[place] < limit)
    ]
    if not counted:
        return None
    providers = {parts[0] for each in counted for parts in each.lacking}
    return Unasked(len(counted), tuple(sorted(providers)))


def _candidates(ranking: Ranking, silent: Silent) -> Iterator[_Candidate]:
    for offer, facts in ranking.unfit:
        if isinstance(facts, MetadataUnavailable):
            continue
        lacking = silent(facts)
        if lacking and facts.parsed.error is None:
            yield _Candidate(offer, facts, lacking)


def _needed(candidate: _Candidate) -> Iterator[Property]:
    for prop in candidate.facts.parsed.properties:
        if not candidate.lacking.isdisjoint((prop[:1], prop[:2])):
            yield prop
