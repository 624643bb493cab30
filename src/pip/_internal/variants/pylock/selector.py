"""Choose among the files of a locked package, by the properties in the lock file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.choice.ranking import Ranking
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata

from pip._internal.variants.exceptions import NoLockedVariantFits, VariantNotFound
from pip._internal.variants.models import PendingSelection, VariantCandidate
from pip._internal.variants.selection import messages
from pip._internal.variants.selection.reporter import Reporter

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.variants.pylock.package import LockedFile, LockedRelease
    from pip._internal.variants.requested import Requested
    from pip._internal.variants.selection.evaluator import VariantEvaluator


def choose_file(
    release: LockedRelease,
    requested: Requested,
    evaluator: VariantEvaluator,
    is_by_hand: bool = False,
) -> LockedFile:
    """Return the file of a locked package that is to be installed.

    No network is used: properties that the lock file does not give stay unknown.

    :param is_by_hand: Whether the user named the part of the lock file that it is in,
        for whatever machine; this one is not asked then, unless there is a choice.
    :raises VariantNotFound: If a variant was asked for that is not locked.
    :raises NoLockedVariantFits: If there is nothing that could be installed here.
    """
    evaluator.reader.learn(release.facts())
    if requested.is_binding:
        evaluator.check_on_offer(release.project, release.candidates, requested)
    # With nothing but variants the error says why none of them fits.
    is_error = len(release.offers) == len(release.files)
    reporter = Reporter() if is_error else evaluator.reporter
    best = None
    if is_error and is_by_hand and not requested.requests:
        best = _only(release, evaluator, is_compared=False)
    if best is None:
        order = evaluator.ordered(release.candidates, None, requested, reporter)
        best = next(order, None) or _only(release, evaluator)
    if best is None:
        raise nothing_fits(release.offers, evaluator)
    evaluator.expect_locked(best.link)
    # A ranking may be of another look at the same files.
    url = best.link.url
    return next(file for file in release.files if file.candidate.link.url == url)


def is_met(
    requested: Requested, release: LockedRelease, evaluator: VariantEvaluator
) -> bool:
    """Return whether a package in a lock file has the requested variant."""
    try:
        evaluator.check_on_offer(release.project, release.candidates, requested)
    except VariantNotFound:
        return False
    return True


def _only(
    release: LockedRelease, evaluator: VariantEvaluator, is_compared: bool = True
) -> InstallationCandidate | None:
    """Return the wheel of the only variant: a lock is an order.

    :param is_compared: Whether to say that it does not fit, as it is known to do.
    :return: None if there are several variants, or the lock file makes no sense.
    """
    first = release.offers[0]
    if any(offer.name != first.name for offer in release.offers):
        return None
    if release.stated is None:
        evaluator.expect(first, PendingSelection())
        return first.candidate
    (facts,) = evaluator.reader.read([first])
    if isinstance(facts, MetadataUnavailable):
        return None
    if facts.check(first.name).error is not None:
        return None
    if is_compared:
        misfit = evaluator.machine.misfit(facts)
        assert misfit is not None
        evaluator.reporter.locked_misfit(first, misfit, evaluator.machine.subject)
    evaluator.expect(first, PendingSelection(facts))
    return first.candidate


def nothing_fits(
    offers: Sequence[VariantCandidate],
    evaluator: VariantEvaluator,
    allowed: set[str] | None = None,
    has_all: bool = False,
) -> NoLockedVariantFits:
    """Return the error that none of a release's variants can be installed.

    :param allowed: The variants that some choice of the lock file has; None for all.
    :param has_all: Whether the lock file was made for all machines.
    """
    machine = evaluator.machine
    known = list(zip(offers, evaluator.reader.read(offers), strict=True))
    if fit := [offer for offer, facts in known if _fits(offer, facts, machine)]:
        reason = messages.in_no_choice(fit, allowed, machine.subject)
        has_all = False
    else:
        reason = messages.none_fits(Ranking([], known), machine)
    names = dict.fromkeys(offer.name.text for offer in offers)
    taken = [name for name in names if allowed is None or name in allowed]
    project, place = offers[0].candidate.name, machine.subject.name
    return NoLockedVariantFits(project, reason, taken, place, has_all)


def _fits(
    offer: VariantCandidate,
    facts: VariantMetadata | MetadataUnavailable,
    machine: Machine,
) -> bool:
    """Return whether a variant would do, if nothing else decided."""
    if isinstance(facts, MetadataUnavailable):
        return False
    return facts.check(offer.name).error is None and machine.misfit(facts) is None
