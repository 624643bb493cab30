"""Variant markers (PEP 825) in a dependency, evaluated and folded away.

    dep; variant_label == "cuda13" and python_version < "3.13"

becomes ``dep ; python_version < "3.13"`` for the wheel labelled cuda13, and nothing at
all for every other. This is done on the text, before packaging reads it: nothing that
comes later ever sees a variant marker, and packaging need not know them.

The grammar is that of environment markers, with one addition: a comparison may have one
of the four names on one side, if a string is on the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NoReturn

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.variantlib.choice.markers import MARKERS
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import MAX_LENGTH

from pip._internal.variants.exceptions import VariantMarkerError

LABEL = "variant_label"

MAX_DEPTH = 50
"""So deep may brackets be nested."""

MAX_TEXT = 20_000
"""So many characters may a dependency with a variant marker have."""

ValueOf = Callable[[str], "str | frozenset[str]"]
"""Returns the value of a variant marker by its name."""

# Each of these is matched once, and none can be matched in two ways: whatever the text,
# it takes no longer than to walk over it.
# Compiled where a dependency has such a marker.
_NAME = r"(?a)\s*[\w.-]+[ \t]*(?:\[[^\]]*\])?[ \t]*"
# A URL may hold a semicolon, so one that ends it needs a blank before.
_URL = r"@[ \t]*[^ \t]+(?=[ \t])"
_SPECIFIERS = r"[^;@]*"
_SEMICOLON = r"[ \t]*;"
_MARKER = rf"(?a)\b(?:{'|'.join(sorted(MARKERS))})\b"
_TOKEN = r"""(?a)[ \t]*(?P<token>"[^"]*"|'[^']*'|[()]|[\w.]+|===|[=~!<>]=|[<>])[ \t]*"""
_NO_OPERAND = r"and|or|not|in|[()=~!<>].*"
_TRUE = 'python_version >= "0"'


class _Malformed(Exception):
    """The text is no marker."""


class _Comparison(NamedTuple):
    left: str
    operator: str
    right: str

    def __str__(self) -> str:
        return " ".join(self)


def bind_requirement(text: str, value_of: ValueOf) -> str | None:
    """Return a dependency without variant markers, None if they exclude it.

    A text without such markers, or that is malformed, is returned as it is: whoever
    parses it finds out. But it takes its time, and repeats the text, so of a long one
    with such markers only the start is left.

    :param text: The value of a ``Requires-Dist``.
    """
    if len(text) > MAX_TEXT:
        return _abridged(text)
    parts = _cut(text)
    if parts is None:
        return text
    head, marker = parts
    try:
        tokens = _split(marker)
        if MARKERS.isdisjoint(tokens):
            return text
        # A folded part has to be valid all the same.
        Requirement(f"{head} ; {_Folder(tokens, _stand_in).fold()}")
        folded = _Folder(tokens, partial(_evaluate, value_of)).fold()
    except (_Malformed, InvalidRequirement):
        return _abridged(text)
    if isinstance(folded, bool):
        return head if folded else None
    return f"{head} ; {folded}"


def _abridged(text: str) -> str:
    """Return a malformed text; of a long one its start, which is malformed, too."""
    marker = text.partition(";")[2]
    if len(text) <= MAX_LENGTH or not re.search(_MARKER, marker):
        return text
    return f"{text[:MAX_LENGTH]}... ; {LABEL}"


def refuse_malformed(requirement: str, marker: str, source: str | None) -> None:
    """Refuse a malformed marker; see ``hooks.refuse_marker``.

    :raises VariantMarkerError: If the marker is about variants.
    """
    if mentions_variants(marker):
        raise VariantMarkerError(requirement, marker, source)


def mentions_variants(marker: str) -> bool:
    """Return whether there is a variant marker in a marker."""
    try:
        return not MARKERS.isdisjoint(_split(marker))
    except _Malformed:
        return False


