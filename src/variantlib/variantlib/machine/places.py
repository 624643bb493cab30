"""Find the place of a key in a text in TOML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ..documents.toml_text import MAX_DEPTH

_NAME = r"""(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)"""
_KEY = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_LINE = re.compile(rf"[ \t]*(?:\[[ \t]*({_KEY})[ \t]*\]|({_KEY})[ \t]*=)")


def line_of(text: str, path: Sequence[str]) -> int | None:
    """Return the number of the line that a key stands in; None if there is none.

    It is the line of the table where that is written in a line of its own. Text that
    looks like a key inside of several lines is taken for one: this is for people who
    look for a mistake, and TOML itself was read by a parser.
    """
    best, found = 0, None
    for number, there in _keys(text):
        common = min(len(there), len(path))
        if there[:common] == list(path[:common]) and common > best:
            best, found = common, number
    return found


def _keys(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that start with a key or a table, with the whole key of each."""
    table: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        match = _LINE.match(line)
        if match is None:
            continue
        if match[1]:
            table = _names(match[1])
            yield number, table
        else:
            yield number, table + _names(match[2])


def _names(key: str) -> list[str]:
    # Inside of a text there may be more.
    found = islice(re.finditer(_NAME, key), MAX_DEPTH)
    return [name[0].strip("\"'") for name in found]
