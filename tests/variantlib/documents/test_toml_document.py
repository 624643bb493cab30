"""TOML of strangers: read, or refused in one line."""

from __future__ import annotations

import codecs

import pytest

from variantlib.documents.toml_document import decode_toml, parse_toml
from variantlib.documents.toml_text import MAX_DEPTH


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
