"""Watches over one worker and everything it starts. Standalone: standard library only.

Run as ``python _supervisor.py FOLDER TIMEOUT MEMORY COMMAND...``: it starts the
command in the folder, and sees to it that nothing of it is left when it ends itself:

* standard input is a pipe that pip holds open and never writes to. Its end means that
  pip is gone, however that came, or that it gave up;
* TIMEOUT (seconds) and MEMORY (bytes, over all processes) bound the command, and so
  does ``MAX_PROCESSES``;
* when the command has ended, its child processes have a moment to end as well.

The file ``FOLDER.report`` is for pip, which waits for the end of this process and for
no pipe, since a plugin could hold that. It is there if the exit status is 0, and holds
one JSON object::

    {"ended": "exit" | "timeout" | "memory" | "processes" | "signal" | "abandoned"
              | "start",
     "status": -11,            exit status if it was "exit", negative for a signal
     "left": ["sleep"],        names of processes that had to be killed afterwards
     "printed": "..."}         the end of the output of the command; if it was "start",
                               why the command could not be started

Beside it lie ``_events.py``, which waits for events, ``_families.py``, which finds the
processes to end, ``_memory.py``, which measures them, ``_guard.py``, which watches over
this process where it can, and ``_removal.py``.
"""

from __future__ import annotations

import importlib.machinery
import json
import os
import subprocess
import sys
import time
import types
from functools import partial

# That of typing takes longer to import than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._events import Events
    from ._families import Family

POLL_SECONDS = 0.25
GRACE_SECONDS = 0.5
MAX_PROCESSES = 1000
MAX_LEFT = 10


def main(folder: str, timeout: str, memory: str, *command: str) -> dict[str, object]:
    deadline = time.monotonic() + float(timeout)
    family: Family = load("_families").make_family(int(memory))
    remove = partial(load("_removal").remove_tree, os.path.dirname(folder))
    if family.is_guarded:
        guard = load("_guard")
        guard.stand_guard(family, remove)
        family.before_start = partial(guard.end_with_parent, os.getpid(), 9)
    events: Events = load("_events").make_events()
    try:
        worker = start(command, folder, family)
    except OSError as exc:
        return report("start", printed=str(exc))
    try:
        family.adopt(worker)
        events.hear(worker)
        ended = watch(family, events, deadline, int(memory))
        left = linger(family, events) if ended == "exit" else []
    finally:
        family.kill()
    events.finish()
    if ended == "abandoned":
        remove()
    status = family.status() if ended == "exit" else None
    printed = bytes(events.printed).decode("utf-8", "replace")
    return report(ended, status, left, printed)


def report(
    ended: str, status: int | None = None, left: Any = (), printed: str = ""
) -> dict[str, object]:
    return {"ended": ended, "status": status, "left": list(left), "printed": printed}


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


def start(
    command: tuple[str, ...], folder: str, family: Family
) -> subprocess.Popen[bytes]:
    # On Linux there is no thread that could hold a lock meanwhile.
    return subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
        start_new_session=True,
        preexec_fn=family.before_start,  # noqa: PLW1509
    )


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
        found = main(*sys.argv[1:])
        write(f"{sys.argv[1]}.report", found)
        done = 0
    finally:
        # Threads that still read must not be waited for.
        os._exit(done)
