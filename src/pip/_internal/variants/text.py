"""Text of strangers, made fit for the terminal."""

from __future__ import annotations

MAX_LENGTH = 200
"""Characters that a piece of foreign text may have; the rest is cut off."""


def escaped(text: str) -> str:
    """Return a text in one line, without control characters."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text
    )


def printable(text: str) -> str:
    """Return a text in one line, without control characters, and not endless."""
    shown = escaped(text[:MAX_LENGTH])
    return shown if len(text) <= MAX_LENGTH else f"{shown}..."


def and_others(first: str, count: int) -> str:
    """Return the name of the first of some things, and how many there are besides."""
    if count == 1:
        return first
    return f"{first} and {count - 1} other{'s' if count > 2 else ''}"
