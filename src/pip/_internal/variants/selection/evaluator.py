"""Choosing among the variants of one release.

pip has put the candidates of a project in order. Within one release (the files that
differ in nothing that pip ranks above a wheel's tags) they are put in order anew: the
variants that fit this machine, the best first, then the plain wheels. Variants that do
not fit are dropped. A release is only looked at when its turn comes, so releases that
the resolver never reaches cost nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import (
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pip._vendor.variantlib.choice.ranking import Ranked, Ranking, rank_offers
from pip._vendor.variantlib.documents.statements import INDEX_DOCUMENT, mistakes
from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.machine.messages import FOREIGN
from pip._vendor.variantlib.models import MetadataUnavailable

from pip._internal.variants.metadata.reader import PropertyReader
from pip._internal.variants.models import (
    Entry,
    PendingSelection,
    VariantCandidate,
    entries_of,
    entry_of,
    release_version,
)
from pip._internal.variants.selection.agreement import UpgradesOfAll
from pip._internal.variants.selection.availability import (
    check_on_offer,
    split_candidates,
)
from pip._internal.variants.selection.lazy_order import LazyOrder
from pip._internal.variants.selection.older_releases import Experience, Findings
from pip._internal.variants.selection.reporter import LoggingReporter, Reporter
from pip._internal.variants.selection.unmet import Unmet
from pip._internal.variants.selection.upgrades import Latest, Upgrades, latest
from pip._internal.variants.selection.verification import Verifier
from pip._internal.variants.selection.versions import BetterVersion, distinguish
from pip._internal.variants.selection.wheels import Wheels
from pip._internal.variants.settings.choices import PLAIN
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.choice.specifiers import PropertySpecifier
    from pip._vendor.variantlib.models import VariantMetadata

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.models.link import Link
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.resolution.resolvelib.base import Candidate
    from pip._internal.utils.hashes import Hashes
    from pip._internal.variants.requested import Requested

_Try = tuple[
    "InstallationCandidate", "tuple[VariantCandidate, PendingSelection] | None"
]
"""A candidate and, if it is a variant, the reason to try it."""


class VariantEvaluator:
    """Chooses for one finder; ``hooks.finder`` says when."""

    def __init__(
        self, machine: Machine, reader: PropertyReader, reporter: Reporter
    ) -> None:
        self.machine = machine
        self.reader = reader
        self.reporter = reporter
        self._rankings: dict[tuple[Entry, ...], Ranking] = {}
        self._offers: dict[tuple[Entry, ...], Sequence[VariantCandidate]] = {}
        self.wheels = Wheels()
        self.verifier = Verifier(machine, reader, reporter, self.wheels)
        # URLs of wheels that fit, but are in conflict with other requests.
        self._passed: frozenset[str] = frozenset()
        # URLs of wheels that are taken although others are better, and why.
        self.preferred: Mapping[str, str] = {}
        self._experience = Experience(machine)
        self._upgrades: UpgradesOfAll | None = None

    def for_machine(self, machine: Machine) -> VariantEvaluator:
        """Return a chooser for another machine, which shares all that was read."""
        reader, reporter = self.reader.for_machine(), self.reporter.for_machine()
        return VariantEvaluator(machine, reader, reporter)

    def take_charge(self) -> None:
        """Let the whole process know the machine, also where there is no chooser."""
        PROCESS.machine = self.machine

    def for_build(self, roots: Sequence[InstallRequirement]) -> VariantEvaluator:
        """Return a chooser for an empty environment on the same machine.

        :param roots: Takes up the required projects.
        """
        return VariantEvaluator(
            self.machine.for_build(roots), self.reader, LoggingReporter()
        )

    def forget_versions(self) -> None:
        """Rank anew where ranks depend on versions of packages, as these changed."""
        self._rankings = {
            key: ranking
            for key, ranking in self._rankings.items()
            if not self._depends_on_versions(ranking)
        }
        self.machine.forget_versions()

    def _depends_on_versions(self, ranking: Ranking) -> bool:
        depends = self.machine.depends_on_versions
        return any(depends(one.facts) for one in ranking.fitting) or any(
            depends(facts) for _, facts in ranking.unfit
        )

    def ordered(
        self,
        candidates: Iterable[InstallationCandidate],
        hashes: Hashes | None,
        requested: Requested,
        reporter: Reporter | None = None,
    ) -> Iterator[InstallationCandidate]:
        """Yield the candidates of one project, best first, without unfit ones.

        :param candidates: In pip's order, best first.
        :param reporter: Learns of which releases nothing fits; a silent one where the
            output is for programs. None for the chooser's own.
        """

        def release_of(candidate: InstallationCandidate) -> tuple[object, ...]:
            link = candidate.link
            allowed = bool(hashes) and link.is_hash_allowed(hashes)
            return release_version(candidate), allowed, link.is_yanked

        acceptable = self.wheels.without_refused(candidates)
        findings = Findings(reporter or self.reporter, self.machine)
        for _, release in itertools.groupby(acceptable, release_of):
            for candidate in self._order_release(list(release), requested, findings):
                findings.report()
                yield candidate
        findings.report()

    def lazily_ordered(
        self,
        candidates: Sequence[InstallationCandidate],
        hashes: Hashes | None,
        requested: Requested,
    ) -> LazyOrder:
        """Return the same, which may be walked again and again.

        :param candidates: In pip's order, best last.
        """
        order = self.ordered(reversed(candidates), hashes, requested)
        return LazyOrder(candidates, order)

    version_of = staticmethod(distinguish)

    def watch_upgrades(self) -> Upgrades:
        """Return an object that decides which installed variants give way."""
        return Upgrades(self.reporter)

    def _order_release(
        self,
        release: list[InstallationCandidate],
        requested: Requested,
        findings: Findings,
    ) -> Iterator[InstallationCandidate]:
        offers, plain = split_candidates(release)
        if release[0].locked:
            # Chosen when the lock file was read; only its URL may tell of a variant.
            for offer in offers:
                state = self.wheels[offer.link.url]
                state.expected = state.expected or PendingSelection()
            yield from release
            return
        handed: set[str] = set()
        for candidate, expected in self._tries(offers, plain, requested, findings):
            if candidate.link.url not in handed:
                handed.add(candidate.link.url)
                if expected is not None:
                    self.expect(*expected)
                yield candidate

    def fitting(
        self, candidates: Iterable[InstallationCandidate], requested: Requested
    ) -> Iterator[InstallationCandidate]:
        """Yield the same as ``ordered`` without a word to the user."""
        return self.ordered(candidates, None, requested, Reporter())

    def best(
        self, candidates: Iterable[InstallationCandidate], requested: Requested
    ) -> InstallationCandidate | None:
        """Return the best candidate of one project, and report nothing of it.

        :param candidates: In pip's order, best first.
        """
        return next(self.fitting(candidates, requested), None)

    def expect_locked(self, link: Link) -> None:
        """Take note that a lock file has the expected properties of a wheel."""
        state = self.wheels[link.url]
        state.expected = (state.expected or PendingSelection())._replace(is_locked=True)

    def expect(self, offer: VariantCandidate, expectation: PendingSelection) -> None:
        """Take note of the reason why a wheel is handed out."""
        self.wheels[offer.link.url].expected = expectation

    def _tries(
        self,
        offers: list[VariantCandidate],
        plain: list[InstallationCandidate],
        requested: Requested,
        findings: Findings,
    ) -> Iterator[_Try]:
        """Yield the candidates of one release; a wheel may be among them twice."""
        for request in requested.requests:
            if request == PLAIN:
                # Which a label may be called, too.
                yield from ((candidate, None) for candidate in plain)
            elif isinstance(request, str):
                for offer in offers:
                    if offer.name.text == request:
                        yield offer.candidate, (offer, PendingSelection())
            else:
                yield from self._fitting(offers, findings, request)
        if not requested.is_binding:
            yield from self._fitting(offers, findings)
            yield from ((candidate, None) for candidate in plain)

    def _fitting(
        self,
        offers: list[VariantCandidate],
        findings: Findings,
        asked: PropertySpecifier | None = None,
    ) -> Iterator[_Try]:
        """Yield the variant wheels of one release that fit, best first."""
        if not offers:
            return
        if self._experience.excludes(offers):
            findings.note_passed(offers)
            return
        ranking = self._rank(offers)
        self._experience.learn(ranking)
        findings.note(ranking, is_final=asked is None)
        if asked is not None:
            ranking = ranking.only(asked)
        count, expression = len(ranking.fitting), asked and str(asked)
        for ranked in ranking.best_first(self.preferred):
            is_passed = ranked.offer.link.url in self._passed
            if not is_passed and self._is_consistent(ranked):
                offer, facts = ranked.offer, ranked.facts
                reason = self.preferred.get(offer.link.url)
                expected = PendingSelection(
                    facts, count, expression, ranking=ranking, reason=reason
                )
                yield offer.candidate, (offer, expected)

    def alternatives(self, url: str) -> list[Ranked]:
        """Return the alternatives to a wheel, and the wheel, best first.

        That is nothing for one that was asked for by name.
        """
        expected = self.wheels.find(url).expected
        if expected is None or expected.ranking is None:
            return []
        left_out = self.wheels.refused | self._passed
        there = expected.ranking.best_first()
        return [one for one in there if one.offer.link.url not in left_out]

    def better(
        self, project: NormalizedName, version: Version, url: str
    ) -> Sequence[str]:
        """Return which variants of a release come before one of its wheels.

        :param url: Where that wheel is; it may be plain.
        :return: The URLs of their wheels, best first. Those that were asked for by
            name are not among them.
        """
        for expected in self.wheels.expectations:
            if expected.ranking and expected.ranking.is_of(project, version):
                ranked = expected.ranking.best_first(self.preferred)
                urls = (one.offer.link.url for one in ranked)
                better = itertools.takewhile(lambda other: other != url, urls)
                left_out = self.wheels.refused | self._passed
                return [other for other in better if other not in left_out]
        return []

    def latest(
        self,
        finder: PackageFinder,
        dist: BaseDistribution,
        best: InstallationCandidate,
        candidates: Sequence[InstallationCandidate],
    ) -> InstallationCandidate | Latest:
        """Return the best of all candidates; a variant may be later in its version."""
        found = latest(dist, best, candidates, self.machine)
        is_better = isinstance(found.version, BetterVersion)
        if not is_better or not self.machine.settings.coherent:
            return found
        if self._upgrades is None:
            self._upgrades = UpgradesOfAll(finder, self)
        link = self._upgrades.of(dist, found.link)
        return (link and Latest.of(link)) or Latest.staying(dist, best.link)

    def ranking(self, candidates: Iterable[InstallationCandidate]) -> Ranking:
        """Return which variant wheels among some files of one release fit."""
        return self._rank(split_candidates(candidates)[0])

    def _rank(self, offers: list[VariantCandidate]) -> Ranking:
        # The resolver asks again and again for the same releases.
        key = tuple(entries_of(offers))
        if key not in self._rankings:
            self._rankings[key] = self._rank_anew(offers)
            self._offers[key] = offers
        return self._rankings[key]

    def ranked_releases(self) -> Sequence[Sequence[VariantCandidate]] | None:
        """Return the variants of each release that was ranked so far.

        None if ranks depend on versions of packages: these may change on the way; or if
        something depends on more than ranks.
        """
        depends = any(map(self._depends_on_versions, self._rankings.values()))
        if depends or self.verifier.has_other_grounds:
            return None
        return [self._offers[key] for key in self._rankings]

    def order_of(self, offers: Sequence[VariantCandidate]) -> Hashable:
        """Return those variants of a release that fit, best first.

        With them come those that other releases are passed over for.
        """
        ranking = self._rank([*offers])
        best_first = tuple(entry_of(one.offer.link) for one in ranking.best_first())
        return best_first, self._experience.labels_in(ranking)

    def _rank_anew(self, offers: list[VariantCandidate]) -> Ranking:
        if self.machine.is_unknown and not any(o.name.is_label for o in offers):
            unread = MetadataUnavailable(FOREIGN, is_fault=False)
            return Ranking([], [(offer, unread) for offer in offers])
        facts = self.reader.read(offers, self.machine)
        self.machine.learn_builds(facts)
        ranking = rank_offers(offers, facts, self.machine.rank)
        if wrong := mistakes(ranking.unfit, INDEX_DOCUMENT):
            self.reporter.disbelieved(INDEX_DOCUMENT, wrong)
            self.reader.ask_wheels([offer for offer, _ in wrong], offers)
            facts = self.reader.read(offers, self.machine)
            ranking = rank_offers(offers, facts, self.machine.rank)
        self.reporter.ranked(ranking, self.machine)
        return ranking

    def _is_consistent(self, ranked: Ranked) -> bool:
        """Return whether the properties can be those of the wheel, by its name."""
        error = ranked.facts.check(ranked.offer.name).error
        if error is not None:
            self.reporter.left_out(ranked, error)
        return error is None

    def installable(
        self, candidates: list[InstallationCandidate], requested: Requested
    ) -> list[InstallationCandidate]:
        """Return the candidates of those versions that have a file to install.

        Of the builds of a release, which have a version each, it is the best.
        """
        kept: list[InstallationCandidate] = []
        by_release = sorted(candidates, key=lambda c: (release_version(c), c.version))
        for _, group in itertools.groupby(by_release, release_version):
            release = list(group)
            is_one = release[0].version == release[-1].version
            # With a plain file there is no need to look at the variants.
            has_plain = not requested.is_binding and bool(split_candidates(release)[1])
            if has_plain and is_one:
                kept += release
                continue
            findings = Findings(Reporter(), self.machine)
            for best in itertools.islice(
                self._order_release(release, requested, findings), 1
            ):
                kept += [one for one in release if one.version == best.version]
        return kept

    def check_on_offer(
        self,
        project: NormalizedName,
        candidates: Iterable[InstallationCandidate],
        requested: Requested,
        unread: Mapping[str, VariantMetadata] | None = None,
    ) -> None:
        """Refuse a request that no candidate meets; see ``availability``."""
        reader, machine = self.reader, self.machine
        check_on_offer(project, candidates, requested, reader, machine, unread)

    def has_handed_out(self, link: Link) -> bool:
        """Return whether a wheel was chosen, and not named by the user or a lock."""
        expected = self.wheels.find(link.url).expected
        return expected is not None and not expected.is_locked

    @contextmanager
    def passing(self, urls: Collection[str]) -> Iterator[None]:
        """Hand out some wheels no more, unless that ends with an error."""
        before, self._passed = self._passed, self._passed.union(urls)
        try:
            yield
        except Exception:
            self._passed = before
            raise

    def conclude(
        self,
        resolved: Mapping[str, Candidate],
        reqs: Mapping[str, InstallRequirement],
        finder: PackageFinder,
        is_for_here: bool,
    ) -> None:
        """Report the final decision, when nothing is tried any more.

        :param reqs: The requirements to install, by their normalised names.
        :param is_for_here: Whether plugins among them are asked from now on.
        """
        found = resolved.values()
        unmet = Unmet(found, finder, self.preferred)
        self.reporter.settled(found, unmet.reason)
        self.reporter.installing(reqs, is_for_here)
        if is_for_here:
            PROCESS.report_installed = self.reporter.installed
        for req in reqs.values():
            if req.variant is not None and req.variant.machine is not None:
                gaps = self.machine.unserved_by(req.variant.properties)
                if gaps:
                    self.reporter.unserved(req, [gap.device for gap in gaps])

    def refuse(self, link: Link) -> None:
        """Hand out a wheel no more, as it contradicts its description."""
        self.wheels[link.url].is_refused = True
