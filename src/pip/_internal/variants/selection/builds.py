"""Keep builds for versions of other packages right for the versions that will be there.

The versions that the resolver decided on are compared with the assumptions of the
choice. Where they differ, the choice is made anew with these versions, until both
agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import Version
from pip._vendor.variantlib.machine.abi import builds_in, passes_for
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.exceptions import DistributionNotFound, PipError
from pip._internal.variants.exceptions import VariantDoesNotFit, VariantNotFound
from pip._internal.variants.names import is_built_for_others
from pip._internal.variants.selection.upgrades import read_facts

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName

    from pip._internal.metadata import BaseDistribution
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.resolution.resolvelib.base import Candidate
    from pip._internal.variants.selection.evaluator import VariantEvaluator

FAILURES = (DistributionNotFound, VariantDoesNotFit, VariantNotFound)
"""After these, other versions are tried that variants are built for."""

MAX_ROUNDS = 8
"""So many times the resolver is asked anew for other versions than were assumed."""

MAX_ATTEMPTS = 16
"""So many times it is asked for older versions, since there are builds for them."""


class Broken(NamedTuple):
    """An installed distribution that loses the version it is built for.

    :param package: The package whose version changes.
    :param built_for: The versions of it that the distribution is built for.
    """

    dist: BaseDistribution
    package: NormalizedName
    version: Version
    built_for: tuple[str, ...]


class Limit(NamedTuple):
    """A version of a package that is looked for, as there are builds for it.

    :param value: It stands for all versions that begin so.
    :param instead_of: The version that the resolver decided on, without any build.
    """

    package: NormalizedName
    value: str
    instead_of: Version

    def as_constraint(self) -> InstallRequirement:
        from pip._internal.req.constructors import install_req_from_line

        line = f"{self.package}=={self.value}.*"
        return install_req_from_line(line, "what there are builds for", constraint=True)


class Builds:
    """The builds for versions of packages among the packages of one command.

    :param giving_way: Takes up the projects whose installed variants do not fit any
        more, so that the resolver replaces them.
    :param forget: Called when other wheels are to be handed out than before.
    """

    def __init__(
        self,
        evaluator: VariantEvaluator,
        giving_way: set[NormalizedName],
        forget: Callable[[], None],
    ) -> None:
        self._evaluator = evaluator
        self._versions = evaluator.machine.versions
        self._giving_way = giving_way
        self._forget = forget
        self._replaced: dict[NormalizedName, Broken] = {}
        self._staying: set[NormalizedName] = set()
        self._states: set[object] = set()
        self._limits: list[Limit] = []
        self._attempts = 0

    def learn(self, resolved: Mapping[str, Candidate]) -> bool:
        """Return whether the choice was made for other versions than were decided on.

        From now on it is made for these; or, where they change with every choice, as
        if the packages were not there.
        """
        before = self._versions.state
        if not self._versions.learn(_versions(resolved)):
            return False
        if self._versions.state in self._states or len(self._states) >= MAX_ROUNDS:
            changed = self._versions.state - before
            self._versions.abandon({name for name, _ in changed})
        self._states.add(self._versions.state)
        self._evaluator.forget_versions()
        self._forget()
        return True

    def limits(self) -> Iterator[Limit]:
        """Yield limits for the resolver, if there is no build for its choice.

        Packages are limited one after another, while attempts are left.
        """
        limited = {limit.package for limit in self._limits}
        alternatives = self._versions.alternatives()
        found = [Limit(*a) for a in alternatives if a[0] not in limited]
        for limit in found[:MAX_ROUNDS]:
            if self._attempts >= MAX_ATTEMPTS:
                return
            self._attempts += 1
            yield limit

    @property
    def may_limit(self) -> bool:
        """Whether there is anything to try if the resolver finds nothing."""
        limited = {limit.package for limit in self._limits}
        others = (a for a in self._versions.alternatives() if a[0] not in limited)
        return self._attempts < MAX_ATTEMPTS and any(others)

    @contextmanager
    def limited(self, limit: Limit) -> Iterator[None]:
        """Assume the version that a resolver is limited to; forget it if that fails."""
        decided, limits = self._versions.decided, self._limits
        self._limits = [*limits, limit]
        # Other packages may come to any version again, which may be limited then.
        self._assume({each.package: Version(each.value) for each in self._limits})
        try:
            yield
        except PipError:
            self._limits = limits
            self._assume(decided)
            raise

    def _assume(self, decided: Mapping[NormalizedName, Version | None]) -> None:
        self._versions.assume(decided)
        self._states.clear()
        self._evaluator.forget_versions()
        self._forget()

    def make_way(
        self,
        resolved: Mapping[str, Candidate],
        installed: Mapping[NormalizedName, BaseDistribution],
    ) -> bool:
        """Return whether an installed file is to be replaced that was to stay."""
        broken = {
            name: found
            for name, found in self._broken(resolved, installed).items()
            if name in resolved and name not in self._staying | self._giving_way
        }
        if not broken:
            return False
        self._replaced.update(broken)
        self._giving_way.update(broken)
        self._forget()
        return True

    def keep(self) -> None:
        """Let an installed file stay, as no other can replace it."""
        self._staying.update(self._giving_way)
        for name in self._giving_way:
            self._replaced.pop(name, None)
        self._giving_way.clear()
        self._forget()

    def settle(self, reqs: Mapping[str, InstallRequirement]) -> None:
        """Confirm the choice, now that the resolver agrees.

        :raises VariantDoesNotFit: If the user named a file that does not fit.
        """
        self._versions.settle()
        for req in reqs.values():
            self._evaluator.verifier.confirm(req)

    def conclude(
        self,
        reqs: Mapping[str, InstallRequirement],
        resolved: Mapping[str, Candidate],
        installed: Mapping[NormalizedName, BaseDistribution],
    ) -> None:
        """Report the end of installed variants, and packages that do not agree."""
        reporter = self._evaluator.reporter
        for name, found in self._replaced.items():
            if name in reqs and reqs[name].link is not None:
                reporter.rebuilt(found, reqs[name])
        for limit in self._limits:
            version = _versions(resolved).get(limit.package)
            reporter.limited(limit, version)
        for name, found in self._broken(resolved, installed).items():
            reporter.broken(found, name in self._staying)
        if self._versions.abandoned:
            reporter.no_agreement(self._versions.abandoned)

    def _broken(
        self,
        resolved: Mapping[str, Candidate],
        installed: Mapping[NormalizedName, BaseDistribution],
    ) -> dict[NormalizedName, Broken]:
        """Return the installed variants that stay, but fit no more."""
        if not self._evaluator.machine.asks_for_versions:
            return {}
        decided = _versions(resolved)
        changed = {
            name: version
            for name, version in decided.items()
            if name in installed and not _is_version(installed[name], version)
        }
        staying = {
            name: dist
            for name, dist in installed.items()
            if name not in changed and not _is_other(resolved.get(name), dist)
        }
        found = {
            name: _break(dist, changed)
            for name, dist in staying.items()
            if changed and is_built_for_others(dist)
        }
        return {name: broken for name, broken in found.items() if broken is not None}


def _versions(resolved: Mapping[str, Candidate]) -> dict[NormalizedName, Version]:
    # The resolver is handed versions that tell variants apart.
    return {c.project_name: Version(str(c.version)) for c in resolved.values()}


def _is_version(dist: BaseDistribution, version: Version) -> bool:
    try:
        return bool(dist.version == version)
    except ValueError:
        return False


def _is_other(candidate: Candidate | None, dist: BaseDistribution) -> bool:
    """Return whether another file takes the place of an installed one."""
    return candidate is not None and not candidate.is_installed


def _break(
    dist: BaseDistribution, changed: Mapping[NormalizedName, Version]
) -> Broken | None:
    """Return how new versions break a distribution that is built for others."""
    facts = read_facts(dist)
    for feature, values in builds_in(facts.properties if facts else {}).items():
        version = changed.get(canonicalize_name(feature))
        if version and not any(passes_for(version, value) for value in values):
            package = canonicalize_name(feature)
            return Broken(dist, package, version, tuple(values))
    return None
