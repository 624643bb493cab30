"""Pages of an index that state something else than the wheels, or than each other."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from variantlib.index.files import IndexFile
from variantlib.linting.assembly import Contents, assemble
from variantlib.linting.registry import check
from variantlib.linting.release import FileList, Release

NAME = "demo-1.0-py3-none-any.whl"
METADATA = (
    b"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n"
    b"Requires-Python: >=3.9, <4\n\nText"
)
OTHER = b"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def found(beside: bytes | None = None, **listed: Any) -> list[str]:
    file = IndexFile(NAME, "", **listed)
    parts = {NAME: Contents(METADATA, listed=file, beside=beside)}
    [release] = assemble([NAME], parts)
    return [f.problem.text for f in check(release) if f.rule.number == "V609"]


def test_a_page_that_is_right() -> None:
    assert found() == []
    python = "<4,>=3.9"
    digest = sha256(METADATA)
    assert found(METADATA, requires_python=python, metadata_sha256=digest) == []


@pytest.mark.parametrize(
    ("beside", "listed", "words"),
    [
        (OTHER, {}, "the file .metadata beside the wheel is not the METADATA in it"),
        (None, {"metadata_sha256": sha256(OTHER)}, "another digest of its METADATA"),
        (
            None,
            {"requires_python": ">=3.8"},
            "the page says that it needs Python >=3.8, and it >=3.9, <4",
        ),
        (None, {"requires_python": "\x1b"}, "needs Python \\x1b"),
    ],
)
def test_a_page_that_is_not(
    beside: bytes | None, listed: dict[str, str], words: str
) -> None:
    [text] = found(beside, **listed)
    assert words in text


def test_lists_of_files_are_compared() -> None:
    page = {"a.whl": "1", "b.whl": "2", "c.json": None, "d.whl": "4", "g.whl": "1"}
    folder = {"a.whl": "1", "b.whl": "3", "c.json": "5", "e.whl": "6", "f.whl": "7"}
    folder["g.whl"] = "2"
    lists = (FileList("the page", page), FileList("the folder", folder))
    problems = [f.problem for f in check(Release("demo", "1.0", lists=lists))]
    assert [(p.file, p.text) for p in problems] == [
        ("b.whl", "it and 1 other are other files by the page than by the folder"),
        ("d.whl", "the page has it, the folder not"),
        ("e.whl", "the folder has it and 1 other, the page not"),
    ]
