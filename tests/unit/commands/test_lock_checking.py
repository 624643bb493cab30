"""`pip lock --check`: what changed, with nothing written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.builders import make_wheel
from tests.unit.commands.fleet_scene import describe, lock, options_for, publish

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    publish(folder)
    return folder


def copy_of(wheels: Path) -> Path:
    """A copy of the folder: pip remembers what it has seen in one."""
    return shutil.copytree(wheels, wheels.parent / "later")


def check(wheels: Path, *args: str, code: int = 0) -> None:
    path = wheels.parent / "pylock.toml"
    before = path.read_bytes() if path.exists() else None
    lock(wheels, "--check", *args, code=code)
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_lock_for_several_machines(wheels: Path, capsys: Captured) -> None:
    args = ["lab", *options_for(wheels.parent, "old", "new")]
    lock(wheels, *args)
    capsys.readouterr()
    check(wheels, *args)
    printed = capsys.readouterr()
    assert printed.out.strip().endswith("pylock.toml is up to date.")
    assert "Collecting" not in printed.out
    later = copy_of(wheels)
    make_wheel(later, "shared", "1.1")
    describe(wheels.parent, "new", ["v4"])
    check(later, *args, code=1)
    said = capsys.readouterr().out
    assert "pylock.toml is not up to date:" in said
    assert "  new.toml: hw :: level: v3, v2 before, v4 now" in said
    assert "  new.toml: lab: variant v3 before, v4 now" in said
    assert "  shared: 1.0 before, 1.1 now" in said
    assert "  more 1.0: is needed now" in said


def test_a_lock_for_one_machine(wheels: Path, capsys: Captured) -> None:
    args = ["lab", *options_for(wheels.parent, "new")]
    lock(wheels, *args)
    check(wheels, *args)
    describe(wheels.parent, "new", ["v2"])
    check(wheels, *args, code=1)
    said = capsys.readouterr().out
    assert "new.toml: hw :: level: v3, v2 before, v2 now" in said
    assert "tuned: 2.0 before, 1.0 now" in said
    assert "lab-1.0-py3-none-any-v2.whl is listed now" in said


def test_a_lock_without_variants(wheels: Path, capsys: Captured) -> None:
    lock(wheels, "lab", "--no-variant")
    check(wheels, "lab", "--no-variant")
    lock(wheels, "shared")
    check(wheels, "shared")
    later = copy_of(wheels)
    make_wheel(later, "shared", "2.0")
    check(later, "shared", code=1)
    assert "shared: 1.0 before, 2.0 now" in capsys.readouterr().out


def test_what_cannot_be_read_is_told_in_a_line(wheels: Path, capsys: Captured) -> None:
    path = wheels.parent / "pylock.toml"
    check(wheels, "shared", code=1)
    assert "pylock.toml cannot be read: No such file" in capsys.readouterr().err
    for text in ("no = [", "packages = 1", f"{'a.' * 200}b = 1"):
        path.write_text(text)
        check(wheels, "shared", code=1)
        assert "pylock.toml cannot be read: " in capsys.readouterr().err
    lock(wheels, "shared", "--check", "--output=-", code=1)


def test_why_there_is_no_solution_any_more(wheels: Path, capsys: Captured) -> None:
    later = wheels.parent / "later"
    publish(later, plain=False)
    for names in (["new"], ["old", "new"]):
        args = ["lab", *options_for(wheels.parent, *names)]
        lock(wheels, *args)
        (later / "lab-1.0-py3-none-any-v2.whl").unlink(missing_ok=True)
        describe(wheels.parent, names[0], ["v1"])
        check(later, *args, code=1)
        said = " ".join(capsys.readouterr().err.split())
        reason = f"None of the 2 variants of lab 1.0 fits machine {names[0]}.toml: it"
        assert f"{reason} needs hw :: level :: v3; " in said
        assert "No matching distribution found for lab" in said
