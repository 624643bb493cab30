"""Decide when -U replaces an installed file by another of the same version.

Made when there is one to compare, by the object that every finder carries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pip._vendor.packaging.version import InvalidVersion, Version
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.metadata.forms import facts_of_dist, stated_name
from pip._internal.variants.models import release_version, stated_in
from pip._internal.variants.names import (
    differs,
    installed_variant,
    release_of,
    variant_of,
)
from pip._internal.variants.selection.removal import reason_to_keep
from pip._internal.variants.selection.versions import BetterVersion
from pip._internal.variants.utils.titles import version_of

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.models import VariantMetadata

    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.models.link import Link
    from pip._internal.resolution.resolvelib.base import Candidate
    from pip._internal.variants.selection.reporter import Reporter


class Outdated(NamedTuple):
    """An installed distribution that gives way to the best file of its version.

    :param place: The name of the machine; None if the user named a part of a lock file.
    :param misfit: Why it does not fit this machine any more, None if it does.
    """

    dist: BaseDistribution
    best: Link
    place: str | None
    misfit: str | None = None


class Upgrades:
    """The upgrades of one command."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._outdated: dict[NormalizedName, Outdated] = {}

    def replace(
        self,
        dist: BaseDistribution,
        order: Iterator[InstallationCandidate],
        candidates: Sequence[InstallationCandidate],
        machine: Machine,
        listed: Collection[str] = (),
    ) -> bool:
        """Return whether the best file of the same version replaces a distribution.

        :param order: All that can be installed of the project, the best first.
        :param candidates: The same, with those that do not fit.
        :param listed: Variants of it for other machines.
        """
        # A yanked file never replaces an installed one.
        best = next((c for c in order if not c.link.is_yanked), None)
        if best is None or not is_version(dist, best) or not differs(dist, best.link):
            return False
        release = _release_of(best, candidates)
        return self._replace(judge(dist, best, release, machine, listed))

    def replace_by(
        self, dist: BaseDistribution, ordered: InstallationCandidate
    ) -> bool:
        """Return whether the file that the user ordered replaces a distribution.

        It does, unless whoever installed that named the very file.
        """
        is_same = not is_version(dist, ordered) or not differs(dist, ordered.link)
        if is_same or _is_named(dist):
            return False
        return self._replace(Outdated(dist, ordered.link, None))

    def _replace(self, outdated: Outdated | None) -> bool:
        """Return whether a distribution is replaced, and take note of it."""
        if outdated is None:
            return False
        dist = outdated.dist
        if reason := reason_to_keep(dist):
            self._reporter.keeping(dist, reason)
            return False
        self._outdated[dist.canonical_name] = outdated
        return True

    def conclude(self, resolved: Iterable[Candidate]) -> None:
        """Report which distributions are replaced in the end."""
        for candidate in resolved:
            if candidate.source_link is not None:
                self.report(candidate.project_name, candidate.source_link)

    def report(self, project: NormalizedName, link: Link | None = None) -> None:
        """Report that a distribution is replaced, if it is.

        :param link: The replacement, if that may be another file than the best.
        """
        outdated = self._outdated.get(project)
        if outdated is None:
            return
        link = link or outdated.best
        if differs(outdated.dist, link):
            self._reporter.replacing(outdated, link)


def judge(
    dist: BaseDistribution,
    best: InstallationCandidate,
    release: Sequence[InstallationCandidate],
    machine: Machine,
    listed: Collection[str] = (),
) -> Outdated | None:
    """Return why a distribution gives way to the best file, which is another one.

    :param release: All files of this version.
    :param listed: Variants of it for other machines.
    :return: None if it stays: it fits and the index does not know it, or whoever
        installed it named the very files.
    """
    gives_way = Outdated(dist, best.link, machine.subject.name)
    variant = installed_variant(dist)
    if variant is None:
        stays = _is_named(dist) or _is_build(dist, best, release)
        return None if stays else gives_way
    facts = read_facts(dist)
    misfit = machine.misfit(facts) if facts else None
    if facts and misfit:
        if not is_known_misfit(facts, machine):
            return None
        return gives_way._replace(misfit=misfit.text)
    is_offered = variant in {*listed, *map(_text_of, release)}
    return gives_way if is_offered and _text_of(best) else None


