"""Finds the processes that a command has become. Standalone: standard library only.

Used by ``_supervisor.py``, which says why. How the descendants are found:

* Linux: this process is a "child subreaper" (prctl(2)), so that orphans become its
  children, whatever session they are in. All have ended when it has no child any more.
  The tree is read from /proc. Without either of them, as below.
* Other POSIX systems: the process group of the command. A process that leaves the group
  (setsid) is not found; memory is not measured. Run on Linux only, to test it.
* Windows: a job object that ends all its processes when this one, its only holder,
  ends; memory is limited by the job. Never run on Windows.
"""

from __future__ import annotations

import importlib.machinery
import os
import signal
import sys
import time
import types
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress

# That of typing takes longer to import than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from typing import IO, Any, Protocol

    class Worker(Protocol):
        """A process that the command became."""

        pid: int
        stdout: IO[bytes] | None

else:
    Protocol = object

KILL_SECONDS = 5.0
# The part of the list of a process's children that is read and reaped at once.
MAX_LISTED = 65536
MAX_REAPED = 1000
# How often all are stopped before they are ended.
STOPS = 10
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
PR_GET_CHILD_SUBREAPER = 37


class Family(Protocol):
    """The processes that the command and its descendants are.

    * ``before_start``: is to be called in the process that becomes the command.
    * ``is_guarded``: whether a guard can find processes that we leave behind.
    """

    is_guarded: bool

    @property
    def before_start(self) -> Callable[[], None] | None: ...

    def adopt(self, worker: Any) -> None: ...

    def status(self) -> int | None:
        """The command's exit status, negative for a signal; None while it runs."""

    def is_left(self) -> bool:
        """Whether there is any process that has not ended."""

    def running(self) -> Mapping[int, str]:
        """The processes that have not ended: process id and name."""

    def number(self) -> int:
        """The number of processes there are, and of orphans that there were."""

    def memory(self) -> int:
        """The memory that they use, in bytes."""

    def kill(self) -> None:
        """End all of them, for good."""


class Subtree:
    """All descendants of this process, on Linux."""

    is_guarded = True

    def __init__(self) -> None:
        self.inherit()
        self._worker = 0
        self._status: int | None = None
        self._known: set[int] = set()
        self._orphans = 0

    def inherit(self) -> None:
        """Get all orphans; whoever is forked from this process does not."""
        self._watcher = os.getpid()
        prctl(PR_SET_CHILD_SUBREAPER, 1)
        # Nobody but root opens our pipes, or has a look at us.
        prctl(PR_SET_DUMPABLE, 0)
        # Where very many want to run, who watches over them goes first, if allowed.
        with suppress(OSError):
            policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
            os.sched_setscheduler(0, policy, os.sched_param(1))

    def end_with_parent(self, parent: int, number: int) -> None:
        """Get a signal when the parent ends, as it may have by now."""
        prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    def before_start(self) -> None:
        prctl(PR_SET_DUMPABLE, 1)
        self.end_with_parent(self._watcher, signal.SIGKILL)

    def adopt(self, worker: Worker) -> None:
        self._worker = worker.pid

    def status(self) -> int | None:
        self._reap()
        return self._status

    def is_left(self) -> bool:
        return self._reap()

    def running(self) -> dict[int, str]:
        found = {}
        for pid in descendants(os.getpid()):
            name, _, rest = read_proc(pid, "stat").partition("(")[2].rpartition(")")
            if rest.split()[:1] and rest.split()[0] not in "ZX":
                found[pid] = name
        self._known.update(found)
        return found

    def number(self) -> int:
        return len(descendants(os.getpid())) + self._orphans

    def memory(self) -> int:
        used: int = load("_memory").memory_of(self.running(), self._known)
        return used

    def kill(self) -> None:
        # From now on children leave no status behind, and nobody has to take it.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        end_descendants(self._reap)

    def _reap(self) -> bool:
        """Take the exit status of children that have ended; return whether any is left.

        Who ends processes as fast as they can be started must not keep us here.
        """
        for _ in range(MAX_REAPED):
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if pid == 0:
                break
            if pid == self._worker:
                self._status = os.waitstatus_to_exitcode(status)
            else:
                self._known.add(pid)
                self._orphans += 1
        return True


