"""Tell the variant of files that another pip installed, or that the user names by URL.

They say nothing of themselves, but their local version may, or the page that lists
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version
from pip._vendor.variantlib.catalogues.catalogue import NAMESPACE

from pip._internal.variants.catalogues.agreement import (
    Builds,
    Member,
    WayOut,
    find_way_out,
)
from pip._internal.variants.models import stated_in

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.catalogues.catalogue import Catalogue, Stated
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.variants.catalogues.siblings import Siblings
    from pip._internal.variants.catalogues.unread import Notices

Recognized = Mapping["NormalizedName", "Stated"]
"""The variants of installed projects that state none."""


def recognize(
    dists: Iterable[BaseDistribution], by_project: Mapping[NormalizedName, Catalogue]
) -> Recognized:
    """Return which variants installed distributions are, as far as versions tell.

    :param dists: Some that state no variant.
    :param by_project: Which catalogue speaks for each project.
    """
    found: dict[NormalizedName, Stated] = {}
    for dist in dists:
        catalogue = by_project.get(dist.canonical_name)
        version = _version_of(dist) if catalogue else None
        if catalogue is None or version is None:
            continue
        stated = catalogue.state_by_version(dist.canonical_name, version)
        if stated is not None:
            found[dist.canonical_name] = stated
    return found


def _version_of(dist: BaseDistribution) -> Version | None:
    try:
        return Version(str(dist.version))
    except InvalidVersion:
        return None


class Recognition:
    """What the catalogues of a command say of distributions that say nothing.

    :param by_project: Which catalogue speaks for each project.
    :param is_upgraded: Returns whether an installed project is upgraded if it can be.
    :param siblings: Those that were taken for others; None if no project has any.
    """

    def __init__(
        self,
        by_project: Mapping[NormalizedName, Catalogue],
        finder: PackageFinder,
        notices: Notices,
        is_upgraded: Callable[[NormalizedName], bool],
        siblings: Siblings | None,
    ) -> None:
        self._by_project = by_project
        self._finder = finder
        self._notices = notices
        self._is_upgraded = is_upgraded
        self._siblings = siblings

    def way_out(
        self, labels: Mapping[str, str], installed: Iterable[str], machine: Machine
    ) -> WayOut:
        """Return the advice about packages that do not agree.

        :param labels: Those of their variants, by their normalised names.
        :param installed: The names of those that are installed already.
        """
        there = set(installed)

        def stays(project: NormalizedName) -> bool:
            return project in there and not self._is_upgraded(project)

        projects = map(canonicalize_name, labels)
        members = [
            self._member(project, label, stays(project))
            for project, label in zip(projects, labels.values(), strict=True)
        ]
        unread = self._notices.unread_labels
        builds = Builds(self._by_project, self._finder, machine, unread)
        return find_way_out(members, builds)

    def _member(self, project: NormalizedName, label: str, stays: bool) -> Member:
        siblings = self._siblings
        if siblings is None or siblings.project_of(project) is None:
            return Member(project, label, stays)
        stands_for = siblings.taken_for(project)
        return Member(stands_for or project, label, stays, stands_for is None)

    def family_of(self, project: NormalizedName) -> tuple[str, str] | None:
        """Return the key in which a project has to agree with its family.

        :return: None also for a project that may be plain.
        """
        catalogue = self._by_project.get(project)
        if catalogue is None or not catalogue.entries_of(project):
            return None
        if catalogue.plain_of(project):
            return None
        return NAMESPACE, catalogue.feature

    def state(
        self, project: NormalizedName, version: Version, filename: str | None = None
    ) -> Stated | None:
        """Return which variant a distribution is; None if that cannot be told.

        :param filename: The wheel; None if it is installed.
        """
        catalogue = self._by_project[project]
        if filename is None:
            found = catalogue.state_by_version(project, version)
        else:
            found = catalogue.state_by_name(project, filename, version)
        return found or self._look_up(project, version, filename)

    def _look_up(
        self, project: NormalizedName, version: Version, filename: str | None
    ) -> Stated | None:
        """Return the variant of all listed files that may be this one."""
        found = {
            stated.name: stated
            for candidate in self._finder.find_all_candidates(project)
            if candidate.version == version
            and filename in (None, candidate.link.filename)
            and (stated := stated_in(candidate.link)) is not None
        }
        return next(iter(found.values())) if len(found) == 1 else None
