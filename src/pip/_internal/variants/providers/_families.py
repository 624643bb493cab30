"""Finds the processes that a command has become. Standalone: standard library only.

Used by ``_supervisor.py``, which says what it is for. How the descendants are found:

* Linux: this process is a "child subreaper" (prctl(2)), so that orphans become its
  children, whatever session they are in; the tree is read from /proc. Without either
  of them, as below.
* Other POSIX systems: the process group of the command. A process that leaves the group
  (setsid) is not found; memory is not measured. Run on Linux only, to test it.
* Windows: a job object that ends all its processes when this one, its only holder,
  ends; memory is limited by the job. Never run on Windows.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any, Protocol

KILL_SECONDS = 3.0


class Family(Protocol):
    """The processes that the command and its descendants are."""

    def adopt(self, worker: subprocess.Popen[bytes]) -> None: ...

    def running(self) -> Mapping[int, str]:
        """The processes that have not ended: process id and name."""

    def memory(self) -> int:
        """The memory that they use, in bytes."""

    def kill(self) -> None:
        """End all of them, for good."""


class Subtree:
    """All descendants of this process, on Linux."""

    def __init__(self) -> None:
        import ctypes

        pr_set_child_subreaper = 36
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(pr_set_child_subreaper, 1, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
        os.stat("/proc/self/stat")

    def adopt(self, worker: subprocess.Popen[bytes]) -> None:
        pass

    def running(self) -> dict[int, str]:
        names: dict[int, str] = {}
        children: dict[int, list[int]] = {}
        for pid in process_ids():
            stat = read_proc(pid, "stat")
            name, _, rest = stat.partition("(")[2].rpartition(")")
            state, parent = (*rest.split()[:2], "", "")[:2]
            if parent:
                children.setdefault(int(parent), []).append(pid)
                if state not in "ZX":
                    names[pid] = name
        found: list[int] = []
        pending = [os.getpid()]
        while pending:
            born = children.get(pending.pop(), [])
            found += born
            pending += born
        return {pid: names[pid] for pid in found if pid in names}

    def memory(self) -> int:
        kilobytes = 0
        for pid in self.running():
            kilobytes += anonymous_memory(read_proc(pid, "smaps_rollup"))
        return kilobytes * 1024

    def kill(self) -> None:
        deadline = time.monotonic() + KILL_SECONDS
        while time.monotonic() < deadline:
            found = self.running()
            if not found:
                break
            for pid in found:
                send(os.kill, pid, signal.SIGKILL)
            time.sleep(0.005)
        reap()


class Group:
    """The processes of the command's process group, on any POSIX system."""

    def adopt(self, worker: subprocess.Popen[bytes]) -> None:
        self._group = worker.pid

    def running(self) -> dict[int, str]:
        reap()
        return {self._group: "unknown"} if send(os.killpg, self._group, 0) else {}

    def memory(self) -> int:
        return 0

    def kill(self) -> None:
        send(os.killpg, self._group, getattr(signal, "SIGKILL", 9))


class Job:
    """A Windows job object that this process is in, and so all that it starts.

    Documentation: "Job Objects" and "JOBOBJECT_EXTENDED_LIMIT_INFORMATION" in
    Microsoft's reference of the Windows API.
    """

    def __init__(self, memory: int) -> None:
        import ctypes

        kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined]
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        limits = job_limits(memory)
        extended_limit_information = 9
        self._job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        kernel.SetInformationJobObject(
            self._job,
            extended_limit_information,
            ctypes.byref(limits),
            ctypes.sizeof(limits),
        )
        own = ctypes.c_void_p(kernel.GetCurrentProcess())
        kernel.AssignProcessToJobObject(self._job, own)

    def adopt(self, worker: subprocess.Popen[bytes]) -> None:
        self._worker = worker

    def running(self) -> dict[int, str]:
        return {}

    def memory(self) -> int:
        return 0

    def kill(self) -> None:
        # The rest ends with this process, which is at once.
        self._worker.kill()


def job_limits(memory: int) -> Any:
    """A JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""
    from ctypes import Structure, c_int64, c_size_t, c_uint32, c_uint64

    class Limits(Structure):
        _fields_ = [
            ("PerProcessUserTimeLimit", c_int64),
            ("PerJobUserTimeLimit", c_int64),
            ("LimitFlags", c_uint32),
            ("MinimumWorkingSetSize", c_size_t),
            ("MaximumWorkingSetSize", c_size_t),
            ("ActiveProcessLimit", c_uint32),
            ("Affinity", c_size_t),
            ("PriorityClass", c_uint32),
            ("SchedulingClass", c_uint32),
            ("IoInfo", c_uint64 * 6),
            ("ProcessMemoryLimit", c_size_t),
            ("JobMemoryLimit", c_size_t),
            ("PeakProcessMemoryUsed", c_size_t),
            ("PeakJobMemoryUsed", c_size_t),
        ]

    kill_on_job_close, job_memory = 0x2000, 0x200
    return Limits(LimitFlags=kill_on_job_close | job_memory, JobMemoryLimit=memory)


def make_family(memory: int) -> Family:
    if sys.platform == "win32":
        return Job(memory)
    try:
        return Subtree()
    except (ImportError, AttributeError, OSError):
        return Group()


def process_ids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdecimal()]


def read_proc(pid: int, name: str) -> str:
    try:
        with open(f"/proc/{pid}/{name}", encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def anonymous_memory(rollup: str) -> int:
    """The kilobytes of a process; what a fork shares counts once over all of them."""
    sizes = dict(line.partition(":")[::2] for line in rollup.splitlines())
    size = sizes.get("Pss_Anon") or sizes.get("Pss") or "0 kB"
    return int(size.split()[0])


def send(how: Any, target: int, number: int) -> bool:
    try:
        how(target, number)
    except OSError:
        return False
    return True


def reap() -> None:
    """Take the exit status of every child that has ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
