"""Ask plugins, or look up their earlier answers."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from ..named_tuples import NamedTuple
from .answers import ProviderAnswer, failure
from .cache import AnswerCache
from .discovery import OnWait, Plugin
from .single_flight import SingleFlight

logger = logging.getLogger(__name__)

# Beyond the time limit, for the asking processes to end their children.
_SLACK_SECONDS = 10.0


class ProviderSettings(NamedTuple):
    """Which plugins are asked, and how.

    :param disabled: Names of providers, or of distributions, whose plugins never run.
    :param timeout: Seconds that the plugins get to answer.
    :param max_age: Seconds for which a cached answer is believed. With 0 all plugins
        are asked anew, and the cache learns their answers.
    :param trusted: Names of distributions that may be fetched and run if the metadata
        of a package names them.
    :param files: Paths whose state every answer depends on, whatever plugins declare.
    :param variables: Environment variables that every answer depends on.
    """

    disabled: frozenset[str]
    timeout: float
    max_age: float
    trusted: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()


def ask_or_look_up(
    plugins: Sequence[Plugin],
    path: Sequence[str],
    settings: ProviderSettings,
    cache_dir: str | None,
    on_wait: OnWait | None = None,
) -> dict[Plugin, ProviderAnswer]:
    """Return an answer for each plugin, in the same order.

    Of several pips that need the same answers at the same time, one asks.

    :param path: ``sys.path`` for the plugins.
    :param cache_dir: pip's cache folder, None for no cache.
    :param on_wait: Learns of each plugin that does not answer soon.
    """
    cache = AnswerCache(cache_dir, settings.max_age, settings.files, settings.variables)
    answers: dict[Plugin, ProviderAnswer] = {}

    def missing() -> list[Plugin]:
        return [plugin for plugin in plugins if plugin not in answers]

    def look_up() -> bool:
        answers.update(cache.get_all(missing()))
        return not any(map(cache.may_have, missing()))

    def report_waiting() -> None:
        if on_wait is not None:
            for plugin in missing():
                on_wait(plugin)

    patience = settings.timeout + _SLACK_SECONDS
    with SingleFlight(
        lambda: cache.path_of_turn(plugins), patience, report_waiting
    ) as turn:
        turn.wait(look_up)
        asked = _ask(missing(), path, settings.timeout, on_wait)
        cache.put_all(asked)
    return {plugin: (answers | asked)[plugin] for plugin in plugins}


def _ask(
    plugins: Sequence[Plugin],
    path: Sequence[str],
    timeout: float,
    on_wait: OnWait | None,
) -> dict[Plugin, ProviderAnswer]:
    if not plugins:
        return {}
    # Imported late: with cached answers no process is started.
    from .outcomes import read_outcome
    from .process import ask_plugins

    try:
        outcomes = ask_plugins(plugins, path, timeout, on_wait=on_wait)
    except (OSError, RuntimeError) as exc:
        problem = f"cannot be asked: {exc}"
        return {plugin: failure(plugin, problem) for plugin in plugins}
    return {
        plugin: read_outcome(plugin, outcome, timeout)
        for plugin, outcome in zip(plugins, outcomes, strict=True)
    }


def log_answer(answer: ProviderAnswer) -> None:
    """Log an answer for debugging; warn if there is a problem instead."""
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
