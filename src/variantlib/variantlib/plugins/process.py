"""Asks plugins, each in a process of its own and all side by side.

pip starts the supervisors (``_supervisor.py``), one for each plugin, which start the
workers (``_worker.py``) and end all that comes of them. Where it can, one interpreter
starts, and all of these are forks of it. Their docstrings have the contract.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .discovery import OnWait, Plugin
from .private import private_folder
from .single_flight import QUIET_SECONDS
from .supervised import (
    GRACE_SECONDS,
    Supervised,
    can_fork,
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

    @property
    def is_lost(self) -> bool:
        """Whether who watched was ended, by the plugin or by anybody else."""
        return self.report.get("ended") in (None, "signal", "abandoned")


def ask_plugins(
    plugins: Sequence[Plugin],
    path: Sequence[str],
    timeout: float,
    is_traced: bool = False,
    on_wait: OnWait | None = None,
) -> list[Outcome]:
    """Ask the plugins, and return an outcome for each, in the same order.

    One that ends who watches over others does not cost them their answers: those that
    have none then are asked again, each below a guard of its own.

    No process is left when this returns or raises, which it does after a little more
    than ``timeout`` seconds at the latest. Raises OSError if there cannot be a private
    folder.

    :param is_traced: Whether a plugin that takes too long prints where it is.
    :param on_wait: Learns of each plugin that does not answer soon.
    """
    started = time.monotonic()
    together = can_fork()
    outcomes = _ask(plugins, path, timeout, together, is_traced, on_wait)
    lost = [number for number, found in enumerate(outcomes) if found.is_lost]
    left = timeout - (time.monotonic() - started)
    if together and len(plugins) > 1 and lost and left > 0:
        alone = [plugins[number] for number in lost]
        again = _ask(alone, path, left, False, is_traced)
        for number, found in zip(lost, again, strict=True):
            outcomes[number] = found
    return outcomes


def _ask(
    plugins: Sequence[Plugin],
    path: Sequence[str],
    timeout: float,
    together: bool,
    is_traced: bool,
    on_wait: OnWait | None = None,
) -> list[Outcome]:
    """Do what ``ask_plugins`` does, once.

    :param together: Whether one interpreter starts for all of them.
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
        run_in = _start(folders, top, timeout, together, runs)
        if on_wait is not None:
            for plugin, folder in zip(plugins, folders, strict=True):
                if not run_in[folder].has_reported(folder, QUIET_SECONDS):
                    on_wait(plugin)
        return [_outcome(run_in[folder], folder) for folder in folders]


def _start(
    folders: Sequence[str],
    top: str,
    timeout: float,
    together: bool,
    runs: list[Supervised],
) -> dict[str, Supervised]:
    """Start a worker in each folder, and return the run that it belongs to."""
    worker = script_in(top, _WORKER)
    for group in [folders] if together else [[folder] for folder in folders]:
        run = Supervised(group, timeout, MEMORY)
        runs.append(run)
        if together:
            run.fork(worker, visible_environment())
        else:
            python = [sys.executable or "", *interpreter_flags()]
            run.start([*python, worker, *group], visible_environment())
    return {folder: run for run in runs for folder in run.folders}


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
    report = run.report(folder)
    answer = read(os.path.join(folder, "answer.json"), MAX_ANSWER)
    seconds = report.get("seconds")
    return Outcome(
        report, answer, seconds if isinstance(seconds, float) else run.seconds
    )
