"""Find the version of a package that the builds for it will meet.

The namespace ``abi_dependency`` has them: its features are packages, its values
versions that a build is for, and each matches as ``== value.*`` does (PEP 850). The
versions after the command count. Until the resolver has decided they are a guess: the
user's pins, installed versions that stay, else any version that a build is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol

from packaging.specifiers import SpecifierSet
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import InvalidVersion, Version

from ..documents.document import ABI_DEPENDENCY

MIN_PARTS = 3
"""At least so many parts of a version are listed: 2 passes for 2.0.0, too."""

Builds = Mapping[str, Collection[str]]
"""Packages, as a feature names them, to the versions that something is built for."""

Installed = Mapping[NormalizedName, Version]

_is_value = partial(re.fullmatch, r"[0-9]+(\.[0-9]+)*")
_is_short = partial(re.fullmatch, r"[0-9]{1,18}(\.[0-9]{1,18}){0,9}")


def passes_for(version: Version, value: str) -> bool:
    """Return whether a version is one of those that a build is for.

    That is ``== value.*``, with pre-releases; no build is for a version with an epoch.
    """
    if version.epoch or not _is_value(value):
        return False
    # As text, since a stranger's number may have more digits than Python converts.
    wanted = [part.lstrip("0") or "0" for part in value.split(".")]
    release = [str(part) for part in version.release]
    release += ["0"] * (len(wanted) - len(release))
    return release[: len(wanted)] == wanted


def is_short(value: str) -> bool:
    """Return whether a stranger's value is the beginning of a usual version."""
    return _is_short(value) is not None


def builds_in(properties: object) -> dict[str, list[str]]:
    """Return the versions that a variant is built for, by unvalidated properties.

    :param properties: Packed, or in the JSON form.
    """
    if type(properties) is tuple:
        return {f[1]: [*f[2:]] for f in properties if f[0] == ABI_DEPENDENCY}
    if not isinstance(properties, Mapping):
        return {}
    features = properties.get(ABI_DEPENDENCY)
    if not isinstance(features, Mapping):
        return {}
    return {
        feature: [value for value in values if isinstance(value, str)]
        for feature, values in features.items()
        if isinstance(feature, str) and isinstance(values, (list, tuple))
    }


def all_builds(variants: Iterable[object]) -> dict[str, set[str]]:
    """Return the versions that any of several variants is built for."""
    builds: dict[str, set[str]] = {}
    for properties in variants:
        for feature, values in builds_in(properties).items():
            builds.setdefault(feature, set()).update(values)
    return builds


class Root(Protocol):
    """A requirement of the user's, as an installer has it.

    :ivar constraint: Whether it only limits the versions that others require.
    """

    constraint: bool

    @property
    def name(self) -> str | None:
        """The project's; None where it is not known yet."""

    @property
    def specifier(self) -> SpecifierSet:
        """The versions that will do; not asked for where the name is not known."""

    def match_markers(self) -> bool:
        """Return whether it counts here."""


