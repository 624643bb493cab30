"""A folder with all variants that machines may get."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.mirror import MAX_VARIANTS, check_number
from tests.builders import make_sdist, make_wheel
from tests.builders.loopback import folder_served
from tests.unit.commands.fleet_scene import (
    UNKNOWN,
    installed,
    lock,
    options_for,
    publish,
)
from tests.unit.commands.test_lock_variants import make
from tests.unit.running import run


def mirror(wheels: Path, *args: str, name: str = "mirror") -> Path:
    """Download all variants on a machine of which nothing is known."""
    place = wheels.parent / name
    options = ["--variants=all", "-d", str(place)]
    assert run("download", wheels, *args, *options, facts=UNKNOWN) == 0
    return place


def names(folder: Path) -> set[str]:
    return {path.name.replace("-py3-none-any", "") for path in folder.glob("*.*")}


def test_a_command_resolves_only_so_often() -> None:
    check_number(MAX_VARIANTS)
    with pytest.raises(CommandError, match=f"are {MAX_VARIANTS + 1} more variants"):
        check_number(MAX_VARIANTS + 1)


def test_releases_that_other_machines_get(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels = tmp_path / "wheels"
    releases = [
        ("3.0", "v3", "gone"),
        ("2.0", "v3"),
        ("2.0", "v2", "dep"),
        ("1.0", "v4"),
    ]
    for version, label, *requires in releases:
        make(wheels, "lab", version, label, *requires)
    for version in ("0.9", "1.0"):
        make_wheel(wheels, "lab", version)
    for label in ("v2", "v3"):
        make(wheels, "dep", "1.0", label)
    place = mirror(wheels, "lab")
    assert "Not downloading lab 3.0~v3: No matching distribution found for gone" in (
        capsys.readouterr().err
    )
    for machine in options_for(tmp_path, "new", "old", "none"):
        assert installed(place, "lab", machine) == installed(wheels, "lab", machine)
    assert "dep-1.0-v3.whl" in names(place)
    assert "lab-0.9.whl" not in names(place)


def test_no_sources_are_downloaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels = tmp_path / "wheels"
    make(wheels, "lab", "2.0", "v3")
    make_sdist(wheels, "lab", "2.0", fails="it was built")
    make_wheel(wheels, "lab", "1.0")
    place = mirror(wheels, "lab", "--machine", options_for(tmp_path, "new")[0][10:])
    assert names(place) == {"lab-2.0-v3.whl"}
    assert "lab 2.0 has no plain wheel: a machine that none" in capsys.readouterr().err


def test_all_parts_of_a_lock_file(tmp_path: Path) -> None:
    """Nothing in it fits this machine."""
    wheels = tmp_path / "wheels"
    make(wheels, "lab", "2.0", "v3", "dep<2")
    make(wheels, "lab", "1.0", "v2")
    for version in ("1.0", "2.0"):
        make_wheel(wheels, "dep", version)
        for label in ("v2", "v4"):
            make(wheels, "dep", version, label)
    path = lock(wheels, "lab", "dep", "--variants=all")
    assert names(mirror(wheels, "-r", str(path))) == names(wheels)
    with folder_served(tmp_path) as url:
        place = mirror(wheels, "-r", f"{url}/pylock.toml", name="by-url")
    assert names(place) == names(wheels)
    alone = lock(wheels, "dep", "--variants=all", name="pylock.dep.toml")
    place = mirror(wheels, "-r", str(alone), name="other")
    assert names(place) == {f"dep-2.0{end}.whl" for end in ("", "-v2", "-v4")}


def test_variants_of_a_catalogue_come_with_those_of_their_label(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the crew, nobody publishes one for v3, so no machine gets that ship."""
    wheels, catalogue = tmp_path / "wheels", tmp_path / "fleet.toml"
    lines = ["format = 1", 'name = "fleet"', 'projects = ["ship", "crew", "sail"]']
    for label in ("v4", "v3", "v2", "cpu"):
        lines += ["[[variants]]", f'label = "{label}"', f'local = "{label}"']
        lines += [f'properties = ["hw :: level :: {label}"]'] * (label != "cpu")
        make_wheel(wheels, "ship", f"2.0+{label}", requires=[f"of-{label}"])
        if label != "v3":
            make_wheel(wheels, "crew", f"2.0+{label}", requires=["ship==2.0", "sail"])
        make_wheel(wheels, "sail", f"1.0+{label}")
        make_wheel(wheels, f"of-{label}", "1.0")
    catalogue.write_text("\n".join(lines))
    place = mirror(wheels, "crew", "--catalogue", str(catalogue))
    missing = {"ship-2.0+v3.whl", "of_v3-1.0.whl", "sail-1.0+v3.whl"}
    assert names(place) == names(wheels) - missing
    output = capsys.readouterr()
    assert "Not downloading ship 2.0~v3: " in output.err
    assert output.out.count("Also downloading") == 4


