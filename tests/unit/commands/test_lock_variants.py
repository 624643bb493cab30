"""The dependencies of all variants of a release, in one lock file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pip._internal.variants.commands import lock_variants
from tests.builders import label_document, make_label_wheel, make_sdist, make_wheel
from tests.unit.commands.fleet_scene import (
    LEVELS,
    MACHINES,
    UNKNOWN,
    describe,
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


def test_an_older_release_without_a_solution_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "wheels"
    make(folder, "lab", "3.0", "v3")
    for label in ("v2", "v3"):
        make(folder, "lab", "2.0", label, "gone")
    make_wheel(folder, "lab", "1.0")
    path = lock(folder, "lab", "--variants=all")
    said = " ".join(capsys.readouterr().err.split())
    reason = "No matching distribution found for gone (from lab)"
    assert f"Not locking the dependencies of lab 2.0~v2: {reason}" in said
    (old,) = options_for(tmp_path, "old")
    plain = ["lab-1.0-py3-none-any.whl"]
    assert installed(folder, "-r", str(path), old) == plain
    assert installed(folder, "lab", old) == plain


def test_too_many_combinations_are_refused(
    wheels: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lock_variants, "MAX_COMBINATIONS", 3)
    assert not lock(wheels, "lab", "--variants=all", code=1).exists()
    assert "more than 3 combinations of dependencies" in capsys.readouterr().err


def level(label: str) -> Any:
    """What a wheel for a level needs to know of it."""
    properties = LEVELS[label]
    return label, properties, label_document({label: properties}, ["hw"])


def make(folder: Path, name: str, version: str, label: str, *requires: str) -> None:
    label, properties, document = level(label)
    wheel = (folder, name, version, label, properties)
    make_label_wheel(*wheel, document=document, requires=requires)


def test_machines_that_get_a_newer_release_or_an_older_one(tmp_path: Path) -> None:
    """Who fits none of its variants gets another, down to one with a plain wheel."""
    folder, empty = tmp_path / "wheels", tmp_path / "empty"
    empty.mkdir()
    releases = [("3.0", "v4"), ("2.0+own", "v4"), ("2.0+own", "v3"), ("1.0", "v2")]
    for version, label in releases:
        make(folder, "lab", version, label)
    for version in ("0.9", "1.0"):
        make_wheel(folder, "lab", version)
    path = lock(folder, "lab", "--variants=all")
    best = f"--machine={describe(tmp_path, 'best', ['v4', 'v3'])}"
    found = []
    for machine in [best, *options_for(tmp_path, "new", "old", "none")]:
        found += installed(empty, "-r", str(path), machine)
        assert found[-1:] == installed(folder, "lab", machine)
    names = ["lab-3.0-{}-v4.whl", "lab-2.0%2Bown-{}-v3.whl", "lab-1.0-{}-v2.whl"]
    names.append("lab-1.0-{}.whl")
    assert found == [name.format("py3-none-any") for name in names]


@pytest.mark.parametrize("label", [None, "v3"])
def test_a_release_whose_dependency_does_not_fit_here(
    tmp_path: Path, label: str | None
) -> None:
    """Here the resolver goes back to an older one, and not on other machines."""
    folder, empty = tmp_path / "wheels", tmp_path / "empty"
    empty.mkdir()
    make_wheel(folder, "lab", "1.0")
    if label is None:
        make_wheel(folder, "lab", "2.0", requires=["kernel"])
    else:
        make(folder, "lab", "1.0", label)
        make(folder, "lab", "2.0", label, "kernel")
    for each in ("v2", "v3"):
        make(folder, "kernel", "1.0", each)
    path = lock(folder, "lab", "--variants=all")
    for machine in options_for(tmp_path, *MACHINES):
        direct = installed(folder, "lab", machine)
        assert installed(empty, "-r", str(path), machine) == direct


def test_dependencies_have_other_releases_where_a_variant_needs_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody could get the same variant of them: it is in another release."""
    folder = tmp_path / "wheels"
    make(folder, "lab", "1.0", "v3", "dep<2")
    make_wheel(folder, "lab", "1.0", requires=["dep"])
    for version, label in (("1.0", "v2"), ("2.0", "v4")):
        make(folder, "dep", version, label)
        make_wheel(folder, "dep", version)
    path = lock(folder, "lab", "--variants=all")
    assert "Not locking" not in capsys.readouterr().err
    best = f"--machine={describe(tmp_path, 'best', ['v4', 'v3', 'v2'])}"
    for machine in [best, *options_for(tmp_path, *MACHINES)]:
        direct = installed(folder, "lab", machine)
        assert installed(folder, "-r", str(path), machine) == direct


def test_what_is_decided_first_matters_more(tmp_path: Path) -> None:
    """`a` is a dependency of `z`, though its name comes first."""
    folder = tmp_path / "wheels"
    make(folder, "z", "1.0", "v3", "a!=2")
    make_wheel(folder, "z", "1.0", requires=["a"])
    make_wheel(folder, "a", "1.0")
    for label in ("v2", "v4"):
        make(folder, "a", "2.0", label)
    make_wheel(folder, "a", "2.0")
    make_wheel(folder, "top", requires=["z"])
    path = lock(folder, "top", "--variants=all")
    (machine,) = options_for(tmp_path, "new")
    direct = installed(folder, "top", machine)
    assert "z-1.0-py3-none-any-v3.whl" in direct
    assert installed(folder, "-r", str(path), machine) == direct


