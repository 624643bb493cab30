"""The library in an environment of its own: each command runs, and nothing of pip."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.builders import make_plugin, make_wheel

PROJECT = Path(__file__).resolve().parents[2] / "src/variantlib"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the library, what it needs, and a plugin."""
    folder = tmp_path_factory.mktemp("alone")
    make = [sys.executable, "-m", "virtualenv", "-q", "--no-pip", str(folder / "env")]
    subprocess.run(make, check=True)
    name = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    python = folder / "env" / name
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.check_output([python, "-c", ask], text=True).strip())
    build = "from flit_core.buildapi import build_wheel; print(build_wheel({!r}))"
    done = subprocess.run(
        [sys.executable, "-c", build.format(str(folder))],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    shutil.unpack_archive(folder / done.stdout.strip(), site, "zip")
    for name in ("attrs", "packaging"):
        for file in distribution(name).files or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                target = site / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), target)
    plugin = make_plugin(folder, "cpu", {"level": ["v3", "v2"]})
    shutil.unpack_archive(plugin, site, "zip")
    return python


def test_each_command_runs(python: Path, tmp_path: Path) -> None:
    def run(*args: object) -> str:
        command = [str(python), "-I", "-m", "variantlib", *map(str, args)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.rstrip("\n")

    plain = make_wheel(tmp_path, "demo")
    variant = run("make", plain, "-p", "cpu :: level :: v3")
    labelled = run("make", plain, "--label", "old", "-p", "cpu :: level :: v2")
    digest = run("hash", "cpu :: level :: v3")
    assert variant == f"demo-1.0~{digest}-py3-none-any.whl"
    assert "cpu :: level :: v3" in run("show", variant)
    assert "variant old" in run("show", labelled)
    assert run("index", ".") == "demo-1.0-variants.json"
    answers = json.loads(run("detect", "--json"))["providers"]
    (provider,) = (each for each in answers if each["distribution"])
    assert provider["keys"] == [{"key": "level", "values": ["v3", "v2"]}]
    assert "level  v3, v2" in run("check-plugin", "cpu_plugin:Plugin")
    assert run("choose", ".").splitlines()[0] == labelled
    assert run("explain", ".").splitlines()[2].endswith(labelled)


def test_nothing_of_pip_is_there(python: Path) -> None:
    code = "import variantlib.engine, sys; print(*sys.modules); import pip"
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True)
    assert "No module named 'pip'" in done.stderr
    assert " pip" not in done.stdout
