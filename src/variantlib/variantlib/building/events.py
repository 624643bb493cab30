"""Tell how a run goes on: an event for each thing that happens, a line for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..named_tuples import NamedTuple
from ..text import counted, joined, printable

STEP = "step"
MADE, UNCHANGED, SKIPPED, FAILED = "made", "unchanged", "skipped", "failed"
"""Kinds of events: all but the first are the last of their row."""

INTERRUPTED = "interrupted; the same command goes on from here"

_SHOWN = 20


class Event(NamedTuple):
    """Something that happened to a row.

    :param text: The step, the files that were made, or the reason.
    :param kept: Files that the row made before, and which stay: those of another
        release, or if it failed or was skipped, all that may be of older inputs.
    """

    row: str
    kind: str
    text: str = ""
    seconds: float = 0.0
    kept: tuple[str, ...] = ()


def event_line(event: Event) -> str:
    """Return an event as a line."""
    row, kind, text, seconds, _ = event
    if kind == STEP:
        return f"{row}: {text}"
    if kind == MADE:
        return f"{row}: made {printable(text)} ({seconds:.1f} s)"
    return f"{row}: {kind}{f': {text}' if text else ''}"


def summary_lines(events: Iterable[Event]) -> list[str]:
    """Return the end of a run: how many rows there were, and those that failed."""
    ends = [event for event in events if event.kind != STEP]
    counts = [
        f"{count} {kind}"
        for kind in (MADE, UNCHANGED, SKIPPED, FAILED)
        if (count := sum(event.kind == kind for event in ends))
    ]
    lines = [f"{counted(len(ends), 'row')}: {', '.join(counts)}"]
    failed = [event.row for event in ends if event.kind == FAILED]
    if failed:
        lines.append(f"failed: {joined(failed, _SHOWN, ' ')}")
    if stale := _kept(ends, FAILED):
        advice = "do not publish wheels of older sources"
        lines.append(f"kept, not made anew: {stale}; {advice}")
    if skipped := _kept(ends, SKIPPED):
        lines.append(f"kept, of rows that are not for this machine: {skipped}")
    if others := _kept(ends, MADE):
        lines.append(f"kept, of another release: {others}")
    return lines


def _kept(ends: Sequence[Event], kind: str) -> str:
    # Another row may have made a file of that name since.
    made = {name for end in ends if end.kind == MADE for name in end.text.split()}
    kept = (name for end in ends if end.kind == kind for name in end.kept)
    return joined([printable(name) for name in kept if name not in made], _SHOWN, " ")
