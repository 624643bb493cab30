"""The maker's command line, as a user runs it."""

from __future__ import annotations

import csv
import io
import json
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.variantlib.making.scene import (
    ARGUMENTS,
    INFO,
    PLAIN,
    PROPERTIES,
    VARIANT,
    assert_refused,
    row,
    run,
    write_wheel,
)
from variantlib.making.variants import make_variant


def test_a_variant_has_lines_and_a_true_record(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "out" / VARIANT
    assert run("make", plain, *ARGUMENTS, "-o", tmp_path / "out") == 0
    assert capsys.readouterr().out == f"{made}\n"
    assert list(made.parent.iterdir()) == [made]
    with zipfile.ZipFile(made) as wheel, zipfile.ZipFile(plain) as source:
        origin = f"{INFO}/plain-wheel.json"
        assert sorted(wheel.namelist()) == sorted([*source.namelist(), origin])
        assert wheel.read(f"{INFO}/METADATA").decode() == (
            "Metadata-Version: 2.1\n"
            "Name: demo\n"
            "Version: 1.0\n"
            "Variant-hash: e3183105\n"
            "Variant: fictional_hw :: architecture :: HAL9000\n"
            "Variant: fictional_hw :: humor :: 2\n"
            "\n"
            "A body.\n\nVariant: no\n"
        )
        record = csv.reader(io.StringIO(wheel.read(f"{INFO}/RECORD").decode()))
        names = [name for name in wheel.namelist() if not name.endswith("RECORD")]
        expected = [row(name, wheel.read(name)) for name in names]
        assert sorted(record) == sorted([*expected, [f"{INFO}/RECORD", "", ""]])
        assert wheel.read("demo.py") == source.read("demo.py")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Name: demo", "Name: demo\n{}"),
        ("Name: demo\n", "Name: demo\n{}"),
        ("Name: demo\r\n\r\nbody\r\n", "Name: demo\r\n{}\r\nbody\r\n"),
        (
            "Name: demo\nSummary: a\n  b\n\n\nbody",
            "Name: demo\nSummary: a\n  b\n{}\n\nbody",
        ),
    ],
)
def test_every_other_byte_of_metadata_stays(
    tmp_path: Path, before: str, after: str
) -> None:
    end = "\r\n" if "\r\n" in before else "\n"
    version = f"Version: 1.0{end}"
    metadata = f"{version}{before}".encode()
    plain = write_wheel(tmp_path / PLAIN, {f"{INFO}/METADATA": metadata})
    made = make_variant(plain, [("a", "b", "c")], tmp_path)
    lines = f"Variant-hash: 899947cf{end}Variant: a :: b :: c{end}"
    with zipfile.ZipFile(made) as wheel:
        assert wheel.read(f"{INFO}/METADATA").decode() == version + after.format(lines)


def test_the_bytes_depend_on_the_wheel_and_the_properties_only(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    run("make", plain, *ARGUMENTS, "-o", tmp_path / "1")
    again = tmp_path / "again" / PLAIN
    again.parent.mkdir()
    again.write_bytes(plain.read_bytes())
    run("make", again, *reversed(ARGUMENTS), "-o", tmp_path / "2")
    one, two = ((tmp_path / n / VARIANT).read_bytes() for n in "12")
    assert one == two


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_all_other_files_keep_their_times_and_their_compression(
    plain: Path, tmp_path: Path, method: int
) -> None:
    odd = tmp_path / "odd" / PLAIN
    odd.parent.mkdir()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(odd, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, (2020, 2, 3, 4, 5, 6))
            target.writestr(info, source.read(name), method)
    made = make_variant(odd, [("a", "b", "c")], tmp_path)
    with zipfile.ZipFile(odd) as source, zipfile.ZipFile(made) as wheel:
        for name in ("demo.py", f"{INFO}/WHEEL"):
            old, new = source.getinfo(name), wheel.getinfo(name)
            assert old.date_time == new.date_time
            assert old.compress_type == new.compress_type
            assert old.compress_size == new.compress_size


@pytest.mark.parametrize(
    ("epoch", "expected"),
    [
        ("1700000000", (2023, 11, 14, 22, 13, 20)),
        ("0", (1980, 1, 1, 0, 0, 0)),
        ("9" * 18, (2107, 12, 31, 23, 59, 58)),
    ],
)
def test_source_date_epoch_is_the_time_of_all_files_that_are_added(
    plain: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    epoch: str,
    expected: tuple[int, ...],
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    made = make_variant(plain, [("a", "b", "c")], tmp_path)
    with zipfile.ZipFile(made) as wheel, zipfile.ZipFile(plain) as source:
        times = {info.filename: info.date_time for info in source.infolist()}
        times[f"{INFO}/plain-wheel.json"] = expected
        assert {info.filename: info.date_time for info in wheel.infolist()} == times


def test_executable_files_stay_executable(plain: Path, tmp_path: Path) -> None:
    mode = stat.S_IFREG | 0o755
    with zipfile.ZipFile(plain, "a") as wheel:
        info = zipfile.ZipInfo("demo-1.0.data/scripts/run")
        info.external_attr = mode << 16
        wheel.writestr(info, "#!python\n")
    made = make_variant(plain, [("a", "b", "c")], tmp_path)
    with zipfile.ZipFile(made) as wheel:
        assert wheel.getinfo(info.filename).external_attr >> 16 == mode


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("x86_64 :: level :: v5", "no machine reports this value (they are v1, v2, v3"),
        ("x86_64 :: levle :: v3", "no machine reports this key - maybe you meant leve"),
        ("nvidia :: sm_arch :: 90real", "this value - maybe you meant 90_real"),
        ("nvidai :: sm_arch :: 90_real", "is built in - maybe you meant nvidia"),
        ("nvidia :: sm_arch :: 90_real", None),
        ("x86_64 :: avx2 :: on", None),
        ("fictional_hw :: humor :: 2", None),
    ],
)
def test_a_property_that_no_machine_reports_is_a_warning(
    plain: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
    warning: str | None,
) -> None:
    arguments = ["--label", "x", "-p", text, "-o", tmp_path]
    assert run("make", plain, *arguments) == 0
    said = capsys.readouterr().err
    if warning is None:
        assert said == ""
    else:
        assert said.startswith(f"variantlib: warning: {text}: ")
        assert warning in said


