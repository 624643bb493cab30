"""Variants that `pip wheel` builds of sources, in this process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.builders import hash_of, make_label_wheel
from tests.unit.running import run
from tests.variantlib.building.projects import PYPROJECT, Project

TEXT = """
null = true
[axes.flavour]
properties = ["taste :: flavour :: {value}"]
environment = { FLAVOUR = "{value}" }
config-settings = { kind = "{value}" }
[axes.flavour.values.sweet]
[axes.flavour.values.sour]
[axes.flavour.values.needy]
environment = { NEEDS = "tool" }
build-requires = ["tool"]
"""
SOUR = {"taste": {"flavour": ["sour"]}}
EDITABLE = "\nbuild_editable = build_wheel\n"


class Scene:
    """A project, and a pip that builds it in its folder.

    :ivar found: The folder that pip looks into for all other projects.
    """

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.project = Project(folder, TEXT)
        self.found = folder / "found"
        self.found.mkdir()
        self.log = folder / "builds"
        self._capsys = capsys

    def pip(self, command: str, *args: object, status: int = 0) -> str:
        """Return all that a command says, in one line."""
        assert run(command, self.found, *map(str, args)) == status
        return " ".join("".join(self._capsys.readouterr()).split())

    def wheel(self, *args: object, status: int = 0) -> str:
        return self.pip("wheel", "-w", "dist", *args, status=status)

    def built(self, variant: str = "sour", dist: str = "demo-1.0") -> Mapping[str, Any]:
        """What the module of a wheel in `dist` tells, which is removed."""
        end = f"-{variant}" if variant else ""
        wheel = f"{dist}-py3-none-any{end}.whl"
        found = self.project.module(wheel)
        (self.project.folder / "dist" / wheel).unlink()
        return found

    @property
    def builds(self) -> set[str]:
        """The flavours that were built."""
        return set(self.log.read_text().split()) if self.log.exists() else set()

    def pack(self, folder: Path) -> Path:
        """Write the sdist of the project."""
        path = folder / "demo-1.0.tar.gz"
        self.project.write(
            "PKG-INFO", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n"
        )
        with tarfile.open(path, "w:gz") as archive:
            archive.add(self.project.folder, "demo-1.0")
        (self.project.folder / "PKG-INFO").unlink()
        return path


@pytest.fixture
def scene(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Scene:
    made = Scene(tmp_path, capsys)
    monkeypatch.chdir(made.project.folder)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("BUILDS", str(made.log))
    return made


def test_the_hash_and_the_tables_of_pyproject_do_as_well(scene: Scene) -> None:
    (scene.project.folder / "variants.toml").unlink()
    table = "[variant.variants.strong]\ntaste.flavour = ['strong']\n"
    scene.project.write(
        "pyproject.toml", f"{PYPROJECT}{table}[tool.variants]\nform = 'both'\n"
    )
    variant = hash_of(["taste :: flavour :: strong"])
    scene.wheel(".", f"--variant={variant}")
    assert scene.project.wheels == [f"demo-1.0~{variant}-py3-none-any.whl"]


def test_what_the_file_lacks_is_told(scene: Scene) -> None:
    said = scene.wheel(".", "--variant=sweat", status=1)
    assert "error: variant-not-built" in said
    assert "pip cannot build the variant sweat of project." in said
    reason = "no row makes sweat - maybe you meant sweet; here it has sweet, sour,"
    assert f"variants.toml: {reason}" in said
    assert scene.project.wheels == []
    scene.wheel(".", "--variant=sweat,none")
    assert scene.built("")["SETTINGS"] is None


def test_a_file_with_a_fault_is_refused(scene: Scene) -> None:
    scene.project.write("variants.toml", "nonsense")
    said = scene.wheel(".", "--variant=sweet,none", status=1)
    assert "error: variant-not-built" in said
    assert "variants.toml: is not TOML" in said


@pytest.mark.parametrize("options", [[], ["--use-deprecated=legacy-resolver"]])
def test_an_editable_install_is_refused(scene: Scene, options: list[str]) -> None:
    back_end = scene.project.folder / "back_end.py"
    scene.project.write("back_end.py", back_end.read_text() + EDITABLE)
    options = [*options, "--dry-run", "--target", "nowhere"]
    said = scene.pip("install", *options, "-e", ".", "--variant=sour", status=1)
    assert "pip cannot build the variant sour of project." in said
    assert "An editable install is no wheel, so it cannot be a variant." in said
    assert "Omit --editable to get the variant, or --variant to edit the code." in said


def test_a_build_that_fails_leaves_what_was_built_before(scene: Scene) -> None:
    for source in "first", "second":
        scene.project.write("source.txt", source)
        scene.wheel(".", "--variant=sour")
        assert scene.project.wheels == ["demo-1.0-py3-none-any-sour.whl"]
    assert scene.project.module(*scene.project.wheels)["SOURCE"] == "second"
    scene.project.write("source.txt", "third")
    scene.wheel(".", "missing", "--variant=demo=sour", status=1)
    scene.project.write("variants.toml", TEXT.replace("FLAVOUR =", "BREAK ="))
    said = scene.wheel(".", "--variant=sour", status=1)
    assert "no compiler for sour" in said
    assert scene.built()["SOURCE"] == "second"
    assert scene.project.wheels == []


@pytest.mark.parametrize(
    ("named", "options"),
    [
        ("{path}", []),
        ("demo @ {url}", []),
        ("demo", ["--use-deprecated=legacy-resolver"]),
        ("demo", ["--require-hashes"]),
    ],
)
def test_an_sdist_is_built_by_the_row(
    scene: Scene, named: str, options: list[str]
) -> None:
    path = scene.pack(scene.found)
    line = named.format(path=path, url=path.as_uri())
    if "--require-hashes" in options:
        digest = subprocess.check_output(["sha256sum", path], text=True).split()[0]
        line = f"{line}==1.0 --hash=sha256:{digest}"
        Path("requirements.txt").write_text(line)
        Path("wrong.txt").write_text(line.replace(digest, digest[::-1]))
        said = scene.wheel("-r", "wrong.txt", "--variant=sour", *options, status=1)
        assert "DO NOT MATCH THE HASHES" in said
        assert scene.builds == set()
        options = ["-r", "requirements.txt", *options]
    else:
        options = [line, *options]
    scene.wheel(*options, "--variant=sour")
    assert scene.built()["SETTINGS"] == {"kind": "sour"}
    # The name was known, so nothing else was built.
    assert scene.builds == {"sour"}


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("at", ["git+{url}", "demo @ git+{url}#subdirectory=part"])
def test_sources_of_a_repository_are_built_by_the_row(
    scene: Scene, at: str, tmp_path: Path
) -> None:
    top = tmp_path / "repository"
    folder = top / "part" if "subdirectory" in at else top
    shutil.copytree(scene.project.folder, folder)
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "First"]):
        subprocess.run(["git", *words], cwd=top, check=True)
    named = at.format(url=top.as_uri())
    report = ("--dry-run", "--ignore-installed", "--report", "report.json")
    said = scene.pip("install", *report, named, "--variant=sour")
    assert "Would install demo-1.0~sour" in said
    assert "sour" in scene.builds
    [found] = json.loads(Path("report.json").read_text("utf-8"))["install"]
    # Where it comes from is the repository, and not the wheel that was made.
    assert unquote(found["download_info"]["url"]) == unquote(top.as_uri())
    assert found["download_info"]["vcs_info"]["vcs"] == "git"
    said = scene.wheel(named, "--variant=salty", status=1)
    assert "no row makes salty" in said
    assert scene.project.wheels == []


def test_without_isolation_build_requirements_are_those_of_the_environment(
    scene: Scene,
) -> None:
    scene.wheel(".", "--no-build-isolation", "--variant=sour")
    assert scene.built()["SETTINGS"] == {"kind": "sour"}
    said = scene.wheel(".", "--no-build-isolation", "--variant=needy", status=1)
    assert "No module named 'tool'" in said
    asked = ("--no-build-isolation", "--check-build-dependencies")
    said = scene.wheel(".", *asked, "--variant=needy", status=1)
    assert "tool" in said
    assert scene.project.wheels == []


def test_the_cache_keeps_no_row(scene: Scene, tmp_path: Path) -> None:
    scene.pack(scene.found)
    cache = tmp_path / "cache"

    def kept() -> list[str]:
        return [path.name for path in cache.glob("wheels/**/*.whl")]

    def again(variant: str, *options: str) -> object:
        scene.wheel("--cache-dir", cache, "demo", *options)
        return scene.built(variant)["SETTINGS"]

    assert again("sour", "--variant=sour") == {"kind": "sour"}
    assert kept() == []
    assert again("") is None
    assert kept() == ["demo-1.0-py3-none-any.whl"]
    assert again("sour", "--variant=sour,none") == {"kind": "sour"}
    assert kept() == ["demo-1.0-py3-none-any.whl"]


def test_a_wheel_that_is_found_wins(scene: Scene) -> None:
    scene.pack(scene.found)
    make_label_wheel(scene.found, "demo", "0.9", "sour", SOUR)
    scene.wheel("demo", "--variant=sour")
    assert scene.project.wheels == ["demo-0.9-py3-none-any-sour.whl"]
    assert scene.builds == set()


def test_an_sdist_without_a_file_is_not_built(scene: Scene) -> None:
    (scene.project.folder / "variants.toml").unlink()
    scene.pack(scene.found)
    said = scene.wheel("demo", "--variant=sour", status=1)
    assert "pip cannot build the variant sour of demo-1.0.tar.gz" in said
    assert "It has no variants.toml" in said
    assert scene.builds == set()


def test_a_dependency_is_built_only_if_it_was_named(scene: Scene) -> None:
    scene.pack(scene.found)
    make_label_wheel(scene.found, "top", "1.0", "sour", SOUR, requires=["demo"])
    scene.wheel("top", "--variant=sour")
    assert scene.built("")["SETTINGS"] is None
    scene.wheel("top", "--variant=top=sour,demo=sour")
    assert scene.built()["SETTINGS"] == {"kind": "sour"}


def test_other_commands_take_the_sources(scene: Scene, tmp_path: Path) -> None:
    path, target = scene.pack(scene.found), tmp_path / "target"
    said = scene.pip("download", "--no-deps", "-d", target, path, "--variant=sour")
    assert "which has no effect on demo" in said
    assert [path.suffix for path in target.iterdir()] == [".gz"]
