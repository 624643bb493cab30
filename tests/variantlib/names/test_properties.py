from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib.errors import DuplicateKey, InvalidField, NoProperties, VariantError
from variantlib.names.properties import (
    MAX_PROPERTIES,
    format_property,
    from_mapping,
    hash_form,
    parse_property,
    to_mapping,
)

from ..strategies import Variant, json_values, variants


@pytest.mark.parametrize(
    "text",
    ["a::b::c", "a :: b :: c", "  a::b ::\tc\t", "a  ::  b::  c "],
)
def test_blanks_around_the_colons_are_free(text: str) -> None:
    assert parse_property(text) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is not a property: write it as 'provider :: key :: value'"),
        ("a :: b", "'a :: b' is not a property: write it as"),
        ("a :: b :: c :: d", "is not a property"),
        ("a::b::", "value must be text of the characters A-Z a-z 0-9 _ ., not ''"),
        ("a::b::c d", "value must be text of the characters A-Z a-z 0-9 _ ., not"),
        ("a.x::b::c", "provider must be text of the characters A-Z a-z 0-9 _, not"),
        ("a::b-c::d", "key must be text of the characters A-Z a-z 0-9 _, not 'b-c'"),
        ("a:::b::c", "key must be"),
        ("a::b::c\n", "value must be"),
        ("ä::b::c", r"provider must be .* not '\\xe4'"),
        ("a::b::\u0663", r"value must be .* not '\\u0663'"),
        (None, "nothing is not a property"),
        ("x" * 10**7, r"\.\.\. \(10000000 characters\) is not a property"),
    ],
)
def test_a_bad_property_is_named(text: object, message: str) -> None:
    with pytest.raises(VariantError, match=message):
        parse_property(text)


def test_an_invalid_field_is_a_fact() -> None:
    with pytest.raises(InvalidField) as caught:
        parse_property("a::b b::c")
    assert (caught.value.field, caught.value.value) == ("key", "b b")


@given(variants())
def test_properties_and_their_texts_agree(variant: Variant) -> None:
    texts = map(format_property, variant)
    assert tuple(map(parse_property, texts)) == variant


@given(variants(), st.randoms())
def test_the_json_form_is_sorted_and_reads_back(
    variant: Variant, random: Random
) -> None:
    shuffled = random.sample(variant, len(variant))
    assert hash_form(shuffled) == variant
    assert from_mapping(to_mapping(shuffled)) == variant


@given(st.text() | json_values)
def test_any_text_is_a_property_or_a_variant_error(text: object) -> None:
    try:
        parsed = parse_property(text)
    except VariantError:
        return
    assert parse_property(format_property(parsed)) == parsed


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ([], "a variant must be an object, not a list"),
        ({}, "a variant must not be empty"),
        ({"a": {}}, "a provider in a variant must not be empty"),
        ({"a": "b"}, "a provider in a variant must be an object, not 'b'"),
        ({"a": {"b": "c"}}, "values must be a list, not 'c'"),
        ({"a": {"b": []}}, "values must not be empty"),
        ({"a": {"b": [1]}}, "value must be text .*, not a number"),
        ({"a": {"b": ["c", "d"]}}, r"a :: b must have one value, not 2 \(c, d\)"),
        ({"a b": {"c": ["d"]}}, "provider must be"),
        ({"a": {"b c": ["d"]}}, "key must be"),
        ({1: {"b": ["c"]}}, "provider must be"),
    ],
)
def test_a_bad_json_form_is_named(mapping: object, message: str) -> None:
    with pytest.raises(VariantError, match=message):
        from_mapping(mapping)


@given(
    json_values | st.dictionaries(st.text(), st.dictionaries(st.text(), json_values))
)
def test_any_json_is_a_variant_or_a_variant_error(mapping: object) -> None:
    try:
        variant = from_mapping(mapping)
    except VariantError:
        return
    assert from_mapping(to_mapping(variant)) == variant


def test_a_variant_has_properties_and_one_value_for_each_key() -> None:
    with pytest.raises(NoProperties, match="at least one property"):
        hash_form([])
    with pytest.raises(DuplicateKey) as caught:
        hash_form([("a", "b", "2"), ("a", "b", "1"), ("a", "c", "1")])
    assert caught.value.values == ("1", "2")


@pytest.mark.parametrize("count", [MAX_PROPERTIES, MAX_PROPERTIES + 1])
def test_a_variant_has_a_limit(count: int) -> None:
    stated = {"hw": {f"k{number}": ["1"] for number in range(count)}}
    if count <= MAX_PROPERTIES:
        assert len(from_mapping(stated)) == count
    else:
        with pytest.raises(VariantError, match=f"at most {MAX_PROPERTIES} properties"):
            from_mapping(stated)
