from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib.errors import VariantError
from variantlib.names.hashing import variant_hash
from variantlib.names.properties import (
    Properties,
    Supported,
    from_mapping,
    parse_property,
    to_mapping,
)
from variantlib.order.combinations import count_combinations, supported_combinations
from variantlib.order.hash_order import Preferences, Reason

from ..strategies import Variant, json_values, machines, near_variants, priorities

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "order.json").read_text())


def names(supported: Supported) -> list[str]:
    return [provider for provider, _ in supported]


@pytest.mark.parametrize("machine", VECTORS["machines"], ids=lambda m: m["note"])
def test_vectors(machine: Any) -> None:
    """The definition and the closed form both give the known places."""
    supported = machine["supported"]
    priority = names(supported)
    variants = list(supported_combinations(reversed(supported), priority))
    hashes = list(map(variant_hash, variants))
    assert len(hashes) == count_combinations(supported) == machine["count"]
    assert {digest: hashes.index(digest) for digest in machine["place"]} == machine[
        "place"
    ]
    assert closed_form_order(variants, supported, priority) == variants


def closed_form_order(
    variants: list[Variant], supported: Supported, priority: list[str]
) -> list[Variant]:
    preferences = Preferences(supported, priority)
    ranks = {}
    for variant in variants:
        rank = preferences.rank(to_mapping(variant))
        assert rank is not None
        ranks[variant] = rank
    assert len(set(ranks.values())) == len(ranks)
    return sorted(variants, key=ranks.__getitem__)


@given(machines(), priorities)
def test_the_closed_form_is_the_enumeration(
    supported: Supported, priority: list[str]
) -> None:
    some = itertools.islice(supported_combinations(supported, priority), 3000)
    variants = list(some)
    assert closed_form_order(variants, supported, priority) == variants


@given(machines(max_features=2), priorities)
def test_the_enumeration_has_every_variant_once(
    supported: Supported, priority: list[str]
) -> None:
    limit = 5000
    some = itertools.islice(supported_combinations(supported, priority), limit)
    variants = list(some)
    assert len(variants) == min(limit, count_combinations(supported))
    assert len(set(variants)) == len(variants)


def test_the_enumeration_is_lazy() -> None:
    """A real GPU and a real x86-64 CPU together: 6.6e11 variants."""
    keys = [(f"flag{n}", ["on"]) for n in range(24)]
    supported = [("x86_64", [("level", ["v4", "v3", "v2", "v1"]), *keys])]
    supported += [
        ("nvidia", [("lower", list("abcdefgh")), ("upper", list("12345678"))])
    ]
    assert count_combinations(supported) > 10**9
    best = next(supported_combinations(supported))
    assert len(best) == 27


@given(machines(), priorities, near_variants)
def test_fit_is_the_definition_and_failure_explains_it(
    supported: Supported, priority: list[str], variant: Variant
) -> None:
    known = {
        (provider, key, value)
        for provider, configs in supported
        for key, values in configs
        for value in values
    }
    preferences = Preferences(supported, priority)
    rank = preferences.rank(to_mapping(variant))
    failure = preferences.failure(to_mapping(variant))
    assert (rank is not None) == known.issuperset(variant) == (failure is None)
    if failure is not None:
        failures = preferences.failures(to_mapping(variant))
        assert failures[0] == failure
        assert {each.property for each in failures} == set(variant) - known


MACHINE = [
    ("cpu", [("level", ["v3", "v2", "v1"]), ("aes", ["on"])]),
    ("gpu", [("driver", ["12.8", "12.6", "12.4", "12.2"])]),
]


