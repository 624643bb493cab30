"""Ask the provider plugins installed here about this machine.

``discovery`` finds them, ``query`` asks them, by ``process``, or takes ``answers`` that
``cache`` kept; ``outcomes`` makes sense of the end of a process. Modules with an
underscore are for processes of their own: ``_worker.py`` with ``_adapter.py`` runs a
plugin, and ``_supervisor.py`` with the others watches. Where all answers are cached,
nothing is started.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from ..text import printable
from .answers import (
    ProviderAnswer,
    conflict,
    plugin_label,
)
from .cache import PARTIAL_SECONDS
from .discovery import (
    ORIGINAL_GROUP,
    OnWait,
    Plugin,
    as_name,
    find_plugins,
    normalise,
    plugin_path,
)
from .query import (
    ProviderSettings,
    ask_or_look_up,
    log_answer,
)

__all__ = ["OnWait", "Plugin", "ProviderAnswer", "ProviderSettings", "ask_providers"]


def ask_providers(
    settings: ProviderSettings,
    cache_dir: str | None,
    path: Sequence[str] | None = None,
    on_wait: OnWait | None = None,
    builtin: BuiltinAnswers | None = None,
) -> tuple[ProviderAnswer, ...]:
    """Ask the plugins that are installed here, or look up their earlier answers.

    Returns one answer for each provider, sorted by its name. A provider with a problem
    is among them, and a warning was logged for it. Plugins are asked anew with each
    call, unless their answers are cached; ``cache_dir`` is pip's cache folder, None
    for no cache. ``on_wait`` learns of each plugin that does not answer soon.
    ``builtin`` answers for the namespaces that no installed plugin claims.
    """
    path = plugin_path() if path is None else path
    enabled = [p for p in find_plugins(path) if not _is_disabled(p, settings)]
    alone, answers = _split_claims(enabled)
    claimed = settings.disabled.union(plugin.provider for plugin in enabled)
    probes = builtin.probes(claimed) if builtin else []
    asked = ask_or_look_up([*alone, *probes], path, settings, cache_dir, on_wait)
    found = {plugin.name: asked.pop(plugin) for plugin in probes}
    if builtin:
        doubtful = [plugin for plugin in probes if builtin.is_partial(plugin, found)]
        soon = settings._replace(max_age=min(PARTIAL_SECONDS, settings.max_age))
        again = ask_or_look_up(doubtful, path, soon, cache_dir, on_wait)
        found |= {plugin.name: answer for plugin, answer in again.items()}
    answers += _merge(
        answer
        for answer in _name(asked.values())
        if answer.provider not in settings.disabled
    )
    if builtin:
        claimed = settings.disabled.union(answer.provider for answer in answers)
        answers += builtin.answers(found, claimed)
    answers.sort(key=lambda answer: answer.provider)
    for answer in answers:
        log_answer(answer)
    return tuple(answers)


class BuiltinAnswers(Protocol):
    """Providers that need no plugin; ``variantlib.providers`` has them."""

    def probes(self, disabled: Collection[str]) -> Sequence[Plugin]:
        """Return what is to be asked side by side with the plugins."""

    def is_partial(self, probe: Plugin, asked: Mapping[str, ProviderAnswer]) -> bool:
        """Return whether a kept answer of a probe leaves a provider in doubt."""

    def answers(
        self, asked: Mapping[str, ProviderAnswer], disabled: Collection[str]
    ) -> Iterable[ProviderAnswer]:
        """Return the answers; ``asked`` are those of the probes."""


def _is_disabled(plugin: Plugin, settings: ProviderSettings) -> bool:
    return plugin.name in settings.disabled or plugin.distribution in {
        normalise(name) for name in settings.disabled
    }


def _split_claims(
    plugins: Sequence[Plugin],
) -> tuple[list[Plugin], list[ProviderAnswer]]:
    """The plugins to ask, and answers for those whose names alone are in conflict."""
    claims: dict[str, list[Plugin]] = {}
    for plugin in plugins:
        if plugin.group == ORIGINAL_GROUP:
            claims.setdefault(plugin.name, []).append(plugin)
    contested = {name: claim for name, claim in claims.items() if len(claim) > 1}
    lost = {plugin for claim in contested.values() for plugin in claim}
    conflicts = [
        conflict(map(plugin_label, claim), printable(name))
        for name, claim in contested.items()
    ]
    return [plugin for plugin in plugins if plugin not in lost], conflicts


def _name(answers: Iterable[ProviderAnswer]) -> list[ProviderAnswer]:
    """The same answers; no plugin takes a name that it did not give itself."""
    answers = list(answers)
    claims = Counter(answer.provider for answer in answers)
    return [
        answer
        if answer.is_named or claims[answer.provider] == 1
        else answer._replace(provider=as_name(answer.distribution))
        for answer in answers
    ]


def _merge(answers: Iterable[ProviderAnswer]) -> list[ProviderAnswer]:
    """One answer for each provider; of one distribution, the first counts."""
    claims: dict[str, dict[str, ProviderAnswer]] = {}
    for answer in answers:
        claim = claims.setdefault(answer.provider, {})
        claim.setdefault(answer.distribution, answer)
    return [
        next(iter(claim.values()))
        if len(claim) == 1
        else conflict([answer.plugin for answer in claim.values()], provider)
        for provider, claim in claims.items()
    ]
