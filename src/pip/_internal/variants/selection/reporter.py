"""Report the events of a choice: to nobody, or to the user.

Those who choose compose no sentences. They call a method of a reporter for each event,
as resolvelib does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.utils.logging import VERBOSE, getLogger
from pip._internal.variants.names import variant_of
from pip._internal.variants.selection import messages, plugin_messages
from pip._internal.variants.selection.plugin_changes import PluginChanges
from pip._internal.variants.utils.logs import Explanation
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.choice.ranking import Ranked, Ranking
    from pip._vendor.variantlib.choice.unasked import Unasked
    from pip._vendor.variantlib.errors import VariantError
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.machine.subject import Subject
    from pip._vendor.variantlib.models import Misfit
    from pip._vendor.variantlib.names.filename import VariantName
    from pip._vendor.variantlib.plugins.answers import Device

    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.link import Link
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.resolution.resolvelib.base import Candidate
    from pip._internal.variants.models import SelectedVariant, VariantCandidate
    from pip._internal.variants.selection.builds import Broken, Limit
    from pip._internal.variants.selection.upgrades import Outdated

WhyUnused = Callable[["BaseDistribution"], "str | None"]
"""Returns why a wheel that was tried cannot be used; see ``Unmet``."""

logger = getLogger(__name__)


class Reporter:
    """Called at each event of a choice; this one keeps silent."""

    def for_machine(self) -> Reporter:
        """Return one for another machine, which repeats no fault of a file."""
        return self

    # While candidates are put in order.

    def disbelieved(
        self, source: str, wrong: Sequence[tuple[VariantCandidate, str]]
    ) -> None:
        """Called when wheels are asked themselves, as a source is wrong about them.

        :param wrong: The wheels, and the mistakes.
        """

    def ranked(self, ranking: Ranking, machine: Machine) -> None:
        """Called once for each release whose variants were ranked."""

    def left_out(self, ranked: Ranked, error: VariantError) -> None:
        """Called when the properties of a variant that fits cannot be its own."""

    def passed_over(self, offers: Sequence[VariantCandidate]) -> None:
        """Called for a release whose variants are not read, as none can fit."""

    def none_compatible(
        self,
        rankings: Sequence[Ranking],
        passed: Sequence[Sequence[VariantCandidate]],
        machine: Machine,
    ) -> None:
        """Called for the releases of a project, in a row, of which no variant fits.

        :param passed: The variants of those that were not read.
        """

    def only_null(self, ranking: Ranking, machine: Machine) -> None:
        """Called for a release of which only a variant fits that needs nothing."""

    def plugins_missing(
        self,
        offer: VariantCandidate,
        missing: Mapping[str, str],
        left_out: Collection[str] = (),
    ) -> None:
        """Called when variants of a release need plugins that are not installed.

        :param offer: One of the release.
        :param missing: Namespaces to requirements.
        :param left_out: The built-in providers that a setting leaves out.
        """

    def unasked(
        self, offer: VariantCandidate, unasked: Unasked, subject: Subject
    ) -> None:
        """Called when better variants need a provider that nothing answers for.

        :param offer: One of the release.
        """

    def nothing_found(
        self,
        offer: VariantCandidate,
        notes: Mapping[str, Sequence[str]],
        blocked: Collection[str],
    ) -> None:
        """Called when built-in providers that variants need say why they found nothing.

        :param offer: One of the release.
        :param notes: Providers to sentences.
        :param blocked: Those whose hardware is here, and cannot be used or judged.
        """

    def locked_misfit(
        self, offer: VariantCandidate, misfit: Misfit, subject: Subject
    ) -> None:
        """Called when the only variant that a lock file names does not fit."""

    # While the resolver tries candidates.

    def selected(
        self,
        link: Link,
        dist: BaseDistribution,
        choice: SelectedVariant,
        subject: Subject,
    ) -> None:
        """Called whenever a chosen wheel was found to be as described."""

    def discarded(self, link: Link) -> None:
        """Called when a chosen wheel was found to be another one."""

    def keeping(self, dist: BaseDistribution, reason: str) -> None:
        """Called when an upgrade leaves a file alone, though another is better."""

    # When the resolver has decided.

    def refused(self, link: Link, error: Exception) -> None:
        """Called when a wheel is handed out no more, and the resolver asked again."""

    def not_inspected(self, link: Link, reason: str) -> None:
        """Called when a remote wheel gives nobody a look at its metadata."""

    def settled(self, resolved: Collection[Candidate], why_unused: WhyUnused) -> None:
        """Called with all that will be there, when nothing is tried any more."""

    def installing(self, projects: Iterable[str], is_for_here: bool) -> None:
        """Called with all that will be installed, when nothing is tried any more.

        :param projects: Their normalised names.
        :param is_for_here: Whether plugins among them are asked from now on.
        """

    def installed(self, project: NormalizedName, info_dir: str) -> None:
        """Called with each project that was installed, and its ``*.dist-info``."""

    def unserved(self, req: InstallRequirement, devices: Sequence[Device]) -> None:
        """Called once for each variant that has no code for devices here."""

    def replacing(self, outdated: Outdated, link: Link) -> None:
        """Called when an upgrade replaces a file by another of the same version."""

    def rebuilt(self, broken: Broken, req: InstallRequirement) -> None:
        """Called when a file is replaced, as it is built for another version."""

    def limited(self, limit: Limit, version: Version | None) -> None:
        """Called when an older version is taken, as there are builds for it."""

    def broken(self, broken: Broken, is_staying: bool) -> None:
        """Called for a file that stays, and is built for another version."""

    def no_agreement(self, packages: Sequence[str]) -> None:
        """Called when no build is taken, as each one makes another one needed."""


class _Selected(NamedTuple):
    """A variant wheel that the user was told of."""

    project: NormalizedName
    version: Version
    text: str


class _Tried(NamedTuple):
    """The variant wheel of a project that a resolver tried first."""

    url: str
    name: VariantName
    dist: BaseDistribution


def _warn_once(text: str) -> None:
    """Warn of something, unless that was said.

    A command may choose again and again, and some of it in silence.
    """
    if logger.isEnabledFor(logging.WARNING) and PROCESS.is_first("chooser", text):
        logger.warning("%s", text)


class LoggingReporter(Reporter):
    """Says each sentence once, in pip's log."""

    def __init__(self) -> None:
        self._said: set[object] = set()
        # Wheels by their URL, and the one of each project that was named last.
        self._selected: dict[str, _Selected] = {}
        self._last: dict[NormalizedName, str] = {}
        self._tried: dict[NormalizedName, _Tried] = {}
        self._plugins = PluginChanges()
        # With --quiet: said only if there is no solution.
        self._explanations: list[Explanation] = []

    def for_machine(self) -> LoggingReporter:
        return LoggingReporter()

    def _is_new(self, said: object) -> bool:
        is_new = said not in self._said
        self._said.add(said)
        return is_new

    def _say(self, log: Callable[[str, str], None], text: str) -> None:
        if self._is_new(text):
            log("%s", text)

    def _say_why_none_fits(self, text: str) -> None:
        is_quiet = not logger.isEnabledFor(logging.INFO)
        if is_quiet and logger.isEnabledFor(logging.ERROR) and self._is_new(text):
            self._explanations.append(Explanation(text))
        self._say(logger.info, text)

    def disbelieved(
        self, source: str, wrong: Sequence[tuple[VariantCandidate, str]]
    ) -> None:
        _warn_once(messages.not_believed(source, wrong))

    def ranked(self, ranking: Ranking, machine: Machine) -> None:
        for line in messages.left_out(ranking):
            _warn_once(line)
        if logger.isEnabledFor(VERBOSE):
            for line in messages.losers(ranking, machine):
                logger.verbose("%s", line)
        self._plugins.note_asked(ranking, machine)

    def left_out(self, ranked: Ranked, error: VariantError) -> None:
        _warn_once(messages.wrong_properties(ranked, error))

    def passed_over(self, offers: Sequence[VariantCandidate]) -> None:
        logger.verbose("%s", messages.passed_over(offers))

    def none_compatible(
        self,
        rankings: Sequence[Ranking],
        passed: Sequence[Sequence[VariantCandidate]],
        machine: Machine,
    ) -> None:
        # Of the others it was said why they are left out.
        rankings = list(filter(messages.is_unexplained, rankings))
        if rankings and len(rankings) + len(passed) > 1:
            for ranking in rankings:
                logger.verbose("%s", messages.none_fits(ranking, machine))
            text = messages.no_release_fits(rankings, passed, machine)
        elif rankings:
            text = messages.none_fits(rankings[0], machine)
        elif passed:
            text = messages.passed_over(passed[0])
        else:
            return
        self._say_why_none_fits(text)

    def only_null(self, ranking: Ranking, machine: Machine) -> None:
        if messages.is_unexplained(ranking):
            self._say_why_none_fits(messages.none_fits(ranking, machine))

    def plugins_missing(
        self,
        offer: VariantCandidate,
        missing: Mapping[str, str],
        left_out: Collection[str] = (),
    ) -> None:
        for requirements in missing.values():
            self._plugins.note_missing(plugin_messages.names_in(requirements))
        # Of older releases it is said if they need others.
        if self._is_new((offer.project, tuple(sorted(missing.items())))):
            self._say(
                logger.info, plugin_messages.missing_plugins(offer, missing, left_out)
            )

    def unasked(
        self, offer: VariantCandidate, unasked: Unasked, subject: Subject
    ) -> None:
        if self._is_new(("unasked", offer.project)):
            self._plugins.lacking.append(offer.project)
            _warn_once(plugin_messages.unasked(offer.project, unasked, subject))

    def nothing_found(
        self,
        offer: VariantCandidate,
        notes: Mapping[str, Sequence[str]],
        blocked: Collection[str],
    ) -> None:
        for provider, reasons in notes.items():
            text = plugin_messages.nothing_found(offer.project, provider, reasons)
            # Where there is no such hardware, no build was lost.
            self._say(logger.warning if provider in blocked else logger.info, text)

    def locked_misfit(
        self, offer: VariantCandidate, misfit: Misfit, subject: Subject
    ) -> None:
        self._say(logger.warning, messages.locked_misfit(offer, misfit, subject))

    def selected(
        self,
        link: Link,
        dist: BaseDistribution,
        choice: SelectedVariant,
        subject: Subject,
    ) -> None:
        project, version = dist.canonical_name, dist.version
        self._tried.setdefault(project, _Tried(link.url, choice.name, dist))
        text = messages.chosen(dist.raw_name, str(version), choice, subject)
        selected = _Selected(project, version, text)
        # Both looks at a wheel come to the same, mostly.
        if self._selected.get(link.url) != selected:
            self._selected[link.url] = selected
            self._last[project] = link.url
            logger.info("%s", text)

    def discarded(self, link: Link) -> None:
        self._selected.pop(link.url, None)
        self._tried = {
            p: each for p, each in self._tried.items() if each.url != link.url
        }

    def keeping(self, dist: BaseDistribution, reason: str) -> None:
        if self._is_new(("upgrade", dist.canonical_name)):
            logger.info("%s", messages.keeping(dist, reason))

    def refused(self, link: Link, error: Exception) -> None:
        logger.info("Discarding %s: %s", link, error)

    def not_inspected(self, link: Link, reason: str) -> None:
        logger.warning("%s", messages.not_inspected(link.filename, reason))

    def settled(self, resolved: Collection[Candidate], why_unused: WhyUnused) -> None:
        """Name the final choice of each project, if it was not the last that was named.

        Say of each why the first variant that was tried is not used.

        A resolver may try several variants of a release, and come back to an earlier
        one in the end.
        """
        self._explain_unused(resolved, why_unused)
        for explanation in self._explanations:
            explanation.end()
        for candidate in resolved:
            link, project = candidate.source_link, candidate.project_name
            if link is None or self._last.get(project, link.url) == link.url:
                continue
            self._last[project] = link.url
            if link.url in self._selected:
                logger.info("%s", self._selected[link.url].text)
            elif self._has_selected(project, candidate.version):
                logger.info("%s", messages.plain_instead(project, candidate.version))

    def _explain_unused(
        self, resolved: Collection[Candidate], why_unused: WhyUnused
    ) -> None:
        used = {each.source_link.url for each in resolved if each.source_link}
        projects = dict.fromkeys(each.project_name for each in resolved)
        tried = filter(None, map(self._tried.get, projects))
        for each in tried:
            if each.url not in used and (reason := why_unused(each.dist)):
                self._say(logger.info, messages.unused(each.name, each.dist, reason))

    def installing(self, projects: Iterable[str], is_for_here: bool) -> None:
        """Say how to choose again once a plugin is there that was not asked."""
        if plugins := self._plugins.wanted_in(projects):
            again = self._plugins.lacking if is_for_here else ()
            logger.info("%s", plugin_messages.new_plugins(plugins, again))

    def installed(self, project: NormalizedName, info_dir: str) -> None:
        """Say the same of a plugin that no package named, or of another version."""
        if self._plugins.is_unnamed(project, info_dir):
            logger.info(
                "%s", plugin_messages.new_plugins([project], self._plugins.lacking)
            )
        for plugin, projects in self._plugins.replaced_by(project, info_dir):
            logger.info("%s", plugin_messages.other_plugin(plugin, projects))

    def unserved(self, req: InstallRequirement, devices: Sequence[Device]) -> None:
        self._say(logger.warning, messages.unserved(req, devices))

    def _has_selected(self, project: NormalizedName, version: Version) -> bool:
        return any(s[:2] == (project, version) for s in self._selected.values())

    def replacing(self, outdated: Outdated, link: Link) -> None:
        if self._is_new(("upgrade", outdated.dist.canonical_name)):
            dist, place, misfit = outdated.dist, outdated.place, outdated.misfit
            other, is_best = variant_of(link), link == outdated.best
            text = messages.replacing(dist, place, misfit, other, is_best)
            logger.info("%s", text)

    def rebuilt(self, broken: Broken, req: InstallRequirement) -> None:
        logger.info("%s", messages.rebuilt(broken, req))

    def limited(self, limit: Limit, version: Version | None) -> None:
        logger.info("%s", messages.limited(limit, version))

    def broken(self, broken: Broken, is_staying: bool) -> None:
        logger.warning("%s", messages.broken(broken, is_staying))

    def no_agreement(self, packages: Sequence[str]) -> None:
        logger.warning("%s", messages.no_agreement(packages))
