"""`pip lock --from`: the versions of another tool's file, with variants."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.builders import make_wheel
from tests.unit.commands.fleet_scene import lock, options_for, publish, read

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    publish(folder)
    make_wheel(folder, "shared", "2.0")
    make_wheel(folder, "lab", "9.0")
    return folder


def digest_of(wheels: Path, name: str) -> str:
    path = wheels / f"{name}-py3-none-any.whl"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def uv_lock(wheels: Path, *names: str) -> str:
    """A file as uv writes it, next to the wheels."""
    lines = ["version = 1", "[[package]]", 'name = "demo"', 'source = {virtual = "."}']
    lines.append('dependencies = [{name = "lab"}]')
    lines.append('optional-dependencies = {gpu = [{name = "gone"}], none = []}')
    lines.append('dev-dependencies = {dev = [{name = "gone"}], docs = [{name = "no"}]}')
    for name in names:
        project, version = name.split("-")
        lines += ["[[package]]", f'name = "{project}"', f'version = "{version}"']
        lines.append('source = {registry = "https://pypi.example/simple"}')
        lines.append(f'wheels = [{{hash = "sha256:{digest_of(wheels, name)}"}}]')
    path = wheels.parent / "uv.lock"
    path.write_text("\n".join(lines))
    return str(path)


def test_a_lock_file_of_uv(wheels: Path, capsys: Captured) -> None:
    source = uv_lock(wheels, "lab-1.0", "shared-1.0", "base-1.0")
    machines = options_for(wheels.parent, "old", "new")
    stated = read(lock(wheels, "--from", source, *machines))
    found = {(p["name"], p["version"]) for p in stated["packages"]}
    assert {("lab", "1.0"), ("shared", "1.0"), ("tuned", "2.0")} <= found
    assert ("shared", "2.0") not in found
    said = " ".join(capsys.readouterr().err.split())
    text = "The digest of lab-1.0-py3-none-any-v2.whl and 1 other is that of the index"
    assert text in said
    assert f"extras in {source}: gpu. To take one: --from '{source}[gpu]'" in said
    group = f"{wheels.parent / 'pyproject.toml'}:dev"
    assert f"groups in {source}: dev, docs. To take one: --group '{group}'" in said
    assert "states no hash" not in said
    assert lock(wheels, "--check", "--from", source, *machines).exists()


def test_an_extra_and_a_group_of_uv(wheels: Path, capsys: Captured) -> None:
    source = Path(uv_lock(wheels, "lab-1.0", "shared-1.0", "base-1.0"))
    for name in ("gone", "no"):
        make_wheel(wheels, name, "1.0")
    project = wheels.parent / "pyproject.toml"
    project.write_text('[dependency-groups]\ndev = ["no"]\ndocs = ["no"]\n')
    args = ["--from", f"{source}[gpu]", f"--group={project}:Dev", "--no-variant"]
    names = {package["name"] for package in read(lock(wheels, *args))["packages"]}
    assert {"lab", "gone", "no"} <= names
    said = " ".join(capsys.readouterr().err.split())
    assert "the extras" not in said
    assert f"Leaving out the groups in {source}: docs. To take" in said
    member = '[[package]]\nname = "m"\nsource = {editable = "parts/m"}'
    member += "\ndev-dependencies = {more = [{name = 'no'}]}"
    without = source.read_text().replace("hash =", "digest =", 1)
    source.write_text(f"{without}\n{member}")
    lock(wheels, *args, f"--group={project}:docs")
    said = " ".join(capsys.readouterr().err.split())
    path = wheels.parent / "parts/m/pyproject.toml"
    assert f"groups in {source}: more. To take one: --group '{path}:more'" in said
    assert f"{source} states no hash of any file of lab: pip takes what" in said
    source.write_text("version = 1")
    lock(wheels, "--from", str(source), code=1)
    assert "uv.lock requires nothing that could be locked" in capsys.readouterr().err


def test_requirements_with_hashes(wheels: Path, capsys: Captured) -> None:
    path = wheels.parent / "requirements.txt"
    names = ("lab-1.0", "shared-1.0", "base-1.0")
    lines = [
        f"{name.replace('-', '==')} --hash=sha256:{digest_of(wheels, name)}"
        for name in names
    ]
    # Where a project has several lines, any of their digests will do.
    lines.append(f"lab==1.0 ; python_version < '3' --hash=sha256:{'0' * 64}")
    path.write_text("\n".join(["--require-hashes", *lines]))
    (new,) = options_for(wheels.parent, "new")
    stated = read(lock(wheels, "--from", str(path), new))
    assert {p["name"]: p["version"] for p in stated["packages"]} == {
        "base": "1.0",
        "lab": "1.0",
        "shared": "1.0",
        "tuned": "2.0",
    }
    of_base = wheels.parent / "constraints.txt"
    of_base.write_text(lines[2])
    for args, kind in (
        (("-r", str(path)), "requirement"),
        (("base", "-c", str(of_base)), "constraint"),
    ):
        lock(wheels, "--from", str(path), *args, code=1)
        said = capsys.readouterr().err
        assert f"{kind}s.txt (line " in said
        assert ") has a hash, which does not go with" in said
        assert f"Leave out the hash, or the whole {kind} if" in said


def test_another_file_is_refused(wheels: Path, capsys: Captured) -> None:
    source = Path(uv_lock(wheels, "lab-1.0", "shared-1.0"))
    digest = digest_of(wheels, "shared-1.0")
    source.write_text(source.read_text().replace(digest, "0" * 64))
    assert not lock(wheels, "--from", str(source), "--no-variant", code=1).exists()
    said = capsys.readouterr().err
    assert "shared-1.0-py3-none-any.whl has a digest that is not pinned" in said


def test_what_cannot_be_read_is_told_in_a_line(
    wheels: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Path(uv_lock(wheels, "lab-1.0"))
    good = source.read_text()
    source.unlink()
    odd = good.replace(f'"sha256:{digest_of(wheels, "lab-1.0")}"', "5")
    for text, problem in (
        (None, "uv.lock cannot be read: No such file"),
        ("version = 3", "uv.lock cannot be converted: its version is 3"),
        ("version = [", "uv.lock cannot be read: "),
        (odd, "uv.lock cannot be converted: in lab 1.0, wheels.hash = 5 is no digest"),
    ):
        if text is not None:
            source.write_text(text)
        assert not lock(wheels, "--from", str(source), code=1).exists()
        assert problem in capsys.readouterr().err
    lines = wheels.parent / "requirements.txt"
    places = ("./a b", "parts/m", "https://h/x", "C:\\m", "file:m[x]")
    for text in ("-e .", *places, "lab==1.0; " + "(" * 5000):
        lines.write_text(text)
        lock(wheels, "--from", str(lines), code=1)
        said = capsys.readouterr().err
        shown = ascii(text.removeprefix("-e ")[:20]).removesuffix("'")
        named = f"this names no project: {shown}"
        assert f"requirements.txt cannot be converted: {named}" in said
        assert "without such lines (uv export --no-emit-workspace)" in said
        assert len(said) < 1000
    monkeypatch.chdir(wheels.parent)
    for text in ("gpukit==", 'gpukit >=1 ; python_version : "3"', "gpukit[a/b]==1"):
        lines.write_text(f"lab\n{text}\n")
        for name in (str(lines), "requirements.txt"):
            lock(wheels, "--from", name, code=1)
            said = capsys.readouterr().err
            assert f"converted: {text!r} is no valid requirement: Expected" in said
            assert "(from requirements.txt (line 2))" in said
    gone = "gone-1.0-py3-none-any.whl"
    lines.write_text(f"lab\n{gone}\n")
    for args in (["--from", str(lines)], ["--variants=all", str(wheels / gone)]):
        lock(wheels, *args, code=1)
        (said,) = capsys.readouterr().err.splitlines()[-1:]
        assert said.startswith("ERROR: pip cannot lock: [Errno 2] No such file or dir")
        assert gone in said
    lock(wheels, "--from", "pylock.toml", code=1)
    assert "pylock.toml is a lock file of pip's own kind" in capsys.readouterr().err
