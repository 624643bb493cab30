"""Watches over supervisors, on Linux. Standalone: standard library only.

A plugin can end or stop its supervisor, and so can the system. Therefore supervisors
are children of a guard, each in a session of its own. Whatever they leave behind
becomes the guard's, and is ended by it. ``_supervisor.py`` loads it.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence

# That of typing takes longer to import than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._families import Subtree

POLL_SECONDS = 0.25
# For the supervisor to end the processes it watches over, once it is told to.
PATIENCE_SECONDS = 7.0
SECOND_LOOK_SECONDS = 0.5
ENDS = {signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM)}


def stand_guard(
    family: Subtree,
    folders: Sequence[str],
    remove: Callable[[], None],
    fail: Callable[[str, OSError], None],
) -> str:
    """Return in a child of this process for each folder; do not return in this one.

    :param remove: Called at the end if pip is gone.
    :param fail: Called where there cannot be another process, with the folder that it
        was for.
    :return: The folder of the child.
    """
    awaited = {*ENDS, signal.SIGCHLD}
    guard = os.getpid()
    pip = os.getppid()
    signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
    supervisors = set()
    for folder in folders:
        try:
            supervisor = os.fork()
        except OSError as exc:
            fail(folder, exc)
            continue
        if supervisor == 0:
            os.setsid()
            family.inherit()
            family.end_with_parent(guard, signal.SIGTERM)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, awaited)
            return folder
        supervisors.add(supervisor)
    status = 1
    try:
        status = watch_over(supervisors, pip, awaited)
        family.kill()
        if status != 0:
            # Who ended a supervisor may be about to end pip as well.
            await_change(pip)
        if os.getppid() != pip:
            remove()
    finally:
        os._exit(status)


def watch_over(supervisors: set[int], pip: int, awaited: set[signal.Signals]) -> int:
    """Wait for all supervisors; return 0 if none of them has lost control, else 1."""
    status = 0
    give_up = float("inf")
    stopped: dict[int, float] = {}
    while supervisors:
        heard = signal.sigtimedwait(awaited, POLL_SECONDS)
        for supervisor in tuple(supervisors):
            end = _end_of(supervisor, stopped)
            if end is not None:
                supervisors.remove(supervisor)
                status = max(status, end)
        is_told = heard is not None and heard.si_signo in ENDS
        if is_told or os.getppid() != pip:
            for supervisor in supervisors:
                os.kill(supervisor, signal.SIGTERM)
            give_up = min(give_up, time.monotonic() + PATIENCE_SECONDS)
        if time.monotonic() >= give_up:
            return 1
    return status


def _end_of(supervisor: int, stopped: dict[int, float]) -> int | None:
    """Return 0 if a supervisor has ended well, 1 if not so, and None if it has not.

    :param stopped: Until when those that are stopped may go on.
    """
    ended, status = os.waitpid(supervisor, os.WNOHANG | os.WUNTRACED)
    if ended and not os.WIFSTOPPED(status):
        return int(status != 0)
    if ended:
        # Whoever stopped it may be about to end it, and pip as well.
        stopped[supervisor] = time.monotonic() + SECOND_LOOK_SECONDS
    if time.monotonic() >= stopped.get(supervisor, float("inf")):
        # The others go on; what it leaves behind is ended after them.
        os.kill(supervisor, signal.SIGKILL)
    return None


def await_change(parent: int) -> None:
    deadline = time.monotonic() + SECOND_LOOK_SECONDS
    while os.getppid() == parent and time.monotonic() < deadline:
        time.sleep(0.02)
