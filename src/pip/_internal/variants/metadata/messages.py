"""Write the messages about the statements of wheels and indexes."""

from __future__ import annotations

from pip._vendor.variantlib.documents.document import WHEEL_DOCUMENT
from pip._vendor.variantlib.machine.messages import listed
from pip._vendor.variantlib.models import VariantMetadata
from pip._vendor.variantlib.names.properties import format_property
from pip._vendor.variantlib.text import and_others, printable, shortened

from pip._internal.variants.models import VariantCandidate


def bad_metadata(filename: str, is_label: bool, error: object) -> str:
    """Say that a wheel's own metadata is no description of its variant."""
    file = WHEEL_DOCUMENT if is_label else "METADATA"
    return f"The {file} of {printable(filename)} is wrong: {error}"


def bad_folder(filename: str, flaw: str) -> str:
    """Say that a wheel would be installed where no tool finds it again."""
    return f"{printable(filename)} would be installed as something else: {flaw}"


def other_properties(
    filename: str, actual: VariantMetadata, expected: VariantMetadata
) -> str:
    """Say that a wheel is another variant than somebody stated."""
    return (
        f"{printable(filename)} was chosen for {format_facts(expected)} "
        f"(from {expected.source}), but its own {actual.source} says "
        f"{format_facts(actual)}"
    )


def contradicted(stated: VariantMetadata, own: VariantMetadata) -> str:
    """Say that a page and the wheel contradict one another."""
    return (
        f"{stated.source} is wrong about it: it says {format_facts(stated)}, but its "
        f"own {own.source} says {format_facts(own)}"
    )


def locked_by_itself(
    offer: VariantCandidate, count: int, stated: VariantMetadata, own: VariantMetadata
) -> str:
    """Say that a lock file has the properties that wheels state themselves.

    :param offer: The first of them.
    """
    which = and_others(printable(offer.link.filename), count)
    reason = contradicted(stated, own)
    return shortened(f"Locking {which} by its own {own.source}: {reason}")


def format_facts(facts: VariantMetadata) -> str:
    """Return the properties that somebody states, in one line."""
    properties, error = facts.parsed
    if error is not None:
        return f"not valid: {error}"
    return listed([format_property(p) for p in properties]) or "no properties"
