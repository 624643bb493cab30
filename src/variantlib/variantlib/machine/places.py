"""Find the place of a key in a text in TOML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

from ..documents.toml_text import MAX_DEPTH

_NAME = r"""(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)"""
_KEY = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
# Compiled when a mistake is found, which takes 2 ms.
_match_line = partial(re.match, rf"[ \t]*(?:\[[ \t]*({_KEY})[ \t]*\]|({_KEY})[ \t]*=)")


class Lines:
    """The lines of a text that its keys stand in.

    Text that looks like a key inside of several lines is taken for one: this is for
    people who look for a mistake, and TOML itself was read by a parser.
    """

    def __init__(self, text: str) -> None:
        self._tables: dict[tuple[str, ...], int] = {}
        self._inside: dict[tuple[str, ...], int] = {}
        for number, key in _keys(text):
            self._tables.setdefault(tuple(key), number)
            for length in range(1, len(key) + 1):
                self._inside.setdefault(tuple(key[:length]), number)

    def of(self, path: Sequence[str]) -> int | None:
        """Return the number of the line that a key stands in; None if there is none.

        It is the line of the table where that is written in a line of its own, or else
        the first line inside of it.
        """
        key = tuple(path)
        if key in self._inside:
            return self._inside[key]
        tables = (self._tables.get(key[:n]) for n in range(len(key) - 1, 0, -1))
        return next(filter(None, tables), None)


def _keys(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that start with a key or a table, with the whole key of each."""
    table: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        match = _match_line(line)
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
