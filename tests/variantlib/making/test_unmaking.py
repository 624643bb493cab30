"""The plain wheel that a variant was comes back, byte for byte."""

from __future__ import annotations

import base64
import json
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from variantlib.making.variants import make_label_variant, make_variant

from .test_label_variants import CUDA, LABELLED
from .test_variants import (
    ARGUMENTS,
    INFO,
    PLAIN,
    VARIANT,
    assert_refused,
    run,
    write_wheel,
)

ORIGIN = f"{INFO}/plain-wheel.json"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_wheel(tmp_path / PLAIN)


@pytest.fixture
def variant(plain: Path, tmp_path: Path) -> Path:
    return make_variant(plain, [("a", "b", "c")], tmp_path)


def test_unmake_gives_the_plain_wheel_back(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "made"
    assert run("make", plain, *ARGUMENTS, "-o", made) == 0
    assert run("make", plain, *CUDA, "-o", tmp_path / "labels") == 0
    capsys.readouterr()
    for number, wheel in enumerate([made / VARIANT, tmp_path / "labels" / LABELLED]):
        back = tmp_path / str(number) / PLAIN
        assert run("unmake", wheel, "-o", back.parent) == 0
        assert capsys.readouterr().out == f"{back}\n"
        assert back.read_bytes() == plain.read_bytes()
        assert list(back.parent.iterdir()) == [back]


def repacked(
    path: Path, order: list[int], methods: list[int], comment: bytes, stream: bool
) -> Path:
    """Write the files of a wheel otherwise: in another order, compressed otherwise."""
    with zipfile.ZipFile(write_wheel(path)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    names = sorted(files, key=lambda name: order[list(files).index(name)])
    with open(path, "wb") as out:
        # Who cannot seek writes sizes behind the data.
        target = _Stream(out) if stream else out
        with zipfile.ZipFile(target, "w") as wheel:  # type: ignore[call-overload]
            for number, name in enumerate(names):
                time = (1980 + number, 1 + number, 1, number, number, 2 * number)
                info = zipfile.ZipInfo(name, time)
                info.create_system = number % 4
                info.comment = comment
                info.compress_type = methods[number]
                wheel.writestr(info, files[name])
            wheel.comment = comment
    return path


class _Stream:
    def __init__(self, file: object) -> None:
        self.write = file.write  # type: ignore[attr-defined]
        self.flush = file.flush  # type: ignore[attr-defined]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.permutations(range(5)),
    st.lists(st.sampled_from([0, 8]), min_size=5, max_size=5),
    st.binary(max_size=3),
    st.booleans(),
)
def test_however_the_plain_wheel_was_packed(
    tmp_path: Path, order: list[int], methods: list[int], comment: bytes, stream: bool
) -> None:
    plain = repacked(tmp_path / PLAIN, order, methods, comment, stream)
    data = plain.read_bytes()
    made = make_label_variant(plain, "x", [("a", "b", "c")], tmp_path / "made")
    with zipfile.ZipFile(made) as wheel:
        assert wheel.testzip() is None
    plain.unlink()
    assert run("unmake", made, "-o", tmp_path) == 0
    assert plain.read_bytes() == data


def test_bytes_that_belong_to_no_file_are_kept(plain: Path, tmp_path: Path) -> None:
    data = b"#!/usr/bin/env python\n" + plain.read_bytes()
    plain.write_bytes(data)
    made = make_variant(plain, [("a", "b", "c")], tmp_path / "made")
    assert made.read_bytes().startswith(b"PK")
    plain.unlink()
    assert run("unmake", made, "-o", tmp_path) == 0
    assert plain.read_bytes() == data


def test_many_wheels_come_back_at_once_or_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plains = [
        write_wheel(tmp_path / f"demo-1.0-cp31{minor}-none-any.whl")
        for minor in range(3)
    ]
    made = [make_variant(p, [("a", "b", "c")], tmp_path / "made") for p in plains]
    one, _, other = (plain.read_bytes() for plain in plains)
    plains[0].unlink()
    message = "is there already: remove it, or name another folder"
    assert_refused(capsys, message, "unmake", *made, "-o", tmp_path)
    assert not plains[0].exists()
    assert run("unmake", *made, "-o", tmp_path / "back") == 0
    assert (tmp_path / "back" / plains[0].name).read_bytes() == one
    assert (tmp_path / "back" / plains[2].name).read_bytes() == other


def test_a_wheel_that_was_not_made_is_refused(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = "it is a plain wheel already"
    assert_refused(capsys, message, "unmake", plain, "-o", tmp_path / "back")
    other = plain.with_name("demo-1.0-py3-none-any-label.whl")
    plain.rename(other)
    message = "it has no plain-wheel.json, so the plain wheel that it was is not in it"
    assert_refused(capsys, message, "unmake", other, "-o", tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_a_variant_that_was_changed_is_refused(
    variant: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = variant.read_bytes()
    assert data.count(b"odd") > 1
    variant.write_bytes(data.replace(b"odd", b"ODD"))
    message = "it is not as it was made"
    assert_refused(capsys, message, "unmake", variant, "-o", tmp_path / "back")
    assert not list((tmp_path / "back").iterdir())


def rest_of(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data)).decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"filename": "../demo-1.0-py3-none-any.whl"}, "filename that is none"),
        ({"filename": "x-1.0-py3-none-any.whl"}, "is about another project"),
        ({"filename": "demo-1.0-py3-none-any/x.whl"}, "filename that is none"),
        ({"filename": "demo-1.0-py3-none-\x1bany.whl"}, "filename that is none"),
        ({"filename": VARIANT}, "filename that is none of a plain wheel"),
        ({"filename": 1}, "filename must be text"),
        ({"sha256": "x"}, "sha256 must be 64 hex digits"),
        ({"size": 10**12}, "has not all parts of the plain wheel"),
        ({"size": -1}, "size must be a number of bytes"),
        ({"size": True}, "size must be a number of bytes"),
        ({"size": 1e300}, "size must be a number of bytes"),
        ({"data": [[0, 0, 10]] * 10**3}, "data uses a part of the variant twice"),
        ({"data": [[0, 0, 10], [5, 10, 10]]}, "has parts that overlap"),
        ({"data": [[0, 0]]}, "data must have three numbers"),
        ({"data": {}}, "data must be a list"),
        ({"rest": "!"}, "rest is not zlib in base64"),
        ({"rest": 1}, "rest must be text"),
        ({"rest": rest_of(bytes(2**27))}, "rest is broken off, or over"),
        ({"more": 1}, "must have the members filename, size, sha256"),
    ],
)
def test_a_strangers_document_is_refused_in_one_line(
    plain: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, object],
    message: str,
) -> None:
    document = {
        "filename": PLAIN,
        "size": 3,
        "sha256": "0" * 64,
        "data": [],
        "directory": [],
        "rest": rest_of(b"abc"),
    }
    text = json.dumps({**document, **changes}).encode()
    wheel = write_wheel(tmp_path / LABELLED, {ORIGIN: text})
    assert_refused(capsys, message, "unmake", wheel, "-o", tmp_path / "back")
    assert not list(tmp_path.glob("back/*"))


def test_parts_behind_the_end_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {
        "filename": PLAIN,
        "size": 2**40,
        "sha256": "0" * 64,
        "data": [[0, 0, 2**40]],
        "directory": [],
        "rest": rest_of(b""),
    }
    text = json.dumps(document).encode()
    wheel = write_wheel(tmp_path / LABELLED, {ORIGIN: text})
    assert_refused(capsys, "it ends too early", "unmake", wheel, "-o", tmp_path / "b")


def test_a_large_wheel_takes_little_memory(plain: Path, tmp_path: Path) -> None:
    write_wheel(plain)
    size = 64 * 2**20
    with zipfile.ZipFile(plain, "a", zipfile.ZIP_STORED) as wheel:
        wheel.writestr("large.bin", bytes(size))
    tracemalloc.start()
    try:
        made = make_variant(plain, [("a", "b", "c")], tmp_path / "made")
        assert run("unmake", made, "-o", tmp_path / "back") == 0
        assert tracemalloc.get_traced_memory()[1] < size / 4
    finally:
        tracemalloc.stop()
    assert (tmp_path / "back" / PLAIN).read_bytes() == plain.read_bytes()
