"""Watches over workers and everything they start. Standalone: standard library only.

Run as ``python _supervisor.py HOW TIMEOUT MEMORY FOLDER... -- COMMAND...``: it starts
the command in the folder, and sees to it that nothing of it is left when it ends
itself:

* standard input is a pipe that pip holds open and never writes to. Its end means that
  pip is gone, however that came, or that it gave up;
* TIMEOUT (seconds) and MEMORY (bytes, over all processes) bound the command, and so
  does ``MAX_PROCESSES``;
* when the command has ended, its child processes have a moment to end as well.

Where there is a guard (``_guard.py``) there may be several folders: each has a
supervisor of its own, a fork of this process. HOW is "exec" or, there as well, "fork".
Then the command is a script that lies beside this one. Its ``prepare`` is called once,
for the first folder, and a fork of each supervisor calls its ``main`` with the result,
so that no other interpreter has to start.

The file ``FOLDER.report`` is for pip, which waits for the end of this process and for
no pipe, since a plugin could hold that. It is there unless the supervisor of the folder
was ended by force, or has no room to write it, and holds one JSON object::

    {"ended": "exit" | "timeout" | "memory" | "processes" | "signal" | "abandoned"
              | "start",
     "seconds": 0.13,          from the start of the command to its end
     "status": -11,            exit status if it was "exit", negative for a signal
     "left": ["sleep"],        names of processes that had to be killed afterwards
     "printed": "..."}         the end of the output of the command; if it was "start",
                               why the command could not be started

Beside it lie ``_starting.py``, which starts the command, ``_events.py``, which waits
for events, ``_families.py``, which finds the processes to end, ``_memory.py``, which
measures them, ``_guard.py``, which watches over supervisors where it can, and
``_removal.py``.
"""

from __future__ import annotations

import importlib.machinery
import json
import os
import sys
import time
import types
from functools import partial

# That of typing takes longer to import than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._events import Events
    from ._families import Family, Worker

POLL_SECONDS = 0.25
GRACE_SECONDS = 0.5
MAX_PROCESSES = 1000
MAX_LEFT = 10


def main(how: str, timeout: str, memory: str, *rest: str) -> None:
    deadline = time.monotonic() + float(timeout)
    cut = rest.index("--")
    folders, command = rest[:cut], rest[cut + 1 :]
    family: Family = load("_families").make_family(int(memory))
    remove = partial(load("_removal").remove_tree, os.path.dirname(folders[0]))
    start = starter(how, command, folders[0], family)
    folder = folders[0]
    if family.is_guarded:
        guard = load("_guard")
        folder = guard.stand_guard(family, folders, remove, tell_of_no_start)
    try:
        worker = start(folder)
    except OSError as exc:
        return tell_of_no_start(folder, exc)
    found = supervise(worker, family, deadline, int(memory))
    if found["ended"] == "abandoned":
        remove()
    return write(f"{folder}.report", found)


def starter(
    how: str, command: tuple[str, ...], folder: str, family: Family
) -> Callable[[str], Worker]:
    """Return what starts the command in a folder. All supervisors share its imports.

    :param folder: One of the folders, which has what all have in common.
    """
    starting = load("_starting")
    if how == "exec":
        return partial(starting.start_command, command, family.before_start)
    script = load(os.path.basename(command[0]).partition(".")[0])
    run = partial(script.main, prepared=script.prepare(folder))
    return partial(starting.fork_script, run, family.before_start)


def supervise(
    worker: Worker, family: Family, deadline: float, memory: int
) -> dict[str, object]:
    started = time.monotonic()
    events: Events = load("_events").make_events(family.is_guarded)
    try:
        family.adopt(worker)
        events.hear(worker)
        ended = watch(family, events, deadline, memory)
        seconds = time.monotonic() - started
        left = linger(family, events) if ended == "exit" else []
    finally:
        family.kill()
    events.finish()
    if events.abandoned:
        ended = "abandoned"
    status = family.status() if ended == "exit" else None
    printed = bytes(events.printed).decode("utf-8", "replace")
    return report(ended, status, left, printed, seconds)


def tell_of_no_start(folder: str, exc: OSError) -> None:
    write(f"{folder}.report", report("start", printed=str(exc)))


def report(
    ended: str,
    status: int | None = None,
    left: Any = (),
    printed: str = "",
    seconds: float = 0.0,
) -> dict[str, object]:
    return {
        "ended": ended,
        "seconds": seconds,
        "status": status,
        "left": list(left),
        "printed": printed,
    }


def load(name: str) -> Any:
    """Import a module that lies beside this script."""
    folder = os.path.dirname(os.path.abspath(__file__))
    spec = importlib.machinery.PathFinder.find_spec(name, [folder])
    assert spec is not None
    assert spec.loader is not None
    # importlib.util has a function for it, and takes long to import.
    module: Any = types.ModuleType(name)
    module.__file__ = spec.origin
    spec.loader.exec_module(module)
    return module


def watch(family: Family, events: Events, deadline: float, limit: int) -> str:
    """Wait for an event, and return it."""
    look = time.monotonic() + POLL_SECONDS
    while family.status() is None:
        now = time.monotonic()
        if events.abandoned:
            return "abandoned"
        if events.told:
            return "signal"
        if now >= deadline:
            return "timeout"
        if now >= look:
            if family.memory() > limit:
                return "memory"
            if family.number() > MAX_PROCESSES:
                return "processes"
            look = time.monotonic() + POLL_SECONDS
        events.wait(min(deadline, look) - time.monotonic())
    return "exit"


def linger(family: Family, events: Events) -> list[str]:
    """The names of the processes that do not end although the command has."""
    deadline = time.monotonic() + GRACE_SECONDS
    while family.is_left():
        if time.monotonic() >= deadline:
            # One that is nameless comes and goes faster than we look.
            return sorted(set(family.running().values()))[:MAX_LEFT] or ["unknown"]
        events.wait(0.01)
    return []


def write(path: str, found: dict[str, object]) -> None:
    aside = f"{path}.{os.getpid()}"
    with open(aside, "x", encoding="ascii") as file:
        json.dump(found, file)
    os.replace(aside, path)


if __name__ == "__main__":
    done = 1
    try:
        main(*sys.argv[1:])
        done = 0
    finally:
        # Threads that still read must not be waited for.
        os._exit(done)
