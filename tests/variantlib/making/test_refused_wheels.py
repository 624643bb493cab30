"""Wheels that the maker refuses in one line."""

from __future__ import annotations

import os
import tracemalloc
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import make_label_wheel, make_wheel
from tests.variantlib.making.scene import (
    ARGUMENTS,
    INFO,
    NAMED,
    PLAIN,
    VARIANT,
    assert_refused,
    metadata,
    run,
    write_wheel,
)
from tests.variantlib.scene import compressed_tags
from variantlib.errors import VariantError
from variantlib.making.variants import make_variant, read_variant


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({f"{INFO}/METADATA": None}, f"{INFO}/METADATA is missing"),
        ({f"{INFO}/RECORD": None}, f"{INFO}/RECORD is missing"),
        ({f"{INFO}/WHEEL": None}, f"{INFO}/WHEEL is missing"),
        (
            {f"{INFO}/WHEEL": b"Wheel-Version: 9.0\n"},
            "its WHEEL must have a Wheel-Version of 1.0, not '9.0'",
        ),
        (
            {f"{INFO}/WHEEL": b"Wheel-Version: 1.0\n" + b"Tag: a.b-c.d-e\n" * 126},
            "its WHEEL has more than 500 tags",
        ),
        ({f"{INFO}/WHEEL": b""}, "must have a Wheel-Version of 1.0, not none"),
        ({"other-1.dist-info/METADATA": b""}, "must have one .dist-info folder, not 2"),
        ({f"{INFO}/RECORD.jws": b""}, "it is signed (RECORD.jws)"),
        (metadata(f"{NAMED}Variant: x"), "METADATA has Variant lines already"),
        (metadata(f"{NAMED}no header"), "METADATA has a line that is no header"),
        (metadata("Version: 1.0\n"), "py3-none-any.whl: its METADATA has no Name\n"),
        (metadata("Name: demo\nVersion:\n"), "whl: its METADATA has no Version\n"),
        ({f"{INFO}/METADATA": b" " * (16 * 2**20 + 1)}, "is larger than 16 MiB"),
        ({f"{INFO}/RECORD": b"demo.py,,\n"}, f"list {INFO}/METADATA once, not 0 times"),
        ({f"{INFO}/RECORD": b'"\n'}, "its RECORD is not readable"),
        ({f"{INFO}/RECORD": b"\xff"}, "its RECORD is not readable"),
    ],
)
def test_a_bad_wheel_is_refused_in_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    files: Mapping[str, bytes | None],
    message: str,
) -> None:
    plain = write_wheel(tmp_path / PLAIN, files)
    assert_refused(capsys, message, "make", plain, *ARGUMENTS, "-o", tmp_path)
    assert list(tmp_path.iterdir()) == [plain]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("kind", ["pipe", "endless"])
def test_a_pipe_or_a_device_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    wheel = tmp_path / PLAIN
    if kind == "pipe":
        os.mkfifo(wheel)
    else:
        wheel.symlink_to("/dev/zero")
    for command in (["make", wheel, *ARGUMENTS], ["unmake", wheel]):
        assert_refused(capsys, f"{wheel} is no regular file", *command, "-o", tmp_path)


def test_a_name_that_stands_for_too_many_tags_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = write_wheel(tmp_path / f"demo-1.0-{compressed_tags(600)}.whl")
    message = "not a wheel's name (more than 500 tags)"
    for command in (["make", wheel, *ARGUMENTS], ["unmake", wheel]):
        assert_refused(capsys, message, *command, "-o", tmp_path)


