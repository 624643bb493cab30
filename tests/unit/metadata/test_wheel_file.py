"""One file out of a local wheel, however hostile the archive."""

from __future__ import annotations

import io
import os
import struct
import time
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pip._vendor.variantlib.documents.statements import MAX_FILE_SIZE

from pip._internal.models.link import Link
from pip._internal.network.session import PipSession
from pip._internal.utils.urls import path_to_url
from pip._internal.variants.metadata import wheel_file
from pip._internal.variants.metadata.failures import FetchError
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
    for name in (NAME, f"./{NAME}"):
        said = refused(tmp_path, archive((NAME, b""), (name, b"")))
        assert "2 METADATA files" in said


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
        (patched(CENTRAL + 42, b"\xf0\xff\xff\xff"), "lies outside of it"),
        # It says that zip64 has the offset, which is not there.
        (patched(CENTRAL + 42, b"\xff\xff\xff\xff"), "lies outside of it"),
        (patched(CENTRAL + 20, b"\xfe\xff\xff\xff"), "is over 4194304 bytes"),
        (patched(len(WHEEL) - 6, b"\x03"), "it is not a readable wheel: Bad magic"),
        (patched(len(WHEEL) - 6, b"\xff\xff\xff\xff"), ""),
        (patched(30, b"other"), "it is not a readable wheel: File name in directory"),
        (patched(CENTRAL + 6, b"\xff"), "zip file version 25.5"),
    ],
)
def test_damaged_archives(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refused(tmp_path, content)


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
@pytest.mark.parametrize("kind", ["a pipe", "a device"])
def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "pkg.whl"
    if kind == "a device":
        path.symlink_to("/dev/zero")
    else:
        os.mkfifo(path)
    with pytest.raises(FetchError, match="regular file"):
        read(path)


def test_damaged_data(tmp_path: Path) -> None:
    refused(tmp_path, patched(30 + len(NAME), b"\xff\xff\xff\xff"))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_no_wheel_uses(tmp_path: Path, compression: int) -> None:
    wheel = archive((NAME, TEXT.encode()), compression=compression)
    assert "compressed by an unusual method" in refused(tmp_path, wheel)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="No such file"):
        read(tmp_path / "gone.whl")
    with pytest.raises(FetchError, match="regular file"):
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


LONG = archive(*((f"{'x' * 99}{n}", b"") for n in range(1000)), (NAME, TEXT.encode()))
PARTS = (b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7", b"\xff" * 8)


class InMemory:
    """A file of which it is counted what is read of it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = len(content)
        self.taken = 0

    def read(self, start: int, stop: int) -> bytes:
        assert 0 <= start <= stop <= self.size
        self.taken += stop - start
        return self.content[start:stop]


def read_any(content: bytes) -> bytes | None:
    file = InMemory(content)
    found = None
    with suppress(FetchError):
        (found,) = wheel_file._read(file, "pkg-1.0-py3-none-any.whl", ["METADATA"])
    assert file.taken <= 4 * len(content)
    return found


@given(
    st.lists(st.one_of(st.binary(max_size=60), st.sampled_from(PARTS)), max_size=40),
    st.booleans(),
)
def test_any_bytes_are_a_file_or_an_error(parts: list[bytes], ends_well: bool) -> None:
    end = WHEEL[-22:] if ends_well else b""
    read_any(b"".join(parts) + end)
    read_any(WHEEL[: CENTRAL + 10] + b"".join(parts) + WHEEL[-22:])


@given(
    st.lists(
        st.tuples(
            st.integers(len(LONG) - wheel_file.TAIL, len(LONG) - 1),
            st.one_of(st.sampled_from(PARTS), st.binary(min_size=1, max_size=8)),
        ),
        max_size=6,
    )
)
def test_a_damaged_end_of_a_long_directory(
    patches: list[tuple[int, bytes]],
) -> None:
    content = LONG
    for offset, data in patches:
        content = patched(offset, data, content)[: len(LONG)]
    found = read_any(content)
    assert found is None or len(found) <= MAX_FILE_SIZE
    if not patches:
        assert found == TEXT.encode()


def test_many_marks_take_no_time() -> None:
    # Each would be the first entry of a directory, if it was one.
    marks = b"PK\1\2" * 2_000_000
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(marks), 0, 0)
    started = time.process_time()
    assert read_any(marks + end) is None
    assert time.process_time() - started < 20
