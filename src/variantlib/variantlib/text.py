"""Text of strangers, made fit for the terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence

MAX_LENGTH = 200
"""Characters that a piece of foreign text may have; the rest is cut off."""

HINT = " (-v shows all)"
"""Stands behind the number of items that are not shown."""

# The parts of a path are no longer than file systems allow.
_LONG_WORD = rf"(?<![^\s/\\])([^\s/\\]{{{MAX_LENGTH}}})[^\s/\\]+"


def visible(text: str) -> str:
    """Return a text in one line, without control characters."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text
    )


def escaped(text: str) -> str:
    """Return the same, without characters that the output cannot write."""
    text = visible(text)
    if text.isascii():
        return text
    for stream in (sys.stdout, sys.stderr):
        encoding = getattr(stream, "encoding", None) or "utf-8"
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    return text


def printable(text: str) -> str:
    """Return the same, and not endless."""
    start = escaped(text[:MAX_LENGTH])
    return start if len(text) <= MAX_LENGTH else f"{start}..."


def shortened(text: str) -> str:
    """Return a sentence in which names, values and the like are not endless."""
    return re.sub(_LONG_WORD, r"\1...", text)


def shown(value: object) -> str:
    """Return a value out of a file as an error shows it."""
    try:
        return printable(repr(value))
    except (ValueError, RecursionError):
        # A number of many digits, or lists in lists.
        return "this"


def some(items: Sequence[str], count: int | None, hint: str = "") -> list[str]:
    """Return not more than so many items, and how many there are besides.

    :param count: None for all.
    """
    hidden = 0 if count is None else len(items) - count
    return [*items[:count], *([f"and {hidden} more{hint}"] if hidden > 0 else [])]


def joined(items: Sequence[str], count: int | None, separator: str = ", ") -> str:
    """Return the same in one line."""
    shown = separator.join(items[:count])
    return " ".join([shown, *some(items, count)[len(items[:count]) :]])


def and_others(first: str, count: int) -> str:
    """Return the name of the first of some things, and how many there are besides."""
    if count == 1:
        return first
    return f"{first} and {count - 1} other{'s' if count > 2 else ''}"


def counted(count: int, name: str) -> str:
    """Return a number of things, as in "1 row" and "2 rows"."""
    return f"{count} {name}{'' if count == 1 else 's'}"


_LIKENESS = 0.7
"""Names with other first letters have to be so much alike: few misspell that letter.

"mine" and "intel" have 0.67, as "cpi" and "cpu" have.
"""


def guess(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence about a name that is not known.

    :param known: The names that are.
    :return: The one that may be meant, behind a dash; empty if none is much alike.
    """
    from difflib import get_close_matches

    text, names = name[:MAX_LENGTH].lower(), list(known)
    similar = [each for each in names if each[:1] == text[:1]]
    found = get_close_matches(text, names, 1, _LIKENESS)
    found = found or get_close_matches(text, similar, 1)
    return f" - maybe you meant {printable(found[0])}" if found else ""


def guess_or_all(name: str, known: Iterable[str]) -> str:
    """Return the same, or else all names that are known."""
    names = sorted(known)
    return guess(name, names) or f"; known are {', '.join(names)}"


def is_path(text: str) -> bool:
    """Return whether a text names a file in TOML, and not one that comes along.

    ``~user`` does: it becomes the path of a folder.
    """
    is_name = os.path.basename(text) == text and not text.endswith(".toml")
    return not is_name or text.startswith("~")
