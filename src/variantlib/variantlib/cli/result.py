"""What a command of ours comes to."""

from __future__ import annotations

from typing import NamedTuple


class Result(NamedTuple):
    """What a command prints, and its exit status."""

    text: str
    status: int = 0
