"""Find out which of several pages is right about a wheel that they all list.

The statement of a page about a wheel counts for its own entry only. But pip fetches the
file once: where pages contradict one another, the file decides, and entries that it
contradicts are left out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata

from pip._internal.variants.metadata import messages
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.models import Entry, VariantCandidate

if TYPE_CHECKING:
    from pip._vendor.variantlib.names.properties import Property

logger = logging.getLogger(__name__)

Known = Mapping[Entry, "VariantMetadata | MetadataUnavailable"]


def settle(
    read_own: Callable[[VariantCandidate], VariantMetadata | None],
    offers: Sequence[VariantCandidate],
    known: Known,
) -> dict[Entry, MetadataUnavailable]:
    """Return which entries are wrong about their wheel, and why.

    Where the wheel cannot be read before it is downloaded, each entry stays as it is.

    :param read_own: Reads the properties that a wheel states itself.
    """
    wrong: dict[Entry, MetadataUnavailable] = {}
    for group in _disputed(offers, known):
        link = group[0].link
        try:
            own = read_own(group[0])
        except FetchError as error:
            logger.debug(
                "Cannot find out which page is right about %s: %s", link, error
            )
            continue
        assert own is not None
        for offer in group:
            facts = known[offer.entry]
            if isinstance(facts, VariantMetadata) and _said(offer, facts) != _said(
                offer, own
            ):
                wrong[offer.entry] = MetadataUnavailable(
                    messages.contradicted(facts, own)
                )
    return wrong


def contradicted(
    offers: Sequence[VariantCandidate], known: Known, own: Known
) -> list[tuple[VariantCandidate, VariantMetadata, VariantMetadata]]:
    """Return the wheels of which other properties are known than they state.

    With each: the facts about it, and its own statement.
    """
    pairs = ((offer, known[offer.entry], own[offer.entry]) for offer in offers)
    return [
        (offer, stated, truth)
        for offer, stated, truth in pairs
        if isinstance(stated, VariantMetadata)
        and isinstance(truth, VariantMetadata)
        and _said(offer, stated) != _said(offer, truth)
    ]


def _disputed(
    offers: Sequence[VariantCandidate], known: Known
) -> Iterator[list[VariantCandidate]]:
    """Yield the entries of each wheel of which pages state different properties."""
    groups: dict[str, list[VariantCandidate]] = {}
    for offer in offers:
        groups.setdefault(offer.link.url.partition("#")[0], []).append(offer)
    for group in groups.values():
        if len(group) > 1 and len(set(_statements(group, known))) > 1:
            yield group


def _statements(
    group: Sequence[VariantCandidate], known: Known
) -> Iterator[tuple[Property, ...] | None]:
    for offer in group:
        facts = known[offer.entry]
        if isinstance(facts, VariantMetadata):
            yield _said(offer, facts)


def _said(
    offer: VariantCandidate, facts: VariantMetadata
) -> tuple[Property, ...] | None:
    properties, error = facts.check(offer.name)
    return properties if error is None else None
