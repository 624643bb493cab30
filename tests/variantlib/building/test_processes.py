"""Programs of a build: their logs, and how all of them are ended."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from variantlib.building import processes
from variantlib.building.processes import Processes, StepFailed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="looks at signals")

READY = "import pathlib, signal, time; "
WAIT = "pathlib.Path('ready').touch(); time.sleep(60)"
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN); "


class Run:
    """A Python program that is run by a thread."""

    def __init__(self, running: Processes, folder: Path, source: str) -> None:
        self.code: int | None = None
        self._log = folder / "log"
        self._running = running
        self._folder = folder
        self._command = [sys.executable, "-c", source]
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        with self._log.open("wb") as log:
            self.code = self._running.run(
                self._command, self._folder, os.environ, log, log.fileno()
            )

    def start(self) -> None:
        self.thread.start()
        deadline = time.monotonic() + 60
        while not (self._folder / "ready").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_what_a_program_prints_is_logged(tmp_path: Path) -> None:
    run = Run(Processes(), tmp_path, "print('here'); raise SystemExit(3)")
    run.thread.run()
    assert run.code == 3
    assert (tmp_path / "log").read_text() == "here\n"


@pytest.mark.parametrize(
    ("program", "problem"),
    [
        ("missing\x1b", r"cannot start missing\x1b: No such file or directory"),
        ("a\0b", r"cannot start a\x00b: embedded null byte"),
    ],
)
def test_a_program_that_cannot_be_started(
    tmp_path: Path, program: str, problem: str
) -> None:
    with (tmp_path / "log").open("wb") as log, pytest.raises(StepFailed) as caught:
        Processes().run([program], tmp_path, {}, log, log.fileno())
    assert str(caught.value) == problem


# Only who never ends by himself is given up soon.
@pytest.mark.parametrize(
    ("deafness", "patience", "code"), [("", 60.0, -15), (DEAF, 0.3, -9)]
)
def test_all_are_ended_and_none_is_started_then(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    deafness: str,
    patience: float,
    code: int,
) -> None:
    monkeypatch.setattr(processes, "_PATIENCE", patience)
    running = Processes()
    run = Run(running, tmp_path, READY + deafness + WAIT)
    run.start()
    running.stop()
    run.thread.join(60)
    assert run.code == code
    with (tmp_path / "log").open("wb") as log, pytest.raises(StepFailed) as caught:
        running.run([sys.executable], tmp_path, {}, log, log.fileno())
    assert str(caught.value) == "interrupted"
    # There is nothing left to end.
    running.stop()
