"""The variants of a package finder.

One ``FinderVariants`` belongs to each finder. It is cheap: the work is done by a
``Chooser``, which is made (and its modules imported) when there is a variant to
choose. Until then every method hands back its argument.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name

from pip._internal.variants.hooks.candidates import CandidateOrder
from pip._internal.variants.names import (
    installed_variant,
    is_built_for_others,
    is_variant,
    variant_of,
)
from pip._internal.variants.options import NOTHING
from pip._internal.variants.requested import Requested, RequestedVariants

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.packaging.pylock import Package, Pylock
    from pip._vendor.packaging.specifiers import BaseSpecifier
    from pip._vendor.packaging.tags import Tag
    from pip._vendor.variantlib.filename import VariantName

    from pip._internal.cache import CacheEntry
    from pip._internal.cli.parser import ConfigOptionParser
    from pip._internal.index.package_finder import (
        PackageFinder,
    )
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.link import Link
    from pip._internal.models.target_python import TargetPython
    from pip._internal.models.wheel import Wheel
    from pip._internal.network.session import PipSession
    from pip._internal.operations.prepare import RequirementPreparer
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.req.req_set import RequirementSet
    from pip._internal.resolution.resolvelib.base import Candidate
    from pip._internal.resolution.resolvelib.resolver import Resolver
    from pip._internal.utils.hashes import Hashes
    from pip._internal.variants.context import CommandContext, Sources
    from pip._internal.variants.pylock.package import PackageFile
    from pip._internal.variants.selection.chooser import Chooser
    from pip._internal.variants.selection.resolution import Look, Revision
    from pip._internal.variants.selection.upgrades import Upgrades

logger = logging.getLogger(__name__)


class FinderVariants(CandidateOrder):
    """How one finder chooses among variants; see the module.

    :param get_chooser: Returns the object that does the work, always the same;
        None if variant wheels are not wanted.
    :param documents: Takes up files that may describe variants, for the chooser.
    :param requested: The variants that the user asked for, None for nothing.
    :param look: How far the command looks at chosen files; see ``Revision``.
    :param get_build_chooser: The same as the first for build requirements; None if
        it is no other.
    :param upgrades: pip's strategy for upgrades; None if nothing is to be upgraded.
    :param locks_all: Whether ``pip lock`` lists all variants.
    :param sources: Learns where the command looks for packages.
    :param roots: Takes up the requirements of the user, for the chooser.
    """

    def __init__(
        self,
        get_chooser: Callable[[], Chooser] | None,
        documents: list[Link],
        requested: RequestedVariants | None = None,
        look: Look = "none",
        get_build_chooser: Callable[[], Chooser] | None = None,
        upgrades: str | None = None,
        locks_all: bool = False,
        sources: Sources | None = None,
        roots: list[InstallRequirement] | None = None,
    ) -> None:
        super().__init__(get_chooser, documents, requested or RequestedVariants())
        self._get_build_chooser = get_build_chooser
        self._look = look
        self._strategy = upgrades
        self._upgrades: Upgrades | None = None
        self._locks_all = locks_all
        self._sources = sources
        # Whether metadata are wanted of remote wheels, and not the wheels.
        self.reads_from_afar = False
        self._roots = [] if roots is None else roots
        # Projects whose installed distribution does not fit the other decisions.
        self._giving_way: set[NormalizedName] = set()
        # The requirements that the resolver has come to so far, by project.
        self._taken: dict[str, InstallRequirement] = {}
        self._revision: Revision | None = None

    # Called once, by the finder.

    def of(self, finder: PackageFinder) -> FinderVariants:
        """Return the selection of a finder, which is this one."""
        if self._sources is not None:
            self._sources.finder = finder
        return self

    # Called for each package that is taken out of a lock file.

    def locked(self, package: Package, file: PackageFile, lock: str) -> PackageFile:
        """Return which of its files is to be installed.

        :param file: The choice of packaging, which knows nothing of variants.
        :param lock: The path or URL of the lock file.
        :raises NoLockedVariantFits, VariantNotOnOffer: If none can be.
        :raises VariantNotAsLocked: If a file has another name where it comes from.
        """
        self._requested.note_locked(package.name)
        if not hasattr(package.tool, "variants") or file is package.sdist:
            self._check_plain(file)
            return file
        if self._locks is None:
            from pip._internal.variants.pylock.packages import LockedPackages

            self._locks = LockedPackages(self._requested, self._get_chooser)
        return self._locks.choose(package, lock) or file

    @staticmethod
    def _check_plain(file: PackageFile) -> None:
        """Refuse a file without a variant that comes from where one with a variant is.

        :raises VariantNotAsLocked: If that is so.
        """
        # Only wheels and source distributions have both.
        name = getattr(file, "name", None)
        place = file.path or getattr(file, "url", None)
        if not name or not place:
            return
        from pip._internal.models.link import Link

        there = Link(place).filename
        if is_variant(there):
            from pip._internal.variants.exceptions import VariantNotAsLocked

            raise VariantNotAsLocked.by_name(name, None, there)

    # Called for each lock file that is written.

    def to_lock(self, pylock: Pylock, req_set: RequirementSet) -> Mapping[str, Any]:
        """Return the document of ``pip lock``, with the variants of each package.

        :raises VariantNotLocked: If the digest of a wheel cannot be had.
        """
        document = pylock.to_dict()
        if self._record is None or not self._seen:
            return document

        from pip._internal.variants.pylock.writer import complete_lock

        return complete_lock(
            document,
            req_set.requirements,
            self._record,
            self._locks_all,
            self._chooser,
        )

    # Called once, with the requirements of the user.

    def bind(self, root_reqs: Sequence[InstallRequirement]) -> None:
        """Learn which projects the user named, and which variants in their lines.

        A wheel of theirs that does not fit is refused before it is downloaded.

        :raises VariantOptionError: See ``RequestedVariants.bind``; and for a variant
            wheel with ``--no-variant``.
        :raises VariantDoesNotFit, VariantDoesNotMatch: If such a wheel is not to be
            taken.
        :raises SeveralVariants: If there are several of one release.
        """
        self._requested.bind(root_reqs, self._is_off)
        if self._sources is not None:
            self._sources.constraints = [req for req in root_reqs if req.constraint]
        self._roots[:] = root_reqs
        if any(req.link and is_variant(req.link.filename) for req in root_reqs):
            from pip._internal.variants.selection.named_files import check_given

            check_given(root_reqs)
        for req in root_reqs:
            link = req.link
            name = self._variant_of(link)
            if link is None or link.is_file or req.constraint or name is None:
                continue
            project = canonicalize_name(link.filename.partition("-")[0])
            requested = self._requested.of(project)
            self._chooser.verifier.check_from_afar(link, name, requested)

    def _variant_of(self, link: Link | None) -> VariantName | None:
        """Return which variant a wheel is that was named or chosen.

        :raises VariantOptionError: If it is one, but ``--no-variant`` was given.
        """
        if link is None:
            return None
        name = variant_of(link)
        if name is not None and self._is_off:
            from pip._internal.variants.exceptions import VariantOptionError

            raise VariantOptionError(
                f"{link.filename} is a variant wheel, but --no-variant is given.",
                "Leave out --no-variant, or name a plain wheel.",
            )
        return name

    # Called while the resolver looks whether an installed distribution will do.

    def replaces(
        self,
        dist: BaseDistribution,
        finder: PackageFinder,
        specifier: BaseSpecifier,
        hashes: Hashes | None,
        rejected: Collection[int] = (),
        project: str | None = None,
    ) -> bool:
        """Return whether a distribution must give way to another of its version.

        It must if the user asked for another variant, or for an upgrade, and another
        file is better. The index is asked for nothing that an upgrade would not ask.

        :param rejected: The candidates of the project that were tried in vain. With
            any, the installed one is better than nothing.
        :param project: The name by which the finder knows the project.
        """
        name = dist.canonical_name
        if name not in self._installed:
            self._installed[name] = installed_variant(dist)
        requested = self._requested.of(name)
        if name in self._giving_way or requested.is_unmet_by(dist, self._is_off):
            return True
        if rejected or not self._is_upgraded(name):
            return False
        found = finder.find_best_candidate(project or name, specifier, hashes)
        if name not in self._seen and installed_variant(dist) is None:
            return False
        found, hashes = self._whole(name, found, hashes)
        order = self._order(name, requested, found, hashes, is_strict=False)
        candidates = found.applicable_candidates
        if self._upgrades is None:
            from pip._internal.variants.selection.upgrades import Upgrades

            self._upgrades = Upgrades(self._chooser.reporter)
        machine = self._chooser.machine
        if not self._upgrades.replace(dist, iter(order), candidates, machine):
            return False
        self._upgraded.add(name)
        return True

    def _is_upgraded(self, project: NormalizedName) -> bool:
        """Return whether a project is upgraded if it can be."""
        if self._strategy == "eager":
            return True
        return self._strategy is not None and self._requested.names(project)

    def replaces_satisfied(
        self, req: InstallRequirement, finder: PackageFinder
    ) -> bool:
        """Return the same for the distribution that satisfies a requirement.

        The legacy resolver asks.
        """
        dist = req.satisfied_by
        assert dist is not None
        if req.link is not None:
            requested = self._requested.of(dist.canonical_name)
            return requested.is_unmet_by(dist, self._is_off)
        hashes = req.hashes(trust_internet=False)
        is_replaced = self.replaces(
            dist, finder, req.specifier, hashes, project=req.name
        )
        if is_replaced and self._upgrades is not None:
            self._upgrades.report(dist.canonical_name)
        return is_replaced

    # Called for each sdist that pip may have built before.

    def from_cache(
        self, get_entry: Callable[..., CacheEntry | None]
    ) -> Callable[..., CacheEntry | None]:
        """Return the same look-up, which hides the variants that nobody wants here."""

        def get_wanted_entry(
            *, link: Link, package_name: str | None, supported_tags: list[Tag]
        ) -> CacheEntry | None:
            entry = get_entry(link, package_name, supported_tags)
            if entry is None or package_name is None:
                return entry
            requested = self._requested.of(canonicalize_name(package_name))
            if not requested.requests and variant_of(entry.link) is None:
                return entry

            from pip._internal.variants.selection.built_wheels import suitable_entry

            return suitable_entry(
                entry, supported_tags, partial(self._suits, requested)
            )

        return get_wanted_entry

    def _suits(self, requested: Requested, link: Link, wheel: Wheel) -> bool:
        if wheel.variant is None:
            return requested.allows_plain
        if self._is_off:
            return False
        return self._chooser.verifier.suits(link, wheel.variant, requested)

    # Called when the metadata of a chosen file is needed.

    def metadata_of(
        self, preparer: RequirementPreparer, req: InstallRequirement
    ) -> BaseDistribution | None:
        """Return the metadata of a file that is not here; None if pip has to get it.

        With a plain wheel it is upstream's affair how. That of a variant is verified.
        """
        link = req.link
        if (link and variant_of(link)) or self.reads_from_afar:
            from pip._internal.variants.metadata.distribution import read_metadata

            found = read_metadata(preparer, req, self.reads_from_afar)
        else:
            found = preparer._fetch_metadata_only(req)
        if found is not None:
            self.verify_metadata(req, found)
        return found

    # Called when the metadata of a chosen file is at hand.

    def verify_metadata(self, req: InstallRequirement, dist: BaseDistribution) -> None:
        """Check the METADATA of a wheel that is not here yet; see ``verify``."""
        self._verify(req, dist, is_whole=False)

    def verify(self, req: InstallRequirement, dist: BaseDistribution) -> None:
        """Check that a wheel is the variant that it was chosen for.

        :raises VariantInconsistent: If it is not, and another may be tried.
        :raises VariantUnusable, VariantDoesNotFit: If the user named the file.
        """
        self._verify(req, dist, is_whole=True)

    def _verify(
        self, req: InstallRequirement, dist: BaseDistribution, is_whole: bool
    ) -> None:
        link = req.link
        name = self._variant_of(link)
        if name is not None:
            requested = self._requested.of(dist.canonical_name)
            verify = self._chooser.verifier.verify
            req.variant = verify(req, name, dist, requested, is_whole)
            self._taken[dist.canonical_name] = req
        elif req.is_direct and link is not None and link.is_wheel:
            self._requested.of(dist.canonical_name).check_plain(link.filename)

    # Called when a resolver has decided.

    def settled(
        self,
        resolver: Resolver,
        root_reqs: list[InstallRequirement],
        req_set: RequirementSet,
    ) -> RequirementSet:
        """Return the decision of a resolver, or its next one if it is asked again.

        :raises VariantsOutOfStep: If packages have to agree that cannot.
        """
        reqs = req_set.requirements
        assert resolver._result is not None
        resolved = resolver._result.mapping
        if self._have_a_part(reqs, resolver.factory._installed_dists):
            if self._revision is None:
                from pip._internal.variants.selection.resolution import Revision

                forget = self._orders.clear
                self._revision = Revision(
                    self._chooser, self._look, self._giving_way, forget
                )

            def again(*constraints: InstallRequirement) -> RequirementSet:
                reqs = [*root_reqs, *constraints]
                return resolver.resolve(reqs, req_set.check_supported_wheels)

            revised = self._revision.revise(reqs, resolved, resolver.factory, again)
            if revised is not None:
                return revised
        self._conclude(resolved, reqs)
        self._taken = reqs
        return req_set

    def _have_a_part(
        self,
        reqs: Mapping[str, InstallRequirement],
        installed: Mapping[NormalizedName, BaseDistribution],
    ) -> bool:
        """Return whether variants can have a part in the decision of a resolver."""
        if self._is_off:
            return False
        if self._orders or any(req.variant is not None for req in reqs.values()):
            return True
        # A distribution may be built for a version that is replaced.
        replaced = any(name in installed for name in reqs)
        return replaced and any(map(is_built_for_others, installed.values()))

    def _conclude(
        self, resolved: Mapping[str, Candidate], reqs: Mapping[str, InstallRequirement]
    ) -> None:
        self._requested.warn_of_unused(resolved)
        self._requested.warn_of_built(reqs.values())
        if self._seen and not self._is_off:
            self._chooser.reporter.settled(resolved.values())
        if self._upgrades is not None:
            self._upgrades.conclude(resolved.values())

    def taken(self) -> list[str]:
        """Return the variants that were taken, with project and version, sorted."""
        return sorted(
            f"{req.metadata['name']} {req.metadata['version']}~{req.variant.name.text}"
            for req in self._taken.values()
            if req.variant is not None
        )

    # Called for build requirements.

    def build_arguments(self) -> list[str]:
        """Return the options for the pip that installs build requirements."""
        if self._is_off:
            return ["--no-variant"]
        # Values from environment variables or a configuration file reach that
        # pip too, and are none of its business.
        arguments = ["--variant", NOTHING] if self._requested.has_options else []
        if self._get_build_chooser is not None:
            arguments += ["--machine", NOTHING, "--machine-set", NOTHING]
        return arguments

    def for_machine(
        self, finder: PackageFinder, context: CommandContext
    ) -> PackageFinder:
        """Return the same finder for another machine.

        The pages of the index are shared: no page is fetched once more for the next
        machine.
        """
        finder, other = self._anew(finder)
        other._sources = context.sources
        other.of(finder)
        other._roots = context.roots
        other._get_chooser = cache(partial(self._chooser.for_machine, context))
        other._get_build_chooser = cache(context.for_build().make_chooser)
        return finder

    def for_build(self, finder: PackageFinder) -> PackageFinder:
        """Return the same finder, without the choices that the user made by name.

        Wheels are built on this machine, whatever they are for.
        """
        finder, other = self._anew(finder)
        make = self._get_build_chooser or self._get_chooser
        other._get_chooser = make and cache(lambda: make().for_build(other._roots))
        other._requested = RequestedVariants()
        # Upgrades and sources are the affair of the command itself.
        other._strategy = other._upgrades = other._sources = None
        return finder

    def _anew(self, finder: PackageFinder) -> tuple[PackageFinder, FinderVariants]:
        """Return a copy of a finder, and its selection, which chose nothing so far."""
        import copy

        finder = copy.copy(finder)
        other = finder.variants = copy.copy(self)
        other._orders, other._walked, other._upgraded = {}, {}, set()
        other._taken = {}
        other._roots, other._giving_way = [], set()
        other._record = other._locks = other._revision = None
        return finder, other


def make_selection(
    options: Values,
    parser: ConfigOptionParser,
    session: PipSession,
    target_python: TargetPython | None,
) -> FinderVariants:
    """Make the selection of a command; see ``hooks.selection_from_options``."""
    from pip._internal.variants.context import look_of, read_context, read_requested

    requested = read_requested(options, parser)
    locks_all = getattr(options, "locked_variants", "chosen") == "all"
    if options.no_variant:
        if locks_all:
            from pip._internal.variants.settings.choices import refuse_all_and_none

            refuse_all_and_none()
        return FinderVariants(None, [])
    context = read_context(options, parser, session, target_python)
    get_build_chooser = None
    if context.is_described:
        get_build_chooser = cache(context.for_build().make_chooser)
    made = FinderVariants(
        cache(context.make_chooser),
        context.documents,
        requested,
        look=look_of(options, parser.name),
        get_build_chooser=get_build_chooser,
        upgrades=options.upgrade_strategy if vars(options).get("upgrade") else None,
        locks_all=locks_all,
        sources=context.sources,
        roots=context.roots,
    )
    if parser.name == "lock":
        made.keep_record()
    return made


NO_VARIANTS = FinderVariants(None, [])
"""For every finder that is made without options: variant wheels are passed over."""
