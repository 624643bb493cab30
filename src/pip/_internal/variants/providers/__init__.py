"""What the provider plugins installed here say about this machine.

``discovery`` finds them, ``cache`` keeps what they answered (``answers``), ``process``
asks them and ``outcomes`` makes sense of what came of it. ``_supervisor.py`` and
``_worker.py`` are scripts that run in processes of their own. Where all answers are
cached, nothing is started.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pip._internal.variants.providers.answers import (
    ProviderAnswer,
    conflict,
    failure,
    plugin_label,
    printable,
)
from pip._internal.variants.providers.cache import AnswerCache
from pip._internal.variants.providers.discovery import (
    Plugin,
    find_plugins,
    normalise,
    plugin_path,
)

__all__ = ["ProviderAnswer", "ProviderSettings", "ask_providers"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ProviderSettings:
    """Which plugins are asked, and how.

    :param disabled: Names of providers, or of distributions, whose plugins never run.
    :param timeout: Seconds that the plugins get to answer.
    :param max_age: Seconds for which a cached answer is believed.
    """

    disabled: frozenset[str]
    timeout: float
    max_age: float


def ask_providers(
    settings: ProviderSettings, cache_dir: str | None
) -> tuple[ProviderAnswer, ...]:
    """Ask the plugins that are installed where pip runs, or their cached answers.

    Returns one answer for each provider, sorted by its name. A provider with a problem
    is among them, and a warning was logged for it. Plugins are asked anew with each
    call, unless their answers are cached; ``cache_dir`` is pip's cache folder, None
    for no cache.
    """
    path = plugin_path()
    enabled = [p for p in find_plugins(path) if not _is_disabled(p, settings)]
    alone, answers = _split_claims(enabled)
    cache = AnswerCache(cache_dir, settings.max_age)
    given = {plugin: cache.get(plugin) for plugin in alone}
    missing = [plugin for plugin, answer in given.items() if answer is None]
    if missing:
        for plugin, answer in _ask(missing, path, settings.timeout).items():
            given[plugin] = answer
            cache.put(plugin, answer)
    answers += _merge(given, settings)
    answers.sort(key=lambda answer: answer.provider)
    for answer in answers:
        _log(answer)
    return tuple(answers)


def _is_disabled(plugin: Plugin, settings: ProviderSettings) -> bool:
    return plugin.name in settings.disabled or plugin.distribution in {
        normalise(name) for name in settings.disabled
    }


def _split_claims(
    plugins: Iterable[Plugin],
) -> tuple[list[Plugin], list[ProviderAnswer]]:
    """The plugins that alone claim their provider, and answers for the others."""
    claims: dict[str, list[Plugin]] = {}
    for plugin in plugins:
        claims.setdefault(plugin.name, []).append(plugin)
    alone = [claim[0] for claim in claims.values() if len(claim) == 1]
    conflicts = [
        conflict(map(plugin_label, claim), printable(name))
        for name, claim in claims.items()
        if len(claim) > 1
    ]
    return alone, conflicts


def _ask(
    plugins: Sequence[Plugin], path: Sequence[str], timeout: float
) -> dict[Plugin, ProviderAnswer]:
    # Imported late: with cached answers no process is started.
    from pip._internal.variants.providers.outcomes import read_outcome
    from pip._internal.variants.providers.process import ask_plugins

    try:
        outcomes = ask_plugins(plugins, path, timeout)
    except (OSError, RuntimeError) as exc:
        problem = f"cannot be asked: {exc}"
        return {plugin: failure(plugin, problem) for plugin in plugins}
    return {
        plugin: read_outcome(plugin, outcome, timeout)
        for plugin, outcome in zip(plugins, outcomes, strict=True)
    }


def _merge(
    given: Mapping[Plugin, ProviderAnswer | None], settings: ProviderSettings
) -> list[ProviderAnswer]:
    """The answers, by the names that the plugins themselves gave."""
    claims: dict[str, list[ProviderAnswer]] = {}
    for answer in given.values():
        if answer is not None and answer.provider not in settings.disabled:
            claims.setdefault(answer.provider, []).append(answer)
    return [
        claim[0]
        if len(claim) == 1
        else conflict([answer.plugin for answer in claim], provider)
        for provider, claim in claims.items()
    ]


def _log(answer: ProviderAnswer) -> None:
    if answer.problem is not None:
        logger.warning(
            "Variant provider %s is ignored: %s %s.",
            answer.provider,
            answer.plugin,
            answer.problem,
        )
        return
    logger.debug(
        "Variant provider %s (%s): %s, %s",
        answer.provider,
        answer.plugin,
        "nothing here" if answer.config is None else f"{len(answer.config)} keys",
        "cached" if answer.from_cache else f"asked in {answer.seconds:.2f} s",
    )
