"""The README's first command, from end to end."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import archspec.cpu
import pytest

from tests.builders import hash_of
from tests.conftest import REPOSITORY

# In the order in which the demo takes them; the last one takes the plain wheel.
FICTIONAL = [
    "Using variant d7e33528 of fictional-guide 1.0, the best of 2 that fit this",
    "Using variant 36266d4d of fictional-guide 1.0, as requested",
    "Using variant 9091cdc4 of fictional-guide 1.0, the best of 2 that fit this",
]


def run_demo(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, REPOSITORY / "tools" / "demo", folder],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def shown(once: Callable[[str, Callable[[Path], object]], Path]) -> str:
    """What the demo prints."""

    def play(folder: Path) -> None:
        done = run_demo(folder)
        assert done.returncode == 0, done.stdout + done.stderr
        (folder / "shown.txt").write_text(done.stdout, "utf-8")

    return (once("demo", play) / "shown.txt").read_text("utf-8")


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
    exact = hash_of([f"archspec :: target :: {archspec.cpu.host().name}"])
    lowest = hash_of(["x86_64 :: level :: v1"])
    chosen = re.findall(r"Using variant (\w+) of xxhash", shown)
    assert chosen == [best, lowest, exact, best]


def test_it_says_how_to_go_on(shown: str) -> None:
    assert re.search(
        r"All as expected.*\n *activate: .*\n *try: .*\n *remove: .*\n\Z", shown
    )


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
