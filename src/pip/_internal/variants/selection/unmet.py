"""Say for which dependency pip does not use a variant that it has tried.

A resolver forgets why it gave a candidate up, so the dependencies are compared with
its decision.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from pip._vendor.packaging.requirements import InvalidRequirement
from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.resolution.resolvelib.candidates import ExtrasCandidate
from pip._internal.variants.selection import messages

if TYPE_CHECKING:
    from pip._vendor.packaging.requirements import Requirement

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.resolution.resolvelib.base import Candidate


class Unmet:
    """Knows which dependencies a decision of a resolver does not meet.

    :param resolved: The decision.
    :param agreed: The URLs of files that were taken to agree with others, as was said.
    """

    def __init__(
        self,
        resolved: Collection[Candidate],
        finder: PackageFinder,
        agreed: Collection[str] = (),
    ) -> None:
        links = ((each.project_name, each.source_link) for each in resolved)
        self._agreed = {name for name, link in links if link and link.url in agreed}
        self._resolved = resolved
        self._versions = {each.project_name: each.version for each in resolved}
        self._finder = finder

    def reason(self, dist: BaseDistribution) -> str | None:
        """Return why a distribution cannot be used, None if its needs are met."""
        if dist.canonical_name in self._agreed:
            return None
        extras = {extra for each in self._resolved for extra in _extras(each, dist)}
        try:
            dependencies = list(dist.iter_dependencies(extras))
        except InvalidRequirement:
            return "its metadata is invalid"
        certain = self._other_python(dist) or self._certain(dist, dependencies)
        return certain or self._likely(dependencies)

    def _other_python(self, dist: BaseDistribution) -> str | None:
        if self._finder._ignore_requires_python:  # noqa: SLF001 (nobody tells)
            return None
        info = self._finder.target_python.py_version_info or sys.version_info[:3]
        version = ".".join(map(str, info))
        if dist.requires_python.contains(version, prereleases=True):
            return None
        return messages.other_python(version, dist.requires_python)

    def _certain(
        self, dist: BaseDistribution, dependencies: Iterable[Requirement]
    ) -> str | None:
        for each in dependencies:
            version = self._versions.get(canonicalize_name(each.name))
            if version and each.specifier.contains(version, prereleases=True):
                continue
            if not self._is_offered(each):
                return messages.nothing_offered(each, dist)
            if version:
                return messages.other_version(each, version)
        return None

    def _is_offered(self, dependency: Requirement) -> bool:
        """Return whether there is something that may meet a dependency."""
        if dependency.url:
            return True
        found = self._finder.find_best_candidate(dependency.name, dependency.specifier)
        return bool(found.applicable_candidates)

    def _likely(self, dependencies: Iterable[Requirement]) -> str | None:
        """Return which dependency is out: the cause may be one of that in turn."""
        absent = (
            messages.unusable_dependency(each)
            for each in dependencies
            if canonicalize_name(each.name) not in self._versions
        )
        return next(absent, None)


def _extras(candidate: Candidate, dist: BaseDistribution) -> Iterable[str]:
    is_its_own = candidate.project_name == dist.canonical_name
    if is_its_own and isinstance(candidate, ExtrasCandidate):
        return candidate.extras
    return ()
