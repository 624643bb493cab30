"""Read the properties that a distribution, mostly an installed one, states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents.document import WHEEL_DOCUMENT
from pip._vendor.variantlib.documents.statements import (
    MAX_FILE_SIZE,
    facts_in_document,
    facts_in_headers,
)
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.names.filename import VariantName
from pip._vendor.variantlib.names.properties import Properties, to_mapping

from pip._internal.exceptions import UnsupportedWheel
from pip._internal.variants.names import installed_variant, read_info, stated_hash

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
    facts = facts_of_dist(name, dist) if name is not None else None
    if name is None or not isinstance(facts, VariantMetadata):
        return {}
    return to_mapping(facts.check(name).properties)


def facts_of_dist(
    name: VariantName, dist: BaseDistribution
) -> VariantMetadata | MetadataUnavailable:
    """Return the properties that a whole wheel states of itself."""
    if not name.is_label:
        return facts_in_headers(name, dist.metadata)
    try:
        text = read_info(dist, WHEEL_DOCUMENT)
    except FileNotFoundError:
        return MetadataUnavailable("it is missing", is_in_wheel=True)
    except (UnicodeDecodeError, UnsupportedWheel):
        return MetadataUnavailable("it is not UTF-8", is_in_wheel=True)
    except ValueError as error:
        return MetadataUnavailable(str(error), is_in_wheel=True)
    if len(text) > MAX_FILE_SIZE:
        return MetadataUnavailable(
            f"it is over {MAX_FILE_SIZE} bytes", is_in_wheel=True
        )
    return facts_in_document(name, text)
