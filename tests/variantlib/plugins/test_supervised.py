"""A command under a supervisor, as whoever waits for its report sees it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from variantlib.plugins import orphans, supervised
from variantlib.plugins.private import private_folder
from variantlib.plugins.supervised import Supervised, interpreter_flags, supervision

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")

SLEEP = "import time; time.sleep(600)"
# All that watch over the command: its supervisor, and the guard of that. The first to
# end would have the other end the command, and with it what is to end the other.
KILL_WHO_WATCHES = """\
import os, signal, subprocess, time
def parent_of(pid):
    text = open(f"/proc/{pid}/stat").read()
    return int(text.rpartition(")")[2].split()[1])
watching = [parent_of(os.getppid()), os.getppid()]
kill = "kill -STOP {0} {1}; kill -KILL {0} {1}; sleep 60".format(*watching)
command = ["sh", "-c", kill]
subprocess.Popen(command, start_new_session=True)
time.sleep(60)
"""


@contextmanager
def running(source: str, timeout: float = 300.0) -> Iterator[Supervised]:
    """A Python that runs under a supervisor."""
    with private_folder() as top, supervision(top) as runs:
        folder = os.path.join(top, "0")
        os.mkdir(folder, 0o700)
        run = Supervised([folder], timeout, 1024**3)
        runs.append(run)
        run.start([sys.executable, "-I", "-S", "-c", source], os.environ)
        yield run


def marked(run: Supervised) -> list[str]:
    """The processes that came of a run, and that have not ended."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if run.mark.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_text())
        except OSError:
            continue
    return found


def report_of(run: Supervised) -> dict[str, Any]:
    return run.report(run.folders[0])


def report_file(run: Supervised) -> Path:
    return Path(f"{run.folders[0]}.report")


def test_an_ordinary_end() -> None:
    with running("print('here'); raise SystemExit(3)") as run:
        report = report_of(run)
        assert (report["ended"], report["status"]) == ("exit", 3)
        assert report["printed"] == "here\n"
        assert not run.is_out_of_control
        assert run.has_ended(0)


def test_a_kernel_that_does_not_tell_of_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(pid: int) -> int:
        raise OSError("not implemented")

    monkeypatch.setattr(os, "pidfd_open", fail)
    wait = "while not os.path.exists('go_on'): time.sleep(0.01)"
    with running(f"import os, time\n{wait}\nprint('here')") as run:
        assert not run.has_ended(0)
        Path(run.folders[0], "go_on").touch()
        assert report_of(run)["printed"] == "here\n"


@pytest.mark.parametrize("written", [b"{", b"[]", b"", b" " * 65537 + b"{}", b"\xff"])
def test_a_report_that_is_none(written: bytes) -> None:
    with running("") as run:
        report_of(run)
        report_file(run).write_bytes(written)
        assert report_of(run) == {}


@pytest.mark.parametrize("left", [None, b"{", b""])
def test_a_report_that_there_is_no_room_for(left: bytes | None) -> None:
    resource = pytest.importorskip("resource")
    with running("") as run:
        report_of(run)
        report_file(run).unlink()
        if left is not None:
            report_file(run).write_bytes(left)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
        try:
            report = report_of(run)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert report["ended"] == "start"
        assert report["printed"] == (
            f"its report cannot be written to {tempfile.gettempdir()}: File too large"
        )
        # Now there is.
        assert report_of(run) == {}


def test_a_report_that_was_removed_with_its_folder() -> None:
    with running("") as run:
        report_of(run)
        shutil.rmtree(os.path.dirname(run.folders[0]))
        assert report_of(run) == {}


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with running("") as run:
        report = report_of(run)
        assert report["ended"] == "start"
        assert "No such file" in report["printed"]
        assert run.has_ended(0)
        assert not run.is_out_of_control


@pytest.mark.parametrize(
    "source", [SLEEP, f"import os; os.kill(os.getppid(), 19); {SLEEP}"]
)
def test_who_waits_no_more_leaves_nothing_behind(source: str) -> None:
    started = time.monotonic()
    with running(source) as run:
        assert not run.has_ended(0.5)
    assert time.monotonic() - started < 90
    assert marked(run) == []


@pytest.mark.parametrize("is_heir", [True, False])
def test_who_kills_the_supervisor_is_ended(is_heir: bool) -> None:
    # With a child of our own, others could not be told apart from it.
    others = [] if is_heir else [subprocess.Popen(["sleep", "60"])]
    try:
        with running(KILL_WHO_WATCHES) as run:
            assert report_of(run) == {}
            assert run.is_out_of_control
        assert marked(run) == []
        assert [other.poll() for other in others] == [None] * len(others)
    finally:
        for other in others:
            other.kill()
            other.wait()


def test_a_supervisor_that_does_not_end_is_ended_with_all_that_it_watched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running(SLEEP) as run:
        assert not run.has_ended(0.3)
        monkeypatch.setattr(supervised, "GRACE_SECONDS", 0.0)
    assert marked(run) == []


def test_without_a_list_of_processes_nothing_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> list[int]:
        raise FileNotFoundError("/proc")

    monkeypatch.setattr(orphans, "process_ids", fail)
    with subprocess.Popen(["sleep", "60"], env={"MARK": "1"}) as process:
        try:
            orphans.Orphans().end(["MARK=1"])
            assert process.poll() is None
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({}, []),
        ({"isolated": 1, "ignore_environment": 1, "no_user_site": 1}, ["-I"]),
        ({"ignore_environment": 1}, ["-E"]),
        ({"no_user_site": 1}, ["-s"]),
        ({"ignore_environment": 1, "no_user_site": 1}, ["-E", "-s"]),
    ],
)
def test_another_interpreter_finds_modules_as_this_one_does(
    monkeypatch: pytest.MonkeyPatch, flags: dict[str, Any], expected: list[str]
) -> None:
    names = ("isolated", "ignore_environment", "no_user_site")
    found = SimpleNamespace(**{name: flags.get(name, 0) for name in names})
    monkeypatch.setattr(sys, "flags", found)
    assert interpreter_flags() == expected
