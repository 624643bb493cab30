"""Sum up the files of a release: those of one reason, and those for other platforms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pip._vendor.variantlib.choice.summary import Tally

from pip._internal.variants.commands.evaluations import (
    UNWANTED,
    Evaluation,
    FileEvaluation,
)
from pip._internal.variants.commands.explanation import Explanation

_TAKEN = (Evaluation.CHOSEN, Evaluation.FITS)


class SameReason(NamedTuple):
    """Some files that are left out for one reason."""

    files: Sequence[FileEvaluation]
    reason: str


def by_reason(files: Iterable[FileEvaluation]) -> list[SameReason]:
    """Put those together that are left out for the same reason, in their order.

    All properties of a provider that does not answer are the same reason.
    """
    groups: dict[str, list[FileEvaluation]] = {}
    for file in files:
        groups.setdefault(file.cause or file.reason, []).append(file)
    return [
        SameReason(group, reason if len(group) > 1 else group[0].reason)
        for reason, group in groups.items()
    ]


def summary(explanation: Explanation) -> str:
    """Return a sentence about all files of a release."""
    files = explanation.files
    variants = [file for file in files if file.name is not None]
    unwanted = sum(file.reason == UNWANTED for file in variants)
    if unwanted:
        variant = "variant" if unwanted == 1 else f"{unwanted} variants"
        return f"Its {variant} cannot be taken, as {UNWANTED}."
    fitting = [f for f in variants if f.verdict in _TAKEN and not f.failures]
    unknown = [f for f in variants if f.verdict is Evaluation.UNKNOWN]
    tally = Tally(len(files), len(variants), len(fitting), len(unknown))
    return tally.sentence(explanation.place) if explanation.place else tally.sentence()


def foreign_files(count: int) -> str:
    """Say how many files are for other platforms."""
    if count == 1:
        return "1 file is for another Python or platform"
    return f"{count} files are for other Pythons or platforms"
