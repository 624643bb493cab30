"""Skip older releases whose variants cannot fit either.

An index of nightly builds has hundreds of releases with the same variants. If these
need a provider that does not answer, older releases are not read to find that out
again; and of all of which nothing fits, the user reads one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.choice.unasked import find_unasked
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.order.hash_order import Reason

from pip._internal.variants.models import source_of

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.choice.ranking import Ranking
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.variants.models import VariantCandidate
    from pip._internal.variants.selection.reporter import Reporter

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
        """Take note of the verdicts on the variants of a release."""
        if len(ranking.fitting) + len(ranking.unfit) > MAX_LEARNED:
            return
        for ranked in ranking.fitting:
            self._others.add(_variant(ranked.offer))
        for offer, facts in ranking.unfit:
            if self._is_unanswered(facts):
                versions = self._unanswered.setdefault(_variant(offer), set())
                versions.add(offer.version)
            else:
                self._others.add(_variant(offer))

    def labels_in(self, ranking: Ranking) -> tuple[str, ...]:
        """Return the labels of a release that need a provider which does not answer.

        Those of a hash mean the same in each release, so nothing is lost with them.
        """
        if len(ranking.fitting) + len(ranking.unfit) > MAX_LEARNED:
            return ()
        labels = [item for item in ranking.unfit if item[0].name.is_label]
        return tuple(o.name.text for o, facts in labels if self._is_unanswered(facts))

    def _is_unanswered(self, facts: VariantMetadata | MetadataUnavailable) -> bool:
        if isinstance(facts, MetadataUnavailable) or facts.parsed.error is not None:
            return False
        failures = self._machine.failures(facts)
        return any(failure.reason is Reason.PROVIDER for failure, _ in failures)

    def excludes(self, offers: Sequence[VariantCandidate]) -> bool:
        """Return whether none of the variants of a release can be expected to fit."""
        return len(offers) <= MAX_LEARNED and all(map(self._excludes, offers))

    def _excludes(self, offer: VariantCandidate) -> bool:
        variant = _variant(offer)
        # It tells of other releases: this one may be looked at again.
        versions = self._unanswered.get(variant, set()) - {offer.version}
        enough = ENOUGH if offer.name.is_label else 1
        return variant not in self._others and len(versions) >= enough


def _variant(offer: VariantCandidate) -> _Variant:
    return source_of(offer.link), offer.project, offer.name.text


class _Read(NamedTuple):
    """A release that was read.

    :param is_final: Whether its variants are tried that are not asked for, too.
    """

    ranking: Ranking
    is_final: bool


class Findings:
    """The releases of one project that were looked at, until that is reported."""

    def __init__(self, reporter: Reporter, machine: Machine) -> None:
        self._reporter = reporter
        self._machine = machine
        self._read: list[_Read] = []
        self._passed: list[Sequence[VariantCandidate]] = []

    def note(self, ranking: Ranking, is_final: bool) -> None:
        """Take note of a release that was read; see ``_Read``."""
        self._read.append(_Read(ranking, is_final))

    def note_passed(self, offers: Sequence[VariantCandidate]) -> None:
        """Take note of a release that was not read."""
        self._passed.append(offers)

    def report(self) -> None:
        """Report all notes since this was called last."""
        read, passed = self._read, self._passed
        self._read, self._passed = [], []
        for ranking, is_final in read:
            self._report_missing(ranking)
            if is_final and ranking.unfit:
                self._report_better(ranking)
                if ranking.is_null_only:
                    self._reporter.only_null(ranking, self._machine)
        for offers in passed:
            self._reporter.passed_over(offers)
        useless = [each.ranking for each in read if _is_useless(each)]
        if useless or passed:
            self._reporter.none_compatible(useless, passed, self._machine)

    def _report_missing(self, ranking: Ranking) -> None:
        missing: dict[str, str] = {}
        for _, facts in ranking.unfit:
            if isinstance(facts, VariantMetadata):
                missing.update(self._machine.lacking.plugins(facts))
        if missing:
            left_out = self._machine.detector.left_out
            self._reporter.plugins_missing(ranking.unfit[0][0], missing, left_out)

    def _report_better(self, ranking: Ranking) -> None:
        offer = ranking.unfit[0][0]
        lacking = self._machine.lacking
        unasked = find_unasked(ranking, self._machine)
        if unasked is not None:
            self._reporter.unasked(offer, unasked, self._machine.subject)
        excused = find_unasked(ranking, self._machine, lacking.excused)
        if excused is not None:
            notes = lacking.notes
            found = {provider: notes[provider] for provider in excused.providers}
            self._reporter.nothing_found(offer, found, lacking.blocked)


def _is_useless(read: _Read) -> bool:
    return read.is_final and not read.ranking.fitting
