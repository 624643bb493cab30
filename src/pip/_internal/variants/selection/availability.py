"""Find out whether the index has the requested variants."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine.messages import FOREIGN
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.names.properties import to_mapping
from pip._vendor.variantlib.text import guess

from pip._internal.variants.exceptions import VariantNotFitting, VariantNotFound
from pip._internal.variants.models import VariantCandidate, stated_in
from pip._internal.variants.names import split_variant
from pip._internal.variants.selection import messages
from pip._internal.variants.settings.choices import PLAIN, is_hash

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.choice.specifiers import PropertySpecifier
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.names.filename import VariantName

    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.models.link import Link
    from pip._internal.variants.metadata.reader import PropertyReader
    from pip._internal.variants.requested import Requested

MAX_VERSIONS = 10
"""In so many versions it is looked for variants that match, but do not fit."""


def split_candidates(
    candidates: Iterable[InstallationCandidate],
) -> tuple[list[VariantCandidate], list[InstallationCandidate]]:
    """Split candidates into variant wheels and all the others, in their order."""
    offers, others = [], []
    for candidate in candidates:
        name = _name_of(candidate.link)
        if name is None:
            others.append(candidate)
        else:
            offers.append(VariantCandidate(name, candidate))
    return offers, others


def _name_of(link: Link) -> VariantName | None:
    """Return the variant of a file, quicker than ``variant_of`` for very many."""
    if (stated := stated_in(link)) is not None:
        return stated.name
    filename = _filename_of(link)
    return split_variant(filename)[1] if filename.endswith(".whl") else None


def check_on_offer(
    project: NormalizedName,
    candidates: Iterable[InstallationCandidate],
    requested: Requested,
    reader: PropertyReader,
    machine: Machine,
    unread: Mapping[str, VariantMetadata] | None = None,
) -> None:
    """Refuse a request that no candidate meets.

    :param unread: The variants that may be on pages that could not be read, by label.
    :raises VariantNotFound: With the variants of the newest version.
    """
    offers, plain = split_candidates(candidates)
    names = {offer.name.text for offer in offers} - {PLAIN}
    names |= {PLAIN} if plain else set()
    if not names.isdisjoint(requested.requests):
        return
    releases = list(_newest_first(offers))
    wants_plain = PLAIN in requested.requests
    is_unread = any(
        label in requested.names or _is_met(facts, requested.expressions, machine)
        for label, facts in (unread or {}).items()
    )
    if not requested.expressions:
        meant = "" if is_unread else _guess(requested, names)
        raise VariantNotFound(
            project,
            f"{requested}{meant}",
            _on_offer(releases, reader),
            has_plain=bool(plain),
            wants_plain=wants_plain,
            is_unread=is_unread,
        )
    for release in releases:
        stated = reader.read(release, machine)
        machine.learn_builds(stated)
        if any(_is_met(facts, requested.expressions, machine) for facts in stated):
            return
    unfit = [FOREIGN]
    if not machine.is_unknown:
        near = _near_misses(releases[:MAX_VERSIONS], requested, reader, machine)
        unfit = list(itertools.islice(near, messages.MAX_OFFERS))
    place = machine.subject.name
    lines = _on_offer(releases, reader)
    asked = str(requested)
    raise VariantNotFitting(
        project, asked, lines, unfit, place, bool(plain), wants_plain, is_unread
    )


def _guess(requested: Requested, names: Collection[str]) -> str:
    """Return which label may be meant, as the end of a sentence."""
    found = (
        guess(text, sorted(names))
        for text in requested.requests
        if isinstance(text, str) and not is_hash(text)
    )
    return next(filter(None, found), "")


def _newest_first(
    offers: Iterable[VariantCandidate],
) -> Iterator[list[VariantCandidate]]:
    def version_of(offer: VariantCandidate) -> Version:
        return offer.version

    ordered = sorted(offers, key=version_of, reverse=True)
    for _, release in itertools.groupby(ordered, version_of):
        yield list(release)


def _is_met(
    facts: VariantMetadata | MetadataUnavailable,
    expressions: Sequence[PropertySpecifier],
    machine: Machine,
) -> bool:
    # A variant with a rank is valid.
    return (
        isinstance(facts, VariantMetadata)
        and machine.rank(facts) is not None
        and any(expression.matches(facts.properties) for expression in expressions)
    )


def _on_offer(
    releases: Sequence[list[VariantCandidate]], reader: PropertyReader
) -> list[str]:
    newest = releases[0] if releases else []
    return messages.offer_lines(newest, reader.read(newest))


def _near_misses(
    releases: Iterable[list[VariantCandidate]],
    requested: Requested,
    reader: PropertyReader,
    machine: Machine,
) -> Iterator[str]:
    """Yield a line for each variant that matches, and so does not fit."""
    for release in releases:
        for offer, facts in zip(release, reader.read(release), strict=True):
            if _matches(offer, facts, requested.expressions):
                assert isinstance(facts, VariantMetadata)
                misfit = machine.misfit(facts)
                yield messages.near_miss(offer, misfit.text if misfit else "")


def _matches(
    offer: VariantCandidate,
    facts: VariantMetadata | MetadataUnavailable,
    expressions: Sequence[PropertySpecifier],
) -> bool:
    if isinstance(facts, MetadataUnavailable):
        return False
    properties, error = facts.check(offer.name)
    if error is not None:
        return False
    mapping = to_mapping(properties)
    return any(expression.matches(mapping) for expression in expressions)


def _filename_of(link: Link) -> str:
    """Return the name of a linked file; of very many that is quicker than pip's."""
    end = link.url.rpartition("/")[2]
    # Then it is quoted, or something follows.
    is_plain = end.isascii() and "%" not in end and "#" not in end and "?" not in end
    return end if end and is_plain else link.filename
