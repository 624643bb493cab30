"""The dependencies of all variants of a release, in one lock file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.variants.commands import lock_variants
from tests.builders import label_document, make_label_wheel, make_wheel
from tests.unit.commands.fleet_scene import (
    LEVELS,
    MACHINES,
    describe,
    installed,
    lock,
    options_for,
    publish,
    read,
)


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    publish(folder)
    return folder


def test_every_machine_gets_what_it_gets_without_the_lock(wheels: Path) -> None:
    folder = wheels.parent
    path = lock(wheels, "lab", "--variants=all")
    empty = folder / "empty"
    empty.mkdir()
    best = f"--machine={describe(folder, 'best', ['v4', 'v3'])}"
    for machine in [*options_for(folder, *MACHINES), best]:
        direct = installed(wheels, "lab", machine)
        assert installed(empty, "-r", str(path), machine) == direct
    groups = ["default", "lab-v2", "lab-v3", "lab-v4"]
    assert read(path)["dependency-groups"] == groups


def test_the_machine_that_locks_leaves_no_trace(wheels: Path) -> None:
    here = lock(wheels, "lab", "--variants=all").read_text()
    machine = "--machine-set=hw :: level :: v3"
    there = lock(wheels, "lab", "--variants=all", machine, name="pylock.b.toml")
    assert there.read_text() == here


def test_alike_dependencies_need_no_groups(tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    make_wheel(folder, "more")
    for label, properties in LEVELS.items():
        document = label_document({label: properties}, ["hw"])
        wheel = (folder, "lab", "1.0", label, properties)
        # A marker that holds for each of them.
        requires = ["more; 'hw' in variant_namespaces"]
        make_label_wheel(*wheel, document=document, requires=requires)
    machine = f"--machine={describe(tmp_path, 'old', ['v2'])}"
    stated = read(lock(folder, "lab", "--variants=all", machine))
    assert "dependency-groups" not in stated
    choices = stated["tool"]["variantlib"]["choices"]
    assert [choice["variants"]["lab"] for choice in choices] == [["v2"], [*LEVELS]]


def test_variants_of_two_projects_are_combined(
    wheels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(wheels, name="other")
    path = lock(wheels, "lab", "other", "--variants=all")
    said = " ".join(capsys.readouterr().err.split())
    assert said.count(": These requirements cannot be met: ") == 2
    # Two of them need two versions of one package.
    assert len(read(path)["tool"]["variantlib"]["choices"]) == 4 * 4 - 2
    (machine,) = options_for(wheels.parent, "new")
    direct = installed(wheels, "lab", "other", machine)
    assert installed(wheels, "-r", str(path), machine) == direct


def test_dependencies_without_a_solution_are_told(
    wheels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (wheels / "more-1.0-py3-none-any.whl").unlink()
    path = lock(wheels, "lab", "--variants=all")
    said = " ".join(capsys.readouterr().err.split())
    assert "Not locking the dependencies of lab~v4: No matching distribution" in said
    assert "Could not find" not in said
    assert "lab-v4" not in read(path)["dependency-groups"]


def test_too_many_combinations_are_refused(
    wheels: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lock_variants, "MAX_COMBINATIONS", 3)
    assert not lock(wheels, "lab", "--variants=all", code=1).exists()
    assert "more than 3 combinations of dependencies" in capsys.readouterr().err


def test_variants_of_other_releases_than_the_machine_gets(tmp_path: Path) -> None:
    """Each variant of z needs another release of a, whose variants are unlike."""
    folder = tmp_path / "wheels"
    for label, need in (("v3", "a<2"), ("v2", "a")):
        document = label_document({label: LEVELS[label]}, ["hw"])
        wheel = (folder, "z", "1.0", label, LEVELS[label])
        make_label_wheel(*wheel, document=document, requires=[need])
    for version, properties in (("1.0", LEVELS["v4"]), ("2.0", {"net": {"s": ["9"]}})):
        make_label_wheel(folder, "a", version, "fast", properties)
        make_wheel(folder, "a", version)
    machines = options_for(tmp_path, "new", "old")
    for option in machines:
        path = Path(option.partition("=")[2])
        path.write_text(f"{path.read_text()}[providers.net.keys]\ns = ['1']\n")
    locked = lock(folder, "z", "--variants=all", machines[0])
    for option, version in zip(machines, ("1.0", "2.0"), strict=True):
        direct = installed(folder, "z", option)
        assert f"a-{version}-py3-none-any.whl" in direct
        assert installed(folder, "-r", str(locked), option) == direct
