"""Keep in a lock file for which project a sibling was taken.

Other packages in it depend on that project, and whoever installs them from the lock
file alone has no catalogue that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.variantlib.catalogues.siblings import dependencies_of

from pip._internal.variants.pylock.portable import (
    SIBLING_OF,
    stated_project,
    with_tool,
)

if TYPE_CHECKING:
    from pip._vendor.packaging.pylock import Package

    from pip._internal.metadata import BaseDistribution


def with_projects(
    packages: Iterable[Mapping[str, Any]],
    project_of: Callable[[NormalizedName], NormalizedName | None],
) -> list[Mapping[str, Any]]:
    """Return packages of a lock file, of which siblings state their projects."""
    return [
        package
        if (project := project_of(canonicalize_name(package["name"]))) is None
        else with_tool(package, **{SIBLING_OF: str(project)})
        for package in packages
    ]


class LockedSiblings:
    """The siblings that are taken out of lock files."""

    def __init__(self) -> None:
        self._taken: dict[NormalizedName, NormalizedName] = {}

    def learn(self, package: Package) -> None:
        """Take note of a package that is taken."""
        if project := stated_project({"tool": package.tool}):
            self._taken[project] = package.name

    def project_of(self, sibling: NormalizedName) -> NormalizedName | None:
        """Return the project that a package is taken for; None for any other."""
        found = (project for project, own in self._taken.items() if own == sibling)
        return next(found, None)

    def dependencies(self, dist: BaseDistribution, texts: list[str]) -> list[str]:
        """Return dependencies of a distribution that name the siblings taken."""
        taken = self._taken
        if not taken:
            return texts
        return dependencies_of(
            dist.canonical_name,
            texts,
            self.project_of,
            lambda name: taken.get(name, name),
        )
