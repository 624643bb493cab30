"""The kit is right, and its runner tells what is wrong."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.adapters import ours
from conformance.cases import DATA, Case, read_cases
from conformance.pep825 import order_files
from conformance.random_cases import random_cases

TOOLS = Path(__file__).resolve().parents[2] / "tools"
CASES = list(read_cases(*sorted(DATA.glob("*.json"))))
REFERENCE = [sys.executable, "-m", "conformance.adapters.reference"]


def ask(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "conformance.run", *map(str, arguments)],
        cwd=TOOLS,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_transcription_gives_the_written_answers(case: Case) -> None:
    assert order_files(case) == case.order


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_our_library_gives_the_written_answers(case: Case) -> None:
    assert ours.order(case) == case.order


def test_the_names_of_cases_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.no_cover
def test_our_library_orders_thousands_of_random_releases_as_the_transcription() -> None:
    for case in random_cases(4000, seed=825):
        assert ours.order(case) == case.order, case.raw


def test_random_releases_are_worth_asking() -> None:
    """Most have several wheels that fit, and some that do not."""
    cases = list(random_cases(300, seed=2))
    assert sum(len(case.order) > 2 for case in cases) > 150
    assert sum(len(case.order) < len(case.wheels) for case in cases) > 150
    assert [case.raw for case in cases] == [c.raw for c in random_cases(300, seed=2)]


def test_the_runner_agrees_with_who_is_right() -> None:
    done = ask("--random", 50, "--", *REFERENCE)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{len(CASES) + 50} cases: {len(CASES) + 50} agrees\n"


_VARIABLE = re.compile(r"([A-Z]+)=(.*)")
_README = (TOOLS / "conformance" / "README.md").read_text("utf-8")


@pytest.mark.parametrize("adapter", ["reference", "ours"])
def test_the_readme_says_how_to_ask(adapter: str) -> None:
    [line] = re.findall(
        rf"^ {{4}}(.* python -m \S+\.{adapter})$", _README, re.MULTILINE
    )
    variables, words = {}, shlex.split(line)
    while match := _VARIABLE.fullmatch(words[0]):
        variables[match[1]] = match[2]
        del words[0]
    done = subprocess.run(
        [sys.executable if word == "python" else word for word in words],
        cwd=TOOLS,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )
    assert done.stdout == f"{len(CASES)} cases: {len(CASES)} agrees\n", done.stderr


BACKWARDS = """
import json, sys
for line in sys.stdin:
    print(json.dumps({"order": json.loads(line)["release"]["files"][::-1]}))
"""
SKIPS = 'import sys\nfor line in sys.stdin: print(\'{"skip": "too hard"}\')'


def test_the_runner_shows_what_is_wrong() -> None:
    done = ask("--", sys.executable, "-c", BACKWARDS)
    assert done.returncode == 1
    assert "DISAGREES null alone\n  expected ['pkg-1.0-py3-none-any-null" in done.stdout


def test_the_runner_shows_what_was_skipped() -> None:
    done = ask("--", sys.executable, "-c", SKIPS)
    assert done.returncode == 0
    assert "skipped null alone: too hard" in done.stdout
    assert f"{len(CASES)} cases: {len(CASES)} skipped" in done.stdout


def test_an_explanation_has_to_be_true(tmp_path: Path) -> None:
    explained = tmp_path / "explained.json"
    explained.write_text('{"null alone": "it is said to differ"}')
    done = ask("--explained", explained, "--", *REFERENCE)
    assert done.returncode == 1
    assert "AGREES NOW null alone" in done.stdout


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["no-such-installer"], "no-such-installer cannot be run"),
        ([sys.executable, "-c", "raise SystemExit(3)"], "exit code 3, 0 answers"),
        ([sys.executable, "-c", SKIPS.replace("skip", "sk")], "no answer"),
        ([sys.executable, "-c", "import time; time.sleep(60)"], "no end after 2 s"),
    ],
    ids=["missing", "fails", "nonsense", "hangs"],
)
def test_a_command_that_does_not_answer(command: list[str], message: str) -> None:
    done = ask("--timeout", 2, "--", *command)
    assert done.returncode == 2
    assert done.stderr.startswith("conformance: ")
    assert message in done.stderr


@pytest.mark.parametrize("option", ["--cases", "--explained"])
@pytest.mark.parametrize("content", [None, "", "{"])
def test_a_file_that_cannot_be_read(
    tmp_path: Path, option: str, content: str | None
) -> None:
    path = tmp_path / "given.json"
    if content is not None:
        path.write_text(content)
    done = ask(option, path, "--", *REFERENCE)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("conformance: ")


def test_an_adapter_says_that_its_installer_is_missing() -> None:
    command = [sys.executable, "-m", "conformance.adapters.uv"]
    done = ask("--", *command, PATH="")
    assert done.returncode == 2
    assert done.stderr.startswith("uv is not on PATH\n")
