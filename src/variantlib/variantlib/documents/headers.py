"""The `Variant-hash` and `Variant` lines of a wheel's METADATA.

    Variant-hash: e3183105
    Variant: fictional_hw :: architecture :: HAL9000
    Variant: fictional_hw :: humor :: 2

Blanks around `::` are free when reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import HashMismatch, InvalidHeaders, shorten
from ..names.hashing import is_hash, variant_hash
from ..names.properties import Property, format_property, hash_form, parse_property

MAX_LINES = 1000
"""More `Variant` lines than this are refused unread."""


def parse_headers(
    hash_lines: Sequence[object], variant_lines: Sequence[object]
) -> tuple[str, tuple[Property, ...]]:
    """Return the hash and the properties, sorted, that METADATA states.

    The arguments are the values of all `Variant-hash` and all `Variant` headers (as
    `email.message.Message.get_all` returns them). Raises VariantError if there is not
    exactly one hash or no property, a line is malformed, a key has two values, there
    are more than MAX_LINES, or the properties have another hash (HashMismatch).
    """
    stated = _only_hash(hash_lines)
    if len(variant_lines) > MAX_LINES:
        raise InvalidHeaders(
            f"has {len(variant_lines)} Variant lines; at most {MAX_LINES} are allowed"
        )
    if not variant_lines:
        raise InvalidHeaders("has a Variant-hash line, but no Variant line")
    properties = hash_form(map(parse_property, variant_lines))
    computed = variant_hash(properties)
    if stated != computed:
        raise HashMismatch(stated, computed)
    return stated, properties


def format_headers(properties: Iterable[Property]) -> list[str]:
    """Return the METADATA lines, without line ends, of a variant's properties.

    Raises NoProperties, DuplicateKey, or InvalidHeaders above MAX_LINES.
    """
    ordered = hash_form(properties)
    if len(ordered) > MAX_LINES:
        raise InvalidHeaders(f"a variant has at most {MAX_LINES} properties")
    lines = [f"Variant: {format_property(prop)}" for prop in ordered]
    return [f"Variant-hash: {variant_hash(ordered)}", *lines]


def _only_hash(lines: Sequence[object]) -> str:
    if len(lines) != 1:
        raise InvalidHeaders(f"must have one Variant-hash line, not {len(lines)}")
    text = lines[0].strip(" \t") if isinstance(lines[0], str) else ""
    if not is_hash(text):
        raise InvalidHeaders(
            f"Variant-hash must be 8 hex digits (0-9a-f), not {shorten(lines[0])}"
        )
    return text
