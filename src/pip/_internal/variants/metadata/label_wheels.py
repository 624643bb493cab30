"""The properties of label wheels without a document beside them (PEP 825).

Of each label one wheel is read: its ``variant.json`` states the properties of the
label. A wheel that a source lists with several contents does not speak for another. The
statements about all labels of one source are merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents.document import (
    WHEEL_DOCUMENT,
    Document,
    combine,
)
from pip._vendor.variantlib.documents.listed import examples
from pip._vendor.variantlib.documents.statements import (
    facts_in_document,
    look_up_label,
)
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata

from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.metadata.keys import claimed_key, content_of
from pip._internal.variants.metadata.parallel import ask_side_by_side
from pip._internal.variants.metadata.wheel_file import WheelFault, read_from_wheel
from pip._internal.variants.models import Entry, VariantCandidate, source_of

if TYPE_CHECKING:
    from pip._vendor.variantlib.store import JsonStore

    from pip._internal.network.session import PipSession


class LabelWheels:
    """Reads ``variant.json``, out of one wheel for each label."""

    def __init__(self, session: PipSession, store: JsonStore | None) -> None:
        self._session = session
        self._store = store
        self._answers: dict[Entry, Document | MetadataUnavailable] = {}

    def read(
        self, offers: Sequence[VariantCandidate]
    ) -> dict[Entry, VariantMetadata | MetadataUnavailable]:
        """Return the facts about each wheel, by its entry."""
        sources: dict[str, list[VariantCandidate]] = {}
        for offer in offers:
            sources.setdefault(source_of(offer.link), []).append(offer)
        known: dict[Entry, VariantMetadata | MetadataUnavailable] = {}
        for source in sources.values():
            known.update(self._read_source(source))
        return known

    def read_ahead(self, releases: Iterable[Sequence[VariantCandidate]]) -> None:
        """Read what is needed of several releases, each of one source, at a time."""
        self._ask(each for offers in releases for each in examples(offers, _identify))

    def _read_source(
        self, offers: Sequence[VariantCandidate]
    ) -> dict[Entry, VariantMetadata | MetadataUnavailable]:
        chosen = examples(offers, _identify)
        self._ask(chosen)
        answers = self._answers
        stated = [answers[entry] for entry in dict.fromkeys(e.entry for e in chosen)]
        documents = [each for each in stated if isinstance(each, Document)]
        document = combine(documents)
        return {
            offer.entry: _facts(offer, answers[example.entry], document)
            for offer, example in zip(offers, chosen, strict=True)
        }

    def _ask(self, wheels: Iterable[VariantCandidate]) -> None:
        """Read the wheels that were not read yet."""
        wanted = {wheel.entry: wheel for wheel in wheels}
        new = [wheel for entry, wheel in wanted.items() if entry not in self._answers]
        found = ask_side_by_side(self._read_wheel, new)
        self._answers.update((wheel.entry, answer) for wheel, answer in found)

    def _read_wheel(self, offer: VariantCandidate) -> Document | MetadataUnavailable:
        try:
            found = self._read_kept(offer)
        except FetchError as error:
            return MetadataUnavailable(
                str(error), is_in_wheel=isinstance(error, WheelFault)
            )
        if isinstance(found, MetadataUnavailable):
            return found._replace(reason=f"its {WHEEL_DOCUMENT} {found.reason}")
        assert found.document is not None
        return found.document

    def _read_kept(
        self, offer: VariantCandidate
    ) -> VariantMetadata | MetadataUnavailable:
        key = claimed_key(offer.link, WHEEL_DOCUMENT)
        stored = self._store.get(key) if self._store and key else None
        if isinstance(stored, str):
            return facts_in_document(offer.name, stored)
        content = read_from_wheel(self._session, offer.link, WHEEL_DOCUMENT)
        found = facts_in_document(offer.name, content)
        if self._store and key and isinstance(found, VariantMetadata):
            self._store.put(key, content.decode())
        return found


def _identify(offer: VariantCandidate) -> tuple[str, str, str]:
    return offer.name.text, offer.link.filename, content_of(offer.link)


def _facts(
    offer: VariantCandidate, answer: Document | MetadataUnavailable, document: Document
) -> VariantMetadata | MetadataUnavailable:
    if isinstance(answer, MetadataUnavailable):
        return answer
    return look_up_label(offer.name.text, document)
