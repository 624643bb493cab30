"""Asks plugins, each in a process of its own and all side by side.

pip starts one supervisor (``_supervisor.py``) for each plugin, which starts the worker
(``_worker.py``) and ends all that comes of it. Their docstrings have the contract.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .discovery import OnWait, Plugin
from .private import private_folder
from .single_flight import QUIET_SECONDS
from .supervised import (
    GRACE_SECONDS,
    Supervised,
    copy_scripts,
    interpreter_flags,
    read,
    script_in,
    supervision,
    write,
)
from .variables import visible_environment

MEMORY = 4 * 1024**3
MAX_ANSWER = 4 * 1024**2
_WORKER = "_worker"


@dataclass(frozen=True)
class Outcome:
    """The outcome of asking one plugin.

    :param report: The supervisor's report, empty if it could not give one.
    :param answer: The worker's answer, as foreign as the plugin; None if there is
        none, or none that may be read.
    """

    report: dict[str, Any]
    answer: bytes | None
    seconds: float


def ask_plugins(
    plugins: Sequence[Plugin],
    path: Sequence[str],
    timeout: float,
    is_traced: bool = False,
    on_wait: OnWait | None = None,
) -> list[Outcome]:
    """Ask the plugins, and return an outcome for each, in the same order.

    No process is left when this returns or raises, which it does after a little more
    than ``timeout`` seconds at the latest. Raises OSError if there cannot be a private
    folder.

    :param is_traced: Whether a plugin that takes too long prints where it is.
    :param on_wait: Learns of each plugin that does not answer soon.
    """
    with private_folder() as top, supervision(top) as runs:
        copy_scripts(__package__, (_WORKER, "_adapter"), top)
        folders = [os.path.join(top, str(number)) for number in range(len(plugins))]
        for plugin, folder in zip(plugins, folders, strict=True):
            os.mkdir(folder, 0o700)
            request = _request(plugin, path, timeout)
            request["trace"] = timeout * 0.9 if is_traced else None
            data = json.dumps(request).encode("ascii")
            write(os.path.join(folder, "request.json"), data)
        for folder in folders:
            run = Supervised(folder, timeout, MEMORY)
            runs.append(run)
            worker = script_in(top, _WORKER)
            python = sys.executable or ""
            run.start(
                [python, *interpreter_flags(), worker, folder], visible_environment()
            )
        if on_wait is not None:
            _report_slow(plugins, runs, on_wait)
        return [
            _outcome(run, folder) for run, folder in zip(runs, folders, strict=True)
        ]


def _report_slow(
    plugins: Sequence[Plugin], runs: Sequence[Supervised], on_wait: OnWait
) -> None:
    for plugin, run in zip(plugins, runs, strict=True):
        if not run.has_ended(QUIET_SECONDS):
            on_wait(plugin)


def _request(plugin: Plugin, path: Sequence[str], timeout: float) -> dict[str, Any]:
    processors = os.cpu_count() or 1
    parent, folders = _own_place()
    return {
        "entry": plugin.entry_point,
        "name": plugin.provider,
        "path": [plugin.folder, *path] if plugin.folder else list(path),
        "parent": parent,
        "vendor": [os.path.abspath(entry) for entry in folders],
        "memory": MEMORY,
        "seconds": int((timeout + GRACE_SECONDS) * processors),
        "answer": MAX_ANSWER,
    }


def _own_place() -> tuple[str, Sequence[str]]:
    """Return the package that this library is vendored in, and its folders.

    If it is in none, plugins get to see it in one all the same: they may have another.
    """
    assert __package__ is not None
    parent = __package__.removesuffix(".plugins").rpartition(".")[0]
    if parent:
        return parent, list(sys.modules[parent].__path__)
    library = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return "_vendored", [os.path.dirname(library)]


def _outcome(run: Supervised, folder: str) -> Outcome:
    report = run.report()
    answer = read(os.path.join(folder, "answer.json"), MAX_ANSWER)
    return Outcome(report, answer, run.seconds)
