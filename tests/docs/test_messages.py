"""The messages that the pages explain are those that the code writes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from . import DOCS
from .test_lists import LIBRARY, OVERLAY

PAGES = (
    "using/when-things-go-wrong.md",
    "using/built-in.md",
    "configuration.md",
    "publish/matrix.md",
)
# The first column of a table whose second one is not a value.
_MESSAGE = re.compile(r"^\| (?:\.\.\. )?`([^`]* [^`]*)`", re.MULTILINE)
# What upstream's pip writes.
UPSTREAM = {"Invalid pylock file "}

MESSAGES = [
    message
    for page in PAGES
    for message in _MESSAGE.findall((DOCS / page).read_text("utf-8"))
]


def _texts() -> Iterator[str]:
    """Every text in the code, in pieces between what is filled in."""
    for package in (OVERLAY, LIBRARY):
        for path in package.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield from node.value.split("%s")


TEXTS = list(_texts())


@pytest.mark.parametrize("message", MESSAGES)
def test_the_code_has_the_message(message: str) -> None:
    # What follows a "but" is a reason, and stands elsewhere.
    found = re.split(r"\.\.\.|(?<=, but) ", message)
    pieces = {piece.strip(" :") for piece in found} - {"", "(", ")"}
    missing = {p for p in pieces if not any(p in text for text in TEXTS)}
    assert {f"{piece} " for piece in missing} <= UPSTREAM
