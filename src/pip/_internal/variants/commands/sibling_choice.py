"""Which project is taken for another one, and why not the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import escaped

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.variants.catalogues.decisions import Decision
    from pip._internal.variants.catalogues.siblings import Siblings


class JudgedSibling(NamedTuple):
    """A project that may be taken for another one.

    :param reason: Why it does not fit the machine; None if it does.
    """

    project: str
    label: str
    reason: str | None

    def __str__(self) -> str:
        why = "fits" if self.reason is None else f"does not fit: {self.reason}"
        return escaped(f"{self.project} (variant {self.label}) {why}")


class SiblingChoice(NamedTuple):
    """The project that is taken for another one; itself if none of the others is.

    :param reason: Why none of them is; None if one is, or the user wants none.
    """

    project: str
    taken: str
    source: str
    siblings: tuple[JudgedSibling, ...]
    reason: str | None

    def __str__(self) -> str:
        if self.taken == self.project:
            why = f": {self.reason}" if self.reason else ", as you asked for"
            return f"It is taken itself{why}."
        return f"{self.taken} is taken for it, as {self.source} says."

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``pip variant explain --json`` writes."""
        siblings = [sibling._asdict() for sibling in self.siblings]
        return {**self._asdict(), "siblings": siblings}


def judge_siblings(
    decisions: Iterable[Decision],
    machine: Machine,
    present: Collection[NormalizedName],
) -> Iterator[SiblingChoice]:
    """Yield the choice among siblings, for the projects that a command came to.

    :param present: The projects that pip decided on, or that the user named.
    """
    for decision in decisions:
        if decision.taken in present or decision.project in present:
            yield _judge(decision, machine)


def _judge(decision: Decision, machine: Machine) -> SiblingChoice:
    judged = []
    for sibling in decision.siblings:
        misfit = machine.misfit(sibling.facts)
        reason = misfit.text if misfit else None
        judged.append(JudgedSibling(sibling.project, sibling.label, reason))
    return SiblingChoice(
        decision.project,
        decision.taken,
        decision.catalogue,
        tuple(judged),
        decision.reason,
    )


def find_better(
    siblings: Siblings, installed: NormalizedName, is_misfit: bool
) -> str | None:
    """Return the project that would be taken in place of an installed one.

    :param is_misfit: Whether that one does not fit; then it may be another release of
        it, or the project that it stands for.
    """
    taken = siblings.of(siblings.project_of(installed) or installed)
    if siblings.project_of(taken) is not None and taken != installed:
        return str(taken)
    found = siblings.instead_of(installed) if is_misfit else None
    return None if found is None else str(found)