class Group:
    """The processes of the command's process group, on any POSIX system."""

    before_start: Callable[[], None] | None = None
    is_guarded = False

    def adopt(self, worker: subprocess.Popen[bytes]) -> None:
        self._worker = worker
        self._group = worker.pid

    def status(self) -> int | None:
        return self._worker.poll()

    def is_left(self) -> bool:
        return bool(self.running())

    def running(self) -> dict[int, str]:
        self._worker.poll()
        return {self._group: "unknown"} if send(os.killpg, self._group, 0) else {}

    def number(self) -> int:
        return 1

    def memory(self) -> int:
        return 0

    def kill(self) -> None:
        send(os.killpg, self._group, getattr(signal, "SIGKILL", 9))


class Job:
    """A Windows job object that this process is in, and so all that it starts.

    Documentation: "Job Objects" and "JOBOBJECT_EXTENDED_LIMIT_INFORMATION" in
    Microsoft's reference of the Windows API.
    """

    before_start: Callable[[], None] | None = None
    is_guarded = False

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

    def status(self) -> int | None:
        return self._worker.poll()

    def is_left(self) -> bool:
        return False

    def running(self) -> dict[int, str]:
        return {}

    def number(self) -> int:
        return 1

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
    return Subtree() if can_inherit() else Group()


def can_inherit() -> bool:
    """Whether a process can get the orphans below it here, and see its descendants."""
    if sys.platform != "linux":
        return False
    try:
        import ctypes

        os.stat("/proc/self/stat")
        prctl(PR_GET_CHILD_SUBREAPER, ctypes.byref(ctypes.c_int()))
    except (ImportError, AttributeError, OSError):
        return False
    return True


def prctl(option: int, argument: Any) -> None:
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, argument, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def load(name: str) -> Any:
    """Import a module that lies beside this one."""
    folder = os.path.dirname(os.path.abspath(__file__))
    spec = importlib.machinery.PathFinder.find_spec(name, [folder])
    assert spec is not None
    assert spec.loader is not None
    # importlib.util has a function for it, and takes long to import.
    module: Any = types.ModuleType(name)
    module.__file__ = spec.origin
    spec.loader.exec_module(module)
    return module


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, or inherited, and theirs."""
    if os.path.exists("/proc/thread-self/children"):
        below: Callable[[int], list[int]] = children
    else:  # A kernel that does not list them.
        tree: dict[int, list[int]] = {}
        for other in process_ids():
            tree.setdefault(parent_of(other), []).append(other)

        def below(pid: int) -> list[int]:
            return tree.get(pid, [])

    found = list(below(pid))
    for child in found:  # It grows meanwhile.
        found += below(child)
    return found


def end_descendants(is_any_left: Callable[[], bool]) -> None:
    """End all that this process has started or inherited.

    Where one process is ended, another may use its place to start others. So they are
    stopped first, as far as they do not come and go faster than that.

    :param is_any_left: Takes the status of children that have ended, and tells whether
        there are others.
    """
    deadline = time.monotonic() + KILL_SECONDS
    while is_any_left() and time.monotonic() < deadline:
        stopped: set[int] = set()
        for _ in range(STOPS):
            found = set(descendants(os.getpid())) - stopped
            if not found:
                break
            send_to_all(found, signal.SIGSTOP)
            stopped |= found
        send_to_all(stopped, signal.SIGKILL)


def send_to_all(processes: Collection[int], number: int) -> None:
    # A process may be gone before we get at it, but for the child that it has left,
    # which is in its group more often than not: all of that get a signal at once.
    for group in {group_of(pid) for pid in processes} - {0, os.getpgrp()}:
        send(os.killpg, group, number)
    for pid in processes:
        send(os.kill, pid, number)


def children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", "rb", buffering=0) as file:
                found += map(int, file.read(MAX_LISTED).rpartition(b" ")[0].split())
    except OSError:  # It has ended.
        pass
    return found


def process_ids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdecimal()]


def parent_of(pid: int) -> int:
    fields = read_proc(pid, "stat").rpartition(")")[2].split()
    return int(fields[1]) if fields else 0


def group_of(pid: int) -> int:
    """The process group of a process, 0 if it is gone."""
    try:
        return os.getpgid(pid)
    except OSError:
        return 0


def read_proc(pid: int, name: str) -> str:
    try:
        with open(f"/proc/{pid}/{name}", encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def send(how: Any, target: Any, number: int) -> bool:
    try:
        how(target, number)
    except OSError:
        return False
    return True
