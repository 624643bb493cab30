"""Read the properties that a distribution, mostly an installed one, states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents import WHEEL_DOCUMENT, read_wheel_document
from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.filename import VariantName
from pip._vendor.variantlib.models import Facts
from pip._vendor.variantlib.properties import Properties, to_mapping
from pip._vendor.variantlib.statements import (
    MAX_FILE_SIZE,
    normalise,
    properties_in_headers,
)

from pip._internal.exceptions import UnsupportedWheel
from pip._internal.variants.names import installed_variant, stated_hash

if TYPE_CHECKING:
    from pip._internal.metadata import BaseDistribution


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
        text = dist.read_text(WHEEL_DOCUMENT)
    except FileNotFoundError:
        raise VariantError("it is missing") from None
    except (UnicodeDecodeError, UnsupportedWheel):
        raise VariantError("it is not UTF-8") from None
    if len(text) > MAX_FILE_SIZE:
        raise VariantError(f"it is over {MAX_FILE_SIZE} bytes")
    document = read_wheel_document(text, name.text)
    return Facts(document.variants[name.text], WHEEL_DOCUMENT, document)
