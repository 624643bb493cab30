"""The facet of a finder that resolvers ask: before, during and after a resolution.

It is called by every install, so it hands back its arguments until a variant was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name

from pip._internal.variants.names import (
    installed_variant,
    is_built_for_others,
    is_variant,
)

if TYPE_CHECKING:
    from pip._vendor.packaging.specifiers import BaseSpecifier

    from pip._internal.index.package_finder import BestCandidateResult, PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.req.req_set import RequirementSet
    from pip._internal.resolution.resolvelib.base import Candidate
    from pip._internal.resolution.resolvelib.resolver import Resolver
    from pip._internal.utils.hashes import Hashes
    from pip._internal.variants.catalogues.configured import Catalogues
    from pip._internal.variants.catalogues.older import FindIdle
    from pip._internal.variants.catalogues.siblings import Siblings
    from pip._internal.variants.hooks.candidates import CandidateHooks
    from pip._internal.variants.hooks.finder import FinderState
    from pip._internal.variants.machine.remembered import Described
    from pip._internal.variants.selection.coherence import Distributions
    from pip._internal.variants.selection.resolution import Revision
    from pip._internal.variants.selection.upgrades import Upgrades


class ResolverHooks:
    """Say which installed distributions stay, and look at each decision as a whole.

    :ivar find_staying: Returns distributions that stay, though the resolver is told to
        ignore what is installed; see ``Coherence``.
    """

    def __init__(self, state: FinderState, candidates: CandidateHooks) -> None:
        self._state = state
        self._candidates = candidates
        # Projects whose installed distribution does not fit the other decisions.
        self._giving_way: set[NormalizedName] = set()
        self._upgrades: Upgrades | None = None
        self.find_staying: Callable[[], Distributions] = dict
        self._revision: Revision | None = None

    @property
    def siblings(self) -> Siblings | None:
        """Which projects are taken for others; None if no catalogue names siblings."""
        state = self._state
        catalogues = None if state.is_off else state.seen.catalogues
        if state.siblings is None and catalogues is not None:
            state.siblings = self._make_siblings(catalogues)
        return state.siblings

    def _make_siblings(self, catalogues: Catalogues) -> Siblings | None:
        state = self._state
        assert state.finder is not None
        context, requested = state.get_context(), state.get_requested()
        return catalogues.siblings_for(
            state.finder,
            # Before a project with siblings is met, no machine is asked.
            lambda: state.get_evaluator().machine,
            requested,
            context.find_installed if context.installs else dict,
            lambda project: state.reinstalls or self._is_upgraded(project),
        )

    # Called once, with the requirements of the user.

    def bind(self, root_reqs: Sequence[InstallRequirement]) -> None:
        """Learn which projects the user named, and which variants in their lines.

        A wheel of theirs that does not fit is refused before it is downloaded.

        :raises VariantOptionError: See ``RequestedVariants.note_lines``; and for a
            variant wheel with ``--no-variant``.
        :raises VariantDoesNotFit, VariantDoesNotMatch: If such a wheel is not to be
            taken.
        :raises SeveralVariants: If there are several of one release.
        """
        state = self._state
        state.note_roots(root_reqs)
        if state.seen.catalogues is not None:
            state.seen.catalogues.notices.tell()
        if self.siblings is not None:
            self.siblings.take(root_reqs)
            state.note_roots(root_reqs)
        if not any(req.link and is_variant(req.link.filename) for req in root_reqs):
            return
        from pip._internal.variants.selection.named_files import check_given

        check_given(root_reqs)
        for req in root_reqs:
            link = req.link
            name = state.variant_of(link)
            if link is None or link.is_file or req.constraint or name is None:
                continue
            project = canonicalize_name(link.filename.partition("-")[0])
            requested = state.get_requested().of(project)
            state.get_evaluator().verifier.check_from_afar(link, name, requested)

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
        name, state = dist.canonical_name, self._state
        if name not in state.installed:
            state.installed[name] = installed_variant(dist)
        if name in self._giving_way or self._is_unwanted(name, dist):
            return True
        if not self._is_upgraded(name):
            self._leave(name, dist)
            return False
        if rejected:
            return False
        found = finder.find_best_candidate(project or name, specifier, hashes)
        if name not in state.seen.variants and state.installed[name] is None:
            return False
        found, hashes = self._candidates.whole(name, found, hashes)
        if state.siblings is not None:
            found = state.siblings.covered(name, found, specifier)
        if self._upgrades is None:
            self._upgrades = state.get_evaluator().watch_upgrades()
        ordered = state.locks and state.locks.ordered(name)
        if ordered:
            is_replaced = self._upgrades.replace_by(dist, ordered)
        else:
            is_replaced = self._is_outdated(dist, found, hashes, self._upgrades)
        if is_replaced:
            state.upgraded.add(name)
        return is_replaced

    def _leave(self, name: NormalizedName, dist: BaseDistribution) -> None:
        """Say in an upgrade of others if a variant is for another machine."""
        state = self._state
        if state.upgrades is not None and state.installed[name] is not None:
            place = state.get_evaluator().machine.subject.name
            state.get_context().compare_machines(dist, place, stays=True)

    def _is_outdated(
        self,
        dist: BaseDistribution,
        found: BestCandidateResult,
        hashes: Hashes | None,
        upgrades: Upgrades,
    ) -> bool:
        """Return whether another file of its version is better for the machine."""
        name, state = dist.canonical_name, self._state
        order = self._candidates.order(name, found, hashes, is_strict=False)
        candidates, machine = found.applicable_candidates, state.get_evaluator().machine
        state.get_context().compare_machines(dist, machine.subject.name)
        listed = state.locks.listed(name) if state.locks else ()
        return upgrades.replace(dist, iter(order), candidates, machine, listed)

    def _is_unwanted(self, name: NormalizedName, dist: BaseDistribution) -> bool:
        """Return whether the user asked for something else than what is installed."""
        if self._state.is_off:
            return installed_variant(dist) is not None
        requested = self._state.request_for(name)
        return requested is not None and requested.is_unmet_by(dist)

    def _is_upgraded(self, project: NormalizedName) -> bool:
        """Return whether a project is upgraded if it can be."""
        strategy = self._state.upgrades
        if strategy == "eager":
            return True
        return strategy is not None and project in self._state.named

    def replaces_satisfied(
        self, req: InstallRequirement, finder: PackageFinder
    ) -> bool:
        """Return the same for the distribution that satisfies a requirement.

        The legacy resolver asks.
        """
        dist = req.satisfied_by
        assert dist is not None
        if req.link is not None:
            return self._is_unwanted(dist.canonical_name, dist)
        hashes = req.hashes(trust_internet=False)
        is_replaced = self.replaces(
            dist, finder, req.specifier, hashes, project=req.name
        )
        if is_replaced and self._upgrades is not None:
            self._upgrades.report(dist.canonical_name)
        return is_replaced

    # Called when a resolver has decided.

    def resolved(
        self,
        resolver: Resolver,
        root_reqs: list[InstallRequirement],
        req_set: RequirementSet,
    ) -> RequirementSet:
        """Return the decision of a resolver, or its next one if it is asked again.

        :raises VariantsOutOfStep: If packages have to agree that cannot.
        """
        reqs = req_set.requirements
        result = resolver._result  # noqa: SLF001 (upstream hands it to nobody)
        assert result is not None
        resolved = result.mapping
        if self._state.siblings is not None:
            self._state.siblings.conclude(resolved)
            if self._state.locks is None and self._state.get_context().installs:
                named = _named(root_reqs, reqs).intersection(resolved)
                self._state.siblings.check_named(named)
        installed = resolver.factory._installed_dists  # noqa: SLF001 (neither this)
        if self._have_a_part(reqs, installed):

            def again(*constraints: InstallRequirement) -> RequirementSet:
                reqs = [*root_reqs, *constraints]
                return resolver.resolve(reqs, req_set.check_supported_wheels)

            revision = self._get_revision()
            revised = revision.revise(reqs, resolved, resolver.factory, again)
            if revised is not None:
                return revised
        self._conclude(resolved, reqs)
        self._state.selected = reqs
        return req_set

    def _have_a_part(
        self,
        reqs: Mapping[str, InstallRequirement],
        installed: Mapping[NormalizedName, BaseDistribution],
    ) -> bool:
        """Return whether variants can have a part in the decision of a resolver."""
        if self._state.is_off:
            return False
        has_chosen = self._candidates.has_chosen
        if has_chosen or any(req.variant is not None for req in reqs.values()):
            return True
        # A distribution may be built for a version that is replaced.
        replaced = any(name in installed for name in reqs)
        return replaced and any(map(is_built_for_others, installed.values()))

    def _get_revision(self) -> Revision:
        if self._revision is None:
            from pip._internal.variants.selection.resolution import Revision

            catalogues, finder = self._state.seen.catalogues, self._state.finder
            recognition = None
            if catalogues is not None and finder is not None:
                recognition = catalogues.recognition(
                    finder, self._is_upgraded, self._state.siblings
                )
            self._revision = Revision(
                self._state.get_evaluator(),
                self._state.get_context().look,
                self._giving_way,
                self._candidates.forget,
                self.find_staying,
                recognition,
            )
        return self._revision

    def _conclude(
        self, resolved: Mapping[str, Candidate], reqs: Mapping[str, InstallRequirement]
    ) -> None:
        state = self._state
        if state.asked is not None:
            state.asked.warn_of_unused(resolved)
            state.asked.warn_of_built(reqs.values())
        if state.seen.variants and not state.is_off:
            context = state.get_context()
            context.remember_machine(state.seen.variants.intersection(reqs))
            assert state.finder is not None
            state.get_evaluator().conclude(
                resolved, reqs, state.finder, context.installs_here
            )
            state.compare_older(reqs)
        if self._upgrades is not None:
            self._upgrades.conclude(resolved.values())

    @property
    def find_idle(self) -> FindIdle:
        """Tells which hardware of a machine the decision leaves idle."""
        return self._state.find_idle

    @property
    def described(self) -> Described | None:
        """The machine that the options describe; None if they describe none."""
        return self._state.get_context().described

    @property
    def requirements(self) -> Mapping[str, InstallRequirement]:
        """The requirements that the resolver came to, by project."""
        return self._state.selected

    @property
    def requests(self) -> Sequence[str]:
        """The values of ``--variant``, or of the settings that stand in for them."""
        return self._state.get_context().requests

    def selected(self) -> list[str]:
        """Return the variants that were selected, with project and version, sorted."""
        return sorted(
            f"{req.metadata['name']} {req.metadata['version']}~{req.variant.name.text}"
            for req in self._state.selected.values()
            if req.variant is not None
        )


def _named(
    root_reqs: Sequence[InstallRequirement], reqs: Mapping[str, InstallRequirement]
) -> set[NormalizedName]:
    """Return the projects that the user named, also by a file or folder.

    :param reqs: Those that are to be installed; only they have the names of folders.
    """
    named = [req for req in root_reqs if req.match_markers() and not req.constraint]
    named += [req for req in reqs.values() if req.user_supplied]
    return {canonicalize_name(req.name) for req in named if req.name}
