"""Read the properties of the variants of one release: the first source that knows.

1. the ``{name}-{version}-variants.json`` listed next to the wheels, or lying beside a
   page that is saved in a file,
2. the METADATA file beside a wheel (PEP 658),
3. for a wheel that is on a server, the hash, looked up among the combinations that the
   machine supports,
4. the wheel itself.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Sequence
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

from packaging.utils import NormalizedName
from packaging.version import Version

from ..documents.document import (
    WHEEL_DOCUMENT,
    Document,
    amend,
    combine,
    read_index_document,
)
from ..documents.index_json import document_name
from ..documents.json_text import MAX_BYTES
from ..documents.listed import dispute, examples, release_of
from ..documents.statements import (
    INDEX_DOCUMENT,
    MAX_FILE_SIZE,
    METADATA,
    facts_in_document,
    facts_in_headers,
    look_up,
    look_up_label,
    mistakes,
)
from ..documents.wheel_zip import open_wheel
from ..errors import NotAtHand, VariantError
from ..models import MetadataUnavailable, VariantMetadata
from ..names.filename import VariantName
from .access import Access
from .candidates import Candidate
from .files import IndexFile, Place

if TYPE_CHECKING:
    from ..machine.machine import Machine

__all__ = ["PropertyReader", "read_statement"]

ITS_HASH = "its hash"

Known = VariantMetadata | MetadataUnavailable
Release = tuple[NormalizedName, Version]


class PropertyReader:
    """Reads what is stated of variants, for one machine.

    :ivar faults: The mistakes in documents, in a line each.
    :ivar missing: The documents that cannot be read from here: name and URL.
    """

    def __init__(self, place: Place, access: Access, machine: Machine) -> None:
        self._place = place
        self._access = access
        self._machine = machine
        self._documents = _find_documents(place)
        self.faults: list[str] = []
        self.missing: list[tuple[str, str]] = []

    def read(self, offers: Sequence[Candidate]) -> list[Known]:
        """Return the facts about the variant wheels of one release, in their order."""
        document = self._read_document(offers[0])
        known: dict[IndexFile, Known] = {}
        for offer in offers:
            name = _name(offer)
            found = look_up(name, document, INDEX_DOCUMENT) if document else None
            if found is not None:
                known[offer.file] = found
        missing = [offer for offer in offers if offer.file not in known]
        known.update(self._read_wheels(missing, looks_up=True))
        if document is not None:
            self._mend(offers, known, document)
        return [known[offer.file] for offer in offers]

    def read_own(self, offer: Candidate) -> Known:
        """Return what a wheel states of itself."""
        return self._read_wheels([offer], looks_up=False)[offer.file]

    def _mend(
        self,
        offers: Sequence[Candidate],
        known: dict[IndexFile, Known],
        document: Document,
    ) -> None:
        """Ask the wheels of which a document makes no sense."""
        rank = self._machine.rank
        unfit = [
            (offer, found)
            for offer in offers
            if isinstance(found := known[offer.file], MetadataUnavailable)
            or rank(found) is None
        ]
        wrong = [offer for offer, _ in mistakes(unfit, INDEX_DOCUMENT)]
        own = self._read_wheels(wrong, looks_up=False)
        known.update(own)
        stated = [f.document for f in own.values() if isinstance(f, VariantMetadata)]
        for wheels in filter(None, stated[:1]):
            amended = amend(document, wheels)
            for file, found in known.items():
                if isinstance(found, VariantMetadata) and found.document is not None:
                    known[file] = found.with_document(amended)

    def _read_document(self, offer: Candidate) -> Document | None:
        name = document_name(offer.project, str(offer.version))
        urls = self._documents.get((offer.project, offer.version), {}).values()
        problem = dispute(urls)
        if problem is not None:
            self.faults.append(f"{name}: {problem}")
            return None
        listed = next(iter(urls), None)
        beside = self._place.beside and self._place.beside + urllib.parse.quote(name)
        for url in filter(None, [beside, listed]):
            try:
                return read_index_document(self._access.read(url, MAX_BYTES))
            except NotAtHand as error:
                if url == listed:
                    self.faults.append(f"{name}: {error}")
                    self.missing.append((name, url))
            except VariantError as error:
                self.faults.append(f"{name}: {error}")
                return None
        return None

    def _read_wheels(
        self, offers: Sequence[Candidate], looks_up: bool
    ) -> dict[IndexFile, Known]:
        hashed = [offer for offer in offers if not _name(offer).is_label]
        labelled = [offer for offer in offers if _name(offer).is_label]
        known = {offer.file: self._read_hashed(offer, looks_up) for offer in hashed}
        return known | self._read_labelled(labelled)

    def _read_hashed(self, offer: Candidate, looks_up: bool) -> Known:
        if offer.file.has_metadata:
            found = self._read_metadata_beside(offer)
            if isinstance(found, VariantMetadata):
                return found
            self.faults.append(f"{offer.filename}.metadata: {found.reason}")
        if looks_up and not offer.url.startswith("file:"):
            properties = self._machine.find_properties(_name(offer).text)
            if properties is not None:
                return VariantMetadata(properties, ITS_HASH)
            if self._machine.knows_all_hashes:
                reason = "no combination of the machine's properties has its hash"
                return MetadataUnavailable(reason, is_fault=False)
        return self._read_wheel(offer)

    def _read_metadata_beside(self, offer: Candidate) -> Known:
        try:
            content = self._access.read(f"{offer.url}.metadata", MAX_FILE_SIZE)
        except NotAtHand as error:
            return MetadataUnavailable(str(error))
        return _headers(_name(offer), content)

    def _read_labelled(self, offers: Sequence[Candidate]) -> dict[IndexFile, Known]:
        """Read one wheel for each label; all that they state is merged."""
        chosen = examples(offers, _identify)
        wanted = {example.file: example for example in chosen}
        answers = {file: self._read_wheel(each) for file, each in wanted.items()}
        documents = [
            f.document for f in answers.values() if isinstance(f, VariantMetadata)
        ]
        merged = combine(filter(None, documents))
        return {
            offer.file: _of_label(offer, answers[example.file], merged)
            for offer, example in zip(offers, chosen, strict=True)
        }

    def _read_wheel(self, offer: Candidate) -> Known:
        try:
            return read_statement(self._access, offer)
        except OSError as error:
            return MetadataUnavailable(f"it cannot be read: {error.strerror or error}")
        except VariantError as error:
            return MetadataUnavailable(
                str(error), is_in_wheel=not isinstance(error, NotAtHand)
            )


def read_statement(
    access: Access, offer: Candidate
) -> VariantMetadata | MetadataUnavailable:
    """Return the statement of a wheel about its variant.

    :raises VariantError: If the wheel cannot be had.
    :raises OSError: If it cannot be read.
    """
    name = _name(offer)
    document = WHEEL_DOCUMENT if name.is_label else METADATA
    with open_wheel(access.wheel(offer.file)) as wheel:
        content = wheel.read(document)
    found = (
        facts_in_document(name, content) if name.is_label else _headers(name, content)
    )
    if isinstance(found, MetadataUnavailable):
        return found._replace(reason=f"its {document} is wrong: {found.reason}")
    return found


def _headers(
    name: VariantName, content: bytes
) -> VariantMetadata | MetadataUnavailable:
    # Only the headers: the body is a description of any length.
    return facts_in_headers(name, BytesHeaderParser().parsebytes(content))


def _of_label(offer: Candidate, answer: Known, merged: Document) -> Known:
    if isinstance(answer, MetadataUnavailable):
        return answer
    return look_up_label(_name(offer).text, merged)


def _find_documents(place: Place) -> dict[Release, dict[str, str]]:
    """Return where the documents of releases are, by their content."""
    found: dict[Release, dict[str, str]] = {}
    for file in place.files:
        release = release_of(file.filename)
        if release is not None:
            found.setdefault(release, {}).setdefault(file.content, file.url)
    return found


def _identify(offer: Candidate) -> tuple[str, str, str]:
    return _name(offer).text, offer.filename, offer.file.content


def _name(offer: Candidate) -> VariantName:
    assert offer.name is not None
    return offer.name
