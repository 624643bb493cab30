"""Find the reason why one file of a release comes before another.

The order is not worked out again: the keys by which files were put in order are
compared element by element, and the first that differs is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._vendor.variantlib.choice.ranking import Ranked
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.order.decisions import decide

from pip._internal.variants.models import entry_of, release_version

if TYPE_CHECKING:
    from pip._vendor.variantlib.names.properties import Property

    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.variants.commands.evaluations import ReleaseSnapshot

PIP_ORDER = ("hash", "yanked", "binary", "version", "tag", "build")
"""The properties of two files that pip compares, in its order."""

ABOVE_VARIANTS = ("hash", "yanked", "version")
"""Those that outrank variants."""


class Decision(NamedTuple):
    """The difference that decided between the chosen file and the next one.

    :param by: One of ``PIP_ORDER``, the value of a ``Decider``, or ``request`` (of the
        user), ``family`` (of other packages), ``requirements`` (that exclude a better
        file), ``variant`` or ``wheel`` (which the other is not), ``form``, ``source``,
        ``label``, ``place`` (on the page).
    :param better: The property that made the difference, if one did.
    :param worse: The property that the other one has in its place, if any.
    """

    by: str
    winner: str
    other: str
    better: Property | None = None
    worse: Property | None = None


def decide_between(
    choosing: ReleaseSnapshot,
    winner: InstallationCandidate,
    other: InstallationCandidate,
) -> Decision:
    """Return why one file of a release comes before another."""
    decision = Decision("request", winner.link.filename, other.link.filename)
    if choosing.is_in_step:
        return decision._replace(by="family")
    if choosing.is_by_request:
        return decision
    by_pip = _compare_as_pip(choosing, winner, other)
    if by_pip in ABOVE_VARIANTS:
        return decision._replace(by=by_pip)
    ranked = {r.offer.entry: r for r in choosing.ranking.fitting}
    one, another = (ranked.get(entry_of(c.link)) for c in (winner, other))
    if one is None or another is None:
        return decision._replace(by="variant" if one != another else by_pip)
    return _decide_ranked(choosing, decision._replace(by=by_pip), one, another)


def _compare_as_pip(
    choosing: ReleaseSnapshot,
    winner: InstallationCandidate,
    other: InstallationCandidate,
) -> str:
    keys = zip(
        PIP_ORDER, choosing.pip_key(winner), choosing.pip_key(other), strict=True
    )
    # Of files that a catalogue states, the local part of a version is no difference.
    is_one_release = release_version(winner) == release_version(other)
    differing = (name for name, one, another in keys if one != another)
    found = next((n for n in differing if n != "version" or not is_one_release), None)
    found = found or "place"
    # For pip, a file that is no wheel has the worst of all tags.
    return "wheel" if found == "tag" and not other.link.is_wheel else found


def _decide_ranked(
    choosing: ReleaseSnapshot, decision: Decision, winner: Ranked, other: Ranked
) -> Decision:
    pairs = zip(Ranked._fields, winner, other, strict=True)
    field = next(name for name, one, another in pairs if one != another)
    if field == "position":
        return decision
    if field != "rank":
        return decision._replace(by=field)
    assert choosing.machine is not None
    key = choosing.machine.preferences_of(winner.facts.document).key
    found = decide(key(winner.rank), key(other.rank))
    assert found is not None
    return decision._replace(
        by=found.decider.value, better=found.better, worse=found.worse
    )
