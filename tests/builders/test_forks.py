"""A fork of a waiting pip is where a process of its own would be."""

from __future__ import annotations

import json
import py_compile
from pathlib import Path
from typing import Any

import pytest

from tests.builders import PipEnv
from tests.builders.forks import LATER, forks_of

# Each Python of the environment tells at its end how it was.
TELL = """
import atexit, json, os, signal, sys

def tell():
    if name := os.environ.get("PIP_TELL"):
        signals = (signal.SIGINT, signal.SIGPIPE, signal.SIGTERM)
        state = {
            "modules": sorted(sys.modules), "path": sys.path, "argv": sys.argv,
            "cwd": os.getcwd(), "environ": dict(os.environ), "flags": str(sys.flags),
            "tty": sys.stdout.isatty(), "errors": sys.stderr.errors,
            "encodings": [sys.stdin.encoding, sys.stdout.encoding],
            "signals": [str(signal.getsignal(number)) for number in signals],
            "parent": os.getppid(),
        }
        with open(name, "w") as file:
            json.dump(state, file)

atexit.register(tell)
"""


@pytest.fixture
def told(env: PipEnv, tmp_path: Path) -> PipEnv:
    (env.site_packages / "tell.py").write_text(TELL)
    py_compile.compile(str(env.site_packages / "tell.py"), doraise=True)
    (env.site_packages / "tell.pth").write_text("import tell\n")
    env.variables["PIP_TELL"] = str(tmp_path / "told.json")
    if forks_of(env.executable, env.site_packages, env.variables) is None:
        pytest.skip("nothing is forked on this system")
    return env


def state(env: PipEnv) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(Path(env.variables["PIP_TELL"]).read_text())
    return known


@pytest.mark.parametrize(
    "command",
    [
        ["install", "--dry-run", "--no-index", "nothing"],
        ["list", "--format", "json"],
        ["variant", "detect"],
        ["variant", "gone"],
        ["--version"],
        ["insall"],
    ],
    ids=" ".join,
)
def test_it_has_the_state_of_a_new_process(
    told: PipEnv, command: list[str], tmp_path: Path
) -> None:
    expected = command[-1] in ("nothing", "gone", "insall")
    results = []
    # The second fork follows another one of the same process.
    for _ in range(2):
        results.append(told.pip(*command, expect_error=expected, cwd=tmp_path))
        forked = state(told)
    plain = (told.executable, "-m", "pip", *command)
    results.append(told.run(*plain, expect_error=expected, cwd=tmp_path))
    started = state(told)
    assert forked.pop("parent") != started.pop("parent")
    if later := LATER.get(command[0]):
        # What these import in turn is there as well.
        assert {*started["modules"], *later} <= {*forked["modules"]}
        forked["modules"] = started["modules"]
    assert forked == started
    assert results[0] == results[1] == results[2]


def test_another_pip_or_another_start_is_another_process(told: PipEnv) -> None:
    def waiting(**variables: str) -> object:
        given = {**told.variables, **variables}
        return forks_of(told.executable, told.site_packages, given)

    first = waiting()
    assert waiting(PIP_QUIET="1") is first
    assert waiting(PYTHONUTF8="0") is not first
    (told.site_packages / "more.pth").write_text("/nowhere\n")
    assert waiting() is not first
    (told.site_packages / "pip" / "__init__.py").unlink()
    assert waiting() is None
