"""Tell which distributions have the answers of a provider, by any of its names.

The plugin of one namespace has been published under several names, and a package names
one of them. A built-in provider knows the names whose answers it equals. Plugins of
these names count as each other, and the user may add to them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from ..plugins import ProviderAnswer
from ..providers.registry import BY_NAME, PROVIDERS

__all__ = ["Alias", "builtin_meets", "meets"]

Alias = tuple[str, str]
"""A distribution, or a built-in provider, and the distribution that it counts as."""

StandsFor = Mapping[str, Collection[str]]
"""Distributions whose answers are equal, each with versions."""

_NEWEST = "999999"


def meets(
    answer: ProviderAnswer, requirement: Requirement, aliases: Collection[Alias] = ()
) -> bool:
    """Return whether an answer is that of a distribution that a package requires.

    :param aliases: Those of the user, with normalised names; they hold for all
        versions.
    """
    wanted = canonicalize_name(requirement.name)
    own = answer.provider if answer.builtin else answer.distribution
    if (own, wanted) in aliases:
        return True
    return any(
        requirement.specifier.contains(version, prereleases=True)
        for version in _versions_as(answer, wanted)
    )


def builtin_meets(namespace: str, requirement: Requirement) -> bool:
    """Return whether the built-in provider stands for what a package requires."""
    provider = BY_NAME.get(namespace)
    if provider is None:
        return False
    versions = _as_versions(provider.stands_for, canonicalize_name(requirement.name))
    return any(requirement.specifier.contains(v, prereleases=True) for v in versions)


def _versions_as(answer: ProviderAnswer, wanted: str) -> Iterator[str]:
    """Yield the versions of a distribution that an answer equals."""
    if answer.distribution == wanted:
        yield answer.version
        return
    for stands_for in _names_of(answer):
        yield from _as_versions(stands_for, wanted)


def _as_versions(stands_for: StandsFor, wanted: str) -> Iterator[str]:
    for version in stands_for.get(wanted, ()):
        yield version.replace("*", _NEWEST)


def _names_of(answer: ProviderAnswer) -> list[StandsFor]:
    """Return all that the built-in provider stands for that an answer equals."""
    if answer.builtin is not None:
        return [answer.builtin.stands_for]
    names = (provider.stands_for for provider in PROVIDERS)
    return [stands_for for stands_for in names if _is_among(answer, stands_for)]


def _is_among(answer: ProviderAnswer, stands_for: StandsFor) -> bool:
    return any(
        SpecifierSet(f"=={version}").contains(answer.version, prereleases=True)
        for version in stands_for.get(answer.distribution, ())
    )
