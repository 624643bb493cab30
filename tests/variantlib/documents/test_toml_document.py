"""TOML of strangers: read, or refused in one line."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest

from variantlib.documents.toml_document import (
    MAX_FILE_SIZE,
    decode_toml,
    parse_toml,
    read_toml,
)
from variantlib.documents.toml_text import MAX_DEPTH
from variantlib.errors import InvalidDocument


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_utf_8_with_and_without_a_mark(mark: bytes) -> None:
    text = decode_toml(mark + 'a = "ä"'.encode())
    assert parse_toml(text) == {"a": "ä"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named(encoding: str) -> None:
    with pytest.raises(ValueError, match=r"^the file is UTF-16"):
        decode_toml("a = 1".encode(encoding))


def test_other_bytes_are_no_text() -> None:
    with pytest.raises(ValueError, match="utf-8"):
        decode_toml(b"a = '\xff'")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = [", "Invalid|Expected|Unclosed"),
        (".".join("a" * (MAX_DEPTH + 1)) + " = 1", f"more than {MAX_DEPTH} parts"),
        ("a = " + "[" * 100_000, "it is nested too deep"),
    ],
    ids=["syntax", "long name", "nested"],
)
def test_text_that_cannot_be_read(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_toml(text)


def test_a_file_is_read_up_to_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"a = 1\n".ljust(MAX_FILE_SIZE))
    assert read_toml(path) == {"a": 1}
    path.write_bytes(b"a = 1\n".ljust(MAX_FILE_SIZE + 1))
    with pytest.raises(InvalidDocument, match=r"^is larger than 1 MiB$"):
        read_toml(path)


def test_a_file_that_is_not_toml(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes("a = 1".encode("utf-16"))
    with pytest.raises(InvalidDocument, match=r"^is not TOML: the file is UTF-16"):
        read_toml(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_nobody_waits_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(OSError, match=r"pipe\.toml is no regular file"):
        read_toml(tmp_path / "pipe.toml")
