"""Sum up all files of a release in a sentence."""

from __future__ import annotations

from pip._vendor.variantlib.choice.summary import Tally

from pip._internal.variants.commands.evaluations import (
    NOT_ASKED,
    UNWANTED,
    Evaluation,
    FileEvaluation,
)
from pip._internal.variants.commands.explanation import Explanation

_TAKEN = (Evaluation.CHOSEN, Evaluation.FITS)


def summary(explanation: Explanation) -> str:
    """Return a sentence about all files of a release."""
    files = explanation.files
    variants = [file for file in files if file.name is not None]
    unwanted = sum(file.reason == UNWANTED for file in variants)
    if unwanted:
        variant = "variant" if unwanted == 1 else f"{unwanted} variants"
        return f"Its {variant} cannot be taken, as {UNWANTED}."
    fitting = [file for file in variants if _fits(file)]
    unknown = [f for f in variants if f.verdict is Evaluation.UNKNOWN]
    tally = Tally(len(files), len(variants), len(fitting), len(unknown))
    return tally.sentence(explanation.place) if explanation.place else tally.sentence()


def _fits(file: FileEvaluation) -> bool:
    """Return whether a variant fits, even if the user requested another one."""
    if file.reason == NOT_ASKED:
        return file.facts is not None
    return file.verdict in _TAKEN and not file.failures
