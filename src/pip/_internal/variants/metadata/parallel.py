"""Asking an index for several files at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

MAX_CONNECTIONS = 8
"""So many files are read at a time."""


def ask_side_by_side(ask: Callable[[A], B], items: Sequence[A]) -> list[tuple[A, B]]:
    """Return each item with its answer, in their order."""
    if not items:
        return []
    with ThreadPoolExecutor(MAX_CONNECTIONS) as pool:
        return list(zip(items, pool.map(ask, items), strict=True))
