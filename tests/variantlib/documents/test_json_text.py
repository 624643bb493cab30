"""JSON of strangers, and of users whose editors mark what they write."""

from __future__ import annotations

import codecs

import pytest

from variantlib.documents.json_text import load_document, load_json, load_json_file
from variantlib.errors import InvalidDocument


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_a_file_of_the_user_may_have_a_mark(mark: bytes) -> None:
    assert load_json_file(mark + b'{\r\n"a": "b"}\r\n') == {"a": "b"}


def test_utf_16_is_named() -> None:
    with pytest.raises(InvalidDocument, match=r"^is UTF-16, but must be UTF-8$"):
        load_json_file("{}".encode("utf-16"))


@pytest.mark.parametrize("content", [codecs.BOM_UTF8 + b"{}", "\ufeff{}"])
def test_a_document_for_installers_has_none(content: bytes | str) -> None:
    for load in (load_json, load_document):
        with pytest.raises(InvalidDocument, match=r"^starts with a byte order mark"):
            load(content)