class AbiVersions:
    """The versions of the packages that others are built for, in one command.

    :param find_installed: Returns the versions before the command.
    :param roots: The requirements of the user, once they are known.
    :param is_asked_again: Whether the resolver is asked again if it decides on other
        versions than were assumed.
    """

    def __init__(
        self,
        find_installed: Callable[[], Installed],
        roots: Sequence[Root] = (),
        is_asked_again: bool = False,
    ) -> None:
        self._find_installed = find_installed
        self._found: Installed | None = None
        self._roots = roots
        self._is_asked_again = is_asked_again
        self._asked: dict[NormalizedName, set[str]] = {}
        self._decided: dict[NormalizedName, Version | None] = {}
        self._abandoned: set[NormalizedName] = set()
        self._is_settled = False

    @property
    def installed(self) -> Installed:
        """The versions before the command."""
        if self._found is None:
            self._found = self._find_installed()
        return self._found

    @property
    def is_provisional(self) -> bool:
        """Whether a resolver may still decide on other versions than were assumed."""
        return bool(self._asked and self._may_change)

    @property
    def _may_change(self) -> bool:
        return self._is_asked_again and bool(self._roots) and not self._is_settled

    def config(self, builds: Builds) -> list[tuple[str, list[str]]]:
        """Return the supported values of builds for versions of packages."""
        config = []
        for feature in sorted(builds):
            name = canonicalize_name(feature)
            self._asked.setdefault(name, set()).update(builds[feature])
            if values := self._supported(name, builds[feature]):
                config.append((feature, values))
        return config

    def _supported(self, name: NormalizedName, stated: Collection[str]) -> list[str]:
        version = self.version(name)
        values = [] if version is None else _passed_values(version, stated)
        if self._is_open(name):
            others = filter(_is_value, set(stated).difference(values))
            values += sorted(others, key=_numbers, reverse=True)
        return values

    def version(self, name: NormalizedName) -> Version | None:
        """Return the version that a package has, as far as is known; None for none."""
        if name in self._decided:
            return self._decided[name]
        return self._pin(name) or self.installed.get(name)

    def _pin(self, name: NormalizedName) -> Version | None:
        """Return the only version of a package that the user allows."""
        for req in self._roots:
            # An installed version may stay as it is, whatever a constraint says.
            counts = not (req.constraint and name in self.installed)
            if counts and _is_about(req, name) and (pinned := _pinned_version(req)):
                return pinned
        return None

    def _is_open(self, name: NormalizedName) -> bool:
        """Return whether a package may come to any version yet."""
        return self._may_change and name not in self._decided and self._is_free(name)

    def _is_free(self, name: NormalizedName) -> bool:
        """Return whether the command may change a package to any version."""
        if self._pin(name):
            return False
        is_named = any(_is_about(r, name) and not r.constraint for r in self._roots)
        return is_named or name not in self.installed

    def learn(self, resolved: Installed) -> bool:
        """Take the decision of a resolver; return whether it was unexpected."""
        changed = {
            name: version
            for name, version in self.outcome(resolved, self._asked).items()
            if name not in self._abandoned
            and (self._is_open(name) or self.version(name) != version)
        }
        self._decided.update(changed)
        return bool(changed)

    def outcome(
        self, resolved: Installed, names: Iterable[NormalizedName]
    ) -> dict[NormalizedName, Version | None]:
        """Return the versions of packages after a decision of the resolver."""
        return {n: resolved.get(n, self.installed.get(n)) for n in names}

    def note(self, versions: Installed) -> None:
        """Take the versions of a lock file for granted."""
        self._decided = {**versions, **self._decided}

    def assume(self, decided: Mapping[NormalizedName, Version | None]) -> None:
        """Take these versions as the decision of a resolver, and nothing else."""
        self._decided = dict(decided)

    @property
    def decided(self) -> Mapping[NormalizedName, Version | None]:
        """The decision of a resolver, for the packages that something is built for."""
        return dict(self._decided)

    def alternatives(self) -> Iterator[tuple[NormalizedName, str, Version]]:
        """Yield packages with the versions of builds, and the other decided version.

        Older versions of a package come before newer ones, the newest of each first.
        """
        for name, version in sorted(self.decided.items()):
            if version is None or name in self._abandoned or not self._is_free(name):
                continue
            # These become numbers, of which Python converts no longer ones.
            stated = filter(is_short, self._asked.get(name, ()))
            others = (v for v in stated if not passes_for(version, v))
            for value in _most_likely_first(others, version):
                yield name, value, version

    @property
    def state(self) -> frozenset[tuple[NormalizedName, Version | None]]:
        """The decision so far."""
        return frozenset(self._decided.items())

    def abandon(self, names: Iterable[NormalizedName]) -> None:
        """Take no build for any version of these packages from now on."""
        for name in names:
            self._abandoned.add(name)
            self._decided[name] = None

    @property
    def abandoned(self) -> list[NormalizedName]:
        return sorted(self._abandoned)

    def settle(self) -> None:
        """Assume nothing more: the resolver decided as assumed."""
        self._is_settled = True

    def explain(self, feature: str) -> str:
        """Say which version of a package there is, for somebody who needs another."""
        name = canonicalize_name(feature)
        version = self.version(name)
        if name in self._abandoned:
            return f"no version of {name} suits the builds for it"
        if version is None:
            return f"{name} is not installed"
        epoch = " and has an epoch, which no variant can name" if version.epoch else ""
        is_there = self.installed.get(name) == version
        what = "is installed" if is_there else "is to be installed"
        return f"{name} {version} {what}{epoch}"


def _passed_values(version: Version, stated: Iterable[str]) -> list[str]:
    """Return the values that a version matches, from the coarsest to the finest."""
    if version.epoch:
        return []
    parts = list(map(str, version.release))
    parts += ["0"] * (MIN_PARTS - len(parts))
    values = {".".join(parts[: end + 1]) for end in range(len(parts))}
    values.update(value for value in stated if passes_for(version, value))
    return sorted(values, key=lambda value: (value.count("."), value))


def _most_likely_first(values: Iterable[str], decided: Version) -> list[str]:
    """Return builds in the order to try them; the newer ones were rejected."""
    limit = _numbers(".".join(map(str, decided.release)))
    ordered = sorted(values, key=_numbers, reverse=True)
    return sorted(ordered, key=lambda value: _numbers(value) > limit)


def _numbers(value: str) -> list[tuple[int, str]]:
    """Return a key that orders versions by their numbers."""
    parts = (part.lstrip("0") for part in value.split("."))
    return [(len(part), part) for part in parts]


def _is_about(req: Root, name: NormalizedName) -> bool:
    return canonicalize_name(req.name or "") == name and req.match_markers()


def _pinned_version(req: Root) -> Version | None:
    for specifier in req.specifier if req.name else ():
        if specifier.operator in ("==", "==="):
            try:
                return Version(specifier.version)
            except InvalidVersion:
                continue
    return None
