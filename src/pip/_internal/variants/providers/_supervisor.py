"""Watches over one worker and everything it starts. Standalone: standard library only.

Run as ``python _supervisor.py FOLDER TIMEOUT MEMORY COMMAND...``: it starts the
command in the folder, and sees to it that nothing of it is left when it ends itself:

* standard input is a pipe that pip holds open and never writes to. Its end means that
  pip is gone, however that came, or that it gave up;
* TIMEOUT (seconds) and MEMORY (bytes, over all processes) bound the command;
* when the command has ended, what it started has a moment to end as well.

Standard output carries one JSON object to pip::

    {"ended": "exit" | "timeout" | "memory" | "signal" | "abandoned",
     "status": -11,            exit status if it was "exit", negative for a signal
     "left": ["sleep"],        names of processes that had to be killed afterwards
     "printed": "..."}         the end of what the command printed

``_families.py`` lies beside it, and tells what has to end.
"""

from __future__ import annotations

import importlib.util
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pip._internal.variants.providers._families import Family

POLL_SECONDS = 0.25
GRACE_SECONDS = 0.5
MAX_PRINTED = 2000


def main(folder: str, timeout: str, memory: str, *command: str) -> dict[str, object]:
    deadline = time.monotonic() + float(timeout)
    events: queue.SimpleQueue[str] = queue.SimpleQueue()
    family = make_family(int(memory))
    listen(events)
    worker = start(command, folder)
    try:
        family.adopt(worker)
        printed = bytearray()
        reader = background(lambda: keep_end(worker, printed))
        background(lambda: report_end(worker, events))
        ended = watch(family, events, deadline, int(memory))
        left = linger(family) if ended == "exit" else []
    finally:
        family.kill()
    if ended == "abandoned":
        remove(folder)
    reader.join(1.0)
    return {
        "ended": ended,
        "status": worker.returncode if ended == "exit" else None,
        "left": left,
        "printed": bytes(printed).decode("utf-8", "replace"),
    }


def make_family(memory: int) -> Family:
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_families.py")
    spec = importlib.util.spec_from_file_location("_families", path)
    assert spec is not None
    assert spec.loader is not None
    families = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(families)
    family: Family = families.make_family(memory)
    return family


def listen(events: queue.SimpleQueue[str]) -> None:
    """Have it reported when pip is gone, or when this process is told to end."""

    def await_pip() -> None:
        sys.stdin.buffer.read()
        events.put("abandoned")

    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: events.put("signal"))
    background(await_pip)


def report_end(worker: subprocess.Popen[bytes], events: queue.SimpleQueue[str]) -> None:
    worker.wait()
    events.put("exit")


def background(task: Any) -> threading.Thread:
    thread = threading.Thread(target=task, daemon=True)
    thread.start()
    return thread


def start(command: tuple[str, ...], folder: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
        start_new_session=True,
    )


def keep_end(worker: subprocess.Popen[bytes], printed: bytearray) -> None:
    """Read all that is printed, so that nobody waits for a full pipe; keep the end."""
    assert worker.stdout is not None
    while data := worker.stdout.read(65536):
        printed += data
        del printed[:-MAX_PRINTED]


def watch(
    family: Family, events: queue.SimpleQueue[str], deadline: float, limit: int
) -> str:
    """Wait until something happens, and return what."""
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return "timeout"
        try:
            return events.get(timeout=min(left, POLL_SECONDS))
        except queue.Empty:
            if family.memory() > limit:
                return "memory"


def linger(family: Family) -> list[str]:
    """The names of the processes that do not end although the command has."""
    deadline = time.monotonic() + GRACE_SECONDS
    while (found := family.running()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return sorted(set(found.values()))


def remove(folder: str) -> None:
    """Remove pip's private folder, that ``folder`` is in: pip may not be able to."""
    import shutil

    shutil.rmtree(os.path.dirname(folder), ignore_errors=True)


if __name__ == "__main__":
    try:
        report = json.dumps(main(*sys.argv[1:]))
        os.write(1, report.encode("ascii"))
    finally:
        # Threads that still read must not be waited for.
        os._exit(0)
