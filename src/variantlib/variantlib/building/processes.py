"""Run programs, with their output in a log, so that all of them can be stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from ..errors import VariantError
from ..text import printable

_PATIENCE = 5.0


class StepFailed(VariantError):
    """A step of a build that did not do what it should."""


class Processes:
    """The programs that are running."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._guard = threading.Lock()
        self._is_stopped = False

    def run(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        log: IO[bytes],
        handle: int,
    ) -> int:
        """Run a program to its end, and return its exit code.

        :param log: Where its output goes.
        :param handle: One that it inherits.
        :raises StepFailed: If it cannot be started.
        """
        is_posix = os.name == "posix"
        with self._guard:
            if self._is_stopped:
                raise StepFailed("interrupted")
            try:
                process = subprocess.Popen(
                    command,
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=is_posix,
                    pass_fds=(handle,) if is_posix else (),
                )
            except (OSError, ValueError) as error:
                name = printable(command[0])
                reason = getattr(error, "strerror", None) or error
                raise StepFailed(f"cannot start {name}: {reason}") from None
            self._running.add(process)
        try:
            return process.wait()
        finally:
            with self._guard:
                self._running.discard(process)

    def stop(self) -> None:
        """End all programs, and start no more."""
        with self._guard:
            self._is_stopped = True
            running = list(self._running)
        for process in running:
            _signal(process, signal.SIGTERM)
        for process in running:
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to a program and to those that it started."""
    try:
        if os.name == "posix":
            os.killpg(process.pid, number)
        else:
            process.terminate()
    except OSError:
        # It has ended by itself.
        pass