def variant(*texts: str) -> Properties:
    return to_mapping(map(parse_property, texts))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("cpu::level::v1 cpu::aes::on", "gpu::driver::12.8"),
        ("gpu::driver::12.2", "cpu::level::v3"),
        ("gpu::driver::12.8", "gpu::driver::12.6"),
        ("gpu::driver::12.6 cpu::level::v1", "gpu::driver::12.8 cpu::aes::on"),
        ("cpu::level::v1", "cpu::aes::on"),
    ],
    ids=[
        "more properties first",
        "then the user's provider order",
        "then the values",
        "features before values",
        "keys in the plugin's order",
    ],
)
def test_the_order_in_examples(better: str, worse: str) -> None:
    rank = Preferences(MACHINE, ["gpu"]).rank
    first, second = rank(variant(*better.split())), rank(variant(*worse.split()))
    assert first is not None
    assert second is not None
    assert first < second


@pytest.mark.parametrize(
    ("texts", "message", "reason"),
    [
        (
            "cpu::level::v4",
            "needs cpu :: level :: v4; this machine has v3, v2, v1",
            Reason.VALUE,
        ),
        (
            "gpu::driver::13 cpu::level::v4 aaa::b::c",
            "needs gpu :: driver :: 13; this machine has 12.8, 12.6, 12.4, ...",
            Reason.VALUE,
        ),
        (
            "cpu::abm::on cpu::level::v1 aaa::b::c",
            "needs cpu :: abm :: on; cpu does not report abm on this machine",
            Reason.KEY,
        ),
        (
            "cpu::abm::on cpu::level::v4",
            "needs cpu :: level :: v4; this machine has v3, v2, v1",
            Reason.VALUE,
        ),
        (
            "tpu::b::c npu::b::c",
            "needs npu :: b :: c; no provider npu on this machine",
            Reason.PROVIDER,
        ),
        (
            "cpu::level::" + "v" * 100_000,
            f"needs cpu :: level :: {'v' * 60}...; this machine has v3, v2, v1",
            Reason.VALUE,
        ),
    ],
    ids=lambda case: str(case)[:40],
)
def test_the_first_failure_by_priority(
    texts: str, message: str, reason: Reason
) -> None:
    failure = Preferences(MACHINE, ["gpu"]).failure(variant(*texts.split()))
    assert failure is not None
    assert str(failure) == message
    assert failure.reason is reason
    assert bool(failure.supported_values) == (reason is Reason.VALUE)


@pytest.mark.parametrize(
    "rubbish",
    [
        None,
        [],
        "cpu",
        {},
        {"cpu": {}},
        {"cpu": None},
        {"cpu": []},
        {"cpu": "level"},
        {"cpu": {"level": "v3"}},
        {"cpu": {"level": {"v3": 1}}},
        {"cpu": {"level": {"v3"}}},
        {"cpu": {"level": []}},
        {"cpu": {"level": ["v3", "v2"]}},
        {"cpu": {"level": [["v3"]]}},
        {"cpu": {"level": [{}]}},
        {"cpu": {"level": [None]}},
        {"cpu": {"level": ["v3"]}, "gpu": {}},
        {"cpu": {"level": ["v3"]}, "gpu": None},
    ],
    ids=repr,
)
def test_rubbish_does_not_fit(rubbish: Any) -> None:
    preferences = Preferences(MACHINE)
    assert preferences.rank(rubbish) is None
    with pytest.raises(VariantError):
        preferences.failure(rubbish)


def test_a_one_character_text_is_not_a_list_of_one_value() -> None:
    preferences = Preferences([("a", [("b", ["c"])])])
    assert preferences.rank({"a": {"b": ["c"]}}) is not None
    assert preferences.rank({"a": {"b": "c"}}) is None


few = st.sampled_from(["cpu", "gpu", "level", "v3", "x"])


@given(json_values | st.dictionaries(few, st.dictionaries(few, st.lists(few) | few)))
def test_what_ranks_is_valid(foreign: Any) -> None:
    if Preferences(MACHINE).rank(foreign) is not None:
        assert from_mapping(foreign)


def test_nothing_fits_a_machine_without_providers() -> None:
    assert Preferences([]).rank(variant("a::b::c")) is None
    assert list(supported_combinations([])) == []
    assert count_combinations([]) == 0
