"""A maker's file with each of the back ends that makers use, out of the index."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.variantlib.building.projects import Project

VARIANTS = """
[axes.flavour.values.sweet]
properties = ["taste :: flavour :: sweet"]
add-dependencies = ["dep"]
"""
PROJECT = '[project]\nname = "demo"\nversion = "1.0"\ndescription = "Tastes"\n'
SOURCE = """
#define TEXT(x) #x
#define VALUE(x) TEXT(x)
const char *flavour(void) { return "made " VALUE(FLAVOUR); }
"""
FLAGS = 'flags = { CFLAGS = "-DFLAVOUR={value}" }'
SETTING = 'config-settings = { "%s" = "%s{value}" }'


class Case(NamedTuple):
    """A back end, and a project for it.

    :param module: The object that `build-backend` names.
    :param files: What the project has besides.
    :param setting: How the flavour gets into the library, if there is one.
    :param needs: Programs that are not on the index.
    :param table: What stands in pyproject.toml besides.
    """

    requires: str
    module: str
    files: Mapping[str, str] = {}
    setting: str = ""
    needs: tuple[str, ...] = ()
    table: str = ""


SETUP = """
from setuptools import Extension, setup
setup(ext_modules=[Extension("taste", ["taste.c"], py_limited_api=True)])
"""
CMAKE = """
cmake_minimum_required(VERSION 3.15)
project(demo C)
add_library(taste MODULE taste.c)
target_compile_definitions(taste PRIVATE FLAVOUR=${FLAVOUR})
install(TARGETS taste DESTINATION .)
"""
MESON = """
project('demo', 'c')
place = import('python').find_installation(pure: false).get_install_dir()
shared_module('taste', 'taste.c', install: true, install_dir: place)
"""
CARGO = """
[package]
name = "demo"
version = "1.0.0"
edition = "2021"
"""
RUST = """
fn main() {
    println!("{}", if cfg!(sweet) { "made sweet" } else { "made plain" });
}
"""
C = {"taste.c": SOURCE}
CASES = {
    "flit": Case("flit_core", "flit_core.buildapi", {"demo.py": '"""Tastes."""\n'}),
    "hatchling": Case("hatchling", "hatchling.build", {"demo/__init__.py": ""}),
    "setuptools": Case(
        "setuptools", "setuptools.build_meta", {**C, "setup.py": SETUP}, FLAGS, ("cc",)
    ),
    "scikit-build-core": Case(
        "scikit-build-core",
        "scikit_build_core.build",
        {**C, "CMakeLists.txt": CMAKE},
        SETTING % ("cmake.define.FLAVOUR", ""),
        ("cc",),
    ),
    "meson-python": Case(
        "meson-python",
        "mesonpy",
        {**C, "meson.build": MESON},
        SETTING % ("setup-args", "-Dc_args=-DFLAVOUR="),
        ("cc",),
    ),
    "maturin": Case(
        "maturin",
        "maturin",
        {"Cargo.toml": CARGO, "src/main.rs": RUST},
        'flags = { RUSTFLAGS = "--cfg={value}" }',
        ("cargo", "cc"),
        '[tool.maturin]\nbindings = "bin"\n',
    ),
}
SLOW = {"meson-python"}
ALL = "ALL_BACK_ENDS"


@pytest.mark.parametrize("name", CASES)
def test_a_variant_of(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[name]
    if name in SLOW and ALL not in os.environ:
        pytest.skip(f"takes long: nox -s back-ends sets {ALL}")
    # Other tests are quicker with a rustc that fails.
    paths = os.environ["PATH"].split(os.pathsep)
    real = [path for path in paths if Path(path).name != "failing_commands"]
    monkeypatch.setenv("PATH", os.pathsep.join(real))
    missing = [program for program in case.needs if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}")
    project = Project(tmp_path, VARIANTS + case.setting)
    system = f'requires = ["{case.requires}"]\nbuild-backend = "{case.module}"\n'
    project.write("pyproject.toml", f"[build-system]\n{system}{PROJECT}{case.table}")
    for path, text in case.files.items():
        (project.folder / path).parent.mkdir(exist_ok=True)
        project.write(path, text)
    assert project.run()[-1] == "1 row: 1 made"
    [wheel] = project.wheels
    assert wheel.startswith("demo-1.0-")
    assert wheel.endswith("-sweet.whl")
    assert "Requires-Dist: dep\n" in project.metadata(wheel)
    with zipfile.ZipFile(project.folder / "dist" / wheel) as source:
        content = b"".join(map(source.read, source.namelist()))
    assert wheel.endswith("-any-sweet.whl") is (not case.setting)
    assert b'"sweet"' in content
    assert (b"made sweet" in content) is bool(case.setting)
