"""Explain the choice of a file of a release.

Nothing is chosen here: this looks at the order that the chooser and pip have made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine.messages import no_code
from pip._vendor.variantlib.models import VariantMetadata
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.commands.comparison import Decision, decide_between
from pip._internal.variants.commands.counterfactuals import (
    Change,
    Misfitting,
    Release,
    find_changes,
)
from pip._internal.variants.commands.evaluations import (
    Evaluation,
    FileEvaluation,
    ReleaseSnapshot,
    judge_files,
)

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.machine import Machine


class Explanation(NamedTuple):
    """Why it is one of the files of a release.

    :param files: Those that could be taken, the best first, then all others.
    :param chosen: The name of the file, None if there is none to take.
    :param decision: Why it is not the next one; None if there is no other.
    :param instead: The file that would be taken if none had been asked for by name,
        if it is another.
    :param place: The name of the machine; None where no variant can be taken.
    :param gaps: The GPUs that the file has no code for, in words.
    :param is_alone: Whether the file would be taken for this project alone, as there is
        no solution for all of them.
    """

    project: str
    version: str
    files: tuple[FileEvaluation, ...]
    chosen: str | None
    decision: Decision | None
    changes: tuple[Change, ...]
    instead: str | None
    place: str | None = None
    gaps: tuple[str, ...] = ()
    is_alone: bool = False

    @property
    def chosen_file(self) -> FileEvaluation | None:
        chosen = (f for f in self.files if f.verdict is Evaluation.CHOSEN)
        return next(chosen, None)

    @property
    def has_variants(self) -> bool:
        return any(file.name is not None for file in self.files)


def explain(choosing: ReleaseSnapshot) -> Explanation:
    """Explain the choice among the files of one release."""
    files = tuple(judge_files(choosing))
    machine = choosing.machine
    chosen = choosing.chosen
    usual = choosing.usual[0].link if choosing.usual else None
    decision = _decide(choosing)
    changes: list[Change] = []
    is_usual = choosing.tried == choosing.usual and not (
        choosing.is_in_step or choosing.conflicting
    )
    if machine is not None and is_usual:
        changes = find_changes(_release(choosing, files), machine, decision)
    return Explanation(
        choosing.project,
        choosing.version,
        files,
        chosen.filename if chosen else None,
        decision,
        tuple(changes),
        usual.filename if usual and choosing.is_by_request else None,
        machine.subject.name if machine else None,
        _gaps(files, machine),
    )


def _gaps(files: Iterable[FileEvaluation], machine: Machine | None) -> tuple[str, ...]:
    known = (file.facts for file in files if file.verdict is Evaluation.CHOSEN)
    facts = next(known, None)
    if machine is None or not isinstance(facts, VariantMetadata):
        return ()
    return tuple(no_code([gap.device]) for gap in machine.unserved(facts))


def _decide(choosing: ReleaseSnapshot) -> Decision | None:
    """Return the difference between the chosen file and the one tried after it.

    Of one that the resolver took in place of a better one, it is that one instead.
    """
    links = [candidate.link for candidate in choosing.tried]
    if choosing.chosen not in links:
        return None
    if choosing.conflicting and choosing.chosen is not None:
        better = choosing.conflicting[0].link
        winner = choosing.chosen.filename
        return Decision("requirements", winner, better.filename)
    place = links.index(choosing.chosen)
    pair = choosing.tried[place : place + 2]
    return decide_between(choosing, *pair) if len(pair) == 2 else None


def _release(choosing: ReleaseSnapshot, files: Iterable[FileEvaluation]) -> Release:
    """Return the variants that would be ranked if this were another machine."""
    fitting = choosing.ranking.fitting
    winner = next((r for r in fitting if r.offer.link == choosing.chosen), None)
    misfitting = [
        Misfitting(file.offer, file.facts, file.failures)
        for file in files
        if file.offer and file.facts and file.failures
    ]
    places = {c.link.url: place for place, c in enumerate(choosing.candidates)}
    return Release(winner, fitting, misfitting, places)
