"""Asking the sources in their order; the package says which these are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pip._internal.variants.model import Facts, Offer, Unreadable
from pip._internal.variants.sources.documents import Documents, source_of
from pip._internal.variants.sources.hash_wheels import HashWheels
from pip._internal.variants.sources.label_wheels import LabelWheels

if TYPE_CHECKING:
    from pip._vendor.variantlib.documents import Document

    from pip._internal.network.session import PipSession
    from pip._internal.variants.machine import Machine
    from pip._internal.variants.store import JsonStore

INDEX_DOCUMENT = "variants.json"
"""The name of that source, for the user."""


class PropertyReader:
    """Reads the properties of variant wheels, those of each file at most once.

    :param store: Keeps what was read; None to keep nothing.
    """

    def __init__(
        self, session: PipSession, store: JsonStore | None, documents: Documents
    ) -> None:
        self._documents = documents
        self._hash_wheels = HashWheels(session, store)
        self._label_wheels = LabelWheels(session, store)
        self._known: dict[str, Facts | Unreadable] = {}

    def read(
        self, offers: Sequence[Offer], machine: Machine | None = None
    ) -> list[Facts | Unreadable]:
        """Return what is known of some wheels of one release, in their order.

        :param machine: Given, a hash may be looked up among its combinations.
        """
        known = self._known
        self._look_into_documents([o for o in offers if o.link.url not in known])
        missing = [offer for offer in offers if offer.link.url not in known]
        hashed = [offer for offer in missing if not offer.name.is_label]
        labelled = [offer for offer in missing if offer.name.is_label]
        known.update(self._hash_wheels.read(hashed, machine))
        known.update(self._label_wheels.read(labelled))
        return [known[offer.link.url] for offer in offers]

    def _look_into_documents(self, offers: Sequence[Offer]) -> None:
        documents: dict[str, Document | None] = {}
        for offer in offers:
            source = source_of(offer.link)
            if source not in documents:
                documents[source] = self._documents.find(offer)
            document = documents[source]
            if document is not None:
                facts = _find(offer, document)
                if facts is not None:
                    self._known[offer.link.url] = facts


def _find(offer: Offer, document: Document) -> Facts | Unreadable | None:
    label = offer.name.text
    properties = document.properties(label)
    if not offer.name.is_label:
        # The wheel itself may know more than the document does.
        return None if properties is None else Facts(properties, INDEX_DOCUMENT)
    if label in document.bad_labels:
        problem = f"is wrong about it: {label} {document.bad_labels[label]}"
        return Unreadable(f"{INDEX_DOCUMENT} {problem}")
    if label not in document.variants:
        return Unreadable(f"{INDEX_DOCUMENT} does not know its label")
    return Facts(document.variants[label], INDEX_DOCUMENT, document)
