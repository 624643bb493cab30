"""What an added line may say: a patch calls our hooks, and knows nothing itself."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from backend.diff import Hunk

_IMPORT = re.compile(r"from pip\._internal\.variants import hooks")
_CALL = re.compile(r"\bhooks\.\w+")
_NAME = r"[A-Za-z_][\w.]*"
_PASSED_ALONG = re.compile(
    rf"(?:\*\*?)?({_NAME})(?:: [\w.\[\], |\"]+)?(?: ?= ?(?:{_NAME}))?,?"
)
_CLOSED = re.compile(r"[\])}]+[:,]?")
_GUARDED = re.compile(rf"continue|return(?: {_NAME})?")
_LOGIC = re.compile(
    r"\b(?:and|or|lambda|else|elif|while|try|except|with|await)\b"
    r"|(?<=\S) (?:if|for)\b|(?<!-)[<>]|[=!]=|#"
)


def unwelcome_lines(hunk: Hunk) -> Iterator[str]:
    """Yield each added line that does more than to call a hook or pass a value."""
    before = ""
    for line in hunk.lines:
        text = line[1:].strip()
        if line[0] == "+" and not _is_welcome(text, before):
            yield text
        before = text if line[0] == "+" else ""


def _is_welcome(text: str, before: str) -> bool:
    if _LOGIC.search(text) or not text:
        return False
    if _GUARDED.fullmatch(text):
        return before.startswith("if ") and bool(_CALL.search(before))
    if _IMPORT.fullmatch(text) or _CALL.search(text) or _CLOSED.fullmatch(text):
        return True
    passed = _PASSED_ALONG.fullmatch(text)
    return passed is not None and not keyword.iskeyword(passed[1])


def called_hooks(hunk: Hunk) -> set[str]:
    """Names of the hooks that the added lines use."""
    added = "".join(line[1:] for line in hunk.lines if line[0] == "+")
    return set(re.findall(r"\bhooks\.(\w+)", added))
