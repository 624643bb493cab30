"""Choosing among the wheels of a locked package, by what the lock file states."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pip._vendor.packaging.pylock import (
    Package,
    PackageArchive,
    PackageDirectory,
    PackageSdist,
    PackageVcs,
    PackageWheel,
)
from pip._vendor.packaging.tags import create_compatible_tags_selector, sys_tags
from pip._vendor.packaging.utils import parse_wheel_filename
from pip._vendor.variantlib.documents import parse_document
from pip._vendor.variantlib.errors import VariantError

from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.link import Link
from pip._internal.utils.pylock import (
    package_sdist_requirement_url,
    package_wheel_requirement_url,
)
from pip._internal.variants import messages
from pip._internal.variants.errors import NoLockedVariantFits
from pip._internal.variants.forms import normalise
from pip._internal.variants.locks.reading import LockedVariants
from pip._internal.variants.model import Expectation, Facts, Offer, Unreadable
from pip._internal.variants.ranking import Ranking
from pip._internal.variants.sources.reader import look_up

if TYPE_CHECKING:
    from pip._vendor.variantlib.filename import VariantName

    from pip._internal.variants.chooser import Chooser
    from pip._internal.variants.wishes import Wish

    Known = dict[str, Facts | Unreadable]

logger = logging.getLogger(__name__)

PackageFile = (
    PackageVcs | PackageDirectory | PackageArchive | PackageWheel | PackageSdist
)
"""What packaging chooses of a package."""

LOCK_TABLE = "the variants-json of the lock file"
"""The name of that source, for the user."""


class _File(NamedTuple):
    """A file of a locked package that this Python can install.

    :param variant: None for a plain wheel, and for a source distribution.
    """

    entry: PackageWheel | PackageSdist
    variant: VariantName | None
    candidate: InstallationCandidate


def choose_file(
    package: Package, lock: str, wish: Wish, chooser: Chooser
) -> PackageWheel | PackageSdist:
    """Return the file of a locked package that is to be installed.

    Nothing is asked of a network: what the lock file does not say is not known.

    :param package: With variants, as ``reading`` hands it on.
    :param lock: The path or URL of the lock file.
    :raises VariantNotOnOffer: If a variant was asked for that is not locked.
    :raises NoLockedVariantFits: If there is nothing that could be installed here.
    """
    assert isinstance(package.tool, LockedVariants)
    files = list(_files(package, lock))
    offers = [Offer(file.variant, file.candidate) for file in files if file.variant]
    chooser.reader.learn(_known(package, offers))
    if wish.is_binding:
        chooser.check_on_offer(package.name, [file.candidate for file in files], wish)
    # With nothing but variants the error says why none of them fits.
    tell = len(offers) < len(files)
    order = chooser.ordered([file.candidate for file in files], None, wish, tell)
    stated = package.tool.stated is not None
    best = next(order, None) or _only(offers, stated, chooser)
    if best is None:
        raise _nothing_fits(offers, chooser)
    return next(file.entry for file in files if file.candidate is best)


def plain_file(package: Package, lock: str) -> PackageWheel | PackageSdist | None:
    """Return the file of a locked package without a variant, None if it has none."""
    files = _files(package, lock)
    return next((file.entry for file in files if file.variant is None), None)


def _files(package: Package, lock: str) -> Iterator[_File]:
    """Yield what this Python can install, in pip's order, best first."""
    assert isinstance(package.tool, LockedVariants)
    wheels = package.wheels or ()
    for wheel, variant in _best_tags_first(wheels, package.tool.variants):
        url = package_wheel_requirement_url(lock, wheel)
        yield _File(wheel, variant, _candidate(package, url, lock))
    if package.sdist is not None:
        url = package_sdist_requirement_url(lock, package.sdist)
        yield _File(package.sdist, None, _candidate(package, url, lock))


def _candidate(package: Package, url: str, lock: str) -> InstallationCandidate:
    assert package.wheels
    version = package.version or parse_wheel_filename(package.wheels[0].filename)[1]
    return InstallationCandidate(package.name, str(version), Link(url, lock))


def _best_tags_first(
    wheels: Sequence[PackageWheel], variants: Sequence[VariantName | None]
) -> Iterator[tuple[PackageWheel, VariantName | None]]:
    tagged = []
    for wheel, variant in zip(wheels, variants, strict=True):
        _, _, build, tags = parse_wheel_filename(wheel.filename)
        tagged.append((build, (wheel, variant), tags))
    tagged.sort(key=lambda item: item[0], reverse=True)
    select = create_compatible_tags_selector(sys_tags())
    return select((both, tags) for _, both, tags in tagged)


def _known(package: Package, offers: Sequence[Offer]) -> Known:
    """Return what the lock file states of each wheel, by its URL."""
    assert isinstance(package.tool, LockedVariants)
    stated = package.tool.stated
    if stated is None:
        unknown = Unreadable("the lock file does not say what it needs", is_fault=False)
        return {offer.link.url: unknown for offer in offers}
    try:
        document = parse_document(stated)
    except VariantError as error:
        bad = Unreadable(f"{LOCK_TABLE} {error}")
        return {offer.link.url: bad for offer in offers}
    missing = Unreadable(f"{LOCK_TABLE} does not know its hash")
    return {
        offer.link.url: look_up(offer.name, document, LOCK_TABLE) or missing
        for offer in offers
    }


def _only(
    offers: Sequence[Offer], stated: bool, chooser: Chooser
) -> InstallationCandidate | None:
    """Return the wheel of the only variant, which does not fit: a lock is an order.

    :param stated: Whether the lock file says anything of its variants.
    :return: None if there are several variants, or it makes no sense what is said.
    """
    first = offers[0]
    if any(offer.name != first.name for offer in offers):
        return None
    if not stated or chooser.machine.is_unknown:
        chooser.expect(first, Expectation())
        return first.candidate
    (facts,) = chooser.reader.read([first])
    if isinstance(facts, Unreadable) or not _is_sound(first.name, facts):
        return None
    (misfit,) = messages.misfits([(first, facts)], chooser.machine)
    logger.warning("%s", messages.locked_misfit(first, misfit, chooser.machine.subject))
    chooser.expect(first, Expectation(facts))
    return first.candidate


def _is_sound(name: VariantName, facts: Facts) -> bool:
    try:
        normalise(name, facts.properties)
    except VariantError:
        return False
    return True


def _nothing_fits(offers: Sequence[Offer], chooser: Chooser) -> NoLockedVariantFits:
    known = chooser.reader.read(offers)
    ranking = Ranking([], list(zip(offers, known, strict=True)))
    reason = messages.none_fits(ranking, chooser.machine)
    names = list(dict.fromkeys(offer.name.text for offer in offers))
    place = chooser.machine.subject.name
    return NoLockedVariantFits(offers[0].candidate.name, reason, names, place)
