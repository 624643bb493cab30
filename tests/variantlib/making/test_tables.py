"""Wheels of several indexes become variants of one release, by one table."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from tests.builders import make_wheel
from variantlib.making.variants import read_label_variant

from .test_variants import PLAIN, assert_refused, row, run

TABLE = """\
priority = ["nvidia", "x86_64"]
drop-local = true

[[wheels]]
local = "cu128"
label = "cuda12.8"
properties = ["nvidia :: cuda_version_lower_bound :: 12.8"]
replace-dependencies = ["nvidia-nccl-cu12>=2.27"]

[[wheels]]
local = "cu13*"
files = ["*-linux_x86_64.whl", "*-win_amd64.whl"]
label = "cuda13.0"
properties = [
  "nvidia :: cuda_version_lower_bound :: 13.0", "x86_64 :: level :: v3",
]

[[wheels]]
local = "cpu"
label = "null"

[[wheels]]
local = "cpu"
plain = true

[providers.nvidia]
requires = ["nvidia-variant-provider"]
plugin-api = "nvidia_variant_provider.plugin:Plugin"

[providers.x86_64]
builtin = "x86_64"
"""


def wheel(folder: Path, local: str, tag: str = "cp312-cp312-linux_x86_64") -> Path:
    return make_wheel(
        folder,
        "Demo.Pkg",
        f"2.9.0+{local}",
        tag=tag,
        requires=["nvidia-nccl-cu12==2.27.5", "sympy"],
        files={
            f"Demo_Pkg-2.9.0+{local}.data/scripts/run": "#!python\n",
            f"Demo_Pkg-2.9.0+{local}.dist-info/licenses/LICENSE": "free",
            "Demo_Pkg-3.data/kept": "as it is",
        },
    )


@pytest.fixture
def plains(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "plain"
    return [wheel(folder, local) for local in ("cu128", "cu130", "cpu")]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "labels.toml"
    path.write_text(TABLE)
    return path


def test_one_table_makes_one_release(
    plains: list[Path],
    table: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = tmp_path / "made"
    assert run("make", *plains, "--table", table, "-o", made) == 0
    stem = "Demo_Pkg-2.9.0-cp312-cp312-linux_x86_64"
    names = [f"{stem}{end}.whl" for end in ("-cuda12.8", "-cuda13.0", "-null", "")]
    assert capsys.readouterr() == ("".join(f"{made / name}\n" for name in names), "")
    for name in names:
        assert_is_true(made / name)
    labelled = read_label_variant(made / names[1])
    assert labelled is not None
    assert labelled[1].namespaces == ("nvidia", "x86_64")
    assert run("index", made) == 0
    assert (made / "demo_pkg-2.9.0-variants.json").exists()


def assert_is_true(path: Path) -> None:
    """Look at a wheel of the release 2.9.0: all of it says so, and RECORD is right."""
    with zipfile.ZipFile(path) as source:
        files = {name: source.read(name) for name in source.namelist()}
    info = "Demo_Pkg-2.9.0.dist-info"
    record = list(csv.reader(io.StringIO(files.pop(f"{info}/RECORD").decode())))
    expected = [row(name, content) for name, content in files.items()]
    assert sorted(record) == sorted([*expected, [f"{info}/RECORD", "", ""]])
    assert [name for name in files if "+" in name] == []
    assert {f"{info}/licenses/LICENSE", "Demo_Pkg-2.9.0.data/scripts/run"} < set(files)
    assert "Demo_Pkg-3.data/kept" in files
    lines = files[f"{info}/METADATA"].decode().splitlines()
    assert "Version: 2.9.0" in lines
    wanted = ">=2.27" if "12.8" in path.name else "==2.27.5"
    assert f"Requires-Dist: nvidia-nccl-cu12{wanted}" in lines


def test_the_wheels_of_the_indexes_come_back(
    plains: list[Path], table: Path, tmp_path: Path
) -> None:
    assert run("make", *plains, "--table", table, "-o", tmp_path / "made") == 0
    # The null variant and the plain wheel were one.
    made = [p for p in (tmp_path / "made").iterdir() if "null" not in p.name]
    assert run("unmake", *made, "-o", tmp_path / "back") == 0
    for plain in plains:
        assert (tmp_path / "back" / plain.name).read_bytes() == plain.read_bytes()


def test_a_repacked_wheel_is_not_made_into_a_variant(
    plains: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "made"
    assert run("make", plains[2], "--plain", "--drop-local", "-o", made) == 0
    [plain] = made.iterdir()
    capsys.readouterr()
    message = "it was made out of another wheel (plain-wheel.json); unmake it first"
    assert_refused(capsys, message, "make", plain, "-pa::b::c", "-o", tmp_path)


def test_a_wheel_without_a_row_stops_all(
    plains: list[Path],
    table: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mac = wheel(tmp_path, "cu130", "cp312-cp312-macosx_11_0_arm64")
    made = tmp_path / "made"
    message = f"no row is about {mac.name}"
    arguments = ["make", *plains, mac, "--table", table, "-o", made]
    assert_refused(capsys, message, *arguments)
    assert not made.exists()


def test_a_row_without_a_wheel_is_told(
    plains: list[Path],
    table: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("make", plains[0], "--table", table, "-o", tmp_path / "made") == 0
    assert capsys.readouterr().err == "".join(
        f"variantlib: warning: row {number} of {table.name} is about none of the wheels"
        "\n"
        for number in (2, 3, 4)
    )


def test_many_wheels_are_made_without_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels = [make_wheel(tmp_path, "demo", tag=f"cp31{n}-none-any") for n in range(3)]
    made = tmp_path / "made"
    assert run("make", *wheels, "-pa::b::c", "-o", made) == 0
    assert len(list(made.iterdir())) == 3
    capsys.readouterr()
    message = "is there already: remove it, or name another folder"
    assert_refused(capsys, message, "make", *wheels, "-pa::b::c", "-o", made)
    twice = [wheels[0], wheels[0]]
    message = "it would be made out of demo-1.0-cp310-none-any.whl, too"
    assert_refused(capsys, message, "make", *twice, "-pa::b::c", "-o", tmp_path / "2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("= 1", "labels.toml: is not TOML"),
        ("wheels = 1", "must have a table [[wheels]]"),
        ("priorities = []", "unknown key 'priorities' - maybe you meant priority"),
        ("[[wheels]]\nlabel = 'x'", "must say which wheels it is about"),
        ("wheels = [1]", "row 1 of [[wheels]]: must be a table"),
        ("[[wheels]]\nlocal = 'x'", "row 1 of [[wheels]]: must have 'label', 'prop"),
        ("[[wheels]]\nlocal = 'x'\nlabel = 1", "label must be text, not"),
        ("[[wheels]]\nlocal = 1", "local must be a list of texts"),
        ("[[wheels]]\nlocal = 'x'\nlables = 'y'", "'lables' - maybe you meant label"),
        ("[[wheels]]\nlocal = 'x'\nproperties = 'y'", "'y' is not a property"),
        ("[[wheels]]\nlocal = 'x'\nplain = 1", "plain must be true or false"),
        ("[[wheels]]\nlocal = 'x'\nplain = true\nlabel = 'y'", "has neither label nor"),
        (
            "[[wheels]]\nlocal = 'x'\nlabel = 'y'\nadd-dependencies = ['a b']",
            "row 1 of [[wheels]]: add-dependencies: 'a b' is no requirement",
        ),
        ("[[wheels]]\nlocal = 'x'\nplain = true\nrequires-python = 3", "must be text"),
        (
            "priority = 1\n[[wheels]]\nlocal = 'x'\nplain = true",
            "priority must be a li",
        ),
        ("[providers]\n[[wheels]]\nlocal = 'x'\nplain = true", "a table 'providers'"),
        ("x = 1" + "\n" * 2**20, "is larger than"),
        ("[[wheels]]\n" * 1001, "has more than 1000 tables"),
    ],
)
def test_a_wrong_table_is_one_line(
    table: Path,
    plains: list[Path],
    capsys: pytest.CaptureFixture[str],
    text: str,
    message: str,
) -> None:
    table.write_text(text)
    assert_refused(
        capsys, message, "make", *plains, "--table", table, "-o", table.parent
    )
    assert not list(table.parent.glob("*.whl"))


def test_a_table_and_a_label_are_too_much(
    table: Path, plains: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    message = "--label stands in the table: leave it out"
    assert_refused(capsys, message, "make", *plains, "--table", table, "--label", "x")


def test_providers_and_order_stand_in_pyproject(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = make_wheel(tmp_path, "demo")
    project = tmp_path / "pyproject.toml"
    project.write_text(
        "[project]\nname = 'demo'\n[variant.default-priorities]\n"
        "namespace = ['blas', 'gpu']\n"
        "[variant.providers.gpu]\nrequires = ['gpu-provider']\nplugin-api = 'gpu:G'\n"
        "[variant.providers.blas]\nstatic-properties = { library = ['mkl'] }\n"
    )
    arguments = ["--label", "x", "-pgpu::a::b", "--providers", project]
    assert run("make", plain, *arguments, "-o", tmp_path) == 0
    labelled = read_label_variant(tmp_path / "demo-1.0-py3-none-any-x.whl")
    assert labelled is not None
    document = labelled[1]
    assert document.namespaces == ("blas", "gpu")
    assert document.providers["gpu"].requires == ("gpu-provider",)
    capsys.readouterr()
    for text, message in (
        ("[providers.gpu]\nbuiltin = 'x'\n", "must have a table 'variant.providers'"),
        (
            "[variant]\ndefault-priorities = []\n[variant.providers.a]\nbuiltin = 'x'",
            "default-priorities must have 'namespace' and no more",
        ),
    ):
        project.write_text(text)
        assert_refused(capsys, message, "make", plain, *arguments, "-o", tmp_path)
    assert (tmp_path / PLAIN).exists()
