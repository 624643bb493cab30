"""Where the members of a zip lie, and records of members that are far away."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from tests.variantlib.making.scene import (
    PLAIN,
    assert_refused,
    write_wheel,
)
from variantlib.documents.zip_layout import end_of, moved, read_layout, written

MAKE = ["make", "-pa::b::c", "-o"]
FAR = 5 * 2**32


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_wheel(tmp_path / PLAIN)


def places_of(data: bytes, signature: bytes) -> list[int]:
    return [n for n in range(len(data)) if data.startswith(signature, n)]


def test_each_member_lies_where_the_next_ends(plain: Path) -> None:
    with open(plain, "rb") as file, zipfile.ZipFile(file) as source:
        layout = read_layout(file, source)
        members = layout.members
        assert [m.name for m in members] == source.namelist()
    ends = [0, *(member.end for member in members)]
    assert [member.start for member in members] == ends[:-1]
    assert (layout.directory, layout.size) == (ends[-1], plain.stat().st_size)


def test_a_member_with_two_names_is_refused(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = plain.read_bytes().replace(b"demo.py", b"evil.py", 1)
    plain.write_bytes(data)
    assert_refused(capsys, "a file in it has two names", *MAKE, tmp_path, plain)


def test_a_member_that_needs_a_password_is_refused(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = bytearray(plain.read_bytes())
    data[places_of(data, b"PK\x01\x02")[0] + 8] |= 1
    plain.write_bytes(data)
    assert_refused(capsys, "needs a password", *MAKE, tmp_path, plain)


def test_members_that_overlap_are_refused(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = bytearray(plain.read_bytes())
    first, second = places_of(data, b"PK\x01\x02")[:2]
    # The second begins where the first does.
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    plain.write_bytes(data)
    assert_refused(capsys, "two of its files begin at", *MAKE, tmp_path, plain)
    assert list(tmp_path.iterdir()) == [plain]


def test_a_member_without_a_header_is_refused(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain.write_bytes(plain.read_bytes().replace(b"PK\x03\x04", b"PK\x03\x05", 1))
    assert_refused(capsys, "a file in it has no header", *MAKE, tmp_path, plain)


def test_a_file_that_is_far_away_keeps_its_record() -> None:
    extra = struct.pack("<2H2Q", 1, 16, 2**40, FAR)
    record = struct.pack(
        "<4s4B4H3L5H2L",
        *(b"PK\x01\x02", 45, 3, 45, 0, 0, 0, 0, 0, 0, 2**32 - 1, 7),
        *(4, len(extra), 0, 0, 0, 0, 2**32 - 1),
    )
    record += b"name" + extra
    assert moved(record, FAR) == record
    assert moved(record, 9, b"x") == (
        record[:28] + b"\1" + record[29:46] + b"x" + extra[:12] + struct.pack("<Q", 9)
    )


def test_a_record_without_room_is_no_place_for_a_far_one(plain: Path) -> None:
    with open(plain, "rb") as file, zipfile.ZipFile(file) as source:
        record = read_layout(file, source).members[0].record
    with pytest.raises(ValueError, match="too large"):
        moved(record, FAR)


def test_a_zip_of_many_gigabytes_says_so() -> None:
    made = written("a", b"content", (1980, 1, 1, 0, 0, 0), FAR, None)
    assert made.record.endswith(struct.pack("<2HQ", 1, 8, FAR))
    end = end_of(1, FAR, 60)
    assert end[:4] == b"PK\x06\x06"
    assert struct.unpack_from("<Q", end, 48) == (FAR,)
    assert end[56:60] == b"PK\x06\x07"
    assert end.endswith(struct.pack("<LLH", 60, 2**32 - 1, 0))
