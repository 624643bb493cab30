"""Asking the sources in their order; the package says which these are."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents.document import Document, amend
from pip._vendor.variantlib.documents.statements import INDEX_DOCUMENT, look_up
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata

from pip._internal.variants.metadata import messages
from pip._internal.variants.metadata.disputes import contradicted, settle
from pip._internal.variants.metadata.documents import Documents
from pip._internal.variants.metadata.fetch import digest
from pip._internal.variants.metadata.hash_wheels import ITS_HASH, HashWheels
from pip._internal.variants.metadata.label_wheels import LabelWheels
from pip._internal.variants.metadata.stated import read_statement
from pip._internal.variants.models import (
    Entry,
    VariantCandidate,
    entries_of,
    source_of,
    stated_in,
)

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.store import JsonStore

    from pip._internal.models.link import Link
    from pip._internal.network.session import PipSession

logger = logging.getLogger(__name__)


class PropertyReader:
    """Reads the properties of variant wheels, those of each file at most once.

    :param store: Keeps all that was read; None to keep nothing.
    """

    def __init__(
        self, session: PipSession, store: JsonStore | None, documents: Documents
    ) -> None:
        self._session = session
        self._documents = documents
        self._hash_wheels = HashWheels(session, store)
        self._label_wheels = LabelWheels(session, store)
        self._known: dict[Entry, VariantMetadata | MetadataUnavailable] = {}
        # The wheels that were read for their labels.
        self._labelled: set[Entry] = set()

    def fetch_document(self, offer: VariantCandidate) -> bytes | None:
        """Return the document that describes a wheel, None if there is none to use.

        :raises FetchError: If it cannot be had any more.
        """
        return self._documents.fetch(offer)

    def read_ahead(self, releases: Iterable[Sequence[VariantCandidate]]) -> None:
        """Read the files of several releases at a time, as all of them will be needed.

        :param releases: Label wheels of each, of one page.
        """
        new = [
            offers
            for offers in releases
            if any(offer.entry not in self._known for offer in offers)
            and not any(stated_in(offer.link) for offer in offers)
        ]
        find = self._documents.find
        self._documents.read_ahead([offers[0] for offers in new])
        undescribed = [offers for offers in new if find(offers[0]) is None]
        self._label_wheels.read_ahead(undescribed)

    def for_machine(self) -> PropertyReader:
        """Return a reader for another machine, which shares the results of this one."""
        reader = copy.copy(self)
        known = {e: k for e, k in self._known.items() if not _is_by_hash(k)}
        reader._known = known  # noqa: SLF001 (of the same class)
        return reader

    def learn(
        self, known: Mapping[Entry, VariantMetadata | MetadataUnavailable]
    ) -> None:
        """Take the statements of a page about wheels, and read no others."""
        self._known.update(known)

    def read(
        self, offers: Sequence[VariantCandidate], machine: Machine | None = None
    ) -> list[VariantMetadata | MetadataUnavailable]:
        """Return the facts about some wheels of one release, in their order.

        :param machine: Given, a hash may be looked up among its combinations.
        """
        known = self._known
        entries = entries_of(offers)
        new = [(e, o) for e, o in zip(entries, offers, strict=True) if e not in known]
        if new:
            known.update(_stated(new))
            new = [(entry, offer) for entry, offer in new if entry not in known]
            self._look_into_documents(new)
            missing = [offer for entry, offer in new if entry not in known]
            hashed = [offer for offer in missing if not offer.name.is_label]
            known.update(self._hash_wheels.read(hashed, machine))
            if len(missing) > len(hashed):
                self._labelled.update(o.entry for o in missing if o.name.is_label)
                known.update(self._read_labels(offers))
            if len({page for page, _ in entries}) > 1:
                known.update(settle(self._read_own, offers, known))
        return [known[entry] for entry in entries]

    def read_all(
        self, offers: Sequence[VariantCandidate]
    ) -> list[VariantMetadata | MetadataUnavailable]:
        """Return the same, of those too that were not read because they do not fit."""
        for offer in offers:
            found = self._known.get(offer.entry)
            if isinstance(found, MetadataUnavailable) and not found.is_fault:
                del self._known[offer.entry]
        return self.read(offers)

    def read_own(
        self, offers: Sequence[VariantCandidate]
    ) -> list[VariantMetadata | MetadataUnavailable]:
        """Return the same, but the statements of the wheels if an index is wrong.

        A hash is made of the properties, so that only labels can be wrong. A wheel that
        must be read as a whole is left as the document has it.
        """
        found = zip(offers, self.read_all(offers), strict=True)
        claimed = [offer for offer, facts in found if _is_claim(offer, facts)]
        own = self._label_wheels.read(claimed)
        if wrong := contradicted(claimed, self._known, own):
            offer, stated, truth = wrong[0]
            text = messages.locked_by_itself(offer, len(wrong), stated, truth)
            logger.warning("%s", text)
            self._known.update(
                (e, f) for e, f in own.items() if isinstance(f, VariantMetadata)
            )
        self._known.update((e, f) for e, f in own.items() if _is_flawed(f))
        return self.read(offers)

    def ask_wheels(
        self, wrong: Sequence[VariantCandidate], offers: Sequence[VariantCandidate]
    ) -> None:
        """Read the statements of wheels about themselves, as a document is wrong.

        :param offers: All wheels of the release. The right entries of the document
            stay, so that they can be compared.
        """
        hashed = [offer for offer in wrong if not offer.name.is_label]
        labelled = [offer for offer in wrong if offer.name.is_label]
        self._known.update(self._hash_wheels.read(hashed, None))
        own = self._label_wheels.read(labelled)
        self._known.update(own)
        documents = {
            source_of(offer.link): facts.document
            for offer in labelled
            if isinstance(facts := own[offer.entry], VariantMetadata) and facts.document
        }
        for source, stated in documents.items():
            release = [o for o in offers if source_of(o.link) == source]
            document = self._documents.find(release[0])
            if document is not None:
                self._replace_documents(release, amend(document, stated))

    def _replace_documents(
        self, offers: Sequence[VariantCandidate], document: Document
    ) -> None:
        for offer in offers:
            facts = self._known[offer.entry]
            if isinstance(facts, VariantMetadata) and facts.document is not None:
                self._known[offer.entry] = facts.with_document(document)

    def digest(self, link: Link) -> str:
        """Return the SHA-256 of a file, of which the index states none.

        :raises FetchError: If it cannot be had.
        """
        return digest(self._session, link)

    def _read_labels(
        self, offers: Sequence[VariantCandidate]
    ) -> Mapping[Entry, VariantMetadata | MetadataUnavailable]:
        """Return the facts about the wheels of a release that only wheels tell.

        Also about those that another machine could install: only the statements of one
        document can be compared.
        """
        labelled = [offer for offer in offers if offer.entry in self._labelled]
        return self._label_wheels.read(labelled)

    def _read_own(self, offer: VariantCandidate) -> VariantMetadata | None:
        return read_statement(self._session, offer.link, offer.name)

    def _look_into_documents(
        self, new: Iterable[tuple[Entry, VariantCandidate]]
    ) -> None:
        documents: dict[str, Document | None] = {}
        for entry, offer in new:
            source = entry[0] or source_of(offer.link)
            if source not in documents:
                documents[source] = self._documents.find(offer)
            document = documents[source]
            if document is not None:
                facts = look_up(offer.name, document, INDEX_DOCUMENT)
                if facts is not None:
                    self._known[entry] = facts


def _stated(
    offers: Iterable[tuple[Entry, VariantCandidate]],
) -> dict[Entry, VariantMetadata]:
    """Return the statements of catalogues."""
    found = ((entry, stated_in(offer.link)) for entry, offer in offers)
    return {entry: stated.facts for entry, stated in found if stated is not None}


def _is_claim(
    offer: VariantCandidate, known: VariantMetadata | MetadataUnavailable
) -> bool:
    """Return whether all facts about a wheel come from an index."""
    is_claim = isinstance(known, VariantMetadata) and known.source == INDEX_DOCUMENT
    return offer.name.is_label and is_claim


def _is_flawed(known: VariantMetadata | MetadataUnavailable) -> bool:
    """Return whether a wheel could be read, and cannot be used."""
    return isinstance(known, MetadataUnavailable) and known.is_in_wheel


def _is_by_hash(known: VariantMetadata | MetadataUnavailable) -> bool:
    """Return whether this was told from the hash alone, for one machine."""
    if isinstance(known, MetadataUnavailable):
        return not known.is_fault
    return known.source == ITS_HASH
