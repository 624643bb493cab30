"""The variants of one release in the order in which a machine wants them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.hashing import variant_hash
from pip._vendor.variantlib.order import Preferences
from pip._vendor.variantlib.properties import from_mapping

from pip._internal.variants.model import Facts, Offer, Unreadable


class Ranked(NamedTuple):
    """A variant that fits; the lowest is the best.

    :param rank: The rank of its properties.
    :param position: Its place in pip's order, by platform and build tag.
    """

    rank: int
    position: int
    offer: Offer
    facts: Facts


class Ranking(NamedTuple):
    """The variants of one release."""

    fitting: list[Ranked]
    unfit: list[tuple[Offer, Facts | Unreadable]]

    def best_first(self) -> Iterator[Ranked]:
        """Yield what fits. Mostly one is enough, so the others are sorted late."""
        if self.fitting:
            best = min(self.fitting)
            yield best
            yield from sorted(self.fitting)[1:]


def rank_offers(
    offers: Sequence[Offer],
    facts: Sequence[Facts | Unreadable],
    preferences: Preferences,
) -> Ranking:
    """Rank the variant wheels of one release, given in pip's order, best first."""
    ranking = Ranking([], [])
    rank_of = preferences.rank
    for position, (offer, found) in enumerate(zip(offers, facts, strict=True)):
        rank = rank_of(found.properties) if isinstance(found, Facts) else None
        if rank is None:
            ranking.unfit.append((offer, found))
        else:
            assert isinstance(found, Facts)
            ranking.fitting.append(Ranked(rank, position, offer, found))
    return ranking


def computed_hash(facts: Facts) -> str | None:
    """Return the hash that a wheel with these properties has; None for bad ones."""
    try:
        return variant_hash(from_mapping(facts.properties))
    except VariantError:
        return None