def test_show_reads_what_make_wrote(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("make", plain, *ARGUMENTS, "-o", tmp_path)
    capsys.readouterr()
    assert run("show", tmp_path / VARIANT) == 0
    assert run("show", plain) == 0
    assert capsys.readouterr().out == (
        f"{VARIANT}: variant e3183105\n"
        "  fictional_hw :: architecture :: HAL9000\n"
        "  fictional_hw :: humor :: 2\n"
        f"{PLAIN}: a plain wheel\n"
    )


def test_hash_prints_the_hash(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("hash", *PROPERTIES) == 0
    assert capsys.readouterr().out == "e3183105\n"


def test_index_writes_a_document_for_each_release(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_wheel(tmp_path / "demo-1.0-cp311-cp311-win32.whl")
    for wheel, texts in (
        (plain, ["a::b::1"]),
        (other, ["a::b::1"]),
        (plain, PROPERTIES),
    ):
        run("make", wheel, *(f"-p{text}" for text in texts), "-o", tmp_path)
    capsys.readouterr()
    assert run("index", tmp_path) == 0
    written = tmp_path / "demo-1.0-variants.json"
    assert capsys.readouterr().out == f"{written}\n"
    assert json.loads(written.read_text())["variants"] == {
        "e3183105": {"fictional_hw": {"architecture": ["HAL9000"], "humor": ["2"]}},
        "f037f70b": {"a": {"b": ["1"]}},
    }


def test_other_bad_input_is_one_line_too(
    plain: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert_refused(capsys, "'x' is not a property", "make", plain, "-px")
    assert_refused(capsys, "a :: b must have one value", "hash", "a::b::1", "a::b::2")
    two = ["-p", "nvidia::sm_arch::80_real", "-p", "nvidia::sm_arch::90_real"]
    said = "one value, not 2 (80_real, 90_real); a variant with a label may have sever"
    assert_refused(capsys, said, "make", plain, *two, "-o", tmp_path)
    assert_refused(capsys, "No such file", "show", tmp_path / "no-1.0-py3-none-any.whl")
    assert_refused(capsys, "holds no variant wheel", "index", tmp_path)
    noise = tmp_path / VARIANT
    noise.write_bytes(b"PK")
    assert_refused(capsys, "not a readable zip file", "show", noise)
    write_wheel(noise)
    assert_refused(capsys, "METADATA must have one Variant-hash line", "show", noise)
    assert_refused(
        capsys, "METADATA must have one Variant-hash line", "index", tmp_path
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    message = "SOURCE_DATE_EPOCH must be a number, not 'yesterday'"
    assert_refused(capsys, message, "make", plain, *ARGUMENTS, "-o", tmp_path)


def test_the_commands_run_as_a_module() -> None:
    command = [sys.executable, "-m", "variantlib"]
    done = subprocess.run(
        [*command, "hash", *PROPERTIES], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "e3183105\n")
    done = subprocess.run([*command, "hash", "x"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
