"""Members of an archive out of parts of its file, and parts that are none."""

from __future__ import annotations

import io
import zipfile

import pytest

from pip._internal.variants.metadata.zip_directory import (
    EXTRA,
    Directory,
    Member,
    ZipError,
    extract,
    find_directory,
    list_members,
    skip_to_entry,
)

TEXT = b"Name: pkg\n" * 50


def archive(
    *names: str, comment: bytes = b"", method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as written:
        written.comment = comment
        for name in names:
            written.writestr(name, TEXT)
    return file.getvalue()


def directory(data: bytes) -> tuple[Directory, bytes]:
    found = find_directory(data, len(data))
    return found, data[found.start : found.stop]


def member(data: bytes, ending: bytes = b"METADATA") -> Member:
    found, part = directory(data)
    (only,) = list_members(part, (ending,), found.shift)
    return only


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\n"])
@pytest.mark.parametrize("comment", [b"", b"of any length" * 1000])
def test_a_member_is_found_and_read(method: int, before: bytes, comment: bytes) -> None:
    data = before + archive("a.py", "x/METADATA", comment=comment, method=method)
    found = member(data)
    assert (found.name, found.size, found.flaw) == (b"x/METADATA", len(TEXT), None)
    part = data[found.start : found.stop(EXTRA)]
    assert extract(part, found, len(TEXT)) == TEXT


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive at all" * 10])
def test_what_is_no_archive(data: bytes) -> None:
    with pytest.raises(ZipError, match="File is not a zip file"):
        find_directory(data, len(data))


def test_a_directory_beyond_the_file() -> None:
    data = archive("METADATA")
    with pytest.raises(ZipError, match="Its directory lies outside of it"):
        find_directory(data[-22:], 22)


@pytest.mark.parametrize("part", [b"PK\1\2", b"junk" * 20])
def test_entries_that_are_none(part: bytes) -> None:
    with pytest.raises(ZipError, match="Bad magic number for central directory"):
        list_members(part, (b"",), 0)


def test_a_name_that_claims_to_be_utf_8() -> None:
    part = directory(archive("ä"))[1].replace("ä".encode(), b"\xff\xff")
    with pytest.raises(ZipError, match="A name in it is not UTF-8"):
        list_members(part, (b"METADATA",), 0)


def test_a_newer_format() -> None:
    part = bytearray(directory(archive("METADATA"))[1])
    part[6] = 64
    with pytest.raises(ZipError, match=r"zip file version 6\.4"):
        list_members(bytes(part), (b"METADATA",), 0)


def test_the_last_part_of_a_directory_begins_anywhere() -> None:
    part = directory(archive("first", "second"))[1]
    start = skip_to_entry(part[3:])
    (only,) = list_members(part[3 + start :], (b"",), 0)
    assert only.name == b"second"
    assert skip_to_entry(b"PK\1\2 in a name") == 14


@pytest.mark.parametrize(
    ("flags", "method", "flaw"),
    [
        (0x1, 8, "is encrypted, password required"),
        (0x20, 8, "is compressed by an unusual method"),
        (0, 12, "is compressed by an unusual method"),
        (0, 0, None),
    ],
)
def test_members_that_cannot_be_read(flags: int, method: int, flaw: str | None) -> None:
    found = member(archive("METADATA"))
    assert found._replace(flags=flags, method=method).flaw == flaw


class TestExtract:
    DATA = archive("METADATA")

    @pytest.mark.parametrize("length", [0, 29, 31, 40])
    def test_too_few_bytes(self, length: int) -> None:
        assert extract(self.DATA[:length], member(self.DATA), 10**6) is None

    @pytest.mark.parametrize(
        ("changed", "problem"),
        [
            (b"XX" + DATA[2:], "Bad magic number for file header"),
            (DATA.replace(b"METADATA", b"METADATB", 1), "directory and header differ"),
            (DATA[:38] + b"\xff" * 10 + DATA[48:], "invalid|Error"),
        ],
        ids=["header", "name", "content"],
    )
    def test_other_bytes_than_the_directory_says(
        self, changed: bytes, problem: str
    ) -> None:
        with pytest.raises(ZipError, match=problem):
            extract(changed, member(self.DATA), 10**6)

    def test_no_more_than_allowed_is_decompressed(self) -> None:
        with pytest.raises(ZipError, match="Bad CRC-32"):
            extract(self.DATA, member(self.DATA), 10)
