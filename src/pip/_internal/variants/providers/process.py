"""Asks plugins, each in a process of its own and all side by side.

pip starts one supervisor (``_supervisor.py``) for each plugin, which starts the
worker (``_worker.py``) and ends all that comes of it. Both are copied into a private
folder first, with the module that each needs, because pip may be a zip file. Their
docstrings say what is exchanged.
"""

from __future__ import annotations

import json
import os
import pkgutil
import secrets
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import pip._vendor

from pip._internal.variants.providers.discovery import Plugin

MEMORY = 4 * 1024**3
MAX_ANSWER = 4 * 1024**2
_SCRIPTS = ("_supervisor.py", "_worker.py")
_BESIDE_THEM = ("_families.py", "_adapter.py")
# Beyond the time limit, for a supervisor to end what it has to.
_GRACE_SECONDS = 5.0
_MARK = "_PIP_VARIANT_PROVIDER_RUN"


@dataclass(frozen=True)
class Outcome:
    """What came of asking one plugin.

    :param report: The supervisor's report, empty if it could not give one.
    :param answer: The worker's answer, as foreign as the plugin; None if there is
        none, or none that may be read.
    """

    report: dict[str, Any]
    answer: bytes | None
    seconds: float


def ask_plugins(
    plugins: Sequence[Plugin], path: Sequence[str], timeout: float
) -> list[Outcome]:
    """Ask the plugins, and return an outcome for each, in the same order.

    No process is left when this returns or raises, which it does after a little more
    than ``timeout`` seconds at the latest. Raises OSError, or RuntimeError for a
    thread, if the system cannot start any more.
    """
    with tempfile.TemporaryDirectory(
        prefix="pip-variants-", ignore_cleanup_errors=True
    ) as folder:
        copy_scripts(_SCRIPTS + _BESIDE_THEM, folder)
        runs = [
            _Run(plugin, path, timeout, os.path.join(folder, str(number)))
            for number, plugin in enumerate(plugins)
        ]
        with _ended(runs):
            for run in runs:
                run.start()
            return [run.outcome() for run in runs]


def copy_scripts(names: Sequence[str], folder: str) -> None:
    """Copy standalone scripts into a private folder: pip may be a zip file."""
    for name in names:
        source = pkgutil.get_data(__package__, name)
        assert source is not None
        write(os.path.join(folder, name), source)


@contextmanager
def _ended(runs: list[_Run]) -> Iterator[None]:
    try:
        yield
    finally:
        for run in runs:
            run.give_up()
        for run in runs:
            run.end()


class _Run:
    """One plugin being asked."""

    def __init__(
        self, plugin: Plugin, path: Sequence[str], timeout: float, folder: str
    ) -> None:
        self._folder = folder
        self._timeout = timeout
        self._mark = secrets.token_hex(16)
        self._report = b""
        self._supervisor: subprocess.Popen[bytes] | None = None
        os.mkdir(folder, 0o700)
        request = {
            "entry": plugin.entry_point,
            "name": plugin.provider,
            "path": list(path),
            "vendor": [os.path.abspath(entry) for entry in pip._vendor.__path__],
            "memory": MEMORY,
            "answer": MAX_ANSWER,
        }
        data = json.dumps(request).encode("ascii")
        write(os.path.join(folder, "request.json"), data)

    def start(self) -> None:
        supervisor, worker = (
            os.path.join(os.path.dirname(self._folder), script) for script in _SCRIPTS
        )
        python = sys.executable or ""
        self._started = time.monotonic()
        self._seconds = 0.0
        # A session of its own: an interrupt from the keyboard is for pip alone.
        self._supervisor = subprocess.Popen(
            [
                *(python, "-I", "-S", supervisor),
                *(self._folder, str(self._timeout), str(MEMORY)),
                *(python, *interpreter_flags(), worker, self._folder),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env={**os.environ, _MARK: self._mark},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._reader = threading.Thread(target=self._read_report, daemon=True)
        self._reader.start()

    def _read_report(self) -> None:
        assert self._supervisor is not None
        assert self._supervisor.stdout is not None
        with self._supervisor.stdout as stdout:
            self._report = stdout.read()
        self._seconds = time.monotonic() - self._started

    def outcome(self) -> Outcome:
        deadline = self._started + self._timeout + _GRACE_SECONDS
        self._reader.join(max(0.0, deadline - time.monotonic()))
        answer = _read_answer(os.path.join(self._folder, "answer.json"))
        return Outcome(parse_report(self._report), answer, self._seconds)

    def give_up(self) -> None:
        """Tell the supervisor that nobody waits any more."""
        if self._supervisor is not None:
            assert self._supervisor.stdin is not None
            self._supervisor.stdin.close()
            if self._supervisor.poll() is None and hasattr(signal, "SIGCONT"):
                # The plugin may have stopped it.
                self._supervisor.send_signal(signal.SIGCONT)

    def end(self) -> None:
        if self._supervisor is None:
            return
        try:
            self._supervisor.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._supervisor.kill()
            self._supervisor.wait()
        self._reader.join()
        if not self._report:
            _kill_marked(f"{_MARK}={self._mark}".encode())


def parse_report(data: bytes) -> dict[str, Any]:
    try:
        report: dict[str, Any] = json.loads(data)
    except ValueError:  # A supervisor that was killed says nothing, or half of it.
        return {}
    return report


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


def _kill_marked(mark: bytes) -> None:
    """End the processes with this variable in their environment, where /proc is.

    The last resort: for when a supervisor was killed, so that what it watched over
    belongs to nobody. A process that has cleared its environment as well escapes.
    """
    for _ in range(100):
        found = [pid for pid in _process_ids() if mark in _environment(pid)]
        if not found:
            return
        for pid in found:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def _process_ids() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdecimal()]
    except OSError:
        return []


def _environment(pid: int) -> list[bytes]:
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read().split(b"\0")
    except OSError:
        return []


def write(path: str, data: bytes) -> None:
    """Write a new file that nobody else can read."""
    with open(path, "xb", opener=partial(os.open, mode=0o600)) as file:
        file.write(data)


def _read_answer(path: str) -> bytes | None:
    """The content of a file that a plugin may have put there itself."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with open(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_ANSWER:
                return None
            return file.read(MAX_ANSWER)
    except OSError:
        return None
