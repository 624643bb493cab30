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
from .orphans import no_orphans

# Beyond the time limit, for a supervisor to end its processes, and then its guard.
GRACE_SECONDS = 8.0
SUPERVISOR = "_supervisor"
_BESIDE_IT = ("_events", "_families", "_guard", "_memory", "_removal")
_MAX_REPORT = 65536
_MARK = "_PIP_VARIANT_PROVIDER_RUN"
# Of compiled code that no source has to be compared with (PEP 552).
_HEADER = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)


class Supervised:
    """A command that is run under a supervisor.

    :param folder: The current directory of the command, in a private folder that holds
        the scripts.
    :ivar mark: Is in the environment of all processes that come of it.
    """

    def __init__(self, folder: str, timeout: float, memory: int) -> None:
        self.mark = f"{_MARK}={secrets.token_hex(16)}"
        self.seconds = 0.0
        self._folder = folder
        self._timeout = timeout
        self._memory = memory
        self._problem: str | None = None
        self._supervisor: subprocess.Popen[bytes] | None = None

    @property
    def is_out_of_control(self) -> bool:
        """Whether the supervisor did not come to do all that it is for."""
        return self._supervisor is not None and self._supervisor.returncode != 0

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        supervisor = script_in(os.path.dirname(self._folder), SUPERVISOR)
        name, _, value = self.mark.partition("=")
        self._started = time.monotonic()
        try:
            # A session of its own: an interrupt from the keyboard is for pip alone.
            self._supervisor = subprocess.Popen(
                [
                    *(sys.executable or "", "-I", "-S", supervisor),
                    *(self._folder, str(self._timeout), str(self._memory)),
                    *command,
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
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

    def report(self) -> dict[str, Any]:
        """Wait for the supervisor's report; it is empty if there cannot be one."""
        if self._supervisor is None:
            return {"ended": "start", "printed": self._problem}
        self.has_ended(self._timeout + GRACE_SECONDS)
        if self._supervisor.returncode != 0:
            return {}
        try:
            report = json.loads(read(f"{self._folder}.report", _MAX_REPORT) or b"")
        except ValueError:
            return {}
        return report if isinstance(report, dict) else {}

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
