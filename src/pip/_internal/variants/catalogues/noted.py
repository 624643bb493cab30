"""Know again the siblings that were installed for other projects, without a catalogue.

The note lies beside INSTALLER and REQUESTED, as JSON; ``hooks.wheels`` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name

from pip._internal.metadata import get_default_environment
from pip._internal.variants.names import SIBLING_NOTE, read_info

if TYPE_CHECKING:
    from pip._internal.metadata import BaseDistribution

Unmet = dict[NormalizedName, list[Any]]
"""Requirements of each package, as ``pip check`` has them."""


def noted_project(dist: BaseDistribution) -> NormalizedName | None:
    """Return the project that a distribution was taken for; None if none is noted."""
    try:
        project = json.loads(read_info(dist, SIBLING_NOTE))["project"]
        # A stranger's wheel may bring a note, and its text gets into commands.
        return canonicalize_name(project, validate=True)
    except (OSError, KeyError, TypeError, ValueError, RecursionError):
        return None


def judge(
    missing: Unmet, conflicting: Unmet, package_set: Mapping[NormalizedName, Any]
) -> tuple[Unmet, Unmet]:
    """Return the requirements that installed siblings do not meet either.

    :param missing: Those on projects that are not installed.
    :param conflicting: Those on other versions than are installed. It gets those that a
        sibling meets with no version.
    :param package_set: The installed packages.
    """
    siblings = _find_siblings(package_set)
    left: Unmet = {}
    for package, requirements in missing.items():
        for name, req in requirements:
            sibling = siblings.get(name)
            # A sibling may need the project itself.
            if sibling is None or package in siblings.values():
                left.setdefault(package, []).append((name, req))
                continue
            version = package_set[sibling].version
            if not req.specifier.contains(version, prereleases=True):
                conflicting.setdefault(package, []).append((sibling, version, req))
    return left, conflicting


def _find_siblings(
    package_set: Mapping[NormalizedName, Any],
) -> dict[NormalizedName, NormalizedName]:
    """Return the installed siblings by the projects that they were taken for."""
    found: dict[NormalizedName, NormalizedName] = {}
    for dist in get_default_environment().iter_all_distributions():
        project = noted_project(dist)
        if project is not None and dist.canonical_name in package_set:
            found[project] = dist.canonical_name
    return found
