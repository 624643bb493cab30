from __future__ import annotations

from email import message_from_bytes
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib.documents.headers import MAX_LINES, format_headers, parse_headers
from variantlib.errors import HashMismatch, NoProperties, VariantError
from variantlib.names.properties import Property, format_property

from ..strategies import Variant, json_values, variants

HASH = "e3183105"
LINES = ["fictional_hw :: architecture :: HAL9000", "fictional_hw :: humor :: 2"]


def test_lines_as_they_stand_in_metadata() -> None:
    properties = [
        ("fictional_hw", "humor", "2"),
        ("fictional_hw", "architecture", "HAL9000"),
    ]
    assert format_headers(properties) == [
        f"Variant-hash: {HASH}",
        "Variant: fictional_hw :: architecture :: HAL9000",
        "Variant: fictional_hw :: humor :: 2",
    ]


def test_order_and_blanks_do_not_matter() -> None:
    lines = ["fictional_hw::humor::2", "fictional_hw ::  architecture :: HAL9000 "]
    digest, properties = parse_headers([f" {HASH} "], lines)
    assert digest == HASH
    assert list(map(format_property, properties)) == LINES


@pytest.mark.parametrize(
    ("hashes", "lines", "message"),
    [
        ([], LINES, "must have one Variant-hash line, not 0"),
        ([HASH, HASH], LINES, "must have one Variant-hash line, not 2"),
        ([HASH], [], "has a Variant-hash line, but no Variant line"),
        (["E3183105"], LINES, "must be 8 hex digits .*, not 'E3183105'"),
        ([None], LINES, "must be 8 hex digits"),
        ([HASH], [*LINES, "no property"], "'no property' is not a property"),
        ([HASH], [*LINES, None], "nothing is not a property"),
        ([HASH], [*LINES, "fictional_hw :: humor :: 3"], "humor must have one value"),
        ([HASH], [*LINES, LINES[0]], "architecture must have one value, not 2"),
        ([HASH], LINES * MAX_LINES, "has 2000 Variant lines; at most 1000 are"),
        ([HASH], ["x" * 10_000_000], "characters. is not a property"),
        ([HASH], LINES[:1], f"states the hash {HASH}, but its properties have "),
    ],
)
def test_bad_lines_are_named(hashes: Any, lines: Any, message: str) -> None:
    with pytest.raises(VariantError, match=message):
        parse_headers(hashes, lines)


def test_a_mismatch_is_a_fact() -> None:
    with pytest.raises(HashMismatch) as caught:
        parse_headers(["00000000"], LINES)
    assert (caught.value.stated, caught.value.computed) == ("00000000", HASH)


@given(variants())
def test_lines_read_back_through_the_email_parser(variant: Variant) -> None:
    text = "\n".join(["Name: x", *format_headers(variant), "", "body"])
    metadata = message_from_bytes(text.encode())
    hashes = metadata.get_all("Variant-hash", [])
    digest, properties = parse_headers(hashes, metadata.get_all("Variant", []))
    assert properties == variant
    assert text.splitlines()[1] == f"Variant-hash: {digest}"


@given(st.lists(st.text() | json_values), st.lists(st.text() | json_values))
def test_any_lines_are_a_variant_or_a_variant_error(hashes: Any, lines: Any) -> None:
    with pytest.raises(VariantError):
        parse_headers(hashes, lines)
    with pytest.raises(VariantError):
        parse_headers([HASH], lines)


@given(st.binary())
def test_any_metadata_is_a_variant_or_a_variant_error(rubbish: bytes) -> None:
    metadata = message_from_bytes(b"Variant-hash: 36266d4d\nVariant: " + rubbish)
    with pytest.raises(VariantError):
        parse_headers(
            metadata.get_all("Variant-hash", []), metadata.get_all("Variant", [])
        )


def test_no_lines_are_written_for_what_is_no_variant() -> None:
    with pytest.raises(NoProperties, match="needs at least one property"):
        format_headers([])
    many: list[Property] = [("a", f"k{n}", "v") for n in range(MAX_LINES + 1)]
    with pytest.raises(VariantError, match="at most 1000 properties"):
        format_headers(many)
