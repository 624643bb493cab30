"""`pip lock --check` without arguments: the command is in the lock file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pip._internal.commands import create_command
from pip._internal.variants.pylock.keeping import keep
from tests.builders import make_sdist, make_wheel
from tests.unit.commands.fleet_scene import describe, lock, options_for, publish, read
from tests.unit.running import use_own_lists

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "wheels"
    publish(folder)
    monkeypatch.chdir(folder)
    return folder


def kept_in(wheels: Path, *args: str) -> object:
    stated = read(lock(wheels, *args, facts=""))
    return stated.get("tool", {}).get("variantlib", {}).get("command")


def test_it_is_given_again(wheels: Path, capsys: Captured) -> None:
    machines = options_for(wheels.parent, "old", "new")
    kept = kept_in(wheels, "Lab >= 1", *machines, "--variants=all", "--pre")
    assert kept is None
    kept = kept_in(wheels, "Lab >= 1", *machines, "--machine=x86_64_v3+sm_90")
    assert kept == {
        "requirements": ["lab>=1"],
        "machines": ["old.toml", "new.toml", "x86_64_v3+sm_90"],
    }
    lock(wheels, "--check", facts="")
    assert "pylock.toml is up to date" in capsys.readouterr().out
    describe(wheels.parent, "new", ["v4"])
    lock(wheels, "--check", facts="", code=1)
    assert "new.toml: lab: variant v3 before, v4 now" in capsys.readouterr().out
    # What is given wins.
    lock(wheels, "--check", machines[0], facts="", code=1)
    assert (
        "new.toml: the lock file is for it, too; name it with --machine"
        in capsys.readouterr().out
    )
    (wheels.parent / "new.toml").unlink()
    lock(wheels, "--check", facts="", code=1)
    said = " ".join(capsys.readouterr().err.split())
    assert "cannot be checked alone: the machine new.toml is no file beside" in said
    lock(wheels, "--check", "lab", *machines[:1], facts="", code=1)


def test_one_machine_of_another_python(wheels: Path, capsys: Captured) -> None:
    path = wheels.parent / "nine.toml"
    path.write_text("format = 1\npython = '3.9'\n[providers.hw.keys]\nlevel = ['v3']\n")
    kept = kept_in(wheels, "lab", f"--machine={path}")
    assert kept == {"requirements": ["lab"], "machines": ["nine.toml"]}
    lock(wheels, "--check", facts="")
    assert "pylock.toml is up to date" in capsys.readouterr().out
    path.write_text(path.read_text().replace("'v3'", "'v2'"))
    lock(wheels, "--check", facts="", code=1)
    said = capsys.readouterr().out
    assert "nine.toml: hw :: level: v3 before, v2 now" in said


def test_all_variants_in_a_format(wheels: Path, capsys: Captured) -> None:
    options = ["--variants=all", "--format=pep825"]
    kept = kept_in(wheels, "lab", *options)
    assert kept == {"requirements": ["lab"], "variants": "all", "format": "pep825"}
    lock(wheels, "--check", facts="")
    lock(wheels, "--check", "--format=tool", facts="", code=1)
    capsys.readouterr()
    lock(wheels, "--check", "--variants=chosen", facts="", code=1)
    assert "-v3.whl is not listed any more" in capsys.readouterr().out
    assert kept_in(wheels, "lab", "--variants=all", "--only-binary=lab") is None


def test_nothing_is_kept_that_is_not_public(wheels: Path, capsys: Captured) -> None:
    """Neither in part."""
    folder = wheels.parent
    fleet = folder / "fleet"
    fleet.mkdir()
    describe(fleet, "old", ["v2"])
    (folder / "requirements.txt").write_text("lab\n")
    (folder / "link.toml").symlink_to(fleet / "old.toml")
    all_of_them = "--variants=all"
    for args in (
        ["-r", str(folder / "requirements.txt"), all_of_them],
        ["lab", "-c", str(folder / "requirements.txt"), all_of_them],
        ["lab", "lab-1.0-py3-none-any.whl", all_of_them],
        ["lab; python_version > '3'", all_of_them],
        ["lab", f"--machine={fleet}"],
        ["lab", f"--machine={fleet / 'old.toml'}"],
        ["lab", f"--machine={folder / 'link.toml'}"],
        ["lab", all_of_them, "--machine-set=hw :: level :: v2"],
    ):
        assert kept_in(wheels, *args, "--format=tool") is None, args
    lock(wheels, "--check", facts="", code=1)
    said = " ".join(capsys.readouterr().err.split())
    assert "cannot be checked alone: it does not say for which command" in said
    assert "give the requirements, machines and options that it was made with" in said


def test_nothing_is_built_for_it(wheels: Path, capsys: Captured) -> None:
    source = make_sdist(wheels.parent, "source", fails="it was built")
    make_wheel(wheels, "top", "1.0", requires=[f"source @ {source.as_uri()}"])
    assert kept_in(wheels, "lab", "--variants=all") is not None
    # pip remembers what it has seen in a folder.
    later = shutil.copytree(wheels, wheels.parent / "later")
    make_sdist(later, "shared", "2.0", fails="it was built")
    lock(later, "--check", "--no-binary=:all:", facts="", code=1)
    assert "shared-1.0-py3-none-any.whl is in another place" in capsys.readouterr().out
    path = wheels.parent / "pylock.toml"
    written = path.read_text()
    path.write_text(written.replace('"lab",\n]', '"top",\n]'))
    capsys.readouterr()
    lock(wheels, "--check", facts="", code=1)
    said = capsys.readouterr().err
    assert "source would come from a URL" in said
    assert "it was built" not in said
    path.write_text(written.replace('"lab",\n]', '"-r/etc/passwd",\n]'))
    lock(wheels, "--check", facts="", code=1)
    said = " ".join(capsys.readouterr().err.split())
    assert "cannot be read: '-r/etc/passwd' is no name of a project" in said


def test_with_sources_nothing_is_kept() -> None:
    parser = create_command("lock", isolated=True).parser
    use_own_lists(parser)
    options, args = parser.parse_args(["lab"])
    wheel, source = ({"name": "lab", key: {}} for key in ("wheels", "sdist"))
    kept = keep({"packages": [wheel]}, options, parser, args)
    assert kept["tool"]["variantlib"]["command"] == {"requirements": ["lab"]}
    options.machines = parser.parse_args(["--machine="])[0].machines
    document = {"packages": [wheel]}
    assert keep(document, options, parser, args) is document
    options.machines = ()
    for others in ([wheel, source], [{**wheel, **source}], [{"name": "lab"}]):
        document = {"packages": others}
        assert keep(document, options, parser, args) is document
