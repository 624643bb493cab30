"""The files of a project: which count, and which a build gets."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from variantlib.building.sources import Sources, open_sources
from variantlib.errors import VariantError

FILES = {
    "pyproject.toml": "",
    "variants.toml": "plain = true",
    "src/ship.c": "int ship;",
    "build/ship.o": "object",
    "dist/ship-1.0-py3-none-any.whl": "wheel",
    "src/ship.egg-info/PKG-INFO": "left behind",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "ship" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "ship"


def opened(folder: Path) -> Sources:
    return open_sources(folder, folder / "dist", folder / "variants.toml")


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    command = ["git", "-C", str(folder), *who, *arguments]
    subprocess.run(command, check=True, capture_output=True)


def test_what_builds_leave_behind_is_no_source(folder: Path) -> None:
    names = ("pyproject.toml", "src/ship.c", "variants.toml")
    assert opened(folder).files == names


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_git_knows_what_is_no_source(folder: Path, tmp_path: Path) -> None:
    (folder / ".gitignore").write_text("*.so\n*.egg-info\n/dist\n")
    (folder / "src/ship.so").write_text("stale")
    (folder / "src/link.c").symlink_to("ship.c")
    git(folder, "init", "-q")
    git(folder, "add", "src")
    git(folder, "commit", "-qm", "first")
    git(folder, "tag", "v1.0")
    sources = opened(folder)
    digest = sources.digest
    # A folder `build` may be a project's own.
    assert sources.files == (
        *(".gitignore", "build/ship.o", "pyproject.toml", "src/link.c", "src/ship.c"),
        "variants.toml",
    )
    sources.copy_to(tmp_path / "copy")
    assert os.readlink(tmp_path / "copy/src/link.c") == "ship.c"
    describe = ["git", "-C", str(tmp_path / "copy"), "describe", "--tags"]
    assert subprocess.check_output(describe, text=True) == "v1.0\n"
    # Versions are made of tags, so a tag changes the wheels.
    git(folder, "tag", "-d", "v1.0")
    assert opened(folder).digest != digest


@pytest.mark.parametrize("with_git", [False, True])
def test_other_projects_below_may_have_sources_in_build(
    folder: Path, tmp_path: Path, with_git: bool
) -> None:
    below = folder / "extern/zstd"
    (below / "build/cmake").mkdir(parents=True)
    (below / "build/cmake/CMakeLists.txt").write_text("project(zstd)")
    if with_git:
        for place in (below, folder):
            git(place, "init", "-q")
            git(place, "add", ".")
            git(place, "commit", "-qm", "first")
        (below / ".git/info/exclude").write_text("*.o\n")
        (below / "zstd.o").write_text("stale")
    opened(folder).copy_to(tmp_path / "copy")
    copied = [path.name for path in (tmp_path / "copy/extern").rglob("*.*")]
    assert copied == ["CMakeLists.txt"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_to_files_outside(folder: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    (shared / "include").mkdir(parents=True)
    (shared / "include/ship.h").write_text("#define SHIP 1")
    (shared / "include/again").symlink_to(".")
    (shared / "LICENSE").write_text("MIT")
    (folder / "LICENSE").symlink_to("../shared/LICENSE")
    (folder / "include").symlink_to("../shared/include")
    (folder / "absolute.h").symlink_to(shared / "include/ship.h")
    (folder / "above").symlink_to("..")
    sources = opened(folder)
    copy = tmp_path / "elsewhere/copy"
    sources.copy_to(copy)
    assert (copy / "LICENSE").read_text() == "MIT"
    assert (copy / "include/ship.h").read_text() == "#define SHIP 1"
    assert os.readlink(copy / "absolute.h") == str(shared / "include/ship.h")
    assert (copy / "above").is_symlink()
    (folder / "include").unlink()
    before = opened(folder).digest
    (shared / "include/ship.h").write_text("#define SHIP 2")
    assert opened(folder).digest != before


@pytest.mark.parametrize("with_git", [False, True])
def test_sources_that_change_while_rows_are_built(folder: Path, with_git: bool) -> None:
    if with_git:
        (folder / ".gitignore").write_text("/dist\n*.o\n")
        git(folder, "init", "-q")
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "first")
        (folder / "a.log").write_text("building")
    sources = opened(folder)
    assert sources.digest
    (folder / "variants.toml").write_text("null = true")
    if with_git:
        (folder / "a.log").write_text("building more")
    sources.check_unchanged()
    (folder / "src/ship.c").write_text("int boat;")
    text = r"have changed since .* \(src/ship\.c\): run it again"
    with pytest.raises(VariantError, match=text):
        sources.check_unchanged()
    if with_git:
        (folder / "src/ship.c").write_text("int ship;")
        git(folder, "commit", "--allow-empty", "-m", "second")
        with pytest.raises(VariantError, match=r"\(the commit or its tag\)"):
            sources.check_unchanged()


def test_a_project_that_git_ignores(folder: Path) -> None:
    names = opened(folder).files
    (folder.parent / ".gitignore").write_text("/ship\n")
    git(folder.parent, "init", "-q")
    assert opened(folder).files == names


def test_the_digest_is_that_of_the_sources_alone(folder: Path) -> None:
    digest = opened(folder).digest
    (folder / "dist/other.whl").touch()
    (folder / "build/ship.o").write_text("newer")
    (folder / "variants.toml").write_text("null = true")
    assert opened(folder).digest == digest
    (folder / "src/ship.c").write_text("int boat;")
    assert opened(folder).digest != digest


LIST = {
    "format": 1,
    "rows": [{"id": "a", "kind": "plain", "axes": {}, "properties": [], "build": "0"}],
}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (json.dumps(LIST), False),
        (json.dumps(LIST, indent=2), False),
        (json.dumps({"format": 1, "rows": [{"id": "a"}]}), True),
        (json.dumps({"format": 1, "rows": []}), True),
        (json.dumps({**LIST, "weights": [1]}), True),
        ('{"format": 1, "rows": [', True),
    ],
)
def test_a_written_list_is_no_input(folder: Path, text: str, counts: bool) -> None:
    before = opened(folder)
    digest = before.digest
    (folder / "ci").mkdir()
    (folder / "ci/rows.json").write_text(text)
    sources = opened(folder)
    assert (sources.digest != digest) is counts
    assert sources.files == tuple(sorted([*before.files, "ci/rows.json"]))


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("plain = true", False),
        ("[axes.cpu]\nvalues = ['v2']\nproperties = ['a :: b :: c']", False),
        ("plain = true\nweights = 1", True),
        ("plain = false", True),
        ("plain = true\nnull =", True),
        ("[package]\nplain = true", True),
    ],
)
def test_no_file_of_rows_is_an_input(folder: Path, text: str, counts: bool) -> None:
    digest = opened(folder).digest
    (folder / "ci").mkdir()
    (folder / "ci/other.toml").write_text(text)
    assert (opened(folder).digest != digest) is counts


def test_empty_lines_take_no_longer_than_others(folder: Path) -> None:
    (folder / "long.toml").write_text("\n" * 50_000)
    started = time.process_time()
    assert opened(folder).digest
    assert time.process_time() - started < 10


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no pipes")
@pytest.mark.parametrize("name", ["src/pipe", "src/ship.c"])
@pytest.mark.parametrize("with_git", [False, True])
def test_pipes_are_no_sources(folder: Path, name: str, with_git: bool) -> None:
    if with_git:
        git(folder, "init", "-q")
        git(folder, "add", ".")
    names = [path for path in opened(folder).files if path != name]
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    assert list(opened(folder).files) == names
    assert opened(folder).digest


@pytest.mark.parametrize("text", ["when = 2026-11-29\n", "[tool.black]\na = 1\n"])
def test_of_pyproject_all_but_the_rows_counts(folder: Path, text: str) -> None:
    rows = "[tool.variants]\n%s = true\n[tool.variants.lint]\nignore = []\n"
    path = folder / "pyproject.toml"

    def digest(content: str) -> str:
        path.write_text(content)
        return opened(folder).digest

    first = digest(text + rows % "plain")
    assert digest(text + rows % "null") == first
    assert digest(text.replace("2", "3").replace("1", "2") + rows % "null") != first
    # A back end may read what a draft has.
    draft = "[variant.variants.a]\nb.c = ['%s']\n"
    assert digest(draft % "d" + rows % "null") != digest(draft % "e" + rows % "null")
    # The back end is told then that it is no TOML.
    assert digest("[") != digest("[[")


def test_wheels_may_come_above_the_sources(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "setup.py").touch()
    plan = folder / "variants.toml"
    assert open_sources(folder, tmp_path, plan).files == ("setup.py",)


def test_a_folder_without_a_project(tmp_path: Path) -> None:
    with pytest.raises(VariantError, match="has neither pyproject"):
        open_sources(tmp_path, tmp_path / "dist", tmp_path / "variants.toml")
