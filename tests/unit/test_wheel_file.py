"""One file out of a local wheel, however hostile the archive."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pip._internal.models.link import Link
from pip._internal.network.session import PipSession
from pip._internal.utils.urls import path_to_url
from pip._internal.variants.forms import MAX_FILE_SIZE
from pip._internal.variants.metadata.fetch import FetchError
from pip._internal.variants.metadata.wheel_file import read_from_wheel
from tests.builders import label_document, make_label_wheel, make_wheel

NAME = "pkg-1.0.dist-info/METADATA"
TEXT = "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n"


def read(path: Path, name: str = "METADATA") -> bytes:
    return read_from_wheel(PipSession(), Link(path_to_url(str(path))), name)


def archive(
    *members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as made:
        for name, data in members:
            # Of one time, as the names of tests hold the bytes.
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            made.writestr(info, data, compression)
    return file.getvalue()


WHEEL = archive((NAME, TEXT.encode()))
CENTRAL = WHEEL.index(b"PK\x01\x02")


def patched(offset: int, data: bytes, wheel: bytes = WHEEL) -> bytes:
    return wheel[:offset] + data + wheel[offset + len(data) :]


def refused(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "pkg.whl"
    path.write_bytes(content)
    with pytest.raises(FetchError) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_wheel(tmp_path: Path) -> None:
    v2 = {"hw": {"level": ["v2"]}}
    path = make_label_wheel(tmp_path, "pkg", "1.0", "cuda13", v2)
    assert read(path).startswith(b"Metadata-Version: 2.1\nName: pkg\n")
    assert read(path, "variant.json") == label_document({"cuda13": v2})


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = make_wheel(tmp_path, "pkg")
    with pytest.raises(
        FetchError, match=r"it has 0 variant\.json files instead of one"
    ):
        read(path, "variant.json")


def test_a_stored_member(tmp_path: Path) -> None:
    path = tmp_path / "pkg.whl"
    path.write_bytes(archive((NAME, TEXT.encode()), compression=zipfile.ZIP_STORED))
    assert read(path) == TEXT.encode()


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([], "it has 0 METADATA files instead of one"),
        ([("x.py", b"")], "it has 0 METADATA files"),
        ([("a/pkg-1.0.dist-info/METADATA", b"")], "it has 0 METADATA files"),
        ([("pkg-1.0.dist-info/metadata", b"")], "it has 0 METADATA files"),
        ([("a.dist-info/METADATA", b""), (NAME, b"")], "it has 2 METADATA files"),
        ([(NAME, b"\n" * (MAX_FILE_SIZE + 1))], "its METADATA is over 4194304"),
        ([(NAME, b"\n" * 10 * 2**20)], "its METADATA is over 4194304 bytes"),
    ],
)
def test_archives_that_are_no_wheels(
    tmp_path: Path, members: list[tuple[str, bytes]], said: str
) -> None:
    assert said in refused(tmp_path, archive(*members))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_metadata_twice(tmp_path: Path) -> None:
    assert "2 METADATA files" in refused(tmp_path, archive((NAME, b""), (NAME, b"")))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is not a readable wheel: File is not a zip file"),
        (b"PK", "it is not a readable wheel"),
        (WHEEL[:-1], "it is not a readable wheel"),
        (WHEEL[100:], ""),
        (patched(CENTRAL, b"PK\x00\x00"), "it is not a readable wheel: Bad magic"),
        (patched(0, b"XX"), "it is not a readable wheel: Bad magic number"),
        (patched(CENTRAL + 8, b"\x01"), "is encrypted, password required"),
        (patched(CENTRAL + 10, b"\x63"), "an unusual method"),
        (patched(CENTRAL + 16, b"\0\0\0\0"), "Bad CRC-32"),
        (patched(CENTRAL + 42, b"\xff\xff\xff\x7f"), "it is not a readable wheel"),
        (patched(len(WHEEL) - 6, b"\xff\xff\xff\xff"), ""),
        (patched(30, b"other"), "it is not a readable wheel: File name in directory"),
        (patched(CENTRAL + 6, b"\xff"), "zip file version 25.5"),
    ],
)
def test_damaged_archives(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refused(tmp_path, content)


def test_damaged_data(tmp_path: Path) -> None:
    refused(tmp_path, patched(30 + len(NAME), b"\xff\xff\xff\xff"))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_no_wheel_uses(tmp_path: Path, compression: int) -> None:
    wheel = archive((NAME, TEXT.encode()), compression=compression)
    assert "compressed by an unusual method" in refused(tmp_path, wheel)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="No such file"):
        read(tmp_path / "gone.whl")
    with pytest.raises(FetchError):
        read(tmp_path)


@pytest.mark.parametrize(
    "compression",
    [
        zipfile.ZIP_DEFLATED,
        zipfile.ZIP_BZIP2,
        zipfile.ZIP_LZMA,
    ],
)
def test_a_size_that_is_a_lie_costs_no_memory(tmp_path: Path, compression: int) -> None:
    bomb = archive((NAME, b"\n" * 40 * 2**20), compression=compression)
    central = bomb.index(b"PK\x01\x02")
    content = patched(central + 24, struct.pack("<I", 100), bomb)
    tracemalloc.start()
    try:
        refused(tmp_path, content)
        assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    finally:
        tracemalloc.stop()


def test_a_size_of_zip64_that_is_a_lie(tmp_path: Path) -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w") as made,
        made.open(NAME, "w", force_zip64=True) as member,
    ):
        member.write(TEXT.encode())
    content = file.getvalue()
    central = content.index(b"PK\x01\x02")
    huge = patched(central + 24, b"\xff\xff\xff\xff", content)
    assert "its METADATA is over 4194304 bytes" in refused(tmp_path, huge)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    patches=st.lists(
        st.tuples(st.integers(0, len(WHEEL) - 1), st.binary(min_size=1, max_size=4)),
        min_size=1,
        max_size=4,
    ),
    cut=st.integers(0, len(WHEEL)),
)
@example(patches=[(30 + len(NAME), b"\xff\xff\xff\xff")], cut=1)
def test_whatever_a_wheel_holds(
    patches: list[tuple[int, bytes]], cut: int, tmp_path: Path
) -> None:
    content = WHEEL
    for offset, data in patches:
        content = patched(offset, data, content)
    path = tmp_path / "pkg.whl"
    path.write_bytes(content if cut % 3 else content[:cut])
    try:
        read(path)
    except FetchError as error:
        said = str(error)
    else:
        said = ""
    assert "\n" not in said
