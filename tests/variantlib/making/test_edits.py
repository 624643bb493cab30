"""Other dependencies, Python, extras and entry points in a variant."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from .test_variants import INFO, PLAIN, assert_refused, row, run, write_wheel

LABEL = ["--label", "x", "-pa::b::c"]
LABELLED = "demo-1.0-py3-none-any-x.whl"
METADATA = """\
Metadata-Version: 2.1
Name: demo
Version: 1.0
Summary: two
  lines: long
Requires-Python: >=3.8
Requires-Dist: nvidia-nccl-cu12==2.27.5; platform_system == "Linux"
Requires-Dist: NVIDIA_nccl.cu12 (<3)
Requires-Dist: sympy>=1.13.3
Provides-Extra: opt
Provides-Extra: Test
Requires-Dist: pytest; extra == 'test'
Requires-Dist: rich; extra == "opt" or extra == "test"
Requires-Dist: ???

Requires-Dist: no, a body
"""
ENTRY_POINTS = "[console_scripts]\ndemo = demo:main\n\n[plugins]\nA = a\nb=b.c:d\n"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    files = {
        f"{INFO}/METADATA": METADATA.encode(),
        f"{INFO}/entry_points.txt": ENTRY_POINTS.encode(),
    }
    return write_wheel(tmp_path / PLAIN, files)


def made(plain: Path, *arguments: str) -> dict[str, str]:
    """Make a variant, and return its metadata; RECORD is true, and there is a way."""
    folder = plain.parent / "made"
    assert run("make", plain, *LABEL, *arguments, "-o", folder) == 0
    with zipfile.ZipFile(folder / LABELLED) as wheel:
        files = {name: wheel.read(name) for name in wheel.namelist()}
    record = list(csv.reader(io.StringIO(files.pop(f"{INFO}/RECORD").decode())))
    expected = [row(name, content) for name, content in files.items()]
    assert sorted(record) == sorted([*expected, [f"{INFO}/RECORD", "", ""]])
    assert run("unmake", folder / LABELLED, "-o", plain.parent / "back") == 0
    assert (plain.parent / "back" / PLAIN).read_bytes() == plain.read_bytes()
    return {
        name.removeprefix(f"{INFO}/"): content.decode()
        for name, content in files.items()
        if name.startswith(INFO)
    }


def difference(before: str, after: str) -> list[str]:
    """Return the lines that went and came, each with its sign."""
    old, new = before.splitlines(), after.splitlines()
    gone = [f"-{line}" for line in old if line not in new]
    return gone + [f"+{line}" for line in new if line not in old]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["--add-dependency", "numpy>=2; python_version < '3.13'"],
            ["+Requires-Dist: numpy>=2; python_version < '3.13'"],
        ),
        (
            ["--add-dependency", 'mkl; "blas :: library" in variant_features'],
            ['+Requires-Dist: mkl; "blas :: library" in variant_features'],
        ),
        (["--add-dependency", "sympy >= 1.13.3"], []),
        (
            ["--drop-dependency", "nvidia.NCCL-cu12"],
            [
                '-Requires-Dist: nvidia-nccl-cu12==2.27.5; platform_system == "Linux"',
                "-Requires-Dist: NVIDIA_nccl.cu12 (<3)",
            ],
        ),
        (
            ["--drop-dependency", "nvidia-nccl-cu12<3"],
            ["-Requires-Dist: NVIDIA_nccl.cu12 (<3)"],
        ),
        (
            ["--drop-dependency", 'pytest; extra == "test"'],
            ["-Requires-Dist: pytest; extra == 'test'"],
        ),
        (
            ["--replace-dependency", "sympy==2; variant_label == 'x'"],
            [
                "-Requires-Dist: sympy>=1.13.3",
                "+Requires-Dist: sympy==2; variant_label == 'x'",
            ],
        ),
        (
            ["--requires-python", ">=3.10"],
            ["-Requires-Python: >=3.8", "+Requires-Python: >=3.10"],
        ),
        (["--requires-python", ""], ["-Requires-Python: >=3.8"]),
        (
            ["--add-extra", "gpu", "--add-dependency", "cupy; extra == 'gpu'"],
            ["+Provides-Extra: gpu", "+Requires-Dist: cupy; extra == 'gpu'"],
        ),
        (
            ["--drop-extra", "test"],
            ["-Provides-Extra: Test", "-Requires-Dist: pytest; extra == 'test'"],
        ),
    ],
)
def test_the_metadata_differ_as_asked(
    plain: Path, arguments: list[str], expected: list[str]
) -> None:
    files = made(plain, *arguments)
    assert difference(METADATA, files["METADATA"]) == expected
    assert files["entry_points.txt"] == ENTRY_POINTS


def test_a_replacement_stands_in_the_same_place(plain: Path) -> None:
    files = made(plain, "--replace-dependency", "nvidia-nccl-cu12==3")
    lines = files["METADATA"].splitlines()
    place = lines.index("Requires-Dist: nvidia-nccl-cu12==3")
    assert lines[place - 1 : place + 2] == [
        "Requires-Python: >=3.8",
        "Requires-Dist: nvidia-nccl-cu12==3",
        "Requires-Dist: sympy>=1.13.3",
    ]


def test_entry_points_come_and_go(plain: Path) -> None:
    files = made(
        plain,
        *("--add-entry-point", "plugins:b = new.module"),
        *("--add-entry-point", "other.group:c=c:D.e"),
        *("--drop-entry-point", "console_scripts:demo"),
    )
    assert files["entry_points.txt"] == (
        "[plugins]\nA = a\nb = new.module\n\n[other.group]\nc = c:D.e\n\n"
    )
    assert files["METADATA"] == METADATA


def test_a_wheel_without_entry_points_gets_some(tmp_path: Path) -> None:
    plain = write_wheel(tmp_path / PLAIN)
    files = made(plain, "--add-entry-point", "plugins:b=b")
    assert files["entry_points.txt"] == "[plugins]\nb = b\n\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--drop-dependency", "simpy"], "does not require 'simpy' - maybe you meant"),
        (["--drop-dependency", "sympy<2"], "does not require exactly 'sympy<2'"),
        (["--drop-dependency", "!"], "'!' names no project"),
        (["--replace-dependency", "numpy"], "METADATA does not require 'numpy'"),
        (["--add-dependency", "a b"], "'a b' is no requirement"),
        (["--add-dependency", "a\nName: b"], "is no requirement of one line"),
        (["--add-dependency", "a; variant_lable == 'x'"], "is no requirement"),
        (["--add-dependency", "a; extra == 'gpu'"], "no extra 'gpu': add it, too"),
        (["--add-dependency", "a; extra == 'tset'"], "maybe you meant test"),
        (["--drop-extra", "opts"], "no extra 'opts' - maybe you meant opt"),
        (["--add-extra", "a b"], "'a b' is no name of an extra"),
        (["--requires-python", "3.10"], "'3.10' says no versions of Python"),
        (["--add-entry-point", "a=b"], "'a=b' is no entry point: write it as 'group:"),
        (["--drop-entry-point", "a"], "'a' names no entry point: write it as 'group:"),
        (["--add-entry-point", "g:a=b c"], "is no entry point: write it as"),
        (["--drop-entry-point", "plugins:B"], "maybe you meant plugins:b"),
        (["--drop-local"], "its version has no local part to drop"),
        (["--plain"], "a plain wheel has neither label nor properties"),
    ],
)
def test_a_wrong_change_is_one_line_and_makes_nothing(
    plain: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    folder = plain.parent / "made"
    assert_refused(capsys, message, "make", plain, *LABEL, *arguments, "-o", folder)
    assert not folder.exists()


def test_entry_points_that_cannot_be_read_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {f"{INFO}/entry_points.txt": b"x = y\n"}
    plain = write_wheel(tmp_path / PLAIN, files)
    message = "its entry_points.txt is no file of entry points"
    change = ["--add-entry-point", "plugins:b=b"]
    assert_refused(capsys, message, "make", plain, *LABEL, *change, "-o", tmp_path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--plain", "--add-dependency", "idna; 'a' in variant_namespaces"],
            "\"idna; 'a' in variant_namespaces\": this is a plain wheel, and other",
        ),
        (
            ["--plain", "--replace-dependency", "sympy; variant_label == 'x'"],
            "this is a plain wheel",
        ),
        (
            ["-pa::b::c", "--add-dependency", "idna; variant_label == 'x'"],
            "never holds in one; write it as in 'a :: b :: c' in variant_properties",
        ),
    ],
)
def test_markers_that_a_wheel_cannot_have(
    plain: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    folder = plain.parent / "made"
    assert_refused(capsys, message, "make", plain, *arguments, "-o", folder)
    assert not folder.exists()


def test_markers_that_other_wheels_can_have(plain: Path) -> None:
    folder = plain.parent / "made"
    marked = ["--add-dependency", "idna; 'a::b::c' in variant_properties"]
    assert run("make", plain, "-pa::b::c", *marked, "-o", folder) == 0
    # What is dropped need not hold.
    dropped = ["--plain", "--drop-dependency", "sympy>=1.13.3"]
    assert run("make", plain, *dropped, "-o", folder) == 0
