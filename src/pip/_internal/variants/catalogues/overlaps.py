"""Find projects in one decision that overwrite each other's modules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName

    from pip._internal.metadata import BaseDistribution
    from pip._internal.req.req_install import InstallRequirement


def has_overlap(
    reqs: Mapping[str, InstallRequirement],
    project_of: Callable[[NormalizedName], NormalizedName | None],
) -> bool:
    """Return whether a decision has two projects with the same modules.

    Where one of them needs the other, whoever made them has seen to it.

    :param reqs: The requirements that are decided on, by project.
    :param project_of: Returns the project that a sibling stands for; None for others.
    """
    families: dict[NormalizedName, list[str]] = {}
    for name in reqs:
        project = canonicalize_name(name)
        families.setdefault(project_of(project) or project, []).append(name)
    shared = (names for names in families.values() if len(names) > 1)
    return any(
        not any(_needs(reqs[name].get_dist(), names) for name in names)
        for names in shared
    )


def _needs(dist: BaseDistribution, names: Iterable[str]) -> bool:
    needed = {canonicalize_name(each.name) for each in dist.iter_dependencies()}
    return not needed.isdisjoint(map(canonicalize_name, names))
