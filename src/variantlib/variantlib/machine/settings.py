"""The user's settings that a machine, and the order of its variants, depend on."""

from __future__ import annotations

import re
from functools import partial

from ..named_tuples import NamedTuple

Parts = tuple[str, ...]
"""A provider; a provider and a key; or a property."""

_leading_number = partial(re.match, r"[0-9]+")


class Coherent(NamedTuple):
    """A key, or a provider with all its keys, in which packages have to agree.

    :param is_major: Whether the first number of a value is enough.
    """

    parts: Parts
    is_major: bool = False

    def compared(self, value: str) -> str:
        """Return the part of a value that has to be the same."""
        number = _leading_number(value) if self.is_major else None
        return number.group() if number else value


class MachineSettings(NamedTuple):
    """The settings in force.

    :param provider_priority: Names of providers, the most important first.
    :param disabled_providers: Names of providers, or of the distributions that
        hold their plugins, that are never run.
    :param trusted_providers: Names of distributions with plugins that may be fetched
        and run in an environment of their own, if the metadata of a package names them.
    :param provider_timeout: Seconds that the providers get to answer.
    :param cache_max_age: Seconds for which an answer is believed.
    :param key_priority: Keys of providers, the most important first.
    :param value_priority: Properties whose values are preferred, the best first.
    :param excluded: Providers, keys and properties that are taken for not supported.
    :param coherent: Keys and providers in which packages have to agree.
    :param builtin_providers: Names of the built-in providers that answer; None for all.
    :param provider_aliases: Distributions, or built-in providers, each with the
        distribution that it counts as; all names are normalised.
    :param gpus: Which of several GPUs count: "highest", "lowest", "every", "visible".
    """

    provider_priority: tuple[str, ...] = ()
    disabled_providers: frozenset[str] = frozenset()
    trusted_providers: frozenset[str] = frozenset()
    provider_timeout: float = 30.0
    cache_max_age: float = 24 * 60 * 60.0
    key_priority: tuple[Parts, ...] = ()
    value_priority: tuple[Parts, ...] = ()
    excluded: frozenset[Parts] = frozenset()
    coherent: tuple[Coherent, ...] = ()
    builtin_providers: frozenset[str] | None = None
    provider_aliases: frozenset[tuple[str, str]] = frozenset()
    gpus: str = "highest"
