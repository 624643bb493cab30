"""Add packages with variants to the lock file of ``pip lock``.

Their entries get a table with the properties of the variants, so that an installer can
choose without any other source. Lock files for several machines may list the other
wheels of the release, too; ``merging`` makes them of what is read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.documents.lock_choices import parse_facts
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.exceptions import VariantNotLocked
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.models import (
    VariantCandidate,
    release_version,
    source_of,
    stated_in,
)
from pip._internal.variants.names import variant_of
from pip._internal.variants.pylock.portable import with_tool
from pip._internal.variants.pylock.tables import machine_table, variants_table
from pip._internal.variants.selection.possible_releases import (
    PossibleRelease,
    find_possible_here,
    name_of,
)
from pip._internal.variants.settings.choices import PLAIN
from pip._internal.variants.settings.config import SECTION

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.documents.lock_choices import Facts

    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.models.link import Link
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.catalogues.decisions import Offer
    from pip._internal.variants.metadata.reader import PropertyReader
    from pip._internal.variants.requested import Requested
    from pip._internal.variants.selection.evaluator import VariantEvaluator
    from pip._internal.variants.selection.recorder import Recorder


class _Choice(NamedTuple):
    """The choice for a project, and its candidates.

    :param requested: The request of the user, or of a try.
    :param is_by_machine: Whether the machine decided, too.
    """

    chosen: Link
    candidates: Sequence[InstallationCandidate]
    requested: Requested
    is_by_machine: bool

    @property
    def itself(self) -> list[InstallationCandidate]:
        return [c for c in self.candidates if c.link == self.chosen]

    @property
    def chosen_wheels(self) -> list[InstallationCandidate]:
        return [candidate for candidate in self.itself if candidate.link.is_wheel]

    @property
    def wheels(self) -> list[InstallationCandidate]:
        """The wheels of the release that its source offers.

        Those of a catalogue have many sources, one for each variant.
        """
        versions = {candidate.version for candidate in self.itself}
        if stated_in(self.chosen) is not None:
            return self._stated_wheels
        return [
            candidate
            for candidate in self.candidates
            if candidate.link.is_wheel
            and candidate.version in versions
            and candidate.link.is_yanked == self.chosen.is_yanked
            and source_of(candidate.link) == source_of(self.chosen)
        ]

    @property
    def _stated_wheels(self) -> list[InstallationCandidate]:
        releases = set(map(release_version, self.itself))
        return [
            candidate
            for candidate in self.candidates
            if stated_in(candidate.link) is not None
            and release_version(candidate) in releases
            and candidate.link.is_yanked == self.chosen.is_yanked
        ]

    @property
    def wanted_wheels(self) -> list[InstallationCandidate]:
        """The same; only the requested variants of a project with a request."""
        wheels = self.wheels
        return [c for c in wheels if name_of(c.link) in self.requested.wanted] or wheels

    def find_possible(self, evaluator: VariantEvaluator) -> list[PossibleRelease]:
        """Return the releases that machines may get, the newest first.

        If the user requests some variants, no other release is looked at; nor are
        newer ones for a request of ours.
        """
        chosen = next(iter(self.itself), None)
        if chosen is None:
            return []
        candidates = self.candidates
        if self.requested.wanted:
            wanted = self.wanted_wheels
            candidates = wanted if chosen in wanted else [*wanted, chosen]
        elif self.requested.of_user is not None:
            own = release_version(chosen)
            candidates = [c for c in candidates if release_version(c) <= own]

        return find_possible_here(chosen, candidates, self.requested, evaluator)


def complete_lock(
    document: Mapping[str, Any],
    requirements: Mapping[str, InstallRequirement],
    record: Recorder,
    evaluator: VariantEvaluator,
) -> Mapping[str, Any]:
    """Return a lock file for one machine with the variants that were chosen for it.

    :param document: The document that upstream writes.
    :param requirements: The chosen files, by the names of the projects.
    :param record: The candidates of each choice.
    """
    choices = dict(_choices(requirements, record))
    listed = {name: choice.itself for name, choice in choices.items()}
    packages = [
        _describe(package, listed.get(package["name"], ()), evaluator.reader)
        for package in document["packages"]
    ]
    completed = {**document, "packages": packages}
    table = machine_table(_deciding(choices), evaluator.reader, evaluator.machine)
    return {**completed, "tool": {SECTION: table}} if table else completed


class Resolved(NamedTuple):
    """The files that a resolution chose, and those beside them.

    :param packages: Their entries, as upstream writes them.
    :param releases: The wheels of each release that has variants: those that the lock
        file shall list.
    :param chosen: The variants that were chosen, by project.
    :param deciding: The variants of each release whose choice depends on the machine.
    :param evaluator: The object that chose among them; None with ``--no-variant``.
    :param possible: The releases that machines may get, of each project that has
        variants; none if only the chosen files are listed.
    :param is_requested: Whether the user asked for variants of one of them.
    :param offers: Those for each project that has siblings; none if only the chosen
        files are listed.
    :param lacks_unfit: Whether the resolver met releases of a project of which nothing
        fits, and did without; not known if only the chosen files are listed.
    :param has_overlap: Whether two projects have the same modules; not known if only
        the chosen files are listed.
    """

    packages: Sequence[Mapping[str, Any]]
    releases: Mapping[str, Sequence[InstallationCandidate]]
    chosen: Mapping[str, str]
    deciding: Sequence[Sequence[VariantCandidate]] = ()
    evaluator: VariantEvaluator | None = None
    possible: Mapping[str, Sequence[PossibleRelease]] = MappingProxyType({})
    is_requested: bool = False
    offers: Mapping[NormalizedName, Sequence[Offer]] = MappingProxyType({})
    lacks_unfit: bool = False
    has_overlap: bool = False

    def facts_on(self, releases: Iterable[Sequence[VariantCandidate]]) -> Facts:
        """Return the facts about the machine that matter to the choice of releases."""
        if self.evaluator is None:
            return {}
        reader, machine = self.evaluator.reader, self.evaluator.machine
        return parse_facts(machine_table(releases, reader, machine) or {})

    @property
    def taken(self) -> list[Offer]:
        """The offers that were taken for the projects that have siblings."""
        names = {package["name"] for package in self.packages}
        return [
            offer
            for offers in self.offers.values()
            for offer in offers
            if offer.taken in names
            and offer.label == self.chosen.get(offer.taken, PLAIN)
        ]


def read_resolved(
    packages: Sequence[Mapping[str, Any]],
    requirements: Mapping[str, InstallRequirement],
    record: Recorder,
    lists_all: bool,
    evaluator: VariantEvaluator,
) -> Resolved:
    """Return the decision of a resolver, for a lock file of several machines.

    :param packages: As upstream writes them.
    :param requirements: The chosen files, by the names of the projects.
    :param record: The candidates of each choice.
    :param lists_all: Whether all wheels are listed, and not the chosen ones only.
    """
    found = dict(_choices(requirements, record))
    possible = _find_possible(found, evaluator) if lists_all else {}
    choices = {name: each for name, each in found.items() if _offers(each.wheels)}
    return Resolved(
        packages,
        {
            name: choice.wanted_wheels if lists_all else choice.chosen_wheels
            for name, choice in choices.items()
        },
        {name: name_of(found[name].chosen) for name in {**choices, **possible}},
        [_offers(c.wheels) for c in choices.values() if lists_all or c.is_by_machine],
        evaluator,
        possible,
        any(choice.requested.wanted for choice in choices.values()),
    )


def _find_possible(
    choices: Mapping[str, _Choice], evaluator: VariantEvaluator
) -> dict[str, Sequence[PossibleRelease]]:
    """Return the releases that machines may get, of each project with variants."""
    found = {name: each.find_possible(evaluator) for name, each in choices.items()}
    return {
        name: releases
        for name, releases in found.items()
        if any(release.names - {PLAIN} for release in releases)
    }


def list_wheels(
    packages: Sequence[Mapping[str, Any]],
    resolved: Iterable[Resolved],
    reader: PropertyReader,
) -> list[Mapping[str, Any]]:
    """Return the packages of a lock file with all wheels that were found for them.

    :raises VariantNotLocked: If the digest of a wheel cannot be had.
    """
    releases: dict[tuple[str, str], dict[str, InstallationCandidate]] = {}
    for each in resolved:
        for name, candidates in each.releases.items():
            for candidate in candidates:
                release = name, str(release_version(candidate))
                known = releases.setdefault(release, {})
                known.setdefault(candidate.link.filename, candidate)
    return [_with_wheels(package, releases, reader) for package in packages]


def _with_wheels(
    package: Mapping[str, Any],
    releases: Mapping[tuple[str, str], Mapping[str, InstallationCandidate]],
    reader: PropertyReader,
) -> Mapping[str, Any]:
    name, version = package["name"], package.get("version", "")
    found = releases.get((name, version))
    if found is None:
        found = releases.get((name, version.partition("+")[0]), {})
    own = [c for c in found.values() if str(c.version) == version]
    # The other builds of a catalogue are packages of their own: they say the same of
    # all of them, so that an installer can compare them.
    others = [c for c in found.values() if stated_in(c.link) and c not in own]
    return _describe(package, own, reader, others) if own else package


def _deciding(choices: Mapping[str, _Choice]) -> list[list[VariantCandidate]]:
    """Return the variants of each release whose choice depends on the machine."""
    return [_offers(c.wheels) for c in choices.values() if c.is_by_machine]


def _choices(
    requirements: Mapping[str, InstallRequirement], record: Recorder
) -> Iterator[tuple[str, _Choice]]:
    for name, req in requirements.items():
        chosen = req.cached_wheel_source_link or req.link
        look = record.look(canonicalize_name(name), chosen)
        if look is None or chosen is None:
            continue
        candidates = look.result.applicable_candidates
        if req.variant is None:
            is_by_machine = not look.requested.requests
        else:
            is_by_machine = req.variant.machine is not None
        yield name, _Choice(chosen, candidates, look.requested, is_by_machine)


def _describe(
    package: Mapping[str, Any],
    wheels: Sequence[InstallationCandidate],
    reader: PropertyReader,
    others: Sequence[InstallationCandidate] = (),
) -> Mapping[str, Any]:
    """Return the entry of a package with these wheels, if variants are among them.

    :param others: Builds that it describes as well.
    """
    offers = _offers(wheels)
    if not offers:
        return package
    entries = {entry["name"]: entry for entry in package.get("wheels", ())}
    for candidate in wheels:
        link = candidate.link
        if link.filename not in entries:
            entries[link.filename] = _entry(link, reader)
    table = variants_table(_offers([*wheels, *others]), reader)
    ordered = [entries[name] for name in sorted(entries)]
    listed = {**package, "wheels": ordered}
    if table:
        listed["variants-json"] = table
    labels = {
        offer.link.filename: offer.name.text
        for offer in offers
        if stated_in(offer.link) is not None
    }
    return with_tool(listed, labels=labels) if labels else listed


def _offers(candidates: Iterable[InstallationCandidate]) -> list[VariantCandidate]:
    return [
        VariantCandidate(name, c)
        for c in candidates
        if (name := variant_of(c.link)) is not None
    ]


def _entry(link: Link, reader: PropertyReader) -> dict[str, Any]:
    try:
        if link.hash_name:
            digest = {link.hash_name: link.hash}
        else:
            digest = {"sha256": reader.digest(link)}
    except FetchError as error:
        raise VariantNotLocked(link.filename, str(error)) from None
    return {"name": link.filename, "url": link.url_without_fragment, "hashes": digest}
