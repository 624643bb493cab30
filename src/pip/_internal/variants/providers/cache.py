"""Answers of providers, kept on disk for as long as nothing that we know of changes.

One entry for each plugin, interpreter and place, so that those who share the cache do
not take each other's answers. What only goes forward (versions, the boot) is held in
the entry and compared, so that an outdated one is replaced. Entries of places that are
no more are removed when they are old. Only answers are kept; a failing plugin is asked
again.

Entries change hands between versions of pip: ``FORMAT`` is part of what is compared.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pip._internal.variants.providers.answers import ProviderAnswer, read_answer
from pip._internal.variants.providers.discovery import Plugin
from pip._internal.variants.providers.fingerprints import fingerprint
from pip._internal.variants.providers.place import (
    boot,
    digest,
    interpreter,
    surroundings,
    values_digest,
)
from pip._internal.variants.store import JsonStore, variants_folder

FORMAT = 3
# An age limit of nothing, for one command, is no reason to remove what others use.
_KEPT_SECONDS = 24 * 60 * 60.0


class AnswerCache:
    """The answers kept below pip's cache folder; none, if that is None.

    :param max_age: Seconds for which an answer is believed.
    """

    def __init__(self, cache_dir: str | None, max_age: float) -> None:
        self._store = None
        if cache_dir is not None:
            folder = os.path.join(variants_folder(cache_dir), "providers")
            self._store = JsonStore(folder, lifetime=max(max_age, _KEPT_SECONDS))
        self._max_age = max_age
        self._place = [*interpreter(), *surroundings()]
        self._boot = boot()

    def get(self, plugin: Plugin) -> ProviderAnswer | None:
        """The kept answer, if all that may change it is as it was."""
        if self._store is None or plugin.record is None:
            return None
        entry = self._store.get(self._key(plugin))
        try:
            return self._read(plugin, entry)
        except (KeyError, TypeError, ValueError):
            return None

    def put(self, plugin: Plugin, answer: ProviderAnswer) -> None:
        if self._store is None or plugin.record is None or answer.problem is not None:
            return
        config = answer.config
        entry = {
            "question": self._question(plugin),
            "time": time.time(),
            "seconds": answer.seconds,
            "state": _state(answer),
            "answer": {
                "provider": answer.provider,
                "named": answer.is_named,
                "variables": list(answer.variables),
                "files": list(answer.files),
                "config": None if config is None else _dump(answer.provider, config),
            },
        }
        self._store.put(self._key(plugin), entry)

    def _read(self, plugin: Plugin, entry: Any) -> ProviderAnswer | None:
        if entry is None or entry["question"] != self._question(plugin):
            return None
        # An entry from the future means that the clock was set back: no age is known.
        age = time.time() - float(entry["time"])
        if not 0 <= age < self._max_age:
            return None
        answer = read_answer(plugin, dict(entry["answer"]), float(entry["seconds"]))
        if answer.problem is not None or entry["state"] != _state(answer):
            return None
        return replace(answer, from_cache=True, age=age)

    def _key(self, plugin: Plugin) -> str:
        folder = os.path.dirname(plugin.location)
        return "\n".join([*self._place, folder, plugin.distribution, plugin.name])

    def _question(self, plugin: Plugin) -> list[Any]:
        record = plugin.record
        versions = [plugin.distribution, plugin.version, record, plugin.entry_point]
        return [FORMAT, sys.version, self._boot, *versions]


def _state(answer: ProviderAnswer) -> list[str]:
    """What the variables and files are like that an answer depends on."""
    files = digest(list(map(fingerprint, answer.files)))
    return [values_digest(answer.variables), files]


def _dump(provider: str, config: Sequence[tuple[str, Sequence[str]]]) -> dict[str, Any]:
    configs = [{"key": key, "values": values} for key, values in config]
    return {"provider": provider, "configs": configs}
