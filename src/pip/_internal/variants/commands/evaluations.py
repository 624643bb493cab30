"""Judge each file of a release: it can be chosen, or the reason why not."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container, Iterator, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine import messages
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.models import VariantCandidate, entry_of
from pip._internal.variants.names import split_variant, variant_of

if TYPE_CHECKING:
    from pip._vendor.variantlib.choice.ranking import Ranking
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.names.filename import VariantName
    from pip._vendor.variantlib.names.properties import Property
    from pip._vendor.variantlib.order.hash_order import Failure

    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.models.link import Link

NOT_ASKED = "you requested another variant"
CONFLICTING = "other requirements exclude it"
PASSED_OVER = "its own metadata is not valid; 'pip install --dry-run' says why"

UNWANTED = "--no-variant is given"

Failures = Sequence[tuple["Failure", "str | None"]]
"""The reasons why a variant does not fit, the most important first; each with the
problem of a provider that does not answer."""


class Evaluation(Enum):
    """The kind of a verdict on a file."""

    CHOSEN = "chosen"
    FITS = "fits"
    MISFIT = "misfit"
    UNKNOWN = "unknown"
    EXCLUDED = "excluded"


class FileEvaluation(NamedTuple):
    """The verdict on a file, and its reason.

    :param name: Its variant; None for a plain wheel or a source distribution.
    :param rank: Its place among those that could be taken; None for all others.
    :param facts: The statement about a variant; None if it cannot be had.
    :param reason: Why it does not fit or is not taken, for the user; empty if it could
        be taken.
    :param cause: The same without the property, if it is about its provider.
    :param offer: The variant on offer, if it does not fit.
    :param is_foreign: Whether it is for another Python or platform.
    """

    filename: str
    name: VariantName | None
    verdict: Evaluation
    rank: int | None = None
    facts: VariantMetadata | None = None
    failures: Failures = ()
    reason: str = ""
    cause: str = ""
    offer: VariantCandidate | None = None
    is_foreign: bool = False

    @property
    def properties(self) -> tuple[Property, ...] | None:
        """The properties of a variant, sorted; None if they are not known."""
        if self.name is None or self.facts is None:
            return None
        properties, error = self.facts.check(self.name)
        return properties if error is None else None


class Excluded(NamedTuple):
    """A file that pip leaves out before anything is chosen, and why.

    :param is_foreign: Whether it is for another Python or platform.
    :param name: The variant that a catalogue takes it for.
    """

    filename: str
    reason: str
    is_foreign: bool = False
    name: VariantName | None = None


class ReleaseSnapshot(NamedTuple):
    """The candidates in one release.

    :param candidates: The files that this Python can run, the best first for pip.
    :param tried: Those that could be taken, in the order in which they were tried.
    :param usual: The same as if nothing had been asked for by name.
    :param excluded: All other files.
    :param pip_key: Returns the key by which pip compares two files; higher is better.
    :param machine: The machine of the variants; None with ``--no-variant``.
    :param chosen: Where the file is that was chosen, if one was.
    :param is_in_step: Whether it was chosen because other packages have others.
    :param usable: URLs of the variants that were tried, and found to be as stated.
    """

    project: str
    version: str
    candidates: Sequence[InstallationCandidate]
    tried: Sequence[InstallationCandidate]
    usual: Sequence[InstallationCandidate]
    ranking: Ranking
    excluded: Sequence[Excluded]
    pip_key: Callable[[InstallationCandidate], Sequence[object]]
    machine: Machine | None
    chosen: Link | None
    is_in_step: bool = False
    usable: Container[str] = ()

    @property
    def conflicting(self) -> list[InstallationCandidate]:
        """The better files that the resolver could not take."""
        better = itertools.takewhile(lambda c: c.link != self.chosen, self.tried)
        return [candidate for candidate in better if candidate.link.url in self.usable]

    @property
    def is_by_request(self) -> bool:
        """Whether another file would come first if nothing had been asked for."""
        return self.tried[:1] != self.usual[:1]


def judge_files(choosing: ReleaseSnapshot) -> Iterator[FileEvaluation]:
    """Yield a verdict on each file: those that could be chosen first, best first."""
    judge = _Judge(choosing.ranking, choosing.machine)
    tried = {candidate.link.url for candidate in choosing.tried}
    conflicting = {candidate.link.url for candidate in choosing.conflicting}
    is_passed_over = choosing.chosen is not None
    for rank, candidate in enumerate(choosing.tried, start=1):
        found = judge.judge(candidate)._replace(verdict=Evaluation.FITS, rank=rank)
        if candidate.link == choosing.chosen:
            found = found._replace(verdict=Evaluation.CHOSEN)
            is_passed_over = False
        if candidate.link.url in conflicting:
            found = found._replace(reason=CONFLICTING)
        elif is_passed_over:
            found = found._replace(reason=PASSED_OVER)
        yield found
    for candidate in choosing.candidates:
        if candidate.link == choosing.chosen and candidate.link.url not in tried:
            # The user named the file itself.
            yield judge.judge(candidate)._replace(verdict=Evaluation.CHOSEN)
        elif candidate.link.url not in tried:
            yield judge.judge_untried(candidate)
    yield from map(_excluded, choosing.excluded)


def _excluded(file: Excluded) -> FileEvaluation:
    return FileEvaluation(
        file.filename,
        file.name or split_variant(file.filename)[1],
        Evaluation.EXCLUDED,
        reason=file.reason,
        is_foreign=file.is_foreign,
    )


class _Judge:
    """Knows the statements about the variant wheels of a release."""

    def __init__(self, ranking: Ranking, machine: Machine | None) -> None:
        self._fitting = {r.offer.entry: r.facts for r in ranking.fitting}
        self._unfit = {unfit[0].entry: unfit for unfit in ranking.unfit}
        self._machine = machine

    def judge(self, candidate: InstallationCandidate) -> FileEvaluation:
        link = candidate.link
        verdict = FileEvaluation(link.filename, variant_of(link), Evaluation.FITS)
        entry = entry_of(link)
        if entry in self._unfit:
            return self._judge_unfit(verdict, *self._unfit[entry])
        return verdict._replace(facts=self._fitting.get(entry))

    def judge_untried(self, candidate: InstallationCandidate) -> FileEvaluation:
        """Judge a file that was not tried, so that something must be wrong with it."""
        verdict = self.judge(candidate)
        if verdict.verdict is not Evaluation.FITS:
            return verdict
        if verdict.name is not None and verdict.facts is not None:
            error = verdict.facts.check(verdict.name).error
            if error is not None:
                reason = f"{verdict.facts.source} {error}"
                return verdict._replace(verdict=Evaluation.UNKNOWN, reason=reason)
        return verdict._replace(verdict=Evaluation.EXCLUDED, reason=NOT_ASKED)

    def _judge_unfit(
        self,
        verdict: FileEvaluation,
        offer: VariantCandidate,
        facts: VariantMetadata | MetadataUnavailable,
    ) -> FileEvaluation:
        assert self._machine is not None
        unknown = verdict._replace(verdict=Evaluation.UNKNOWN)
        if isinstance(facts, MetadataUnavailable):
            return unknown._replace(reason=facts.reason)
        wrong = f"{facts.source} is wrong about it"
        if facts.parsed.error is not None:
            return unknown._replace(reason=f"{wrong}: {facts.parsed.error}")
        failures = self._machine.failures(facts)
        if not failures:
            # A variant without a rank is a misfit; a value of the wrong type can be
            # both.
            return unknown._replace(reason=wrong)
        known = verdict._replace(offer=offer, facts=facts, failures=failures)
        if self._machine.is_unknown:
            return known._replace(verdict=Evaluation.UNKNOWN, reason=messages.FOREIGN)
        subject = self._machine.subject
        return known._replace(
            verdict=Evaluation.MISFIT,
            reason=messages.failure(*failures[0], subject),
            cause=messages.cause(*failures[0], subject),
        )
