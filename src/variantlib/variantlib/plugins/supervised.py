"""Run a command under a supervisor, and wait for its report.

The supervisor (``_supervisor.py``) ends all that comes of the command. pip itself needs
no thread for it, and waits for no pipe that a plugin could hold.
"""

from __future__ import annotations

import importlib.util
import json
import marshal
import os
import secrets
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from ..folders import open_regular
from ._events import MAX_PRINTED
from ._families import can_inherit
from .orphans import no_orphans

# Beyond the time limit, for a supervisor to end its processes, and then its guard.
GRACE_SECONDS = 8.0
SUPERVISOR = "_supervisor"
_BESIDE_IT = ("_events", "_families", "_guard", "_memory", "_removal", "_starting")
_MAX_REPORT = 65536
# As long as one may be of which each character is escaped.
_LONG_REPORT = 6 * MAX_PRINTED + 4096
_MARK = "_PIP_VARIANT_PROVIDER_RUN"
# Of compiled code that no source has to be compared with (PEP 552).
_HEADER = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)


class Supervised:
    """A command that is run under a supervisor, in one folder or in several at once.

    :param folders: The current directories of the command, in a private folder that
        holds the scripts. There may be several where ``can_fork()``.
    :ivar folders: As given.
    :ivar mark: Is in the environment of all processes that come of it.
    """

    def __init__(self, folders: Sequence[str], timeout: float, memory: int) -> None:
        self.mark = f"{_MARK}={secrets.token_hex(16)}"
        self.seconds = 0.0
        self._top = os.path.dirname(folders[0])
        self.folders = folders
        self._timeout = timeout
        self._memory = memory
        self._problem: str | None = None
        self._supervisor: subprocess.Popen[bytes] | None = None

    @property
    def is_out_of_control(self) -> bool:
        """Whether the supervisor did not come to do all that it is for."""
        return self._supervisor is not None and self._supervisor.returncode != 0

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start any command."""
        python = [sys.executable or "", "-I", "-S"]
        self._start(
            [*python, script_in(self._top, SUPERVISOR), "exec"], command, environment
        )

    def fork(self, script: str, environment: Mapping[str, str]) -> None:
        """Start a script that lies in the private folder, where ``can_fork()``.

        Its ``prepare`` is called once, and its ``main`` in each folder.
        """
        python = [sys.executable or "", *interpreter_flags()]
        self._start(
            [*python, script_in(self._top, SUPERVISOR), "fork"], [script], environment
        )

    def _start(
        self,
        supervisor: Sequence[str],
        command: Sequence[str],
        environment: Mapping[str, str],
    ) -> None:
        name, _, value = self.mark.partition("=")
        self._started = time.monotonic()
        try:
            # A session of its own: an interrupt from the keyboard is for pip alone.
            self._supervisor = subprocess.Popen(
                [
                    *(*supervisor, str(self._timeout), str(self._memory)),
                    *(*self.folders, "--", *command),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._top,
                env={**environment, name: value},
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as exc:  # There may be processes for others.
            self._problem = str(exc)

    def has_ended(self, seconds: float) -> bool:
        """Wait for the supervisor until so many seconds after its start.

        :return: Whether it has ended, or was never there.
        """
        if self._supervisor is None:
            return True
        if self._supervisor.returncode is None:
            left = self._started + seconds - time.monotonic()
            _wait(self._supervisor, max(0.0, left))
            self.seconds = time.monotonic() - self._started
        return self._supervisor.returncode is not None

    def has_reported(self, folder: str, seconds: float) -> bool:
        """Wait until so many seconds after the start for the end of all.

        :return: Whether the command has ended in that folder, or was never there.
        """
        return self.has_ended(seconds) or os.path.exists(f"{folder}.report")

    def report(self, folder: str) -> dict[str, Any]:
        """Wait for the report about a folder.

        It is empty if who was to write it was stopped or ended. Where there is no room
        to write one, it says so.
        """
        if self._supervisor is None:
            return {"ended": "start", "printed": self._problem}
        self.has_ended(self._timeout + GRACE_SECONDS)
        with suppress(ValueError):
            report = json.loads(read(f"{folder}.report", _MAX_REPORT) or b"")
            if isinstance(report, dict):
                return report
        return _find_no_room(folder)

    def give_up(self) -> None:
        """Tell the supervisor that nobody waits any more."""
        if self._supervisor is not None:
            assert self._supervisor.stdin is not None
            self._supervisor.stdin.close()
            if self._supervisor.poll() is None:
                # The plugin may have stopped it, or hold the pipe open.
                self._supervisor.terminate()
                if hasattr(signal, "SIGCONT"):
                    self._supervisor.send_signal(signal.SIGCONT)

    def end(self) -> None:
        if self._supervisor is None:
            return
        try:
            self._supervisor.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._supervisor.kill()
            self._supervisor.wait()


def can_fork() -> bool:
    """Return whether one supervisor can run a script in several folders."""
    return can_inherit()


@contextmanager
def supervision(folder: str) -> Iterator[list[Supervised]]:
    """Prepare a private folder for supervisors, and have all of them ended."""
    copy_scripts(__package__, (SUPERVISOR, *_BESIDE_IT), folder)
    runs: list[Supervised] = []
    with no_orphans() as orphans:
        try:
            yield runs
        finally:
            for run in runs:
                run.give_up()
            for run in runs:
                run.end()
            # Those of a supervisor that was ended itself.
            orphans.end([run.mark for run in runs if run.is_out_of_control])


def copy_scripts(package: str | None, names: Sequence[str], folder: str) -> None:
    """Copy standalone scripts of a package into a private folder, compiled.

    An interpreter could not run them where they are: that may be a zip file. And it
    would compile the script that it runs, each time.

    :param names: Those of the modules, without the package.
    """
    for name in names:
        spec = importlib.util.find_spec(f"{package}.{name}")
        assert spec is not None
        loader: Any = spec.loader  # Those of files and of zip files can do this.
        code = loader.get_code(spec.name)
        write(script_in(folder, name), _HEADER + marshal.dumps(code))


def script_in(folder: str, name: str) -> str:
    """Return the path of a script that `copy_scripts` has put into a folder."""
    return os.path.join(folder, f"{name}.pyc")


def interpreter_flags() -> list[str]:
    """The flags that make another interpreter set up its paths as this one did."""
    if sys.flags.isolated:
        return ["-I"]
    flags = []
    if sys.flags.ignore_environment:
        flags.append("-E")
    if sys.flags.no_user_site:
        flags.append("-s")
    return flags


def write(path: str, data: bytes) -> None:
    """Write a new file that nobody else can read."""
    with open(path, "xb", opener=partial(os.open, mode=0o600)) as file:
        file.write(data)


def read(path: str, limit: int) -> bytes | None:
    """The content of a file that a plugin may have put there itself."""
    try:
        with open_regular(path) as file:
            if os.fstat(file.fileno()).st_size > limit:
                return None
            return file.read(limit)
    except OSError:
        return None


def _find_no_room(folder: str) -> dict[str, Any]:
    """Return a report of there being no room for one, if that is so, else an empty one.

    :param folder: The one that a report is missing about.
    """
    path = f"{folder}.room"
    try:
        write(path, bytes(_LONG_REPORT))
    except FileNotFoundError:  # It was not the disk that took the folder away.
        return {}
    except OSError as exc:
        place = os.path.dirname(os.path.dirname(folder))
        problem = f"its report cannot be written to {place}: {exc.strerror}"
        return {"ended": "start", "printed": problem}
    finally:
        with suppress(OSError):
            os.unlink(path)
    return {}


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for the end of a process; its exit status is noted in it."""
    if sys.platform == "linux":
        # Where the system can tell of it, nobody has to look from time to time.
        with suppress(OSError):
            handle = os.pidfd_open(process.pid)
            try:
                poll = select.poll()
                poll.register(handle, select.POLLIN)
                poll.poll(seconds * 1000)
                process.poll()
                return
            finally:
                os.close(handle)
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
