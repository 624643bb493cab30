"""A project in C: 2 toolkits x 3 levels of processors, null variant, plain wheel."""

from __future__ import annotations

import ctypes
import shutil
import zipfile
from pathlib import Path

import pytest

from .matrices import TWO_BY_THREE
from .projects import Project

SOURCE = """
#ifndef TOOLKIT
#define TOOLKIT "none"
#endif
#ifndef LEVEL
#define LEVEL baseline
#endif
#define TEXT(x) #x
#define VALUE(x) TEXT(x)
const char *built_for(void) { return TOOLKIT " " VALUE(LEVEL); }
"""

BACK_END = r"""
import os, shlex, subprocess, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    flags = shlex.split(os.environ.get("CFLAGS", ""))
    if "CUDA" in os.environ:
        flags.append(f'-DTOOLKIT="cuda {os.environ["CUDA"]}"')
    # As make does, and back ends that call it: what is there is not compiled again.
    if not os.path.exists("ship.o"):
        subprocess.run(["cc", "-fPIC", "-g", *flags, "-c", "ship.c"], check=True)
    subprocess.run(["cc", "-shared", "ship.o", "-o", "ship.so"], check=True)
    name = "ship-1.0-py3-none-linux_x86_64.whl"
    info = "ship-1.0.dist-info"
    files = {
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: ship\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nTag: py3-none-linux_x86_64\n",
        "ship.so": open("ship.so", "rb").read(),
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
        for path, content in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(zipfile.ZipInfo(path), content)
    return name
"""


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
