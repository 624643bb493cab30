"""The README's first command, from end to end."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import archspec.cpu
import pytest

from bootstrap import python_of
from tests.builders import hash_of
from tests.builders.environment import clean_variables
from tests.conftest import REPOSITORY

# In the order in which the demo takes them; the last one takes the plain wheel.
FICTIONAL = [
    "Using variant d7e33528 of fictional-guide 1.0, the best of 2 that fit this",
    "Using variant 36266d4d of fictional-guide 1.0, as requested",
    "Using variant 9091cdc4 of fictional-guide 1.0, the best of 2 that fit this",
]
FLAG = re.compile(r"-p '((?:x86_64|aarch64) :: (?!level|version)\w+ :: on)'")
NOTHING_FITS = "None of the 2 variants of fictional-renderer 1.0 fits this machine"


def run_demo(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, REPOSITORY / "tools" / "demo", folder],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def played(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """The folder of a demo that was played."""

    def play(folder: Path) -> None:
        done = run_demo(folder)
        assert done.returncode == 0, done.stdout + done.stderr
        (folder / "shown.txt").write_text(done.stdout, "utf-8")

    # The blank is for those who have one in the path of their checkout.
    return once("the demo", play)


@pytest.fixture(scope="module")
def shown(played: Path) -> str:
    """What the demo prints."""
    return (played / "shown.txt").read_text("utf-8")


def test_the_fictional_hardware_gets_its_variants(shown: str) -> None:
    chosen = re.findall(r"Using variant .* of fictional-guide.*", shown)
    assert len(chosen) == len(FICTIONAL)
    for line, expected in zip(chosen, FICTIONAL, strict=True):
        assert line.startswith(expected)
    assert "Successfully installed fictional-guide-1.0\n" in shown


def test_this_machine_gets_the_variant_of_its_level(shown: str) -> None:
    generic = archspec.cpu.host().generic.name
    levels = {"x86_64": "v1", "x86_64_v2": "v2", "x86_64_v3": "v3", "x86_64_v4": "v4"}
    if generic not in levels:
        pytest.skip(f"needs an x86-64 CPU; this one is {generic}")
    best = hash_of([f"x86_64 :: level :: {levels[generic]}"])
    flag = FLAG.findall(shown)[0]
    lowest = hash_of(["x86_64 :: level :: v1"])
    chosen = re.findall(r"Using variant (\w+) of xxhash", shown)
    assert chosen == [best, lowest, hash_of([flag]), best]
    assert re.search(rf"^  {flag.split(' :: ')[1]} +on$", shown, re.MULTILINE)


def test_no_plugin_tells_of_the_cpu(shown: str) -> None:
    assert re.search(r"^(x86_64|aarch64)  \(built in\)$", shown, re.MULTILINE)
    assert "archspec" not in shown


def test_simulated_machines_get_the_builds_for_their_gpus(shown: str) -> None:
    _, _, part = shown.partition("=== Graphics cards, on machines that are simulated")
    part = part.partition(" ===")[2].partition("=== ")[0]
    amd, nvidia = re.findall(
        r"^fictional_renderer-1.0~(\w+)-.*\n\n", part, re.MULTILINE
    )
    steps = re.split(r"^# \d\. Simulated: ", part, flags=re.MULTILINE)[1:]
    assert "VARIANTLIB_SYSROOT=" in steps[0]
    assert f"Using variant {amd} of fictional-renderer" in steps[0]
    assert NOTHING_FITS in steps[1]
    assert "NV_VARIANT_PROVIDER_FORCE_SM_ARCH=" in steps[2]
    assert f"Using variant {nvidia} of fictional-renderer" in steps[2]


def test_it_says_how_to_go_on(shown: str) -> None:
    assert re.search(
        r"All as expected.*\n *activate: .*\n *try: .*\n *remove: .*\n\Z", shown
    )


def test_the_readmes_questions_are_answered_afterwards(
    shown: str, played: Path, tmp_path: Path
) -> None:
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    questions = re.findall(r"^\* `pip (variant [^`]+)`", readme, re.MULTILINE)
    assert [question.split()[1] for question in questions] == [
        *("detect", "explain", "check", "matrix")
    ]
    variables = clean_variables(tmp_path)
    del variables["PIP_VARIANTLIB_BUILTIN_PROVIDERS"], variables["PIP_CONFIG_FILE"]
    answers = [
        subprocess.run(
            [python_of(played / "env"), "-m", "pip", *shlex.split(question)],
            env=variables,
            capture_output=True,
            encoding="utf-8",
        )
        for question in questions
    ]
    assert [answer.returncode for answer in answers] == [0] * 4, answers
    detected, explained, checked, matrix = (answer.stdout for answer in answers)
    assert "HAL9000" in detected
    assert "fictional_guide-1.0~9091cdc4-py3-none-any.whl is chosen" in explained
    assert "fictional-guide 1.0~9091cdc4\n  fits this machine" in checked
    assert "x86_64_v4" in matrix


@pytest.mark.parametrize(("option", "code"), [("--help", 0), ("--unknown", 2)])
def test_it_knows_its_options(option: str, code: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, REPOSITORY / "tools" / "demo", option],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == code
    assert "usage: python3 tools/demo [-h] [folder]" in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_tutorials_plugin_reports_this_cpu() -> None:
    path = REPOSITORY / "tools" / "demo" / "archspec_plugin" / "archspec_plugin.py"
    spec = importlib.util.spec_from_file_location("archspec_plugin", path)
    assert spec is not None
    assert spec.loader is not None
    plugin = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plugin)
    [config] = plugin.Target().run().configs
    assert config.values[0] == archspec.cpu.host().name


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    done = run_demo(tmp_path)
    assert done.returncode == 1
    assert "holds other things than a demo" in done.stderr
    assert (tmp_path / "thesis.txt").exists()


def test_the_readme_shows_what_the_demo_prints(shown: str) -> None:
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    block = readme.partition("```console\n")[2].partition("```")[0]
    rest = iter(shown.splitlines())
    missing = [line for line in block.splitlines() if line not in rest]
    assert block
    assert not missing
