"""Find the releases of a sibling that may stand for a project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pip._vendor.packaging.specifiers import BaseSpecifier, SpecifierSet
from pip._vendor.packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.catalogues.catalogue import Sibling

    from pip._internal.index.package_finder import BestCandidateResult, PackageFinder
    from pip._internal.models.candidate import InstallationCandidate


_NONE = "pip found no release of a sibling that fits"
_ONLY_PRE = "pip found only a pre-release of a sibling that fits"


class SiblingReleases:
    """The releases of siblings that one command finds.

    A release counts if the catalogue is about it: nothing says for which hardware the
    others are. A pre-release that nobody asked for counts only if the project itself
    has no release either.
    """

    def __init__(self, finder: PackageFinder) -> None:
        self._finder = finder
        # The siblings whose pre-releases do not count.
        self._giving_way: set[NormalizedName] = set()
        # By the identity of the first of each pair, which has to live as long.
        self._covered: dict[int, tuple[BestCandidateResult, BestCandidateResult]] = {}

    def has_any(
        self, project: NormalizedName, sibling: Sibling, specifier: SpecifierSet
    ) -> bool:
        """Return whether a sibling has a release that can be installed.

        :param project: The project that it stands for.
        :param specifier: The versions that are asked for.
        """
        found = self._finder.find_best_candidate(sibling.project, specifier)
        covered = _about(found.applicable_candidates, [sibling.versions])
        if not covered:
            return False
        if self._give_way(project, covered, specifier):
            self._giving_way.add(sibling.project)
            return False
        return True

    def why_none(self, siblings: Iterable[Sibling]) -> str:
        """Return why none of some siblings is taken, none of which has any."""
        is_pre = any(each.project in self._giving_way for each in siblings)
        return _ONLY_PRE if is_pre else _NONE

    def covered(
        self,
        project: NormalizedName,
        result: BestCandidateResult,
        stated: Sequence[SpecifierSet],
        specifiers: Iterable[BaseSpecifier],
    ) -> BestCandidateResult:
        """Return the candidates of a sibling that may be taken.

        They are the same lists for the same ones, which are put in order once.

        :param project: The project that it stands for.
        :param stated: The versions that the catalogue is about.
        :param specifiers: The versions that are asked for.
        """
        known = self._covered.get(id(result))
        if known is None:
            found = _about(result.applicable_candidates, stated)
            wanted = SpecifierSet(",".join(map(str, specifiers)))
            if self._give_way(project, found, wanted):
                found = []
            covered = replace(
                result,
                all_candidates=_about(result.all_candidates, stated),
                applicable_candidates=found,
                best_candidate=found[-1] if found else None,
            )
            known = self._covered[id(result)] = result, covered
            self._covered[id(covered)] = covered, covered
        return known[1]

    def _give_way(
        self,
        project: NormalizedName,
        candidates: Sequence[InstallationCandidate],
        specifier: SpecifierSet,
    ) -> bool:
        """Return whether all are pre-releases that only do if there is nothing else."""
        if not all(candidate.version.is_prerelease for candidate in candidates):
            return False
        control = self._finder.release_control
        names = {project, *(canonicalize_name(each.name) for each in candidates)}
        is_asked = control is not None and any(map(control.allows_prereleases, names))
        if is_asked or specifier.prereleases:
            return False
        own = self._finder.find_best_candidate(project, specifier)
        return any(not c.version.is_prerelease for c in own.applicable_candidates)


def _about(
    candidates: Iterable[InstallationCandidate], stated: Sequence[SpecifierSet]
) -> list[InstallationCandidate]:
    """Return the candidates whose versions one of the specifiers allows."""

    def is_about(version: str) -> bool:
        return any(each.contains(version, prereleases=True) for each in stated)

    return [each for each in candidates if is_about(each.version.public)]
