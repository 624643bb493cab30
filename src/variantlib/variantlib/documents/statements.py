"""Statements about single variants: read them, and find the flaws in them.

A hash is computed from the properties, which are read from METADATA; a label stands
for properties in a document (PEP 825) beside or inside the wheel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import VariantError
from ..models import MetadataUnavailable, VariantMetadata
from ..names.filename import VariantName
from .document import WHEEL_DOCUMENT, Document, read_wheel_document
from .headers import parse_headers

if TYPE_CHECKING:
    from email.message import Message

INDEX_DOCUMENT = "variants.json"
"""The name of that source, for the user."""

METADATA = "METADATA"

MAX_FILE_SIZE = 4 * 1024 * 1024
"""In bytes; METADATA or ``variant.json`` that is larger describes no variant."""

MAX_COMPARED = 1000
"""So many variants are looked at to find the one that nearly fits, or is wrong."""


def look_up(
    name: VariantName, document: Document, source: str
) -> VariantMetadata | MetadataUnavailable | None:
    """Return the statement of a document about a variant.

    :param source: The name of the document, for the user.
    :return: None for a hash that it does not know: the wheel itself may know more.
    """
    stated = document.stated(name.text)
    if not name.is_label:
        return None if stated is None else VariantMetadata(stated, source)
    if stated is not None:
        return VariantMetadata(stated, source, document)
    if name.text in document.bad_labels:
        problem = f"is wrong about it: {name.text} {document.bad_labels[name.text]}"
        asks_wheel = source == INDEX_DOCUMENT
        return MetadataUnavailable(f"{source} {problem}", asks_wheel=asks_wheel)
    if name.text not in document.variants:
        return MetadataUnavailable(f"{source} does not know its label")
    return VariantMetadata(document.variants[name.text], source, document)


def look_up_label(
    label: str, document: Document
) -> VariantMetadata | MetadataUnavailable:
    """Return the statement of the wheels of a release, combined, about a label."""
    properties = document.properties(label)
    if properties is None:
        reason = document.bad_labels.get(label, "is described in two ways")
        return MetadataUnavailable(f"its label {reason}")
    return VariantMetadata(properties, WHEEL_DOCUMENT, document)


def flaw(facts: VariantMetadata) -> str | None:
    """Return the mistake in the statement about a variant, on any machine."""
    parsed, document = facts.parsed, facts.document
    if parsed.error is not None:
        return f"{facts.source} is wrong about it: {parsed.error}"
    if document is None:
        return None
    for namespace in dict.fromkeys(namespace for namespace, _, _ in parsed.properties):
        if namespace in document.bad_namespaces:
            return f"{namespace} cannot be used: {document.bad_namespaces[namespace]}"
        if not document.can_use(namespace):
            return without_priority(namespace)
    return None


def without_priority(namespace: str) -> str:
    """Say why label variants of a namespace do not fit."""
    return f"{namespace} is not in the package's default-priorities"


def mistakes(
    stated: Sequence[tuple[Any, VariantMetadata | MetadataUnavailable]], source: str
) -> list[tuple[Any, str]]:
    """Return the wheels about which a source is wrong in itself, and why."""
    wrong = []
    for place, (offer, facts) in enumerate(stated):
        reason = None
        if isinstance(facts, MetadataUnavailable):
            reason = facts.reason if facts.asks_wheel else None
        elif facts.source == source and place < MAX_COMPARED:
            reason = flaw(facts)
        if reason is not None:
            wrong.append((offer, reason))
    return wrong


def facts_in_headers(
    name: VariantName, metadata: Message
) -> VariantMetadata | MetadataUnavailable:
    """Return the properties that METADATA states of a wheel of the hash form."""
    try:
        stated, properties = parse_headers(
            metadata.get_all("Variant-hash", []), metadata.get_all("Variant", [])
        )
    except VariantError as error:
        return MetadataUnavailable(str(error), is_in_wheel=True)
    if stated != name.text:
        reason = f"it states the hash {stated}, the file name another one"
        return MetadataUnavailable(reason, is_in_wheel=True)
    return VariantMetadata.of_hash(properties, METADATA)


def facts_in_document(
    name: VariantName, content: bytes | str
) -> VariantMetadata | MetadataUnavailable:
    """Return the properties that ``variant.json`` states of its label wheel."""
    try:
        document = read_wheel_document(content, name.text)
    except VariantError as error:
        return MetadataUnavailable(str(error), is_in_wheel=True)
    return VariantMetadata(document.variants[name.text], WHEEL_DOCUMENT, document)
