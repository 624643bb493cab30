"""Parse requests for variants by their names, or by their properties.

    requests   = [NAME "="] request *( ("," | blank) [NAME "="] request )
    request    = name | expression
    expression = condition *( "&" condition )
    condition  = provider "::" ( "*" | key [ "::" value | operator version ] )
    operator   = "<" | "<=" | ">" | ">=" | "==" | "!="

The requests are to be tried in their order. A name is a hash, a label, `none`, or a
name that a tool gives a meaning to. NAME is a project and holds for all requests behind
it. Blanks are free wherever two words do not meet.

    nvidia :: sm_arch                      any value of that key is listed
    nvidia :: *                            any key of that provider
    x86_64 :: level :: v3                  this value is listed
    amd :: rocm_version >= 6 & blas :: *   a listed value is such a version, and so on
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any

from packaging.utils import InvalidName, NormalizedName, canonicalize_name
from packaging.version import Version

from ..errors import InvalidField, InvalidRequest, shorten
from ..named_tuples import NamedTuple
from ..names.grammar import check_key, check_provider, check_value
from ..names.properties import Properties

ANY = "*"
"""The sign for any key or value."""

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}

_find_tokens = partial(re.finditer, r",|:+|&+|[<>=!~]+|[^\s,:&<>=!~]+")
_is_symbol = partial(re.match, r"[:&<>=!~]")
_is_comparison = partial(re.match, r"[<>=!~]")
_is_name = partial(re.fullmatch, r"[A-Za-z0-9_.-]+")


class PropertyClause(NamedTuple):
    """A condition on the properties of a variant.

    The operator `::` asks for this very value among those listed; the others compare
    each of them as a version (PEP 440), and one that is no version never does.
    """

    provider: str
    key: str = ANY
    operator: str = "::"
    value: str = ANY

    def __str__(self) -> str:
        start = f"{self.provider} :: {self.key}"
        return start if self.value == ANY else f"{start} {self.operator} {self.value}"

    def holds(self, properties: Properties) -> bool:
        """Return whether it holds for properties in the JSON form, validated."""
        keys = properties.get(self.provider, {})
        if self.key == ANY:
            return bool(keys)
        values = keys.get(self.key, ())
        if self.value == ANY:
            return bool(values)
        if self.operator == "::":
            return self.value in values
        return any(map(self._compares, values))

    def _compares(self, listed: str) -> bool:
        version = _parse_version(listed)
        compare = _COMPARISONS[self.operator]
        return version is not None and compare(version, _parse_version(self.value))


class PropertySpecifier(NamedTuple):
    """Conditions of which all have to hold."""

    conditions: tuple[PropertyClause, ...]

    def __str__(self) -> str:
        return " & ".join(map(str, self.conditions))

    def matches(self, properties: Properties) -> bool:
        """Return whether it matches properties in the JSON form, validated."""
        return all(condition.holds(properties) for condition in self.conditions)


VariantSpecifier = str | PropertySpecifier
"""A name, or an expression."""


class ParsedSpecifier(NamedTuple):
    """A request, and where it was made.

    `project` is the one that it is limited to, normalised, None for every project;
    `position` is that of its first character in the text.
    """

    project: NormalizedName | None
    request: VariantSpecifier
    position: int


def parse_requests(text: str) -> tuple[ParsedSpecifier, ...]:
    """Return the requests that a text makes, which may be none.

    Raises InvalidRequest, which knows the place in the text.
    """
    return tuple(_Reader(text).requests())


@lru_cache(maxsize=2**12)
def _parse_version(text: str) -> Version | None:
    # Not only InvalidVersion: a number may be too long for Python.
    try:
        return Version(text)
    except ValueError:
        return None


class _Token(NamedTuple):
    text: str
    start: int

    def __str__(self) -> str:
        return shorten(self.text)


class _Reader:
    """Reads a text token by token; the last one is empty."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [_Token(m[0], m.start()) for m in _find_tokens(text)]
        self._tokens.append(_Token("", len(text)))
        self._place = 0

    @property
    def _token(self) -> _Token:
        return self._tokens[self._place]

    @property
    def _following(self) -> str:
        """The text behind the next token."""
        return self._tokens[self._place + 1].text if self._token.text else ""

    def _take(self) -> _Token:
        self._place += 1
        return self._tokens[self._place - 1]

    def _took(self, text: str) -> bool:
        """Take the next token if it is this one."""
        if self._token.text != text:
            return False
        self._take()
        return True

    def _error(self, problem: str) -> InvalidRequest:
        return InvalidRequest(self._text, self._token.start, problem)

    def _word(self, what: str) -> _Token:
        """Take a word, which the error names if there is none."""
        text = self._token.text
        if text and text != "," and not _is_symbol(text):
            return self._take()
        where = f"after {self._tokens[self._place - 1]}" if self._place else "here"
        raise self._error(f"{what} is expected {where}")

    def _checked(self, what: str, check: Callable[[object], str]) -> str:
        """Take a word that has to obey the grammar of properties."""
        token = self._word(what)
        try:
            return check(token.text)
        except InvalidField as error:
            raise InvalidRequest(self._text, token.start, str(error)) from None

    def requests(self) -> Iterator[ParsedSpecifier]:
        project = None
        while True:
            while self._took(","):
                pass
            if not self._token.text:
                return
            if self._following == "=":
                project = self._project()
            position = self._token.start
            yield ParsedSpecifier(project, self._request(), position)

    def _project(self) -> NormalizedName:
        token = self._word("the name of a project")
        try:
            name = canonicalize_name(token.text, validate=True)
        except InvalidName:
            problem = f"{token} is not the name of a project"
            raise InvalidRequest(self._text, token.start, problem) from None
        self._take()
        return name

    def _request(self) -> VariantSpecifier:
        if self._following == "::":
            return self._expression()
        token = self._word("a variant")
        if _is_symbol(self._token.text):
            raise self._error(f"'provider :: key' is expected before {self._token}")
        if not _is_name(token.text):
            problem = f"{token} is no hash, label or other name of a variant"
            raise InvalidRequest(self._text, token.start, problem)
        return token.text

    def _expression(self) -> PropertySpecifier:
        conditions = [self._condition()]
        while self._took("&"):
            conditions.append(self._condition())
        if _is_symbol(self._token.text):
            raise self._error(f"{self._token} is not expected here")
        return PropertySpecifier(tuple(conditions))

    def _condition(self) -> PropertyClause:
        provider = self._checked("a provider", check_provider)
        if not self._took("::"):
            raise self._error(f"'::' and a key are expected after {shorten(provider)}")
        if self._took(ANY):
            return PropertyClause(provider)
        key = self._checked("a key or *", check_key)
        if self._took("::"):
            value = self._checked("a value", check_value)
            return PropertyClause(provider, key, value=value)
        if not _is_comparison(self._token.text):
            return PropertyClause(provider, key)
        if self._token.text not in _COMPARISONS:
            known = " ".join(_COMPARISONS)
            raise self._error(f"{self._token} is none of the comparisons {known}")
        return PropertyClause(provider, key, self._take().text, self._version())

    def _version(self) -> str:
        start = self._token.start
        value = self._checked("a value", check_value)
        if _parse_version(value) is None:
            problem = f"{shorten(value)} is no version: write '::' before other values"
            raise InvalidRequest(self._text, start, problem)
        return value
