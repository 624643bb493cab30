"""Check the added lines: a patch calls us, and knows nothing itself.

Upstream's code reaches us through the module `hooks`, and through the facets of the
object that every finder carries in its attribute `variants`.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from backend.diff import Hunk

_OF_HOOKS = re.compile(r"\bhooks\.(\w+)")
_OF_FINDER = re.compile(r"\._?variants(?:\.(\w+))?\.(\w+)\(")
_IMPORT = "from pip._internal.variants import hooks"

# Deciding is our side's business: no operators, no branches, no loops of its own.
_LOGIC = re.compile(
    r"\b(?:and|or|lambda|else|while|try|except|with|await)\b"
    r"|\S (?:if|for)\b|(?<!-)[<>]|[=!]=|#"
)
_BRANCH = re.compile(r"(?:if|elif|for)\b")
_NAME = r"[A-Za-z_][\w.]*"
_PASSED_ALONG = re.compile(rf"({_NAME})(?:: [\w. |\[\]]+)?(?: ?= ?{_NAME})?,?")
_CLOSED = re.compile(r"[\])}]+[:,]?")
_CLASSES = {
    "build": "BuildHooks",
    "candidates": "CandidateHooks",
    "lock": "LockHooks",
    "resolver": "ResolverHooks",
    "wheels": "WheelHooks",
}
_MEMBER = re.compile(r"\w+ = enum\.auto\(\)")


def called_hooks(hunk: Hunk) -> set[str]:
    """The calls of the added lines, as `module:name` below pip._internal.variants."""
    added = "".join(line[1:] for line in hunk.lines if line[0] == "+")
    hooks = {f"hooks:{name}" for name in _OF_HOOKS.findall(added)}
    return hooks.union(*(_hook_of(*call) for call in _OF_FINDER.findall(added)))


def _hook_of(facet: str, method: str) -> set[str]:
    """Return the name of a method of a facet; a link evaluator has but one of them."""
    facet = facet or "candidates"
    return {f"hooks.{facet}:{_CLASSES.get(facet, 'FinderVariants')}.{method}"}


def unwelcome_lines(hunk: Hunk) -> Iterator[str]:
    """Yield each added line that does more than to call us or pass a value along."""
    removed = {_shape(line[1:]) for line in hunk.lines if line[0] == "-"}
    open_brackets = 0  # of a call to us
    guard: int | None = None  # indentation of an `if` that asks us
    for line in hunk.lines:
        text = line[1:].strip()
        indent = len(line[1:]) - len(line[1:].lstrip())
        is_over = guard is not None and indent <= guard and not open_brackets
        if line[0] != "+" or is_over:
            guard = None
        if line[0] != "+":
            continue
        calls_us = bool(_OF_HOOKS.search(text) or _OF_FINDER.search(text))
        inside = open_brackets > 0 or guard is not None
        decides = _LOGIC.search(text) or (_BRANCH.match(text) and not calls_us)
        known = calls_us or inside or _is_plain(text) or _shape(text) in removed
        if decides or not known:
            yield text
        if calls_us or open_brackets:
            open_brackets += sum(map(text.count, "([{")) - sum(map(text.count, ")]}"))
        if calls_us and _BRANCH.match(text):
            guard = indent


def _is_plain(text: str) -> bool:
    """Whether *text* passes a value along, closes a bracket, or is nothing."""
    if text in ("", _IMPORT) or _CLOSED.fullmatch(text) or _MEMBER.fullmatch(text):
        return True
    passed = _PASSED_ALONG.fullmatch(text)
    return passed is not None and not keyword.iskeyword(passed[1])


def _shape(line: str) -> str:
    """The line without its names: upstream's line with another value has the same."""
    return re.sub(_NAME, "name", line.strip())
