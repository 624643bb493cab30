"""Wheels whose folder of metadata has another name than it has to have.

Installed as they are, no tool would find a version in the name of the folder.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.builders import (
    Index,
    PipEnv,
    hash_of,
    label_document,
    make_label_wheel,
    make_wheel,
)
from tests.functional.conftest import BEST, HUMOR2, HUMOR3, POOR

HASH = hash_of(BEST)
WRONG = [f"pkg-1.0~{HASH}.dist-info", "pkg-2.0.dist-info", "pkg-1.0-1.dist-info"]


def offer(index: Index, wheels: Path, project: str) -> None:
    index.add(make_wheel(wheels, project, "1.0", properties=POOR))
    index.add(make_wheel(wheels, project, "1.0"))


@pytest.fixture
def add(index: Index, wheels: Path) -> None:
    offer(index, wheels, "pkg")


@pytest.mark.parametrize("command", ["install", "download", "wheel"])
@pytest.mark.parametrize("sidecars", [True, False])
def test_the_next_best_is_taken(
    machine: PipEnv, index: Index, wheels: Path, command: str, sidecars: bool
) -> None:
    index.sidecars = sidecars
    wrong = {f"pkg{n}": info.replace("pkg", f"pkg{n}") for n, info in enumerate(WRONG)}
    for project, info in wrong.items():
        offer(index, wheels, project)
        index.add(make_wheel(wheels, project, "1.0", properties=BEST, info=info))
    said = machine.pip(command, "--index-url", index.url, *wrong)
    for project, info in wrong.items():
        flaw = f"its folder {info} is not called {project}-1.0.dist-info"
        assert flaw in " ".join(said.stdout.split())
        assert f"Using variant {hash_of(POOR)} of {project} 1.0" in said.stdout
        assert not [name for name in said.created if info in name]


def test_the_next_best_label_is_taken(
    machine: PipEnv, index: Index, wheels: Path, add: None
) -> None:
    index.variants_json = False
    info = "pkg-1.0~fast.dist-info"
    index.add(make_label_wheel(wheels, "pkg", "1.0", "fast", HUMOR3, info=info))
    index.add(make_label_wheel(wheels, "pkg", "1.0", "slow", HUMOR2))
    machine.pip("install", "--index-url", index.url, "pkg")
    assert machine.installed("pkg") == "slow"
    assert '"pkg"' in machine.pip("list", "--format=json").stdout


@pytest.mark.parametrize("name", ["./{}", "{}/.", "pkg-1.0.data/purelib/{}"])
def test_a_description_that_is_not_installed(
    machine: PipEnv, wheels: Path, name: str
) -> None:
    """The wheel would be another variant than pip has read."""
    wheel = make_label_wheel(wheels, "pkg", "1.0", "fast", HUMOR3)
    second = f"{name.format('pkg-1.0.dist-info')}/variant.json"
    with zipfile.ZipFile(wheel, "a") as target:
        target.writestr(second, label_document({"fast": HUMOR2}))
    said = machine.pip("install", "--no-index", wheel, expect_error=True)
    assert f"its file {second} replaces variant.json" in said.words
    assert machine.installed("pkg") is None


@pytest.mark.parametrize("command", [["lock", "-o", "-"], ["install", "--dry-run"]])
@pytest.mark.parametrize("is_described", [False, True])
def test_it_is_found_without_a_download(
    machine: PipEnv,
    index: Index,
    wheels: Path,
    add: None,
    command: list[str],
    is_described: bool,
) -> None:
    index.variants_json = is_described
    bad = make_wheel(wheels, "pkg", "1.0", properties=BEST, info=WRONG[0])
    index.add(bad)
    said = machine.pip(*command, "--index-url", index.url, "pkg")
    assert hash_of(POOR) in said.stdout
    flaw = f"its folder {WRONG[0]} is not called pkg-1.0.dist-info"
    assert flaw in said.words


@pytest.mark.parametrize("forced", [[], [f"--variant={HASH}"]])
def test_a_file_that_is_named_is_refused(
    machine: PipEnv, wheels: Path, forced: list[str]
) -> None:
    bad = make_wheel(wheels, "pkg", "1.0", properties=BEST, info=WRONG[0])
    said = machine.pip("install", "--no-index", *forced, bad, expect_error=True)
    assert "error: variant-metadata-invalid" in said.stderr
    assert f"its folder {WRONG[0]} is not called" in " ".join(said.stderr.split())
    assert machine.installed("pkg") is None


def test_one_that_is_installed_is_checked(machine: PipEnv, wheels: Path) -> None:
    """An earlier pip has installed it as it was."""
    good = make_wheel(wheels, "pkg", "1.0", properties=BEST)
    machine.pip("install", "--no-index", good)
    [info] = machine.site_packages.glob("pkg-1.0.dist-info")
    info.rename(info.with_name(WRONG[0]))
    for options in ([], ["--json"]):
        said = machine.pip("variant", "check", "--no-index", *options)
        assert "pkg" in said.stdout


def test_spelling_does_not_matter(machine: PipEnv, wheels: Path) -> None:
    good = make_wheel(wheels, "pkg", "1.0", properties=BEST, info="Pkg-1.0.0.dist-info")
    machine.pip("install", "--no-index", good)
    assert machine.installed("pkg") == HASH
