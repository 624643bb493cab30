"""Read the tables of a maker's file: each fault names the place, and what is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

from ..errors import InvalidDocument, shorten
from ..text import guess, guess_or_all

FILE_KEYS = (
    *("source", "output", "form", "label", "priority", "providers"),
    *("all", "axes", "matrix", "link", "exclude", "include", "null", "plain"),
    "lint",
)
"""The keys of the whole file."""

MISPLACED = "stands in a table; put it above all tables, such as [axes.cpu]"
"""What is wrong with such a key elsewhere."""

MAX_TEXT = 10_000
"""Characters of a text in the file."""

MAX_ITEMS = 1000
"""Members of a list or a table in the file."""

_T = TypeVar("_T")

_is_name = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}").fullmatch
_placeholder = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")

NAME_RULE = (
    "1 to 64 of the characters A-Z a-z 0-9 . _ + - and start with none of the last four"
)


def fault(place: str, problem: str) -> InvalidDocument:
    """Return the error about one place of the file."""
    return InvalidDocument(f"{place}: {problem}" if place else problem)


def join(place: str, name: str) -> str:
    """Return the name of a place below another, shortened."""
    return f"{place}.{_shown(name)}" if place else _shown(name)


def check_keys(place: str, table: Mapping[str, object], known: Collection[str]) -> None:
    """Refuse a key that means nothing.

    :raises InvalidDocument: If there is one.
    """
    for name in table:
        if name not in known:
            problem = f"unknown key{guess_or_all(name, known)}"
            is_misplaced = place and name in FILE_KEYS
            raise fault(join(place, name), MISPLACED if is_misplaced else problem)


def as_table(place: str, value: object) -> Mapping[str, object]:
    """Return a table.

    :raises InvalidDocument: If it is something else, or too large.
    """
    if not isinstance(value, Mapping):
        raise fault(place, f"must be a table, not {_kind(value)}")
    return _limited(place, value)


def as_list(place: str, value: object) -> list[object]:
    """Return a list.

    :raises InvalidDocument: If it is something else, or too large.
    """
    if not isinstance(value, list):
        raise fault(place, f"must be a list, not {_kind(value)}")
    return _limited(place, value)


def as_text(place: str, value: object) -> str:
    """Return a text of one line.

    :raises InvalidDocument: If it is something else, or too long.
    """
    if not isinstance(value, str):
        is_bare = isinstance(value, (int, float)) and not isinstance(value, bool)
        hint = ": put it in quotes" if is_bare else ""
        raise fault(place, f"must be text, not {_kind(value)}{hint}")
    if len(value) > MAX_TEXT:
        raise fault(place, f"is longer than {MAX_TEXT} characters")
    if not value.isprintable():
        raise fault(place, f"must be text of one line, not {shorten(value)}")
    return value


def as_path(place: str, value: object) -> str:
    """Return a path, or a name.

    :raises InvalidDocument: If it is something else, or only a shell knows it.
    """
    text = as_text(place, value)
    if text.startswith("~"):
        problem = f"no shell reads {shorten(text)}: write the home folder out"
        raise fault(place, problem)
    return text


def as_texts(place: str, value: object) -> tuple[str, ...]:
    """Return a list of texts, each of which stands there once.

    :raises InvalidDocument: If it is something else.
    """
    return as_names(place, value, as_text)


def as_names(
    place: str, value: object, check: Callable[[str, object], str]
) -> tuple[str, ...]:
    """Return a list of texts that pass a check, each of which stands there once.

    :raises InvalidDocument: If it is something else.
    """
    texts = tuple(check(place, item) for item in as_list(place, value))
    for text in texts:
        if texts.count(text) > 1:
            raise fault(place, f"has {shorten(text)} twice")
    return texts


def as_name(place: str, value: object) -> str:
    """Return the name of an axis or a value.

    :raises InvalidDocument: If it is none.
    """
    if not isinstance(value, str):
        raise fault(place, f"must be a name in quotes, not {_kind(value)}")
    if not _is_name(value):
        raise fault(place, f"a name must have {NAME_RULE}, not {shorten(value)}")
    return value


def one_of(place: str, value: object, known: Iterable[str]) -> str:
    """Return a text that is one of some.

    :raises InvalidDocument: If it is another.
    """
    text, names = as_text(place, value), list(known)
    if text not in names:
        hint = guess(text, names)
        raise fault(
            place, f"must be one of {', '.join(names)}, not {shorten(text)}{hint}"
        )
    return text


def fill(place: str, template: str, known: Mapping[str, str]) -> str:
    """Return a text with values for `{name}`; `{{` stands for a brace.

    :raises InvalidDocument: If there is a name that is not known, or a single brace.
    """

    def replace(match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        name = match[1]
        if name is None:
            raise fault(
                place, f"a single {match[0]} in {shorten(template)}: write it twice"
            )
        if name not in known:
            names = ", ".join(sorted(known))
            hint = guess(name, known) or f"; known are {names}; a brace is {{{{"
            told = "{}" if not name else f"{{{_shown(name)}}}"
            raise fault(place, f"{told} stands for nothing here{hint}")
        return known[name]

    return _placeholder.sub(replace, template)


def _limited(place: str, value: _T) -> _T:
    if len(value) > MAX_ITEMS:  # type: ignore[arg-type]
        raise fault(place, f"has more than {MAX_ITEMS} members")
    return value


def _shown(name: str) -> str:
    return name if _is_name(name) else shorten(name)


def _kind(value: object) -> str:
    """Return the type of a value as TOML calls it."""
    names = {bool: "true or false", int: "a number", float: "a number", str: "text"}
    names |= {list: "a list", dict: "a table"}
    return names.get(type(value), "a date or time")