@pytest.mark.parametrize("which", ["--machine=sm_90", "--variants=all"])
def test_a_machine_learns_why_it_gets_the_plain_wheel(
    wheels: Path, capsys: pytest.CaptureFixture[str], which: str
) -> None:
    """As it does without the lock file, which has the variants in other parts."""
    (new,) = options_for(wheels.parent, "new")
    path = str(lock(wheels, "lab", which, new))
    capsys.readouterr()
    plain = ["base-1.0-py3-none-any.whl", "lab-1.0-py3-none-any.whl"]
    assert installed(wheels, "-r", path)[:2] == plain
    said = capsys.readouterr()
    assert "of lab 1.0 " in said.out
    assert "this machine: it needs hw :: level :: v" in said.out
    assert installed(wheels, "-r", path, "--variant=none")[:2] == plain
    said = capsys.readouterr()
    assert "of lab 1.0 " not in said.out
    assert "not locked" not in said.err


def test_the_only_variant_is_no_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor is the lock file of somebody who did not ask for it by name."""
    folder = tmp_path / "wheels"
    make(folder, "lab", "1.0", "v3")
    path = lock(folder, "lab", "--variants=all")
    new, old = options_for(tmp_path, "new", "old")
    assert installed(folder, "-r", str(path), new) == ["lab-1.0-py3-none-any-v3.whl"]
    arguments = ["install", folder, "--dry-run", "-r", str(path), old]
    assert run(*arguments, facts=UNKNOWN) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "does not fit machine old.toml: it needs hw :: level :: v3" in said
    assert "To install v3 anyway, add --variant=lab=v3." in said
    # It does not help who has done so.
    assert "pip lock --variants=all" not in said
    ordered = lock(folder, "lab", "--variants=all", "--variant=v3")
    assert installed(folder, "-r", str(ordered), old) == ["lab-1.0-py3-none-any-v3.whl"]


def test_nobody_gets_what_was_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    make(folder, "lab", "1.0", "v3", "gone")
    make_wheel(folder, "lab")
    path = lock(folder, "lab", "--variants=all")
    (new,) = options_for(tmp_path, "new")
    plain = ["lab-1.0-py3-none-any.whl"]
    assert installed(folder, "-r", str(path), new) == plain
    assert installed(folder, "lab", new) == plain


def test_an_older_release_that_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "wheels"
    make(folder, "lab", "2.0", "v3")
    (folder / "lab-1.0-py3-none-any-v2.whl").write_bytes(b"no zip")
    path = lock(folder, "lab", "--variants=all", facts="hw :: level :: v3")
    said = " ".join(capsys.readouterr().err.split())
    assert "Not locking the dependencies of lab 1.0~v2: " in said
    (new,) = options_for(tmp_path, "new")
    assert installed(folder, "-r", str(path), new) == ["lab-2.0-py3-none-any-v3.whl"]


def test_a_source_counts_as_a_plain_wheel(tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    make(folder, "lab", "2.0", "v3")
    make_sdist(folder, "lab", "1.0")
    path = lock(folder, "lab", "--variants=all")
    new, old = options_for(tmp_path, "new", "old")
    assert installed(folder, "-r", str(path), new) == ["lab-2.0-py3-none-any-v3.whl"]
    assert installed(folder, "-r", str(path), old) == ["lab-1.0.tar.gz"]


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


def test_older_builds_of_a_catalogue_are_locked_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The newest crew has no build for v2, and nobody publishes a ship for v4."""
    wheels = tmp_path / "wheels"
    lines = ["format = 1", 'name = "fleet"', 'projects = ["ship", "crew"]']
    for label in ("v4", "v3", "v2", "cpu"):
        lines += ["[[variants]]", f'label = "{label}"', f'local = "{label}"']
        lines += [f'properties = ["hw :: level :: {label}"]'] * (label != "cpu")
        for version in ("1.0", "2.0")[: 1 if label == "v2" else 2]:
            needs = [f"ship=={version}"]
            make_wheel(wheels, "crew", f"{version}+{label}", requires=needs)
            if label != "v4":
                needs = [f"of-{label}"]
                make_wheel(wheels, "ship", f"{version}+{label}", requires=needs)
        make_wheel(wheels, f"of-{label}")
    # With neither sibling.
    lines = ["\n".join(lines), 'format = 1\nname = "boat"\nprojects = ["boat"]']
    for label in ("v3", "v2"):
        lines[1] += f'\n[[variants]]\nlabel = "{label}"\nsibling = "boat-{label}"\n'
        lines[1] += f'properties = "hw :: level :: {label}"'
        make_wheel(wheels, f"boat-{label}")
    make_wheel(wheels, "boat")
    own = []
    for name, text in zip(("fleet", "boat"), lines, strict=True):
        (tmp_path / f"{name}.toml").write_text(text)
        own += ["--catalogue", str(tmp_path / f"{name}.toml")]
    path = lock(wheels, "crew", "boat", "--variants=all", *own)
    [told] = [e for e in capsys.readouterr().err.splitlines() if "Not locking" in e]
    assert "crew~v4: No wheel of ship is the variant v4" in told
    (tmp_path / "empty").mkdir()
    for label in ("v3", "v2", "cpu"):
        asked = [f"--variant={project}={label}" for project in ("ship", "crew")]
        direct = installed(wheels, "crew", "boat", *own, *asked)
        assert installed(tmp_path / "empty", "-r", str(path), *asked) == direct
