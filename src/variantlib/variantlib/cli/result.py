"""Hold the result of a command of ours."""

from __future__ import annotations

from ..named_tuples import NamedTuple

PROGRAM = "python -m variantlib"
"""The start of the command line, as makers type it."""


class Result(NamedTuple):
    """The output of a command, and its exit status."""

    text: str
    status: int = 0
