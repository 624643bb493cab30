"""Tell the two forms of variants apart, hash and label.

A hash is computed from the properties, which are read from METADATA; a label stands
for properties in a document (PEP 825) beside or inside the wheel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents import read_wheel_document
from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.filename import VariantName
from pip._vendor.variantlib.hashing import variant_hash
from pip._vendor.variantlib.headers import parse_headers
from pip._vendor.variantlib.labels import each_property, parse_label_properties
from pip._vendor.variantlib.machine.messages import without_priority
from pip._vendor.variantlib.models import Facts, Unreadable
from pip._vendor.variantlib.properties import (
    Properties,
    Property,
    from_mapping,
    to_mapping,
)

from pip._internal.exceptions import UnsupportedWheel
from pip._internal.variants.models import Offer
from pip._internal.variants.names import installed_variant, stated_hash

if TYPE_CHECKING:
    from email.message import Message

    from pip._internal.metadata import BaseDistribution

VARIANT_JSON = "variant.json"
"""The file of a label wheel, in its dist-info folder."""

MAX_FILE_SIZE = 4 * 1024 * 1024
"""In bytes; METADATA or ``variant.json`` that is larger describes no variant."""

MAX_COMPARED = 1000
"""So many variants are looked at to find the one that nearly fits, or is wrong."""


def normalise(name: VariantName, properties: Properties) -> tuple[Property, ...]:
    """Return the single properties of a variant, validated and sorted.

    :raises VariantError: If they are not properties of a variant of this form, or are
        not those of the hash.
    """
    if name.is_label:
        return tuple(each_property(parse_label_properties(properties)))
    parsed = from_mapping(properties)
    actual = variant_hash(parsed)
    if actual != name.text:
        raise VariantError(f"states properties with the hash {actual}")
    return parsed


def flaw(facts: Facts) -> str | None:
    """Return the flaw in a statement about a variant, whatever the machine."""
    document = facts.document
    try:
        if document is None:
            from_mapping(facts.properties)
            return None
        properties = parse_label_properties(facts.properties)
    except VariantError as error:
        return f"{facts.source} is wrong about it: {error}"
    for namespace, _ in properties:
        if namespace in document.bad_namespaces:
            return f"{namespace} cannot be used: {document.bad_namespaces[namespace]}"
        if not document.can_use(namespace):
            return without_priority(namespace)
    return None


def mistakes(
    stated: Sequence[tuple[Offer, Facts | Unreadable]], source: str
) -> list[tuple[Offer, str]]:
    """Return the wheels about which a source is wrong in itself, and why."""
    wrong = []
    for place, (offer, facts) in enumerate(stated):
        reason = None
        if isinstance(facts, Unreadable):
            reason = facts.reason if facts.asks_wheel else None
        elif facts.source == source and place < MAX_COMPARED:
            reason = flaw(facts)
        if reason is not None:
            wrong.append((offer, reason))
    return wrong


def properties_in_headers(name: VariantName, metadata: Message) -> tuple[Property, ...]:
    """Return the properties that METADATA states of a wheel of the hash form.

    :raises VariantError: If there are none, or they are not those of the hash.
    """
    stated, properties = parse_headers(
        metadata.get_all("Variant-hash", []), metadata.get_all("Variant", [])
    )
    if stated != name.text:
        raise VariantError(f"it states the hash {stated}, the file name another one")
    return properties


def stated_name(dist: BaseDistribution) -> VariantName | None:
    """Return the variant that a distribution, mostly an installed one, states."""
    variant = installed_variant(dist)
    if variant is None:
        return None
    return VariantName(variant, stated_hash(dist) != variant)


def stated_properties(dist: BaseDistribution) -> Properties:
    """Return the properties that a distribution states; none if they make no sense."""
    name = stated_name(dist)
    if name is None:
        return {}
    try:
        return to_mapping(normalise(name, facts_of_dist(name, dist).properties))
    except VariantError:
        return {}


def facts_of_dist(name: VariantName, dist: BaseDistribution) -> Facts:
    """Return the properties that a whole wheel states of itself.

    :raises VariantError: If it states none, or others than its file name says.
    """
    if not name.is_label:
        properties = properties_in_headers(name, dist.metadata)
        return Facts(to_mapping(properties), "METADATA")
    try:
        text = dist.read_text(VARIANT_JSON)
    except FileNotFoundError:
        raise VariantError("it is missing") from None
    except (UnicodeDecodeError, UnsupportedWheel):
        raise VariantError("it is not UTF-8") from None
    if len(text) > MAX_FILE_SIZE:
        raise VariantError(f"it is over {MAX_FILE_SIZE} bytes")
    document = read_wheel_document(text, name.text)
    return Facts(document.variants[name.text], VARIANT_JSON, document)
