"""Wheels that the user or a lock file names, before they are installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import hash_of, make_wheel
from tests.unit.running import run
from tests.unit.selecting import V2, V3, V4

OPTIONS = ["--dry-run", "--ignore-installed"]


def said(
    folder: Path, capsys: pytest.CaptureFixture[str], *args: object, status: int = 0
) -> str:
    assert run("install", folder, *OPTIONS, *map(str, args)) == status
    printed = capsys.readouterr()
    return " ".join((printed.out + printed.err).split())


def test_a_path_that_fits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = make_wheel(tmp_path, "pkg", properties=[V3])
    assert f"Would install pkg-1.0~{hash_of([V3])}" in said(tmp_path, capsys, path)


def test_a_path_that_does_not_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make_wheel(tmp_path, "pkg", properties=[V4])
    text = said(tmp_path, capsys, path, status=1)
    assert f"{path.name} does not fit" in text
    forced = f"--variant=pkg={hash_of([V4])}"
    assert forced in text
    assert "Would install pkg-1.0" in said(tmp_path, capsys, forced, path)


def test_a_path_that_is_another_variant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make_wheel(tmp_path, "pkg", properties=[V3])
    text = said(tmp_path, capsys, f"--variant=pkg={V2}", path, status=1)
    assert path.name in text
    assert V2 in text


def test_a_path_that_lies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = make_wheel(
        tmp_path, "pkg", properties=[V3], variant_lines=[f"Variant: {V2}"]
    )
    text = said(tmp_path, capsys, path, status=1)
    assert "METADATA" in text
    assert "Traceback" not in text


def test_a_request_for_what_is_not_installed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_wheel(tmp_path, "pkg", properties=[V3])
    text = said(tmp_path, capsys, "--variant=other=v3", "pkg")
    assert "other" in text
    assert "WARNING" in text


def locked(folder: Path, *args: str) -> Path:
    path = folder / "pylock.toml"
    assert run("lock", folder, "--output", str(path), *args) == 0
    return path


def test_a_lock_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in (V2, V3):
        make_wheel(tmp_path, "pkg", properties=[kind])
    path = locked(tmp_path, "--variants=all", "pkg")
    text = said(tmp_path, capsys, "-r", path)
    assert f"Would install pkg-1.0~{hash_of([V3])}" in text


def test_a_lock_file_for_another_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_wheel(tmp_path, "pkg", properties=[V4])
    path = locked(tmp_path, f"--variant={hash_of([V4])}", "pkg")
    text = said(tmp_path, capsys, "-r", path)
    assert f"Would install pkg-1.0~{hash_of([V4])}" in text
    assert "does not fit" in text


def test_a_locked_wheel_that_was_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_wheel(tmp_path, "pkg", properties=[V3])
    path = locked(tmp_path, "pkg")
    make_wheel(tmp_path, "pkg", properties=[V3], module="# another")
    text = said(tmp_path, capsys, "-r", path, status=1)
    assert "hash" in text.lower()
