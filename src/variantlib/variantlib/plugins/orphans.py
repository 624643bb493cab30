"""End the processes of plugins whose supervisors were ended by force.

On Linux, pip itself inherits them for that time ("child subreaper"), unless it has
child processes of its own by then, which could not be told apart. Elsewhere, they are
found by a variable in their environment, which is the last resort: a process that has
cleared its environment as well escapes.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from ._families import (
    PR_SET_CHILD_SUBREAPER,
    descendants,
    end_descendants,
    process_ids,
)


@contextmanager
def no_orphans() -> Iterator[Orphans]:
    """Inherit, if possible, the children of child processes that are started now."""
    orphans = Orphans()
    orphans.inherit(True)
    try:
        yield orphans
    finally:
        orphans.inherit(False)


class Orphans:
    """The processes that nobody watches over any more."""

    def __init__(self) -> None:
        self._is_heir = False

    def inherit(self, will: bool) -> None:
        if sys.platform != "linux" or (will and descendants(os.getpid())):
            return
        with suppress(ImportError, AttributeError, OSError):
            import ctypes

            done = ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(will), 0, 0, 0)
            self._is_heir = will and done == 0

    def end(self, marks: Sequence[str]) -> None:
        """End the processes of the runs with these marks in their environment.

        None of the other runs may have a process any more.
        """
        if not marks:
            return
        if self._is_heir:
            end_descendants(_is_any_left)
        wanted = {mark.encode() for mark in marks}
        for _ in range(100):
            found = [pid for pid in _all_processes() if wanted & _environment(pid)]
            if not found:
                return
            for pid in found:
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)


def _is_any_left() -> bool:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
        return True
    return False


def _all_processes() -> list[int]:
    try:
        return process_ids()
    except OSError:
        return []


def _environment(pid: int) -> set[bytes]:
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return set(file.read().split(b"\0"))
    except OSError:
        return set()
