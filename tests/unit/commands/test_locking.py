"""Where a lock file for several machines has its variants."""

from __future__ import annotations

from pathlib import Path

import pytest
from pip._vendor.packaging.pylock import Pylock, PylockValidationError

from tests.builders import make_wheel
from tests.unit.commands.fleet_scene import (
    installed,
    lock,
    options_for,
    publish,
    read,
)
from tests.unit.running import run


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    publish(folder)
    return folder


def test_tools_that_know_no_variants_read_the_plain_part(wheels: Path) -> None:
    path = lock(wheels, "lab", *options_for(wheels.parent, "old", "new"))
    chosen = Pylock.from_dict(read(path)).select()
    files = {str(getattr(file, "name", "")) for _, file in chosen}
    assert files == set(installed(wheels, "lab", "--no-variant"))


def test_a_release_without_a_plain_wheel_stands_apart(wheels: Path) -> None:
    """Its older release has one: that is what other tools get."""
    make_wheel(wheels, "sole", "0.9")
    publish(wheels, name="sole", plain=False)
    path = lock(wheels, "sole", *options_for(wheels.parent, "old", "new"))
    stated = read(path)
    versions = {p["name"]: p["version"] for p in stated["packages"]}
    assert versions["sole"] == "0.9"
    (apart,) = stated["tool"]["variantlib"]["packages"]
    assert apart["version"] == "1.0"
    assert len(Pylock.from_dict(stated).packages) == len(stated["packages"])
    for name, tuned in (("old", "1.0"), ("new", "2.0")):
        found = installed(wheels, "-r", str(path), *options_for(wheels.parent, name))
        assert f"tuned-{tuned}-py3-none-any.whl" in found
    assert installed(wheels, "-r", str(path)) == ["sole-0.9-py3-none-any.whl"]


def test_as_pep_825_has_it(wheels: Path) -> None:
    options = options_for(wheels.parent, "old", "new")
    path = lock(wheels, "lab", "--format=pep825", *options)
    stated = read(path)
    (package,) = (each for each in stated["packages"] if each["name"] == "lab")
    assert len(package["wheels"]) == 2
    assert "tool" not in package
    with pytest.raises(PylockValidationError):
        Pylock.from_dict(stated)
    for name in ("old", "new"):
        (machine,) = options_for(wheels.parent, name)
        direct = installed(wheels, "lab", machine)
        assert installed(wheels, "-r", str(path), machine) == direct


def test_the_plain_part_beside_one_machine(wheels: Path) -> None:
    path = lock(wheels, "lab", "--format=tool", *options_for(wheels.parent, "new"))
    assert Pylock.from_dict(read(path)).default_groups == ["default"]
    (machine,) = options_for(wheels.parent, "new")
    direct = installed(wheels, "lab", machine)
    assert installed(wheels, "-r", str(path), machine) == direct


def test_without_plain_wheels_other_tools_refuse_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "wheels"
    publish(folder, plain=False)
    path = lock(folder, "lab", *options_for(tmp_path, "old", "new"))
    said = " ".join(capsys.readouterr().err.split())
    text = "Tools that know no variants cannot use this lock file: lab has no plain"
    assert text in said
    with pytest.raises(PylockValidationError):
        Pylock.from_dict(read(path))


def test_to_standard_output(wheels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = options_for(wheels.parent, "old", "new")
    assert run("lock", wheels, "lab", "--quiet", "-o", "-", *options) == 0
    assert "[[tool.variantlib.choices]]" in capsys.readouterr().out
