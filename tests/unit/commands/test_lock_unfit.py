"""`pip lock --variants=all` on a machine that no variant fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builders import all_wheels, label_document, make_label_wheel
from tests.unit.commands.fleet_scene import installed, lock, options_for, publish, read


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    publish(folder, plain=False)
    return folder


def test_all_are_listed_all_the_same(
    wheels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["lab", "--variants=all"]
    path = lock(wheels, *args)
    assert "No matching distribution" not in capsys.readouterr().err
    there = lock(wheels, *args, facts="hw :: level :: v2", name="pylock.there.toml")
    listed = read(path)
    assert listed == read(there)
    assert len(files_of(listed)["lab"]) == 3
    (new,) = options_for(wheels.parent, "new")
    direct = installed(wheels, "lab", new)
    assert installed(wheels, "-r", str(path), new) == direct


def test_what_variants_require_is_listed_as_well(wheels: Path) -> None:
    """For a plain wheel has no need of it."""
    (wheels / "lab-1.0-py3-none-any-v4.whl").unlink()
    variant = (wheels, "base", "1.0", "x", {"hw": {"other": ["1"]}})
    document = label_document({"x": variant[-1]}, ["hw"])
    make_label_wheel(*variant, document=document, requires=["lab"])
    listed = read(lock(wheels, "base", "--variants=all"))
    assert len(files_of(listed)["lab"]) == 2
    assert len(listed["tool"]["variantlib"]["choices"]) == 3


def test_what_has_no_solution_is_told(
    wheels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for args in (["gone"], ["lab", "gone"], ["lab", "--variant=lab=v9"]):
        assert not lock(wheels, *args, "--variants=all", code=1).exists()
        said = " ".join(capsys.readouterr().err.split())
        text = "No wheel of lab is the variant v9" if "v9" in args[-1] else "for gone"
        assert text in said


def files_of(document: dict[str, Any]) -> dict[str, list[str]]:
    ours = document["tool"]["variantlib"].get("packages", [])
    return {
        package["name"]: [wheel["name"] for wheel in all_wheels(package)]
        for package in [*document["packages"], *ours]
    }
