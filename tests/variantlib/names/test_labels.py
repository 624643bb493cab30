from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from variantlib.errors import VariantError
from variantlib.names.grammar import check_key, check_provider, check_value
from variantlib.names.labels import (
    check_label,
    each_property,
    label_mapping,
    label_properties,
    parse_label_properties,
)

from ..label_strategies import LabelMapping, label_variants
from ..strategies import json_values

MIXED = {"gpu": {"sm": ["90", "80", "80"], "cuda": ["12.8"]}, "cpu": {"aes": ["on"]}}


def test_the_normal_form_is_sorted() -> None:
    assert parse_label_properties(MIXED) == (
        ("cpu", (("aes", ("on",)),)),
        ("gpu", (("cuda", ("12.8",)), ("sm", ("80", "90")))),
    )


def test_a_namespace_without_features_means_nothing() -> None:
    assert parse_label_properties({"gpu": {}}) == parse_label_properties({}) == ()


@given(label_variants)
def test_all_forms_say_the_same(variant: LabelMapping) -> None:
    normal = parse_label_properties(variant)
    assert parse_label_properties(label_mapping(normal)) == normal
    assert label_properties(each_property(normal)) == normal
    for namespace, feature, value in each_property(normal):
        check_provider(namespace)
        check_key(feature)
        check_value(value)


@given(json_values)
def test_any_json_is_parsed_or_a_variant_error(foreign: Any) -> None:
    try:
        parse_label_properties(foreign)
    except VariantError as error:
        message = str(error)
    else:
        message = ""
    assert len(message) < 200


@pytest.mark.parametrize(
    ("foreign", "message"),
    [
        (None, "a variant must be an object, not nothing"),
        ({"gpu": []}, "a namespace in a variant must be an object"),
        ({"gpu": {"sm": "90"}}, "values must be a list, not '90'"),
        ({"gpu": {"sm": []}}, "values must not be empty"),
        ({"gpu": {"sm": [90]}}, "value must be text of .* a-z 0-9 _ ., not a number"),
        ({"gpu": {"sm": ["A"]}}, "value must be text of the characters a-z 0-9 _ ."),
        ({"gpu": {"sm.1": ["a"]}}, "feature must be text of the characters a-z 0-9 _,"),
        ({"GPU": {"sm": ["a"]}}, "namespace must be text of the characters a-z 0-9 _,"),
        ({"gp\u00fc": {}}, r"not 'gp\\xfc'"),
    ],
)
def test_what_is_wrong_is_named(foreign: Any, message: str) -> None:
    with pytest.raises(VariantError, match=message):
        parse_label_properties(foreign)


@pytest.mark.parametrize("label", ["", "A", "a-b", "a b", "a\n", "\u0661", "~", None])
def test_what_is_no_label(label: Any) -> None:
    with pytest.raises(VariantError, match="label must be text"):
        check_label(label)


@pytest.mark.parametrize("label", ["null", "36266d4d", "x8664v4_mkl", "cuda12.6", "."])
def test_what_is_a_label(label: str) -> None:
    assert check_label(label) == label
