"""Answers of providers, kept on disk for as long as nothing that we know of changes.

One entry for each plugin, interpreter and machine. It holds what else the answer was
given under, compared as a whole, so that an outdated entry is replaced and none piles
up. Only answers are kept; a failing plugin is asked again.

Entries change hands between versions of pip: ``FORMAT`` is part of what is compared.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pip._internal.variants.providers.answers import (
    ProviderAnswer,
    read_answer,
    read_variables,
)
from pip._internal.variants.providers.discovery import Plugin
from pip._internal.variants.store import JsonStore, variants_folder

FORMAT = 2
# What the plugins of several vendors are told by, and do not declare.
_OVERRIDE = "VARIANT_PROVIDER"
_MACHINE_ID_FILES = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_BOOT_ID_FILE = "/proc/sys/kernel/random/boot_id"


class AnswerCache:
    """The answers kept below pip's cache folder; none, if that is None.

    :param max_age: Seconds for which an answer is believed.
    """

    def __init__(self, cache_dir: str | None, max_age: float) -> None:
        self._store = None
        if cache_dir is not None:
            folder = os.path.join(variants_folder(cache_dir), "providers")
            self._store = JsonStore(folder)
        self._max_age = max_age
        self._place = place()
        self._state = _state()

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
            "values": _values_digest(answer.variables),
            "answer": {
                "provider": answer.provider,
                "named": answer.is_named,
                "variables": list(answer.variables),
                "config": None if config is None else _dump(answer.provider, config),
            },
        }
        self._store.put(self._key(plugin), entry)

    def _read(self, plugin: Plugin, entry: Any) -> ProviderAnswer | None:
        if entry is None or entry["question"] != self._question(plugin):
            return None
        # An entry from the future means that the clock was set back: no age is known.
        if not 0 <= time.time() - float(entry["time"]) < self._max_age:
            return None
        variables = read_variables(entry["answer"]["variables"])
        if entry["values"] != _values_digest(variables):
            return None
        answer = read_answer(plugin, entry["answer"])
        return replace(answer, from_cache=True) if answer.problem is None else None

    def _key(self, plugin: Plugin) -> str:
        folder = os.path.dirname(plugin.location)
        return "\n".join([*self._place, folder, plugin.distribution, plugin.name])

    def _question(self, plugin: Plugin) -> list[Any]:
        record = plugin.record
        versions = [plugin.distribution, plugin.version, record, plugin.entry_point]
        return [FORMAT, *self._state, *versions]


def place() -> list[str]:
    """Interpreter, environment and machine: each has entries of its own."""
    machine = _first_line(*_MACHINE_ID_FILES) or _windows_machine_id()
    return [os.path.realpath(sys.executable), sys.prefix, machine]


def _state() -> list[str]:
    """What may change about a place.

    The host's name and the root folder's device tell containers apart: the devices
    that one can see, the next may not.
    """
    root = os.stat(os.sep)
    overrides = sorted(name for name in os.environ if _OVERRIDE in name)
    return [
        sys.version,
        str(os.getuid()) if hasattr(os, "getuid") else "",
        os.uname().nodename if hasattr(os, "uname") else "",
        f"{root.st_dev} {root.st_ino}",
        _first_line(_BOOT_ID_FILE),
        *overrides,
        _values_digest(overrides),
    ]


def _first_line(*paths: str) -> str:
    for path in paths:
        try:
            with open(path, "rb") as file:
                return file.readline(100).strip().decode("latin-1")
        except OSError:
            pass
    return ""


def _windows_machine_id() -> str:
    if sys.platform != "win32":
        return ""
    import winreg

    path = r"SOFTWARE\Microsoft\Cryptography"
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return ""


def _values_digest(variables: Sequence[str]) -> str:
    """A digest of the variables' values, which may be secrets."""
    values = [os.environ.get(name) for name in variables]
    return hashlib.sha256(json.dumps(values).encode("ascii")).hexdigest()


def _dump(provider: str, config: Any) -> dict[str, Any]:
    configs = [{"key": key, "values": values} for key, values in config]
    return {"provider": provider, "configs": configs}
