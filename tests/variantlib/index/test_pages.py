"""Pages of a package index, whoever wrote them."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib.errors import InvalidPage
from variantlib.index import pages
from variantlib.index.files import IndexFile
from variantlib.index.pages import parse_page

HERE = "https://index.example/simple/a/"
DIGEST = "0123456789abcdef" * 4


def page(*files: Any, **members: Any) -> bytes:
    document = {"meta": {"api-version": "1.3"}, "name": "a", "files": [*files]}
    return json.dumps({**document, **members}).encode()


def test_html() -> None:
    content = f"""<!DOCTYPE html><body>
    <a href="../../f/a%2B1-1-py3-none-any.whl#sha256={DIGEST}"
      data-requires-python="&gt;=3.8" data-core-metadata="sha256={DIGEST}">a</a>
    <A HREF='/b.whl?x=y#md5=1' data-yanked>b</A><a>c</a><a href="http://[">d</a>
    <a href="c.whl" data-dist-info-metadata="false">c"""
    assert parse_page(content.encode(), HERE) == (
        IndexFile(
            "a+1-1-py3-none-any.whl",
            "https://index.example/f/a%2B1-1-py3-none-any.whl",
            ">=3.8",
            sha256=DIGEST,
            has_metadata=True,
            metadata_sha256=DIGEST,
        ),
        IndexFile("b.whl", "https://index.example/b.whl?x=y", is_yanked=True),
        IndexFile("c.whl", HERE + "c.whl"),
    )


def test_html_with_a_base() -> None:
    (found,) = parse_page(b'<base href="/g/"><a href="a.whl">', HERE)
    assert found.url == "https://index.example/g/a.whl"


def test_json() -> None:
    content = page(
        {
            "filename": "a.whl",
            "url": "../a.whl",
            "requires-python": ">=3.8",
            "hashes": {"sha256": DIGEST},
            "core-metadata": {"sha256": DIGEST},
            "yanked": "broken",
        },
        {"filename": "b.whl", "url": "https://b.example/b.whl", "yanked": False},
        {"filename": 1, "url": "c"},
        {"filename": "c.whl", "url": "http://["},
        {"filename": "d.whl", "url": "d", "hashes": {"sha256": "x"}},
        "e",
    )
    assert parse_page(content, HERE) == (
        IndexFile(
            "a.whl",
            "https://index.example/simple/a.whl",
            ">=3.8",
            is_yanked=True,
            sha256=DIGEST,
            has_metadata=True,
            metadata_sha256=DIGEST,
        ),
        IndexFile("b.whl", "https://b.example/b.whl"),
        IndexFile("d.whl", HERE + "d"),
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "it is not JSON"),
        (b"{}", "no page of the simple repository API, version 1"),
        (b'{"meta": {"api-version": "2.0"}}', "no page of the simple repository API"),
        (page(files={}), "it has no list of files"),
        (b'{"a":' * 100_000, "it is nested too deep"),
        (b"a wheel?", "it is neither HTML nor JSON"),
    ],
)
def test_pages_that_are_none(content: bytes, problem: str) -> None:
    with pytest.raises(InvalidPage) as caught:
        parse_page(content, HERE)
    assert problem in str(caught.value)


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_FILES", 2)
    monkeypatch.setattr(pages, "MAX_PAGE", 2**20)
    with pytest.raises(InvalidPage, match="more than 2 files"):
        parse_page(b"<a href=a>" * 3, HERE)
    with pytest.raises(InvalidPage, match="larger than 1 MiB"):
        parse_page(b" " * 2**21, HERE)


@given(st.binary() | st.text().map(lambda text: page({"filename": text, "url": text})))
def test_rubbish_is_an_error_and_no_crash(content: bytes) -> None:
    with contextlib.suppress(InvalidPage):
        parse_page(content, HERE)
