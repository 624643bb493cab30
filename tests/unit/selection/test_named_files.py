"""Files of one release that are given one by one, and a build for other versions."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.builders import make_wheel
from tests.unit.running import run
from tests.unit.selecting import V2, V3


def said(folder: Path, capsys: pytest.CaptureFixture[str], *args: object) -> str:
    options = ["--dry-run", "--ignore-installed", *map(str, args)]
    assert run("install", folder, *options) == 1
    return " ".join(capsys.readouterr().err.split())


def test_files_of_one_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [make_wheel(tmp_path, "pkg", properties=[kind]) for kind in (V2, V3)]
    text = said(tmp_path, capsys, *files)
    assert all(path.name in text for path in files)
    assert f"--find-links {shlex.quote(str(tmp_path))} pkg==1.0" in text


def test_files_of_several_folders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [
        make_wheel(tmp_path / kind[-2:], "pkg", properties=[kind]) for kind in (V2, V3)
    ]
    text = said(tmp_path, capsys, *files)
    assert "--find-links FOLDER pkg==1.0" in text
