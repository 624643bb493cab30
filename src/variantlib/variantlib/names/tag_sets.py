"""Count the tags that a compressed set stands for, before anybody writes them out.

``py2.py3-none-any`` is two tags. The parts are multiplied, so that a short text may
stand for more tags than fit into the memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

__all__ = [
    "MAX_TAGS",
    "TOO_MANY_TAGS",
    "are_too_many_tags",
    "count_tags",
    "has_too_many_tags",
]

MAX_TAGS = 500
"""Of one wheel; those that people publish have up to some dozens."""

TOO_MANY_TAGS = f"more than {MAX_TAGS} tags"


def count_tags(text: str) -> int:
    """Return how many tags a set like ``py2.py3-none-any`` stands for."""
    return prod(part.count(".") + 1 for part in text.split("-"))


def are_too_many_tags(texts: Iterable[str]) -> bool:
    """Return whether all sets of a wheel together stand for more than it may."""
    return sum(map(count_tags, texts)) > MAX_TAGS


def has_too_many_tags(filename: str) -> bool:
    """Return whether the name of a plain wheel stands for more than it may."""
    parts = filename.removesuffix(".whl").rsplit("-", 3)[1:]
    return are_too_many_tags(["-".join(parts)])
