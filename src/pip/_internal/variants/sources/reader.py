"""Asking the sources in their order; the package says which these are."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from typing import TYPE_CHECKING

from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.hashing import variant_hash
from pip._vendor.variantlib.index_json import VariantsDocument
from pip._vendor.variantlib.properties import from_mapping, to_mapping

from pip._internal.variants.model import Facts, Offer, Unreadable
from pip._internal.variants.sources.documents import Documents, source_of
from pip._internal.variants.sources.fetch import FetchError
from pip._internal.variants.sources.wheel_metadata import (
    read_local_wheel,
    read_remote_wheel,
    read_sidecar,
    variant_of_message,
)
from pip._internal.variants.text import and_others, printable

if TYPE_CHECKING:
    from pip._internal.network.session import PipSession
    from pip._internal.variants.machine import Machine
    from pip._internal.variants.store import JsonStore

logger = logging.getLogger(__name__)

_Ask = Callable[[Offer], "Facts | Unreadable | None"]

MAX_CONNECTIONS = 8
"""So many files are read at a time."""


class PropertyReader:
    """Reads the properties of variant wheels, those of each file at most once.

    :param store: Keeps what was read from wheels; None to keep nothing.
    """

    def __init__(
        self, session: PipSession, store: JsonStore | None, documents: Documents
    ) -> None:
        self._session = session
        self._store = store
        self._documents = documents
        self._known: dict[str, Facts | Unreadable] = {}

    def read(
        self, offers: Sequence[Offer], machine: Machine | None = None
    ) -> list[Facts | Unreadable]:
        """Return what is known of some wheels of one release, in their order.

        :param machine: Given, a hash may be looked up among its combinations.
        """
        self._look_into_documents(offers)
        self._ask_for_each(offers, self._from_store)
        self._read_sidecars(offers)
        self._ask_for_each(offers, self._from_local_wheel)
        if machine is not None:
            self._look_up_hashes(offers, machine)
        self._ask_for_each(offers, self._from_remote_wheel)
        return [self._known[offer.link.url] for offer in offers]

    def _missing(self, offers: Sequence[Offer]) -> list[Offer]:
        return [offer for offer in offers if offer.link.url not in self._known]

    def _look_into_documents(self, offers: Sequence[Offer]) -> None:
        documents: dict[str, VariantsDocument | None] = {}
        for offer in self._missing(offers):
            source = source_of(offer.link)
            if source not in documents:
                documents[source] = self._documents.find(offer)
            document = documents[source]
            properties = document.properties(offer.hash) if document else None
            if properties is not None:
                self._known[offer.link.url] = Facts(properties, "variants.json")

    def _ask_for_each(self, offers: Sequence[Offer], ask: _Ask) -> None:
        """Ask one source for every wheel of which nothing is known yet."""
        for offer, answer in _ask_side_by_side(self._missing(offers), ask):
            if answer is not None:
                self._known[offer.link.url] = answer

    def _from_store(self, offer: Offer) -> Facts | None:
        if self._store is None or not offer.link.has_hash:
            return None
        try:
            properties = from_mapping(self._store.get(_store_key(offer)))
        except VariantError:
            return None
        if variant_hash(properties) != offer.hash:
            return None
        return Facts(to_mapping(properties), "the wheel's metadata")

    def _read_sidecars(self, offers: Sequence[Offer]) -> None:
        """Read the METADATA files; what is wrong with them is said, and passed over."""
        failed = []
        missing = self._missing(offers)
        for offer, answer in _ask_side_by_side(missing, self._from_sidecar):
            if isinstance(answer, Facts):
                self._known[offer.link.url] = answer
            elif answer is not None:
                failed.append((offer.link.filename, answer.reason))
                # pip would stop at a file that is promised and cannot be had.
                offer.link.metadata_file_data = None
        if failed:
            filename, reason = failed[0]
            which = and_others(printable(filename), len(failed))
            logger.warning("Not using the metadata file of %s: %s", which, reason)

    def _from_sidecar(self, offer: Offer) -> Facts | Unreadable | None:
        link = offer.link.metadata_link()
        if link is None:
            return None
        return self._read_headers(offer, lambda: read_sidecar(self._session, link))

    def _from_local_wheel(self, offer: Offer) -> Facts | Unreadable | None:
        if not offer.link.is_file:
            return None
        return self._read_headers(offer, lambda: read_local_wheel(offer.link))

    def _from_remote_wheel(self, offer: Offer) -> Facts | Unreadable:
        return self._read_headers(
            offer, lambda: read_remote_wheel(self._session, offer.link)
        )

    def _read_headers(
        self, offer: Offer, read: Callable[[], Message]
    ) -> Facts | Unreadable:
        try:
            properties = to_mapping(variant_of_message(read(), offer.hash))
        except FetchError as error:
            return Unreadable(str(error))
        except VariantError as error:
            return Unreadable(f"its METADATA is wrong: {error}")
        if self._store is not None and offer.link.has_hash:
            self._store.put(_store_key(offer), properties)
        return Facts(properties, "the wheel's metadata")

    def _look_up_hashes(self, offers: Sequence[Offer], machine: Machine) -> None:
        """Look up hashes among what the machine supports, if that can be listed.

        What is not found does not fit. The first wheel is read all the same if
        nothing is found: the user shall learn what is missing.
        """
        missing = self._missing(offers)
        if not missing or not machine.knows_all_hashes:
            return
        found = [machine.find_properties(offer.hash) for offer in missing]
        explained = None if any(found) else missing[0]
        for offer, properties in zip(missing, found, strict=True):
            if properties is not None:
                self._known[offer.link.url] = Facts(properties, "its hash")
            elif offer is not explained:
                self._known[offer.link.url] = Unreadable(
                    "no combination of this machine's properties has its hash",
                    is_fault=False,
                )


def _ask_side_by_side(
    offers: Sequence[Offer], ask: _Ask
) -> list[tuple[Offer, Facts | Unreadable | None]]:
    if not offers:
        return []
    with ThreadPoolExecutor(MAX_CONNECTIONS) as pool:
        return list(zip(offers, pool.map(ask, offers), strict=True))


def _store_key(offer: Offer) -> str:
    return f"{offer.link.hash_name}={offer.link.hash}"
