"""One lock file for machines that are named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pip._vendor.variantlib.documents.toml_document import parse_toml
from pip._vendor.variantlib.machine import files

from pip._internal.variants.commands.alike import KnownResolutions
from tests.builders import label_document, make_label_wheel, make_wheel
from tests.unit.commands.fleet_scene import (
    MACHINES,
    describe,
    installed,
    lock,
    options_for,
    publish,
    read,
)

ALL = tuple(MACHINES)

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    publish(folder)
    return folder


def test_each_machine_gets_what_it_gets_without_the_lock(wheels: Path) -> None:
    """From the lock file alone: the folder of wheels is not asked."""
    folder = wheels.parent
    path = lock(wheels, "lab", *options_for(folder, *ALL))
    empty = folder / "empty"
    empty.mkdir()
    for name in ALL:
        (machine,) = options_for(folder, name)
        direct = installed(wheels, "lab", machine)
        assert installed(empty, "-r", str(path), machine) == direct
    assert installed(empty, "-r", str(path), "--no-variant") == direct
    stated = read(path)
    names = [package["name"] for package in stated["packages"]]
    assert names == ["base", "lab", "shared", "tuned", "tuned"]
    assert stated["dependency-groups"] == ["default", "old", "new"]


def test_a_machine_that_nobody_named_gets_the_best_for_it(wheels: Path) -> None:
    folder = wheels.parent
    path = lock(wheels, "lab", *options_for(folder, "old", "new"))
    other = f"--machine={describe(folder, 'other', ['v2', 'v3', 'v9'])}"
    found = installed(wheels, "-r", str(path), other)
    assert "lab-1.0-py3-none-any-v2.whl" in found
    assert "tuned-1.0-py3-none-any.whl" in found


def test_a_lock_of_a_lock_for_some_of_the_machines(wheels: Path) -> None:
    folder = wheels.parent
    path = lock(wheels, "lab", *options_for(folder, *ALL))
    some = options_for(folder, "new", "none")
    again = read(lock(wheels, "-r", str(path), *some, name="pylock.again.toml"))
    assert again == read(lock(wheels, "lab", *some, name="pylock.direct.toml"))


def test_machines_of_one_name_are_told_apart(wheels: Path) -> None:
    folder = wheels.parent
    (folder / "a").mkdir()
    paths = [describe(folder, "m", ["v2"]), describe(folder / "a", "m", ["v3"])]
    stated = read(lock(wheels, "lab", *(f"--machine={path}" for path in paths)))
    choices = stated["tool"]["variantlib"]["choices"]
    assert [list(c.get("machines", {})) for c in choices[1:]] == [[p] for p in paths]


def test_equal_machines_are_one(wheels: Path, capsys: Captured) -> None:
    """Of a folder, too."""
    fleet = wheels.parent / "fleet"
    fleet.mkdir()
    for number in range(3):
        describe(fleet, f"node{number}", ["v2"])
    describe(fleet, "other", ["v3"])
    stated = read(lock(wheels, "lab", f"--machine={fleet}"))
    assert capsys.readouterr().out.count("Choosing for machine") == 2
    choices = stated["tool"]["variantlib"]["choices"]
    names = [list(choice.get("machines", {})) for choice in choices[1:]]
    assert names == [["node0.toml and 2 others"], ["other.toml"]]
    assert stated["dependency-groups"] == ["default", "node0", "other"]


def test_without_a_solution_for_one_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "wheels"
    publish(folder, plain=False)
    path = lock(folder, "lab", *options_for(tmp_path, "new", "none"), code=1)
    assert not path.exists()
    said = " ".join(capsys.readouterr().err.split())
    assert "pip cannot lock for machine none.toml:" in said
    assert "No matching distribution found for lab" in said


def test_a_machine_that_cannot_be_read_is_told_first(
    wheels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = wheels.parent / "broken.toml"
    broken.write_text("format = 9")
    options = [*options_for(wheels.parent, "new"), f"--machine={broken}"]
    assert not lock(wheels, "lab", *options, code=1).exists()
    printed = capsys.readouterr()
    assert "Collecting" not in printed.out
    assert "broken.toml" in printed.err


def test_each_description_is_read_once(
    wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = []

    def parse(content: str) -> dict[str, Any]:
        parsed.append(content)
        return parse_toml(content)

    monkeypatch.setattr(files, "parse_toml", parse)
    lock(wheels, "lab", *options_for(wheels.parent, *ALL))
    assert len(parsed) == len(ALL)


def test_machines_that_want_the_same_are_resolved_once(
    wheels: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each fact of a machine that a choice depended on is locked all the same."""
    marked = "more; 'hw :: level :: v9' in variant_properties"
    both = {"hw": {"level": ["v8", "v9"]}}
    document = label_document({"both": both}, ["hw"])
    wheel = (wheels, "odd", "1.0", "both", both)
    make_label_wheel(*wheel, document=document, requires=[marked])
    make_wheel(wheels, "odd", "1.0")
    levels = [["v2"], ["v2", "x"], ["v3"], ["v9"], ["v8"], ["v8", "v7"]]
    machines = [
        f"--machine={describe(wheels.parent, f'm{number}', facts)}"
        for number, facts in enumerate(levels)
    ]
    cases = ((["lab"], 3), (["lab", "odd"], 1), (["lab", "--no-variant"], 5))
    for args, count in cases:
        stated = read(lock(wheels, *args, *machines))
        assert capsys.readouterr().out.count("It gets the files of machine ") == count
        with monkeypatch.context() as patch:
            patch.setattr(KnownResolutions, "find", lambda *_: None)
            assert read(lock(wheels, *args, *machines)) == stated
        assert "It gets the files" not in capsys.readouterr().out
