"""Tell why variants do not fit, and which of them lacks the least."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents.statements import MAX_COMPARED
from pip._vendor.variantlib.models import MetadataUnavailable, Misfit, VariantMetadata
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.models import VariantCandidate

if TYPE_CHECKING:
    from pip._vendor.variantlib.choice.ranking import Ranking
    from pip._vendor.variantlib.machine.machine import Machine


def misfits(
    unfit: Sequence[tuple[VariantCandidate, VariantMetadata | MetadataUnavailable]],
    machine: Machine,
) -> Iterator[Misfit]:
    """Yield the misfit of each of some variants, in their order."""
    for _, facts in unfit:
        if isinstance(facts, MetadataUnavailable):
            yield Misfit.unknown(facts.reason)
            continue
        error = facts.parsed.error
        if error is not None:
            yield Misfit.unknown(f"{facts.source} is wrong about it: {error}")
            continue
        misfit = machine.misfit(facts)
        # A variant without a rank is a misfit; a value of the wrong type can be both.
        yield misfit or Misfit.unknown(f"{facts.source} is wrong about it")


class NearestMiss(NamedTuple):
    """The variant that lacks the least, of those of a release that do not fit.

    It is the same for machines that differ in nothing that these variants name.

    :param total: The number of these variants.
    :param are_others: Whether there are some that fit.
    """

    offer: VariantCandidate
    facts: VariantMetadata | MetadataUnavailable
    total: int
    are_others: bool

    @classmethod
    def of(cls, ranking: Ranking, machine: Machine) -> NearestMiss:
        """Find it for a machine."""
        unfit = ranking.unfit[:MAX_COMPARED]
        _, place = min(zip(misfits(unfit, machine), itertools.count(), strict=False))
        return cls(*unfit[place], len(ranking.unfit), bool(ranking.fitting))

    def misfit(self, machine: Machine) -> Misfit:
        """Return why it does not fit a machine."""
        return next(misfits([(self.offer, self.facts)], machine))
