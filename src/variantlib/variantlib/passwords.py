"""Hide passwords in what a user gave for a URL, however malformed it is."""

from __future__ import annotations

import re

__all__ = ["user_of", "without_user"]

_HIDDEN = "****"

# One letter before a slash is a drive. Slashes may be forgotten, or the scheme, or it
# is the name of a user.
_find_host = re.compile(
    r"(?:(?<![\w+.-])(?:[\w+.-]{2,}:|\w:(?![/\\]))|(?<![:/\\])(?=[/\\]{2}))"
    r"([/\\]*)([^/\\?#]*)"
).search


def user_of(text: str) -> str:
    """Return the user and password before the host of a URL; empty if it has none.

    With a slash in the password, the host comes after the last @. Where a host and its
    port look the same as that, they count as a password.
    """
    start, end = _span(text)
    return text[start : max(start, end)]


def without_user(text: str) -> str:
    """Return the same text with stars for these."""
    start, end = _span(text)
    return f"{text[:start]}{_HIDDEN}{text[end:]}" if start < end else text


def _span(text: str) -> tuple[int, int]:
    found = _find_host(text)
    if found is None or _is_file(text[: found.start(1)], found[1]):
        return 0, 0
    slashes, host = found.groups()
    start = found.start(2)
    may_go_on = not slashes or ":" in host
    return start, text.rfind("@", start, None if may_go_on else found.end(2))


def _is_file(scheme: str, slashes: str) -> bool:
    return scheme.lower().endswith("file:") and len(slashes) != 2
