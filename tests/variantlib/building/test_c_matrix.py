"""A project in C: 2 toolkits x 3 levels of processors, null variant, plain wheel."""

from __future__ import annotations

import ctypes
import shutil
import zipfile
from pathlib import Path

import pytest

from .c_project import BACK_END, SOURCE
from .matrices import TWO_BY_THREE
from .projects import Project


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a compiler of C")
def test_each_wheel_has_what_its_row_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("CFLAGS", raising=False)
    project = Project(
        tmp_path, TWO_BY_THREE.replace("-march=x86-64-{value}", "-DLEVEL={value}")
    )
    project.write("back_end.py", BACK_END)
    project.write("ship.c", SOURCE)
    lines = project.run("-j", "2")
    assert lines[-1] == "8 rows: 8 made"
    found = {wheel: built_for(project, wheel) for wheel in project.wheels}
    stem = "ship-1.0-py3-none-linux_x86_64"
    assert found == {
        f"{stem}.whl": "none baseline",
        f"{stem}-null.whl": "none baseline",
        **{
            f"{stem}-cuda{toolkit}_{level}.whl": f"cuda {toolkit} {level}"
            for toolkit in ("12.8", "13.0")
            for level in ("v2", "v3", "v4")
        },
    }


def built_for(project: Project, wheel: str) -> str:
    folder = project.folder.parent / wheel
    with zipfile.ZipFile(project.folder / "dist" / wheel) as source:
        path = source.extract("ship.so", folder)
    function = ctypes.CDLL(path).built_for
    function.restype = ctypes.c_char_p
    text: bytes = function()
    return text.decode()