def _cut(text: str) -> tuple[str, str] | None:
    """Return the parts before and after the semicolon of a dependency, if any."""
    name = re.match(_NAME, text)
    if name is None:
        return None
    start = name.end()
    rest = _URL if text.startswith("@", start) else _SPECIFIERS
    head = re.compile(rest).match(text, start)
    semicolon = re.compile(_SEMICOLON).match(text, head.end()) if head else None
    if semicolon is None:
        return None
    return text[: semicolon.start()].strip(), text[semicolon.end() :].rstrip()


def _split(marker: str) -> list[str]:
    """Split a marker into its tokens."""
    tokens, position = [], 0
    match = re.compile(_TOKEN).match
    while position < len(marker):
        found = match(marker, position)
        if found is None:
            raise _Malformed
        tokens.append(found["token"])
        position = found.end()
    return tokens


def _stand_in(comparison: _Comparison) -> str:
    """Return a comparison as packaging may read it."""
    return str(comparison) if MARKERS.isdisjoint(comparison) else _TRUE


def _evaluate(value_of: ValueOf, comparison: _Comparison) -> bool | str:
    """Return whether a comparison holds, or its text if it is not about variants."""
    left, operator, right = comparison
    if MARKERS.isdisjoint(comparison):
        return str(comparison)
    if operator in ("in", "not in") and right in MARKERS:
        return (_unquoted(left) in value_of(right)) == (operator == "in")
    if LABEL not in (left, right) or operator not in ("==", "!=", "in", "not in"):
        raise _Malformed
    if left == LABEL:
        return _compare(value_of(LABEL), operator, _unquoted(right))
    return _compare(_unquoted(left), operator, value_of(LABEL))


def _compare(left: str | frozenset[str], operator: str, right: object) -> bool:
    if operator in ("==", "!="):
        return (left == right) == (operator == "==")
    assert isinstance(left, str)
    assert isinstance(right, str)
    return (left in right) == (operator == "in")


def _unquoted(token: str) -> str:
    if token[0] not in "\"'":
        raise _Malformed
    return token[1:-1]


class _Folder:
    """Reads a marker from left to right, and leaves out the known parts."""

    def __init__(
        self, tokens: list[str], evaluate: Callable[[_Comparison], bool | str]
    ) -> None:
        self._tokens = [*tokens, ""]
        self._position = 0
        self._depth = 0
        self._evaluate = evaluate

    def fold(self) -> bool | str:
        """Return the rest of the marker, or its value if nothing is left.

        :raises _Malformed: If these tokens are no marker.
        """
        folded = self._any()
        return folded if self._take() == "" else _malformed()

    def _take(self) -> str:
        token = self._tokens[self._position]
        # The empty one at the end stays.
        self._position += token != ""
        return token

    def _takes(self, token: str) -> bool:
        is_next = self._tokens[self._position] == token
        self._position += is_next
        return is_next

    def _any(self) -> bool | str:
        parts = [self._all()]
        while self._takes("or"):
            parts.append(self._all())
        if True in parts:
            return True
        left = [part for part in parts if isinstance(part, str)]
        return " or ".join(left) if left else False

    def _all(self) -> bool | str:
        parts = [self._one()]
        while self._takes("and"):
            parts.append(self._one())
        if False in parts:
            return False
        left = [part for part in parts if isinstance(part, str)]
        return " and ".join(left) if left else True

    def _one(self) -> bool | str:
        if not self._takes("("):
            return self._evaluate(self._comparison())
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Malformed
        folded = self._any()
        if not self._takes(")"):
            raise _Malformed
        self._depth -= 1
        return f"({folded})" if isinstance(folded, str) else folded

    def _comparison(self) -> _Comparison:
        left, operator = self._operand(), self._take()
        if operator == "not":
            operator = f"not {self._take()}"
        return _Comparison(left, operator, self._operand())

    def _operand(self) -> str:
        token = self._take()
        return _malformed() if not token or re.fullmatch(_NO_OPERAND, token) else token


def _malformed() -> NoReturn:
    raise _Malformed
