"""What providers answer, and what is made of it. Nothing foreign is trusted here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pip._vendor.variantlib.grammar import check_provider
from pip._vendor.variantlib.wire import load_config

from pip._internal.variants.providers.discovery import Plugin

Config = tuple[tuple[str, tuple[str, ...]], ...]

MAX_VARIABLES = 100
_MAX_TEXT = 300


@dataclass(frozen=True)
class ProviderAnswer:
    """What one provider said about this machine.

    :param provider: The provider's name.
    :param plugin: Its plugin, as "distribution version"; several if they conflict.
    :param config: Keys and their values, best first. None if the plugin found nothing
        to report (then there is no problem), or if there is a problem.
    :param problem: Why the provider is absent, fit to follow the plugin's name in a
        sentence; printable, in one line.
    :param from_cache: Whether nothing was run for it.
    :param seconds: How long it took.
    :param variables: The environment variables that the answer depends on.
    """

    provider: str
    plugin: str
    config: Config | None
    problem: str | None = None
    from_cache: bool = False
    seconds: float = 0.0
    variables: tuple[str, ...] = ()


def printable(text: str) -> str:
    """Foreign text for a terminal: one line, no control characters, not endless."""
    escaped = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text[:_MAX_TEXT]
    )
    return escaped if len(escaped) <= _MAX_TEXT else f"{escaped[:_MAX_TEXT]}..."


def read_answer(
    plugin: Plugin, document: dict[str, Any], seconds: float = 0.0
) -> ProviderAnswer:
    """The answer that a worker's document holds, whether it is fresh or was cached.

    Raises ValueError or TypeError if it is not what ``_worker.py`` describes.
    """
    provider = check_provider(document.get("provider"))
    if "problem" in document:
        return failure(plugin, str(document["problem"]), provider, seconds)
    config = None
    if document.get("config") is not None:
        reported, config = load_config(document["config"])
        if reported != provider:
            raise ValueError(f"{provider} reports the provider {reported}")
    variables = read_variables(document.get("variables"))
    return ProviderAnswer(
        provider, plugin_label(plugin), config, seconds=seconds, variables=variables
    )


def read_variables(names: object) -> tuple[str, ...]:
    if not isinstance(names, list) or len(names) > MAX_VARIABLES:
        raise TypeError("__provider_variables__ is not a list of a few names")
    for name in names:
        if not isinstance(name, str) or not name or set(name) & {"=", "\0"}:
            raise ValueError("__provider_variables__ holds what is no variable's name")
    return tuple(names)


def failure(
    plugin: Plugin, problem: str, provider: str | None = None, seconds: float = 0.0
) -> ProviderAnswer:
    return ProviderAnswer(
        provider or printable(plugin.name),
        plugin_label(plugin),
        None,
        printable(problem),
        seconds=seconds,
    )


def conflict(plugins: Iterable[str], provider: str) -> ProviderAnswer:
    """The one answer for a provider that several plugins claim: none of theirs."""
    names = sorted(plugins)
    return ProviderAnswer(
        provider,
        " and ".join(names),
        None,
        "claim the same provider, so none of them is used; name all but one of their"
        " distributions in disabled_providers",
    )


def plugin_label(plugin: Plugin) -> str:
    return printable(plugin.label)
