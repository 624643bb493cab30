"""Choose among the files of a locked package, by the properties in the lock file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.choice.ranking import Ranking
from pip._vendor.variantlib.models import Unreadable

from pip._internal.variants.exceptions import NoLockedVariantFits, VariantNotOnOffer
from pip._internal.variants.models import Expectation, Offer
from pip._internal.variants.selection import messages
from pip._internal.variants.selection.reporter import Reporter

if TYPE_CHECKING:
    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.variants.pylock.package import LockedFile, LockedRelease
    from pip._internal.variants.requested import Requested
    from pip._internal.variants.selection.chooser import Chooser


def choose_file(
    release: LockedRelease, requested: Requested, chooser: Chooser
) -> LockedFile:
    """Return the file of a locked package that is to be installed.

    No network is used: properties that the lock file does not give stay unknown.

    :raises VariantNotOnOffer: If a variant was asked for that is not locked.
    :raises NoLockedVariantFits: If there is nothing that could be installed here.
    """
    chooser.reader.learn(release.facts())
    if requested.is_binding:
        chooser.check_on_offer(release.project, release.candidates, requested)
    # With nothing but variants the error says why none of them fits.
    is_error = len(release.offers) == len(release.files)
    reporter = Reporter() if is_error else chooser.reporter
    order = chooser.ordered(release.candidates, None, requested, reporter)
    best = next(order, None) or _only(release, chooser)
    if best is None:
        raise _nothing_fits(release.offers, chooser)
    chooser.expect_locked(best.link)
    return next(file for file in release.files if file.candidate is best)


def is_met(requested: Requested, release: LockedRelease, chooser: Chooser) -> bool:
    """Return whether a package in a lock file has the requested variant."""
    try:
        chooser.check_on_offer(release.project, release.candidates, requested)
    except VariantNotOnOffer:
        return False
    return True


def _only(release: LockedRelease, chooser: Chooser) -> InstallationCandidate | None:
    """Return the wheel of the only variant, which does not fit: a lock is an order.

    :return: None if there are several variants, or the lock file makes no sense.
    """
    first = release.offers[0]
    if any(offer.name != first.name for offer in release.offers):
        return None
    if release.stated is None:
        chooser.expect(first, Expectation())
        return first.candidate
    (facts,) = chooser.reader.read([first])
    if isinstance(facts, Unreadable):
        return None
    if facts.check(first.name).error is not None:
        return None
    misfit = chooser.machine.misfit(facts)
    assert misfit is not None
    chooser.reporter.locked_misfit(first, misfit, chooser.machine.subject)
    chooser.expect(first, Expectation(facts))
    return first.candidate


def _nothing_fits(offers: Sequence[Offer], chooser: Chooser) -> NoLockedVariantFits:
    known = chooser.reader.read(offers)
    ranking = Ranking([], list(zip(offers, known, strict=True)))
    reason = messages.none_fits(ranking, chooser.machine)
    names = list(dict.fromkeys(offer.name.text for offer in offers))
    place = chooser.machine.subject.name
    return NoLockedVariantFits(offers[0].candidate.name, reason, names, place)