def test_a_zip_with_a_file_twice_is_refused(
    plain: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(plain, "a") as wheel, pytest.warns(UserWarning, match="Dup"):
        wheel.writestr("demo.py", b"x = 2\n")
    assert_refused(capsys, "the zip holds a file twice", "make", plain, *ARGUMENTS)


def test_a_second_description_is_refused(
    plain: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(plain, "a") as wheel:
        wheel.writestr("./demo-1.0.dist-info/METADATA", b"Name: other")
    message = "its file ./demo-1.0.dist-info/METADATA replaces METADATA"
    assert_refused(capsys, message, "make", plain, *ARGUMENTS)
    assert_refused(capsys, message, "unmake", plain)


def test_an_odd_compression_is_refused(
    plain: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(plain, "a", zipfile.ZIP_BZIP2) as wheel:
        wheel.writestr("more.py", b"x = 2\n")
    assert_refused(capsys, "other means than deflate", "make", plain, *ARGUMENTS)


def test_a_wheel_of_another_version_inside_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = write_wheel(tmp_path / "demo-2.0-py3-none-any.whl")
    message = "its folder 'demo-1.0.dist-info' is of another project or version"
    assert_refused(capsys, message, "make", plain, *ARGUMENTS, "-o", tmp_path)


def test_metadata_of_another_version_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = make_wheel(tmp_path, "demo", metadata_lines=["Version: 1.0+cu130"])
    message = "its METADATA, of 'demo 1.0+cu130', is of another project or version"
    assert_refused(capsys, message, "make", plain, *ARGUMENTS)


@pytest.mark.parametrize("folder", ["demo-1.0~36266d4d", "demo-1.0-1", "demo"])
def test_a_folder_has_project_and_version_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], folder: str
) -> None:
    info = f"{folder}.dist-info"
    wheel = make_wheel(tmp_path, "demo", properties=["a :: b :: c"], info=info)
    message = f"its folder '{info}' is of another project or version"
    for command in ("show", "index"):
        given = tmp_path if command == "index" else wheel
        assert_refused(capsys, message, command, given)
    plain = make_wheel(tmp_path, "demo", info=info)
    assert_refused(capsys, message, "make", plain, *ARGUMENTS)


def test_a_hash_behind_a_build_tag_is_not_indexed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = {"properties": ["a :: b :: c"], "build": "1"}
    name = make_wheel(tmp_path, "demo", allow_build_tag=True, **wheel).name
    message = f"invalid variant wheel name '{name}': a variant must have no build tag"
    assert_refused(capsys, message, "index", tmp_path)
    # Older installers refuse a label behind one.
    folder = tmp_path / "labels"
    make_label_wheel(folder, "demo", "1.0", "36266d4d", {"a": {"b": ["c"]}}, build="1")
    assert run("index", folder) == 0


def test_a_folder_spelled_otherwise_is_accepted(tmp_path: Path) -> None:
    plain = write_wheel(tmp_path / "Demo-1.0.0-py3-none-any.whl")
    made = make_variant(plain, [("a", "b", "c")], tmp_path)
    assert made.name == "Demo-1.0.0~899947cf-py3-none-any.whl"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("demo-1.0-1-py3-none-any.whl", "remove the build tag"),
        (VARIANT, "not the name of a plain wheel"),
        ("demo.whl", "not the name of a plain wheel"),
        ("demo-1.0.tar.gz", "not the name of a plain wheel"),
        ("demo-x-py3-none-any.whl", "not a wheel's name"),
    ],
)
def test_only_a_plain_wheel_becomes_a_variant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, message: str
) -> None:
    wheel = write_wheel(tmp_path / name)
    assert_refused(capsys, message, "make", wheel, *ARGUMENTS, "-o", tmp_path)


def test_a_file_name_that_lies_is_named(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make_variant(plain, [("a", "b", "c")], tmp_path)
    message = "METADATA states the variant 899947cf, the file name e3183105"
    assert_refused(capsys, message, "show", made.rename(tmp_path / VARIANT))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 1300), st.integers(0, 255)), max_size=4),
    st.integers(1, 1300),
)
def test_a_damaged_zip_gives_a_variant_error_or_a_wheel(
    tmp_path: Path, flips: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(write_wheel(tmp_path / PLAIN).read_bytes())
    for place, byte in flips:
        data[place % len(data)] = byte
    damaged = tmp_path / "damaged" / PLAIN
    damaged.parent.mkdir(exist_ok=True)
    damaged.write_bytes(data if flips else data[:length])
    try:
        made = make_variant(damaged, [("a", "b", "c")], tmp_path / "out")
    except VariantError:
        assert not list(tmp_path.glob("out/*.part"))
        return
    assert read_variant(made) == ("899947cf", (("a", "b", "c"),))


def test_a_file_that_unpacks_to_more_than_the_zip_states(
    plain: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, size = "demo-1.0.dist-info/METADATA", 100 * 2**20
    with (
        zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as wheel,
        wheel.open(name, "w") as member,
    ):
        for _ in range(100):
            member.write(bytes(2**20))
    data = bytearray(plain.read_bytes())
    stated = data.rindex(b"PK\x01\x02") + 24
    assert data[stated : stated + 4] == size.to_bytes(4, "little")
    data[stated : stated + 4] = (1000).to_bytes(4, "little")
    plain.write_bytes(data)
    tracemalloc.start()
    try:
        assert run("show", plain) == 2
        assert tracemalloc.get_traced_memory()[1] < 2**26
    finally:
        tracemalloc.stop()
    assert "not a readable zip file" in capsys.readouterr().err
