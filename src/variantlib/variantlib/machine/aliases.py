"""Tell which distributions have the answers of a provider, by any of its names.

The plugin of one namespace has been published under several names, and a package names
one of them. A built-in provider knows the names whose answers it equals. Plugins of
these names count as each other, and the user may add to them.
"""

from __future__ import annotations

from collections.abc import Collection

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from ..plugins import ProviderAnswer
from ..plugins.answers import Builtin
from ..providers.registry import PROVIDERS

__all__ = ["Alias", "meets"]

Alias = tuple[str, str]
"""A distribution, or a built-in provider, and the distribution that it counts as."""

_STANDING_IN = [Builtin(provider.stands_for, {}) for provider in PROVIDERS]


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


def _versions_as(answer: ProviderAnswer, wanted: str) -> tuple[str, ...]:
    """Return the versions of a distribution that an answer equals."""
    if answer.builtin is not None:
        return answer.builtin.versions_of(wanted)
    if answer.distribution == wanted:
        return (answer.version,)
    return tuple(
        version
        for each in _STANDING_IN
        if _is_among(answer, each)
        for version in each.versions_of(wanted)
    )


def _is_among(answer: ProviderAnswer, builtin: Builtin) -> bool:
    """Return whether a built-in provider equals the plugin that answered."""
    known = builtin.stands_for.get(answer.distribution, ())
    return any(
        SpecifierSet(f"=={version}").contains(answer.version, prereleases=True)
        for version in known
    )