def _is_named(dist: BaseDistribution) -> bool:
    """Return whether whoever installed a distribution named the very file."""
    return dist.editable or dist.direct_url is not None


def _is_build(
    dist: BaseDistribution,
    best: InstallationCandidate,
    release: Sequence[InstallationCandidate],
) -> bool:
    """Return whether a distribution is the best build, though it states no variant.

    A pip without the catalogue has installed it. The local version tells, or the name
    of a sibling, unless other builds have the same.
    """
    version, stated = best.version, stated_in(best.link)
    if stated is None or version_of(dist) != str(version):
        return False
    if version.local is None and not stated.is_sibling:
        return False
    same = {_text_of(other) for other in release if other.version == version}
    return same == {_text_of(best)}


class Latest(NamedTuple):
    """The file that an upgrade takes, as ``pip list`` wants it."""

    version: Version
    link: Link

    @classmethod
    def of(cls, link: Link) -> Latest | None:
        """Return a better file of a version; None for one that is no variant."""
        name, release = variant_of(link), release_of(link.filename)
        if name is None or release is None:
            return None
        return cls(BetterVersion(release[1], name.text), link)

    @classmethod
    def staying(cls, dist: BaseDistribution, link: Link) -> Latest:
        """Return the version of a distribution that stays though a file is better.

        In a catalogue, that file may have a later local version.
        """
        return cls(Version(str(dist.version)), link)


def latest(
    dist: BaseDistribution,
    best: InstallationCandidate,
    candidates: Sequence[InstallationCandidate],
    machine: Machine,
) -> InstallationCandidate | Latest:
    """Return the best of all candidates; a variant may be later in its version.

    It is, if an upgrade would take it in place of the installed distribution.
    """
    better = Latest.of(best.link)
    if better is None or not is_version(dist, best) or not differs(dist, best.link):
        return best
    release = _release_of(best, candidates)
    if judge(dist, best, release, machine) is None or reason_to_keep(dist):
        return Latest.staying(dist, best.link)
    return better


def _release_of(
    best: InstallationCandidate, candidates: Sequence[InstallationCandidate]
) -> list[InstallationCandidate]:
    """Return the files of the release that one of them is of."""
    version = release_version(best)
    return [c for c in candidates if release_version(c) == version]


def is_version(dist: BaseDistribution, candidate: InstallationCandidate) -> bool:
    """Return whether a file is of the release that is installed."""
    try:
        version = Version(str(dist.version))
    except InvalidVersion:
        return False
    if stated_in(candidate.link) is not None:
        return release_version(candidate) == Version(version.public)
    return version == candidate.version


def read_facts(dist: BaseDistribution) -> VariantMetadata | None:
    """Return the properties of an installed variant; None if none, or wrong."""
    name = stated_name(dist)
    if name is None:
        return None
    facts = facts_of_dist(name, dist)
    if isinstance(facts, MetadataUnavailable) or facts.check(name).error is not None:
        return None
    return facts


def is_known_misfit(facts: VariantMetadata, machine: Machine) -> bool:
    """Return whether a provider says so of a variant that does not seem to fit.

    One that failed, that could not learn all, or that is missing now, says nothing
    about this machine.
    """
    doubtful = [answer for answer in machine.answers if answer.is_doubtful]
    if any(not answer.is_named for answer in doubtful):
        return False
    unheard = {parts[0] for parts in machine.lacking.unasked(facts)}
    unheard |= {answer.provider for answer in doubtful}
    return any(f.property[0] not in unheard for f, _ in machine.failures(facts))


def _text_of(candidate: InstallationCandidate) -> str | None:
    name = variant_of(candidate.link)
    return name.text if name else None