def test_siblings_come_with_older_releases_for_other_machines(tmp_path: Path) -> None:
    wheels, catalogue = tmp_path / "wheels", tmp_path / "boat.toml"
    lines = ["format = 1", 'name = "boat"', 'projects = ["boat"]']
    for versions, level in ((">=2", "v3"), ("<2", "v2")):
        lines += ["[[variants]]", 'label = "gpu"', 'sibling = "boat-gpu"']
        lines += [f'versions = "{versions}"', f'properties = "hw :: level :: {level}"']
        make(wheels, "lab", "1.0", level, "boat")
        make(wheels, "rt", "1.0", level)
    for version, requires in (("1.0", []), ("1.5", ["rt"]), ("2.0", []), ("2.1", [])):
        make_wheel(wheels, "boat-gpu", version, requires=requires)
    for name in ("lab", "rt", "boat"):
        make_wheel(wheels, name)
    catalogue.write_text("\n".join(lines))
    own = ["--catalogue", str(catalogue)]
    # Of the latter, only variants require it.
    for number, wanted in enumerate(("boat", "lab")):
        place = mirror(wheels, wanted, *own, name=str(number))
        for machine in options_for(tmp_path, "new", "old", "none"):
            args = [wanted, machine, *own]
            assert installed(place, *args) == installed(wheels, *args)
        missing = {"boat_gpu-1.0.whl", "boat_gpu-2.0.whl"}
        assert {n for n in names(wheels) if n[:3] != "lab"} - names(place) == missing


def test_whoever_needs_a_sibling_by_name_leaves_no_choice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels, catalogue = tmp_path / "wheels", tmp_path / "boat.toml"
    lines = ["format = 1", 'name = "boat"', 'projects = ["boat", "raft"]']
    siblings = (("boat", "v3"), ("boat", "v2"), ("raft", "v3"), ("raft", "v2"))
    for project, level in siblings:
        sibling = f"{project}-{level}"
        lines += ["[[variants]]", f'label = "{level}"', f'sibling = "{sibling}"']
        lines += [f'projects = ["{project}"]', f'properties = "hw :: level :: {level}"']
        make_wheel(wheels, sibling, "2.0")
    for name, *requires in (
        ("boat",),
        ("raft",),
        ("sailor", "boat", "raft"),
        ("by-name", "boat-v3"),
        ("old", "boat<2"),
    ):
        make_wheel(wheels, name, "1.0", requires=requires)
    catalogue.write_text("\n".join(lines))
    own = ["--catalogue", str(catalogue)]
    mirror(wheels, "sailor", "by-name", *own)
    reason = "another package needs boat-v3 by name"
    assert capsys.readouterr().err.count(f"Not downloading boat~v2: {reason}\n") == 1

    place = tmp_path / "plain"
    args = ["--with-plain", "-d", str(place), *own]
    assert run("download", wheels, "sailor", "by-name", *args) == 0
    assert f"Not downloading the plain wheel of boat: {reason}\n" in (
        capsys.readouterr().err
    )
    # That of another project is none the worse for it.
    assert "raft-1.0.whl" in names(place)

    # No machine gets what other requirements exclude.
    place = mirror(wheels, "old", "-q", *own, name="old")
    assert names(place) == {"old-1.0.whl", "boat-1.0.whl"}
    assert capsys.readouterr().err.splitlines() == [
        f"WARNING: Not downloading boat={level}: No matching distribution found for "
        f"boat-{level}<2 (from old)"
        for level in ("v3", "v2")
    ]


def test_parts_with_and_without_a_plain_wheel(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels = tmp_path / "wheels"
    publish(wheels)
    path = lock(wheels, "lab", "--variants=all")
    capsys.readouterr()
    mirror(wheels, "-r", str(path))
    assert "no plain wheel" not in capsys.readouterr().err
    other = lock(wheels, "tuned", "--variants=all", name="pylock.other.toml")
    both = ["-r", str(path), "-r", str(other)]
    assert run("download", wheels, *both, "--variants=all", facts=UNKNOWN) == 1
    assert "--variants=all takes one lock file, not " in capsys.readouterr().err
    # The others are there if a file is gone.
    (wheels / "lab-1.0-py3-none-any-v3.whl").unlink()
    place = ["-d", str(tmp_path / "to"), "--variants=all"]
    assert run("download", wheels, "-r", str(path), *place, facts=UNKNOWN) == 1
    assert "lab-1.0-v4.whl" in names(tmp_path / "to")


def test_extras_of_variants(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    for label, need in (("v2", "b"), ("v3", "b[x]")):
        make(wheels, "a", "1.0", label, need)
        make(wheels, "b", "1.0", label, f"ex{label}; extra == 'x'")
        make_wheel(wheels, f"ex{label}")
    place = mirror(wheels, "a")
    for machine in options_for(tmp_path, "new", "old"):
        assert installed(place, "a", machine) == installed(wheels, "a", machine)
