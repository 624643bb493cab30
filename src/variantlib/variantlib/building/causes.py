"""Say why the build of a row failed, in one line."""

from __future__ import annotations

import re
from pathlib import Path

from ..text import printable
from .places import InTheWay
from .processes import StepFailed

__all__ = ["text_of", "with_log"]

_TAIL = 4096

# Not pip's headlines, as "error: backend-unavailable", but what stands below one,
# unless that is the output of a back end.
_speaks_of_an_error = re.compile(
    r".*\b\w*error: (?![a-z]+(?:-[a-z]+)+$)|.* is invalid: "
    r"|\u00d7 (?!.* did not run successfully)",
    re.IGNORECASE,
).match
# Below that line pip says why.
_arrow = re.compile(r"\s*\n\s*╰─> ")
# And this is below the output of a back end.
_END = "[end of output]"


def with_log(error: Exception, log: Path) -> str:
    """Return the reason of an error, and where a log says more, if there is one."""
    # That was found before anything ran, so the log is of an older run.
    if isinstance(error, InTheWay) or not log.is_file():
        return text_of(error)
    # What a program said last tells nothing of what was wrong with its wheel.
    cause = _cause(log) if isinstance(error, StepFailed) else ""
    return f"{text_of(error)}; see {printable(str(log))}{cause}"


def _cause(path: Path) -> str:
    """Return the line of a log that most likely tells why a step failed.

    It is the first of the last step that speaks of an error: a compiler's comes before
    those of all that ran it, down to pip's "Failed to build". Else it is the last line,
    of the back end if pip quotes it.
    """
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - _TAIL))
        text = log.read(_TAIL).decode(errors="replace")
    step = _arrow.sub(" ", text.rpartition("\n$ ")[2])
    lines = [line.strip() for line in step.split("\n")[1:]]
    if _END in lines:
        del lines[lines.index(_END) :]
    errors = filter(_speaks_of_an_error, lines)
    last = next(filter(None, reversed(lines)), "")
    cause = next(errors, last).removeprefix("\u00d7 ")
    return f": {printable(cause)}" if cause else ""


def text_of(error: Exception) -> str:
    """Return an error in words, with the file that it is about."""
    if isinstance(error, OSError) and error.filename:
        return f"{printable(str(error.filename))}: {error.strerror}"
    return str(error)
