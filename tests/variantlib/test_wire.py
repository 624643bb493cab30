from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib.config import KeyConfig, ProviderConfig
from variantlib.errors import VariantError
from variantlib.names.properties import Supported
from variantlib.wire import MAX_KEYS, MAX_VALUES, dump_config, load_config

from .strategies import json_values, machines

GOOD = {"provider": "p", "configs": [{"key": "k", "values": ["2", "1"]}]}


def test_the_form_on_the_wire() -> None:
    assert dump_config(ProviderConfig("p", [KeyConfig("k", ["2", "1"])])) == {
        "provider": "p",
        "configs": [{"key": "k", "values": ("2", "1")}],
    }
    assert load_config(GOOD) == ("p", (("k", ("2", "1")),))


@given(machines())
def test_answers_read_back(supported: Supported) -> None:
    for provider, keys in supported:
        config = ProviderConfig(provider, [KeyConfig(*pair) for pair in keys])
        text = json.dumps(dump_config(config))
        assert load_config(json.loads(text)) == (provider, keys)


def test_another_copy_of_the_classes_will_do() -> None:
    key = SimpleNamespace(key="k", values=["1"], more="x")
    config = SimpleNamespace(provider="p", configs=[key])
    assert load_config(dump_config(config)) == ("p", (("k", ("1",)),))


def answer(**changes: object) -> dict[str, object]:
    return {**GOOD, **changes}


def keys(*values: object) -> list[object]:
    return [{"key": f"k{n}", "values": v} for n, v in enumerate(values)]


@pytest.mark.parametrize(
    ("obj", "message"),
    [
        (None, "an object with provider is needed, not nothing"),
        ([], "an object with provider is needed"),
        ({"provider": "p"}, "an object with configs is needed"),
        (answer(provider="a b"), "provider must be text of .*, not 'a b'"),
        (answer(provider=None), "provider must be text"),
        (answer(configs={}), "configs must be a list, not an object"),
        (answer(configs=[]), "configs must not be empty"),
        (answer(configs=["k"]), "an object with values is needed, not 'k'"),
        (answer(configs=[{"values": ["1"]}]), "an object with key is needed"),
        (answer(configs=[{"key": "a.b", "values": ["1"]}]), "key must be text"),
        (answer(configs=[{"key": "k", "values": "1"}]), "values must be a list, not"),
        (answer(configs=keys([])), "values must not be empty"),
        (answer(configs=keys(["a b"])), "value must be text of .*, not 'a b'"),
        (answer(configs=keys(["1", "1"])), "values must not hold '1' twice"),
        (answer(configs=keys(["1"]) * 2), "configs must not hold 'k0' twice"),
        (answer(configs=keys(*["1"] * (MAX_KEYS + 1))), "at most 1000, not 1001"),
        (answer(configs=keys(list(range(100_000)))), "at most 10000, not 100000"),
        (
            answer(configs=keys(*[list(map(str, range(101)))] * 100)),
            f"p must have at most {MAX_VALUES} values",
        ),
    ],
)
def test_bad_answers_are_named(obj: object, message: str) -> None:
    with pytest.raises(VariantError, match=message):
        load_config(obj)


@given(
    json_values
    | st.fixed_dictionaries({"provider": st.text(), "configs": json_values})
    | st.fixed_dictionaries(
        {
            "provider": st.just("p"),
            "configs": st.lists(
                st.fixed_dictionaries({"key": st.text(), "values": json_values})
            ),
        }
    )
)
def test_any_json_is_an_answer_or_a_variant_error(obj: object) -> None:
    try:
        provider, configs = load_config(obj)
    except VariantError:
        return
    config = ProviderConfig(provider, [KeyConfig(*pair) for pair in configs])
    assert load_config(dump_config(config)) == (provider, configs)


@given(json_values)
def test_any_object_is_an_answer_or_a_variant_error(obj: object) -> None:
    for candidate in (obj, SimpleNamespace(provider="p", configs=obj)):
        with pytest.raises(VariantError):
            dump_config(candidate)
