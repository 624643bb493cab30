"""What do releases tell of older ones of the same project?

An index of nightly builds has hundreds of releases with the same variants. If these
need a provider that does not answer, older releases are not read to find that out
again; and of all of which nothing fits, the user reads one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.order import Reason

from pip._internal.utils.logging import getLogger
from pip._internal.variants.models import Facts, Unreadable, source_of
from pip._internal.variants.selection import messages

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version

    from pip._internal.variants.choice.ranking import Ranking
    from pip._internal.variants.machine.machine import Machine
    from pip._internal.variants.models import Offer

logger = getLogger(__name__)

ENOUGH = 3
"""In so many releases a label has to need a provider that does not answer. A hash is
made of the properties, so that one release is enough."""

MAX_LEARNED = 1000
"""Of a release with more variants nothing is learned, as that would take its time."""

_Variant = tuple[str, "NormalizedName", str]
"""A variant as one source names it: source, project, hash or label."""


class Experience:
    """The variants that need a provider which does not answer."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._unanswered: dict[_Variant, set[Version]] = {}
        self._others: set[_Variant] = set()

    def learn(self, ranking: Ranking) -> None:
        """Take note of what became of the variants of a release."""
        if len(ranking.fitting) + len(ranking.unfit) > MAX_LEARNED:
            return
        for ranked in ranking.fitting:
            self._others.add(_variant(ranked.offer))
        for offer, facts in ranking.unfit:
            if self._is_unanswered(facts):
                versions = self._unanswered.setdefault(_variant(offer), set())
                versions.add(offer.candidate.version)
            else:
                self._others.add(_variant(offer))

    def _is_unanswered(self, facts: Facts | Unreadable) -> bool:
        if isinstance(facts, Unreadable):
            return False
        try:
            failures = self._machine.failures(facts)
        except VariantError:
            return False
        return any(failure.reason is Reason.PROVIDER for failure, _ in failures)

    def excludes(self, offers: Sequence[Offer]) -> bool:
        """Return whether none of the variants of a release can be expected to fit."""
        return len(offers) <= MAX_LEARNED and all(map(self._excludes, offers))

    def _excludes(self, offer: Offer) -> bool:
        variant = _variant(offer)
        versions = self._unanswered.get(variant, ())
        enough = ENOUGH if offer.name.is_label else 1
        return variant not in self._others and len(versions) >= enough


def _variant(offer: Offer) -> _Variant:
    return source_of(offer.link), offer.project, offer.name.text


class Findings:
    """The releases of one project of which nothing fits, until that is told.

    :ivar is_told: Whether there is anybody to read it.
    """

    def __init__(self, machine: Machine, is_told: bool) -> None:
        self._machine = machine
        self.is_told = is_told
        self._rankings: list[Ranking] = []
        self._passed: list[Sequence[Offer]] = []

    def note(self, ranking: Ranking) -> None:
        """Take note of a release of which nothing fits."""
        self._rankings.append(ranking)

    def note_passed(self, offers: Sequence[Offer]) -> None:
        """Take note of a release that was not read."""
        self._passed.append(offers)
        logger.verbose("%s", messages.passed_over(offers))

    def lines(self) -> Iterator[str]:
        """Return what was noted since this was called last, in one line."""
        rankings, passed = self._rankings, self._passed
        self._rankings, self._passed = [], []
        if not self.is_told or not (rankings or passed):
            return
        if not rankings:
            yield messages.passed_over(passed[0])
            return
        if len(rankings) + len(passed) == 1:
            yield messages.none_fits(rankings[0], self._machine)
            return
        for ranking in rankings:
            logger.verbose("%s", messages.none_fits(ranking, self._machine))
        yield messages.no_release_fits(rankings, passed, self._machine)
