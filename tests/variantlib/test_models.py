from __future__ import annotations

import contextlib
from typing import Any

import attr
import pytest
from hypothesis import given

from variantlib.config import KeyConfig, ProviderConfig
from variantlib.errors import VariantError
from variantlib.meta import VariantDescription, VariantMeta
from variantlib.models import VariantMetadata
from variantlib.names.hashing import variant_hash

from .strategies import Variant, json_values, variants

KEY = KeyConfig("humor", ["3", "2"])


def test_the_promised_fields_by_position_and_by_name() -> None:
    assert KeyConfig(key="humor", values=["3", "2"]) == KEY
    config = ProviderConfig(provider="fictional_hw", configs=[KEY])
    assert config == ProviderConfig("fictional_hw", (KEY,))
    assert (config.provider, list(config.configs)) == ("fictional_hw", [KEY])
    assert (KEY.key, list(KEY.values)) == ("humor", ["3", "2"])
    meta = VariantMeta(provider="a", key="b", value="c")
    assert (meta.provider, meta.key, meta.value) == ("a", "b", "c")
    assert VariantDescription(data=[meta]).data == (meta,)


def test_models_are_frozen_and_hashable() -> None:
    meta = VariantMeta("a", "b", "c")
    models: list[object] = [
        KEY,
        ProviderConfig("p", [KEY]),
        meta,
        VariantDescription([meta]),
    ]
    assert len(set(models)) == 4
    for model, field in zip(models, ("key", "provider", "key", "data"), strict=True):
        with pytest.raises(attr.exceptions.FrozenInstanceError):
            setattr(model, field, "x")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a b", ["1"]), "key must be text of .*, not 'a b'"),
        ((1, ["1"]), "key must be text of .*, not a number"),
        (("", ["1"]), "key must be text"),
        (("k", []), "values must not be empty"),
        (("k", "12"), "values must be a list, not '12'"),
        (("k", {"1": 1}), "values must be a list, not an object"),
        (("k", ["1", "2", "1"]), "values must not hold '1' twice"),
        (("k", ["1", 2]), "value must be text of .*, not a number"),
        (("k", ["a-b"]), "value must be text of .*, not 'a-b'"),
    ],
)
def test_a_bad_key_config_names_field_and_value(arguments: Any, message: str) -> None:
    with pytest.raises(VariantError, match=message):
        KeyConfig(*arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a.b", [KEY]), "provider must be text of .*, not 'a.b'"),
        (("p", []), "configs must not be empty"),
        (("p", None), "configs must be a list, not nothing"),
        (("p", [KEY, KEY]), "configs must not hold 'humor' twice"),
        (("p", [("humor", ["1"])]), "must hold KeyConfig objects, not .* tuple"),
    ],
)
def test_a_bad_provider_config_names_field_and_value(
    arguments: Any, message: str
) -> None:
    with pytest.raises(VariantError, match=message):
        ProviderConfig(*arguments)


def test_a_property_from_and_to_text() -> None:
    meta = VariantMeta.from_str("nvidia::driver ::  12.8")
    assert meta == VariantMeta("nvidia", "driver", "12.8")
    assert str(meta) == "nvidia :: driver :: 12.8"


@pytest.mark.parametrize("field", ["provider", "key", "value"])
def test_a_bad_property_names_field_and_value(field: str) -> None:
    good = {"provider": "a", "key": "b", "value": "c"}
    with pytest.raises(VariantError, match=f"{field} must be text of .*, not 'a b'"):
        VariantMeta(**{**good, field: "a b"})


@given(variants())
def test_a_description_is_sorted_and_hashed(variant: Variant) -> None:
    metas = [VariantMeta(*prop) for prop in variant]
    for data in (metas[::-1], tuple(metas), set(metas), frozenset(metas)):
        description = VariantDescription(data)
        assert list(description) == metas
        assert description.hexdigest == variant_hash(variant)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "at least one property"),
        ("a :: b :: c", "data must be a list, tuple or set, not 'a :: b :: c'"),
        (["a :: b :: c"], "data must hold VariantMeta, not 'a :: b :: c'"),
        (
            [VariantMeta("a", "b", "1"), VariantMeta("a", "b", "2")],
            "a :: b must have one value, not 2",
        ),
    ],
)
def test_a_bad_description_is_named(data: object, message: str) -> None:
    with pytest.raises(VariantError, match=message):
        VariantDescription(data)  # type: ignore[arg-type]


@given(json_values, json_values)
def test_only_variant_errors_come_out(one: Any, other: Any) -> None:
    for model in (KeyConfig, ProviderConfig):
        with contextlib.suppress(VariantError):
            assert model(one, other) == model(one, other)
    with pytest.raises(VariantError):
        VariantDescription(one)


def test_facts_are_compared_by_what_they_state() -> None:
    stated = VariantMetadata({"hw": {"level": ["v3"]}}, "METADATA")
    assert stated == VariantMetadata({"hw": {"level": ["v3"]}}, "METADATA")
    assert stated != VariantMetadata({"hw": {"level": ["v3"]}}, "variants.json")
    assert stated != VariantMetadata({"hw": {"level": ["v2"]}}, "METADATA")
    assert stated != "METADATA"
    shown = "VariantMetadata({'hw': {'level': ['v3']}}, 'METADATA', None)"
    assert repr(stated) == shown
