"""Answers of providers, kept on disk for as long as nothing that we know of changes.

One entry for each plugin, interpreter and place, so that those who share the cache do
not take each other's answers. Facts that only go forward (versions, the boot) are held
in the entry and compared, so that an outdated one is replaced. Entries of places that
no longer exist are removed when they are old. That a plugin failed is believed only by
those who were waiting for its answer; after that it is asked again. That a built-in
provider's library failed is believed for a while.

Entries change hands between versions of pip: ``FORMAT`` is compared, too.
"""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..store import JsonStore, variants_folder
from .answers import ProviderAnswer, read_answer
from .discovery import Plugin
from .fingerprints import fingerprint
from .host import (
    boot,
    digest,
    interpreter,
    surroundings,
    values_digest,
)

FORMAT = 4
# An age limit of nothing, for one command, is no reason to remove others' entries.
_KEPT_SECONDS = 24 * 60 * 60.0

PARTIAL_SECONDS = 10 * 60.0
"""So long an answer is believed in which something is missing that may be back soon."""


class AnswerCache:
    """The answers kept below pip's cache folder; none, if that is None.

    :param max_age: Seconds for which an answer is believed.
    :param files: Paths whose state every answer depends on.
    :param variables: Environment variables that every answer depends on.
    """

    def __init__(
        self,
        cache_dir: str | None,
        max_age: float,
        files: Sequence[str] = (),
        variables: Sequence[str] = (),
    ) -> None:
        self._store = None
        if cache_dir is not None:
            folder = os.path.join(variants_folder(cache_dir), "providers")
            self._store = JsonStore(folder, lifetime=max(max_age, _KEPT_SECONDS))
        self._max_age = max_age
        self._place = [*interpreter(), *surroundings()]
        self._boot = boot()
        values = [os.environ.get(name) for name in variables]
        self._hardware = [digest(values), digest([*map(fingerprint, files)])]
        self._began = time.time()

    def may_have(self, plugin: Plugin) -> bool:
        """Whether an answer of this plugin may be kept here, and believed."""
        return bool(self._store and plugin.record and self._max_age)

    def get_all(self, plugins: Iterable[Plugin]) -> dict[Plugin, ProviderAnswer]:
        """The kept answers, as far as all that may change them is as it was."""
        found = {plugin: self._get(plugin) for plugin in filter(self.may_have, plugins)}
        return {plugin: answer for plugin, answer in found.items() if answer}

    def put_all(self, answers: Mapping[Plugin, ProviderAnswer]) -> None:
        """Keep the new answers of plugins, as far as they can be kept."""
        for plugin, answer in answers.items():
            if self._store is not None and plugin.record is not None:
                self._store.put(self._key(plugin), self._entry(plugin, answer))

    def path_of_turn(self, plugins: Iterable[Plugin]) -> str | None:
        """The path of the :class:`Turn` at asking these plugins.

        None if there is nothing to wait for, because no answer can be kept.
        """
        keys = [self._key(plugin) for plugin in filter(self.may_have, plugins)]
        if self._store is None or not keys:
            return None
        return self._store.path_beside("\n".join(keys), "turn")

    def _get(self, plugin: Plugin) -> ProviderAnswer | None:
        assert self._store is not None
        entry = self._store.get(self._key(plugin))
        try:
            return self._read(plugin, entry)
        except (ArithmeticError, KeyError, TypeError, ValueError):
            return None

    def _entry(self, plugin: Plugin, answer: ProviderAnswer) -> dict[str, Any]:
        return {
            "question": self._question(plugin),
            "time": time.time(),
            "seconds": answer.seconds,
            "state": _state(answer),
            "answer": _dump(answer),
        }

    def _read(self, plugin: Plugin, entry: Any) -> ProviderAnswer | None:
        if entry is None or entry["question"] != self._question(plugin):
            return None
        written = float(entry["time"])
        age = time.time() - written
        # An entry from the future means that the clock was set back: no age is known.
        if age < 0 or math.isnan(age):
            return None
        answer = read_answer(plugin, dict(entry["answer"]), float(entry["seconds"]))
        is_old = age >= self._lifetime(plugin, answer)
        # We would hear the same as anybody who asked since we began.
        if (is_old and written < self._began) or entry["state"] != _state(answer):
            return None
        return answer._replace(from_cache=True, age=age)

    def _lifetime(self, plugin: Plugin, answer: ProviderAnswer) -> float:
        """Return for how many seconds an answer is believed."""
        if answer.problem is None:
            return self._max_age
        # Libraries of a broken driver would let every command wait again.
        return min(PARTIAL_SECONDS, self._max_age) if plugin.is_builtin else 0.0

    def _key(self, plugin: Plugin) -> str:
        folder = os.path.dirname(plugin.location)
        return "\n".join([*self._place, folder, plugin.distribution, plugin.name])

    def _question(self, plugin: Plugin) -> list[Any]:
        record = plugin.record
        versions = [plugin.distribution, plugin.version, record, plugin.entry_point]
        return [FORMAT, sys.version, self._boot, *self._hardware, *versions]


def _state(answer: ProviderAnswer) -> list[str]:
    """The state of the variables and files that an answer depends on."""
    files = digest(list(map(fingerprint, answer.files)))
    return [values_digest(answer.variables), files]


def _dump(answer: ProviderAnswer) -> dict[str, Any]:
    """The worker's document, as far as it matters."""
    named = {"provider": answer.provider, "named": answer.is_named}
    if answer.problem is not None:
        return {**named, "problem": answer.problem}
    config = None
    if answer.config is not None:
        configs = [{"key": key, "values": values} for key, values in answer.config]
        config = {"provider": answer.provider, "configs": configs}
    declared = {"variables": answer.variables, "files": answer.files}
    return {**named, **declared, "config": config}
