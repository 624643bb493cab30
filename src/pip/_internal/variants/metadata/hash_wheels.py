"""The properties of wheels of the hash form, as the wheels themselves state them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents.statements import (
    MAX_FILE_SIZE,
    METADATA,
    facts_in_headers,
)
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.text import and_others, printable

from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.metadata.fetch import fetch, link_beside
from pip._internal.variants.metadata.keys import claimed_key
from pip._internal.variants.metadata.parallel import ask_side_by_side
from pip._internal.variants.metadata.wheel_file import read_from_wheel
from pip._internal.variants.models import Entry, VariantCandidate

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.store import JsonStore

    from pip._internal.network.session import PipSession

logger = logging.getLogger(__name__)

ITS_HASH = "its hash"

Known = dict[Entry, "VariantMetadata | MetadataUnavailable"]


class HashWheels:
    """Reads METADATA: beside the wheel, out of it, or spares it by the hash."""

    def __init__(self, session: PipSession, store: JsonStore | None) -> None:
        self._session = session
        self._store = store
        self._keys: dict[Entry, str] = {}

    def read(
        self, offers: Sequence[VariantCandidate], machine: Machine | None
    ) -> Known:
        """Return the facts about each wheel, by its entry; see ``PropertyReader``."""
        known: Known = {}
        self._read_stored(offers, known)
        self._read_sidecars(_missing(offers, known), known)
        local = [offer for offer in _missing(offers, known) if offer.link.is_file]
        self._read_wheels(local, known)
        if machine is not None:
            _look_up_hashes(_missing(offers, known), machine, known)
        self._read_wheels(_missing(offers, known), known)
        return known

    def _read_stored(self, offers: Sequence[VariantCandidate], known: Known) -> None:
        if self._store is None:
            return
        for offer in offers:
            key = claimed_key(offer.link, METADATA, is_beside=True)
            if key is None:
                continue
            # As it is now: a file beside the wheel that is of no use is forgotten.
            self._keys[offer.entry] = key
            stored = VariantMetadata(self._store.get(key), METADATA)  # type: ignore[arg-type]
            if stored.check(offer.name).error is None:
                known[offer.entry] = stored

    def _read_sidecars(self, offers: Sequence[VariantCandidate], known: Known) -> None:
        """Read the METADATA files; log their faults, and go on."""
        failed = []
        offered = [offer for offer in offers if link_beside(offer.link)]
        for offer, answer in ask_side_by_side(self._from_sidecar, offered):
            if isinstance(answer, VariantMetadata):
                known[offer.entry] = answer
                continue
            failed.append((offer.link.filename, answer.reason))
            # pip would stop at a file that is promised and cannot be had.
            offer.link.metadata_file_data = None
        if failed:
            filename, reason = failed[0]
            which = and_others(printable(filename), len(failed))
            logger.warning("Not using the metadata file of %s: %s", which, reason)

    def _read_wheels(self, offers: Sequence[VariantCandidate], known: Known) -> None:
        for offer, answer in ask_side_by_side(self._from_wheel, offers):
            known[offer.entry] = answer

    def _from_sidecar(
        self, offer: VariantCandidate
    ) -> VariantMetadata | MetadataUnavailable:
        link = link_beside(offer.link)
        assert link is not None
        try:
            return self._parse(offer, fetch(self._session, link, MAX_FILE_SIZE))
        except FetchError as error:
            return MetadataUnavailable(str(error))

    def _from_wheel(
        self, offer: VariantCandidate
    ) -> VariantMetadata | MetadataUnavailable:
        try:
            content = read_from_wheel(self._session, offer.link, METADATA)
            return self._parse(offer, content)
        except FetchError as error:
            return MetadataUnavailable(str(error))

    def _parse(
        self, offer: VariantCandidate, content: bytes
    ) -> VariantMetadata | MetadataUnavailable:
        # Only the headers: the body is a description of any length.
        found = facts_in_headers(offer.name, BytesHeaderParser().parsebytes(content))
        if isinstance(found, MetadataUnavailable):
            return MetadataUnavailable(f"its METADATA is wrong: {found.reason}")
        key = self._keys.get(offer.entry)
        if self._store is not None and key is not None:
            self._store.put(key, found.properties)
        return found


def _missing(
    offers: Sequence[VariantCandidate], known: Known
) -> list[VariantCandidate]:
    return [offer for offer in offers if offer.entry not in known]


def _look_up_hashes(
    offers: Sequence[VariantCandidate], machine: Machine, known: Known
) -> None:
    """Look up hashes among the combinations of the machine, if these can be listed.

    A hash that is not found does not fit. If none is found, the first wheel is read all
    the same: the user shall learn which property is missing.
    """
    if not offers or not machine.knows_all_hashes:
        return
    found = [machine.find_properties(offer.name.text) for offer in offers]
    explained = None if any(found) else offers[0]
    for offer, properties in zip(offers, found, strict=True):
        if properties is not None:
            known[offer.entry] = VariantMetadata(properties, ITS_HASH)
        elif offer is not explained:
            known[offer.entry] = MetadataUnavailable(
                "no combination of the machine's properties has its hash",
                is_fault=False,
            )
