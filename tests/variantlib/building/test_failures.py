"""Rows that fail, and runs that are ended."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from variantlib.building.processes import StepFailed
from variantlib.building.rows import Row
from variantlib.building.runs import Run

from .projects import FLAVOURS, PYPROJECT, WHEELS, Project


def test_two_rows_that_make_one_file(tmp_path: Path) -> None:
    nothing: Any = None
    run = Run(nothing, nothing, nothing, tmp_path, "variants.toml")
    one, other = (cast("Row", SimpleNamespace(name=name)) for name in ("mkl", "blis"))
    run.claim(one, WHEELS[0])
    with pytest.raises(StepFailed) as caught:
        run.claim(other, WHEELS[0])
    assert str(caught.value) == (
        f"makes {WHEELS[0]}, which mkl makes, too: give them another label and other "
        "properties, or leave one out"
    )


def test_a_row_that_fails_keeps_none_of_the_others(
    make: Callable[[str], Project],
) -> None:
    text = FLAVOURS.replace('values = ["sweet", "sour"]\n', "")
    text += '[axes.flavour.values]\nsour = { environment = { BREAK = "sour" } }\n'
    project = make(text + "sweet = {}\n")
    lines = project.run(status=1)
    [failure] = [line for line in lines if line.startswith("sour: failed")]
    log = project.folder.resolve() / "dist/logs/sour.log"
    assert failure.endswith(f"with exit code 1; see {log}: no compiler for sour")
    assert "no compiler for sour" in log.read_text()
    assert lines[-2:] == ["4 rows: 3 made, 1 failed", "failed: sour"]
    assert project.wheels == [WHEELS[0], *WHEELS[2:]]


@contextmanager
def building(
    project: Project, row: str, go_on: Path
) -> Iterator[subprocess.Popen[str]]:
    """A build that has begun, and goes on once this file is there: in the end."""
    started = project.folder.parent / "builds.started"
    process = subprocess.Popen(
        project.command(row),
        cwd=project.folder,
        env={**os.environ, "WAIT_FOR": str(go_on)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            while not started.exists():
                assert process.poll() is None
                time.sleep(0.01)
            yield process
        finally:
            process.kill()
            go_on.touch()


def test_after_a_kill_no_half_wheel_is_there_and_the_rest_is_made(
    make: Callable[[str], Project],
) -> None:
    project = make(FLAVOURS)
    project.run("sweet")
    go_on = project.folder.parent / "go_on"
    with building(project, "sour", go_on) as process:
        process.kill()
        process.wait()
        assert project.wheels == [WHEELS[2]]
        assert [p.name for p in (project.folder / "dist").glob("*part*")] == []
    lines = project.run("-j", "2")
    assert lines[-1] == "4 rows: 3 made, 1 unchanged"
    assert project.wheels == WHEELS
    assert project.module(WHEELS[1])["SEEN"]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupt_ends_all_programs(make: Callable[[str], Project]) -> None:
    project = make(FLAVOURS)
    with building(project, "sweet", project.folder.parent / "go_on") as process:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 2
    assert errors == "variantlib: interrupted; the same command goes on from here\n"
    assert project.wheels == []


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ('test = "python -c 1/0"', "plain.log: ZeroDivisionError: division by zero"),
        ("test = ['sh', '-c', 'echo out of luck; exit 3']", "exit code 3; see"),
        (
            'repair = "no-such-program-here"',
            "repairing: cannot start no-such-program-here: No such",
        ),
        ('repair = "true"', "true made 0 wheels, not one"),
        (
            'repair = "touch {dest_dir}/demo-1.0-py3-none-any-x.whl"',
            "touch made a variant, demo-1.0-py3-none-any-x.whl: it must make",
        ),
        (
            (
                "repair = ['sh', '-c', 'head -c 300 $0 > $1/x-1-py3-none-any.whl',"
                " '{wheel}', '{dest_dir}']"
            ),
            "x-1-py3-none-any.whl: not a readable zip file (File is not a zip file)",
        ),
        ('repair = "cp {wheel} {dest_dir}/x.whl"', "x.whl: not a wheel's name"),
        (
            'repair = "cp {wheel} {dest_dir}/demo-2.0-py3-none-any.whl"',
            "its folder 'demo-1.0.dist-info' is of another project or version",
        ),
        ('python = "9.9"', "there is no python9.9 here, which 'python' names"),
        ('python = "/bin/sh"', "/bin/sh does not run as a Python does"),
        (
            'config-settings = { name = "demo-1.0-py3-none-any-x.whl" }',
            "demo-1.0-py3-none-any-x.whl: demo-1.0.dist-info/variant.json is missing",
        ),
        (
            'config-settings = { name = "demo-2.0-py3-none-any.whl" }',
            "Built wheel for demo is invalid: Wheel has unexpected file name",
        ),
        ("when = \"sys_platform == 'none'\"", "not for this machine (sys_platform =="),
    ],
)
def test_a_step_that_fails_is_named(
    make: Callable[[str], Project], settings: str, problem: str
) -> None:
    project = make(f"{FLAVOURS}[all]\n{settings}\n")
    lines = project.run("plain", status=1)
    assert problem in lines[-3]
    assert lines[-2:] == ["1 row: 1 failed", "failed: plain"]
    assert project.wheels == []


def test_a_back_end_that_is_not_there_is_named(make: Callable[[str], Project]) -> None:
    project = make("plain = true\n")
    project.write("pyproject.toml", PYPROJECT.replace('"back_end"', '"missing"'))
    [_, failed, *_] = project.run(status=1)
    assert "plain.log: Cannot import build backend 'missing'. Cannot" in failed
    project.write("pyproject.toml", PYPROJECT)
    project.write("back_end.py", "raise RuntimeError('CUDA_HOME is not set')")
    [_, failed, *_] = project.run(status=1)
    assert failed.endswith("plain.log: RuntimeError: CUDA_HOME is not set")


def test_rows_that_would_be_one_file_are_told(make: Callable[[str], Project]) -> None:
    twins = '[axes.twin]\nvalues = ["a", "b"]\nenvironment.A = "{value}"\n'
    # The maker says that tags tell the wheels apart, which is not so.
    project = make(FLAVOURS + twins + "label = ''\n")
    lines = project.run("sweet-a", "sweet-b", status=1)
    failure = next(line for line in lines if "failed: makes" in line)
    assert WHEELS[2] in failure
    assert lines[-2] == "2 rows: 1 made, 1 failed"
