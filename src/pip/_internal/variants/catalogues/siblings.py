"""Take a sibling of a project in its place, where a catalogue names some.

The user asks for ``cupy``, and the wheels for this machine are those of the project
``cupy-cuda12x``. A wheel keeps its name, so the requirements get it: those of the user
before pip resolves, and those of other packages when they are read. For each project
that is decided once in a command: two siblings would overwrite each other.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pip._vendor.packaging.specifiers import BaseSpecifier, SpecifierSet
from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.catalogues.siblings import dependencies_of, fitting
from pip._vendor.variantlib.text import guess

from pip._internal.variants.catalogues.decisions import Decision, Offer
from pip._internal.variants.catalogues.sibling_releases import SiblingReleases
from pip._internal.variants.exceptions import SiblingInstalled, VariantNotFound
from pip._internal.variants.names import variant_of
from pip._internal.variants.settings.choices import PLAIN
from pip._internal.variants.utils.logs import Explanation

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.catalogues.catalogue import Catalogue, Sibling
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.index.package_finder import BestCandidateResult, PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.catalogues.unread import Notices
    from pip._internal.variants.requested import Requested

UNFIT = "none of its siblings fits"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Scene:
    """All of a command that decides which sibling is taken.

    :param get_machine: Returns the machine that files are chosen for.
    :param requested: Returns the request of the user for a project.
    :param installed: Returns the versions at the place of installation; nothing if the
        command installs nothing.
    :param is_upgraded: Returns whether a project is upgraded if it can be, or installed
        anew.
    :param notices: The news of the catalogues for the user.
    :param pip: The start of a command about the same environment.
    :param folder: That of ``--target``; None for the environment.
    """

    finder: PackageFinder
    get_machine: Callable[[], Machine]
    requested: Callable[[NormalizedName], Requested]
    installed: Callable[[], Mapping[NormalizedName, Version]]
    is_upgraded: Callable[[NormalizedName], bool]
    notices: Notices
    pip: str
    folder: str | None = None


class Siblings:
    """Decides which siblings are taken in one command.

    :param by_project: Which catalogue speaks for each project.
    """

    def __init__(
        self, by_project: Mapping[NormalizedName, Catalogue], scene: Scene
    ) -> None:
        self._scene = scene
        catalogues = {each.name: each for each in by_project.values()}.values()
        self._stand_for = {
            s: p for each in catalogues for s, p in each.siblings.items()
        }
        projects = set(self._stand_for.values())
        self._catalogues = {p: by_project[p] for p in projects}
        self._specifiers: dict[NormalizedName, SpecifierSet] = {}
        # What the user himself names is taken.
        self._named: dict[NormalizedName, NormalizedName] = {}
        self._decisions: dict[NormalizedName, Decision] = {}
        self._told: set[NormalizedName] = set()
        # Of siblings without a release, for the case that there is no solution.
        self._explanations: dict[NormalizedName, Explanation] = {}
        self._releases = SiblingReleases(scene.finder)

    def project_of(self, sibling: NormalizedName) -> NormalizedName | None:
        """Return the project that a sibling stands for."""
        return self._stand_for.get(sibling)

    def of(self, project: NormalizedName) -> NormalizedName:
        """Return the project that is taken for one: a sibling, or itself."""
        found = self.decide(project)
        return project if found is None else found.taken

    @property
    def decisions(self) -> Sequence[Decision]:
        """The decisions so far."""
        return [*self._decisions.values()]

    def decide(self, project: NormalizedName) -> Decision | None:
        """Return the decision about a project; None if it has no siblings."""
        if project not in self._catalogues:
            return None
        if project not in self._decisions:
            self._decisions[project] = self._decide(project)
        return self._decisions[project]

    def instead_of(self, sibling: NormalizedName) -> NormalizedName | None:
        """Return the project to be taken if one that is installed does not fit.

        It may be another release of the same. None if nothing fits, or if it is no
        sibling.
        """
        decision = self.decide(self._stand_for.get(sibling, sibling))
        if decision is None or sibling == decision.project:
            return None
        taken = decision.taken
        rank = self._scene.get_machine().rank
        if taken == decision.project:
            is_there = self._find_best(taken).best_candidate is not None
        else:
            same = (each for each in decision.siblings if each.project == taken)
            is_there = bool(fitting(same, rank))
        return taken if is_there else None

    def take(self, root_reqs: Sequence[InstallRequirement]) -> None:
        """Let the requirements of the user name the siblings that are taken.

        :raises SiblingInstalled: If something with the same modules is installed.
        """
        # A requirement that names a sibling comes before a constraint on the project.
        for req in sorted(root_reqs, key=lambda each: each.constraint):
            self._learn(req)
        for req in root_reqs:
            if req.req is None or not req.match_markers():
                continue
            name = canonicalize_name(req.req.name)
            decision = self.decide(self._stand_for.get(name, name))
            if decision is None:
                continue
            if not req.constraint:
                self._conclude(decision)
            if name == decision.project != decision.taken and not _is_pinned(req):
                req.req = copy.copy(req.req)
                req.req.name = decision.taken

    def dependencies(self, dist: BaseDistribution, texts: list[str]) -> list[str]:
        """Return dependencies of a distribution that name the siblings taken."""
        return dependencies_of(dist.canonical_name, texts, self.project_of, self.of)

    def covered(
        self,
        project: NormalizedName,
        result: BestCandidateResult,
        *specifiers: BaseSpecifier,
    ) -> BestCandidateResult:
        """Return the candidates of a project that may be taken.

        Where it is taken for another one, those are the releases that the catalogue is
        about: nothing says for which hardware the others are.

        :param specifiers: The versions that are asked for.
        """
        decision = self._decision_for(project)
        if decision is None:
            return result
        stated = [s.versions for s in decision.siblings if s.project == project]
        return self._releases.covered(decision.project, result, stated, specifiers)

    def explain_lack(self, project: NormalizedName) -> None:
        """Say of a project without a file that others may be taken in its place.

        This is said if there is no solution, where it was taken for another one.
        """
        decision = self._decision_for(project)
        if decision is not None and project not in self._explanations:
            self._explanations[project] = Explanation(decision.hint)

    def taken_for(self, sibling: NormalizedName) -> NormalizedName | None:
        """Return the project for which a catalogue had a sibling taken."""
        decision = self._decision_for(sibling)
        return decision.project if decision is not None else None

    def _decision_for(self, project: NormalizedName) -> Decision | None:
        """Return the decision by which a project was taken for another one."""
        stands_for = self._stand_for.get(project)
        decision = self._decisions.get(stands_for) if stands_for else None
        if decision is None or decision.taken != project or stands_for in self._named:
            return None
        return decision

    def offers(self, resolved: Collection[str]) -> dict[NormalizedName, list[Offer]]:
        """Return the offers for each project that is among those decided on.

        Of the project itself only a wheel counts, as whoever wants all files of a
        release wants to build none.
        """
        found: dict[NormalizedName, list[Offer]] = {}
        for decision in self._decided(resolved):
            project = decision.project
            offers = [
                Offer(project, sibling.label, sibling.project, decision.catalogue)
                for sibling in decision.siblings
                if self._is_available(project, sibling)
            ]
            self._tell_unread(project, decision.siblings)
            if self.has_wheel(project):
                offers.append(Offer(project, PLAIN, project, decision.catalogue))
            requests = self._scene.requested(project).requests
            asked = [offer for offer in offers if offer.label in requests]
            found[project] = list(dict.fromkeys(asked or offers))
        return found

    def others(self, resolved: Collection[str]) -> list[Offer]:
        """Return the offers that would take others than were taken."""
        offers = self.offers(resolved)
        return [
            offer
            for project, each in offers.items()
            for offer in each
            if offer.taken != self._decisions[project].taken
        ]

    def offers_of_unfit(self) -> dict[NormalizedName, list[Offer]]:
        """Return the offers for projects without a wheel, of which no sibling fits."""
        unfit = [d.taken for d in self._decisions.values() if d.reason == UNFIT]
        return {
            project: offers
            for project, offers in self.offers(unfit).items()
            if offers and not self.has_wheel(project)
        }

    def stood_for(self, resolved: Collection[str]) -> list[NormalizedName]:
        """Return the projects in whose place others were taken."""
        decided = self._decided(resolved)
        return [each.project for each in decided if each.project != each.taken]

    def _decided(self, resolved: Collection[str]) -> Iterator[Decision]:
        """Yield the decisions that the catalogues made, and not the user."""
        for decision in self._decisions.values():
            if decision.taken in resolved and decision.project not in self._named:
                yield decision

    def _find_best(self, project: NormalizedName) -> BestCandidateResult:
        specifier = self._specifier(project, project)
        return self._scene.finder.find_best_candidate(project, specifier)

    def has_wheel(self, project: NormalizedName) -> bool:
        """Return whether the best file of a project is a wheel."""
        best = self._find_best(project)
        return best.best_candidate is not None and best.best_candidate.link.is_wheel

    def conclude(self, resolved: Collection[str]) -> None:
        """Tell of the siblings that are among the projects that were decided on.

        :raises SiblingInstalled: If something with the same modules is installed.
        """
        for explanation in self._explanations.values():
            explanation.end()
        for decision in self._decisions.values():
            if decision.taken in resolved:
                self._conclude(decision)

    def tell_listed(self, project: NormalizedName) -> None:
        """Tell whoever lists the releases of a project that another one is taken."""
        decision = self.decide(project)
        if decision is not None and decision.taken != project:
            logger.warning(
                "pip would take %s for %s here, as %s says: to list its releases, "
                "name that",
                decision.taken,
                project,
                decision.catalogue,
            )

    def check_named(self, named: Iterable[NormalizedName]) -> None:
        """Refuse projects with the same modules that the user named together.

        :raises SiblingInstalled: If there are some.
        """
        known: dict[NormalizedName, NormalizedName] = {}
        for name in sorted(named):
            other = known.setdefault(self._stand_for.get(name, name), name)
            if other != name:
                raise SiblingInstalled(name, [other])

    def _conclude(self, decision: Decision) -> None:
        if decision.overwritten:
            pip, folder = self._scene.pip, self._scene.folder
            raise SiblingInstalled(decision.taken, decision.overwritten, pip, folder)
        project, taken = decision.project, decision.taken
        if project in self._told or project in self._named:
            return
        self._told.add(project)
        if taken != project and decision.is_kept:
            logger.info("Keeping %s for %s, as it is installed", taken, project)
        elif taken != project:
            source = decision.catalogue
            logger.info("Taking %s for %s, as %s says", taken, project, source)
        elif decision.reason is not None:
            logger.info("Taking %s itself: %s", project, decision.reason)

    def _learn(self, req: InstallRequirement) -> None:
        if req.name is None or not req.match_markers():
            return
        name = canonicalize_name(req.name)
        project = self._stand_for.get(name, name)
        if project not in self._catalogues or project in self._decisions:
            return
        # A constraint that means one file leaves the project alone, too.
        if _is_pinned(req) if name == project else not req.constraint:
            self._named.setdefault(project, name)
        if req.req is not None:
            known = self._specifiers.get(name, SpecifierSet())
            self._specifiers[name] = known & req.req.specifier

    def _decide(self, project: NormalizedName) -> Decision:
        catalogue = self._catalogues[project]
        siblings = catalogue.siblings_of(project)
        fits = fitting(siblings, self._scene.get_machine().rank)
        modules = {project, *(sibling.project for sibling in siblings)}
        installed = self._scene.installed()
        present = sorted(modules & installed.keys())
        taken, kept, reason = self._named.get(project), None, None
        if taken is None:
            taken = kept = self._kept(project, {p: installed[p] for p in present})
        if taken is None:
            options = self._options(project, siblings, fits)
            found = (each for each in options if self._is_available(project, each))
            sibling = next(found, None)
            tried = options[: options.index(sibling)] if sibling in options else options
            self._tell_unread(project, tried)
            if (
                sibling is None
                and options
                and self._scene.requested(project).is_binding
            ):
                # pip finds none of it, and says so.
                sibling = options[0]
            taken = project if sibling is None else sibling.project
            if sibling is None and None not in options:
                lacking = filter(None, options)
                reason = self._releases.why_none(lacking) if options else UNFIT
        others = present if taken not in present else []
        return Decision(
            project,
            taken,
            catalogue.title,
            siblings,
            [f"{name} {installed[name]}" for name in others],
            reason,
            [sibling for sibling in fits if sibling.project != taken],
            kept is not None,
        )

    def _kept(
        self, project: NormalizedName, present: Mapping[NormalizedName, Version]
    ) -> NormalizedName | None:
        """Return something installed that meets the requirements; None to choose."""
        scene = self._scene
        if scene.is_upgraded(project) or scene.requested(project).requests:
            return None
        meeting = (
            name
            for name, version in present.items()
            if self._specifier(project, name).contains(version, prereleases=True)
        )
        return next(meeting, None)

    def _options(
        self, project: NormalizedName, siblings: list[Sibling], fits: list[Sibling]
    ) -> Sequence[Sibling | None]:
        """Return the siblings to be tried; None among them stands for the project."""
        asked: list[Sibling | None] = []
        requested = self._scene.requested(project)
        for request in requested.requests:
            if request == "none":
                asked.append(None)
            elif isinstance(request, str):
                asked += [each for each in siblings if each.label == request]
            else:
                asked += [s for s in fits if request.matches(s.facts.properties)]
        if not asked and requested.is_binding and not requested.expressions:
            self._check_label(project, requested, siblings)
            return [None]
        return asked or fits

    def _check_label(
        self, project: NormalizedName, requested: Requested, siblings: list[Sibling]
    ) -> None:
        """Refuse labels that no sibling has, and no wheel of the project itself.

        :raises VariantNotFound: With the labels of the catalogue.
        """
        candidates = self._scene.finder.find_all_candidates(project)
        own = {name.text for c in candidates if (name := variant_of(c.link))}
        if own.isdisjoint(requested.requests):
            meant = guess(str(requested), {sibling.label for sibling in siblings})
            offers = dict.fromkeys(f"{s.label} of {s.project}" for s in siblings)
            raise VariantNotFound(project, f"{requested}{meant}", [*offers])

    def _is_available(self, project: NormalizedName, sibling: Sibling | None) -> bool:
        """Return whether a sibling has a release that can be installed."""
        if sibling is None:
            return True
        specifier = self._specifier(project, sibling.project)
        return self._releases.has_any(project, sibling, specifier)

    def _tell_unread(
        self, project: NormalizedName, tried: Iterable[Sibling | None]
    ) -> None:
        """Tell of the siblings without a release whose pages could not be read."""
        finder, name = self._scene.finder, self._catalogues[project].name
        unread = (
            (
                sibling.label,
                finder.search_scope.get_index_urls_locations(sibling.project),
                bool(finder.find_all_candidates(sibling.project)),
            )
            for sibling in tried
            if sibling is not None and not self._is_available(project, sibling)
        )
        self._scene.notices.add_unread_siblings(name, project, unread)

    def _specifier(
        self, project: NormalizedName, sibling: NormalizedName
    ) -> SpecifierSet:
        """Return which versions of a sibling the user's requirements allow."""
        known = [self._specifiers.get(name) for name in {project, sibling}]
        found = SpecifierSet()
        for each in filter(None, known):
            found &= each
        return found


def _is_pinned(req: InstallRequirement) -> bool:
    """Return whether a requirement is for one file, by its place or its digest."""
    return req.link is not None or req.editable or bool(req.hash_options)
