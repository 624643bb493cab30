"""Build requirements of a row, whatever the back end of the project is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import make_wheel

from .projects import Project

TEXT = """
[axes.torch]
values = ["2.8", "2.9"]
properties = ["abi_dependency :: torch :: {value}"]
label = "torch{value}"
build-requires = ["stand-in=={value}"]
environment = { NEEDS = "stand_in" }
"""


def test_each_row_is_built_with_its_requirements(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = tmp_path / "links"
    for version in ("2.8", "2.9"):
        make_wheel(links, "stand-in", version, module=f"VARIANT = 'of {version}'\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", links.as_uri())
    project = Project(tmp_path, TEXT)
    project.run()
    first, second = map(project.module, project.wheels)
    assert (first["NEEDS"], second["NEEDS"]) == ("of 2.8", "of 2.9")
    # The back end works in the folder of the project, as always.
    assert first["HERE"] == "src"


def test_a_project_whose_file_is_wrong(tmp_path: Path) -> None:
    project = Project(tmp_path, TEXT)
    project.write("pyproject.toml", "[build-system]\nrequires = 1\n")
    lines = project.run("torch2.8", status=1)
    assert "torch2.8: failed: requires: must be a list, not a number" in lines[1]
