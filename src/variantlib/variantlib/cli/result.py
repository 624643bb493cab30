"""Hold the result of a command of ours."""

from __future__ import annotations

from collections.abc import Sequence

from ..named_tuples import NamedTuple

PROGRAM = "python -m variantlib"
"""The start of the command line, as makers type it."""

UNREADABLE = 2
"""The exit status where the input is wrong."""


class Result(NamedTuple):
    """The output of a command, and its exit status.

    :param errors: Lines about wrong input, beside which there may be no output.
    """

    text: str
    status: int = 0
    errors: Sequence[str] = ()
