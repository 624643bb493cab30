"""Put a sibling in the place of the project that it stands for (pure).

The modules of ``cupy`` are in ``cupy-cuda12x``, for some hardware. Nobody can rename an
installed package, so it is the requirements that get another name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import NormalizedName, canonicalize_name

from ..models import VariantMetadata
from .catalogue import Sibling

StandIn = Callable[[NormalizedName], NormalizedName]
"""Returns the project that is taken for one: another, or the same."""

ProjectOf = Callable[[NormalizedName], "NormalizedName | None"]
"""Returns the project that a sibling stands for; None for all other projects."""

_name_of = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)").match


def fitting(
    siblings: Iterable[Sibling], rank: Callable[[VariantMetadata], int | None]
) -> list[Sibling]:
    """Return those that fit a machine, the best first.

    :param rank: Returns the rank of a variant there; None if it does not fit.
    """
    ranked = ((rank(sibling.facts), sibling) for sibling in siblings)
    found = [(place, sibling) for place, sibling in ranked if place is not None]
    return [sibling for _, sibling in sorted(found, key=lambda each: each[0])]


def dependencies_of(
    project: NormalizedName,
    requirements: list[str],
    project_of: ProjectOf,
    stand_in: StandIn,
) -> list[str]:
    """Return the dependencies of a project on those that are taken for others.

    A sibling may need the very project that it stands for, or another sibling of it.
    """
    own = project_of(project) or project

    def taken(name: NormalizedName) -> NormalizedName:
        return name if (project_of(name) or name) == own else stand_in(name)

    return [renamed(requirement, taken) for requirement in requirements]


def renamed(requirement: str, stand_in: StandIn) -> str:
    """Return a dependency on the project that is taken for the one it names.

    :param requirement: As METADATA has it. One that is malformed, or that names a file,
        stays as it is.
    """
    match = _name_of(requirement)
    if match is None:
        return requirement
    project = canonicalize_name(match[1])
    taken = stand_in(project)
    if taken == project:
        return requirement
    try:
        parsed = Requirement(requirement.strip())
    except (InvalidRequirement, RecursionError):
        return requirement
    if parsed.url is not None:
        return requirement
    parsed.name = taken
    return str(parsed)
