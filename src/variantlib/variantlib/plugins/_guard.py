"""Watches over the one who watches, on Linux. Standalone: standard library only.

A plugin can end or stop its supervisor, and so can the system. Therefore the supervisor
is the child of a guard, in a session of its own. Whatever it leaves behind becomes the
guard's, and is ended by it. ``_supervisor.py`` loads it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Callable

# That of typing takes longer to import than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._families import Subtree

POLL_SECONDS = 0.25
# For the supervisor to end the processes it watches over, once it is told to.
PATIENCE_SECONDS = 7.0
SECOND_LOOK_SECONDS = 0.5
ENDS = {signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM)}
PR_SET_PDEATHSIG = 1


def stand_guard(family: Subtree, remove: Callable[[], None]) -> None:
    """Return in a child of this process; do not return in this one.

    If there cannot be another process, return in this one.

    :param remove: Called at the end if pip is gone.
    """
    awaited = {*ENDS, signal.SIGCHLD}
    starter = os.getpid()
    pip = os.getppid()
    signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
    try:
        supervisor = os.fork()
    except OSError:
        supervisor = 0
    if supervisor == 0:
        if os.getpid() != starter:
            os.setsid()
            family.inherit()
            end_with_parent(starter, signal.SIGTERM)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, awaited)
        return
    status = 1
    try:
        status = watch_over(supervisor, pip, awaited)
        family.kill()
        if status != 0:
            # Who ended the supervisor may be about to end pip as well.
            await_change(pip)
        if os.getppid() != pip:
            remove()
    finally:
        os._exit(status)


def watch_over(supervisor: int, pip: int, awaited: set[signal.Signals]) -> int:
    """Wait for the supervisor, and return its exit status; 1 if it has lost control."""
    give_up = float("inf")
    while time.monotonic() < give_up:
        heard = signal.sigtimedwait(awaited, POLL_SECONDS)
        ended, status = os.waitpid(supervisor, os.WNOHANG | os.WUNTRACED)
        if ended and not os.WIFSTOPPED(status):
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 1
        if ended:
            # Whoever stopped it may be about to end it, and pip as well.
            give_up = min(give_up, time.monotonic() + SECOND_LOOK_SECONDS)
        is_told = heard is not None and heard.si_signo in ENDS
        if is_told or os.getppid() != pip:
            os.kill(supervisor, signal.SIGTERM)
            give_up = min(give_up, time.monotonic() + PATIENCE_SECONDS)
    return 1


def await_change(parent: int) -> None:
    deadline = time.monotonic() + SECOND_LOOK_SECONDS
    while os.getppid() == parent and time.monotonic() < deadline:
        time.sleep(0.02)


def end_with_parent(parent: int, number: int) -> None:
    """Have this process get a signal when its parent ends, as it may have by now."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)
