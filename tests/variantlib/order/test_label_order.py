from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import pep825
from conformance.cases import Machine
from variantlib.errors import VariantError
from variantlib.names.labels import (
    label_mapping,
    label_properties,
    parse_label_properties,
)
from variantlib.names.properties import Properties, Property, Supported, parse_property
from variantlib.order.hash_order import Failure, Reason
from variantlib.order.label_order import LabelPreferences, namespaces_in_order

from ..label_strategies import (
    LabelMapping,
    label_machines,
    label_variants,
    orders,
    some_namespaces,
)
from ..strategies import json_values, machines, near_variants


def as_mapping(supported: Supported) -> Machine:
    return {namespace: dict(features) for namespace, features in supported}


@given(
    label_machines,
    st.dictionaries(st.text("abc.", min_size=1, max_size=2), label_variants),
    some_namespaces,
    st.lists(st.sampled_from(["a", "c", "zzz"])),
)
def test_the_order_is_the_transcription_of_the_pep(
    supported: Supported,
    variants: dict[str, LabelMapping],
    namespaces: list[str],
    priority: list[str],
) -> None:
    order = namespaces_in_order(namespaces, priority)
    preferences = LabelPreferences(supported, namespaces, priority)
    ranks = {label: preferences.rank(variants[label]) for label in variants}
    fitting = [(rank, label) for label, rank in ranks.items() if rank is not None]
    expected = pep825.order_labels(variants, as_mapping(supported), order)
    assert [label for _, label in sorted(fitting)] == expected
    for label, variant in variants.items():
        failure = preferences.failure(variant)
        assert (failure is None) == (label in expected)


@given(label_machines, label_variants, label_variants, orders)
def test_equal_keys_have_equal_ranks(
    supported: Supported, one: LabelMapping, other: LabelMapping, order: list[str]
) -> None:
    rank = LabelPreferences(supported, order).rank
    first, second = rank(one), rank(other)
    if first is None or second is None:
        return
    machine = as_mapping(supported)
    same = pep825.key(one, machine, order) == pep825.key(other, machine, order)
    assert (first == second) == same


@given(label_machines, label_variants, orders)
def test_the_failure_is_the_first_in_order(
    supported: Supported, variant: LabelMapping, order: list[str]
) -> None:
    failure = LabelPreferences(supported, order).failure(variant)
    if failure is None:
        return
    namespace, feature, value = failure.property
    machine = as_mapping(supported)
    before = {
        name: variant[name]
        for name in order[: order.index(namespace)]
        if name in variant
    }
    assert pep825.fits(before, machine, order)
    assert not pep825.fits(
        {namespace: {feature: variant[namespace][feature]}}, machine, order
    )
    assert {value, *failure.others} == set(variant[namespace][feature])
    failures = LabelPreferences(supported, order).failures(variant)
    assert failures[0] == failure
    kept = {
        (name, feature, value)
        for name, features in variant.items()
        for feature, values in features.items()
        for value in values
    }.difference(*({each.property, *others(each)} for each in failures))
    rest = label_mapping(label_properties(kept))
    assert pep825.fits(rest, machine, order)


def others(failure: Failure) -> set[Property]:
    return {(*failure.property[:2], value) for value in failure.others}


MACHINE = [
    ("gpu", [("cuda", ["12.8", "12.6"]), ("sm", ["90", "80", "70"])]),
    ("cpu", [("level", ["v3", "v2", "v1"]), ("aes", ["on"])]),
    ("blas", [("library", ["mkl", "openblas"])]),
]
ORDER = ["cpu", "gpu"]


def variant(text: str) -> Properties:
    return label_mapping(label_properties(map(parse_property, text.split())))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("cpu::level::v3", "gpu::cuda::12.8 gpu::sm::90"),
        ("cpu::level::v3", "cpu::level::v2 cpu::aes::on"),
        ("cpu::level::v1 cpu::aes::on", "cpu::level::v1"),
        ("cpu::level::v1", "cpu::aes::on"),
        ("cpu::level::v1 gpu::sm::70", "cpu::level::v1"),
        ("gpu::sm::80 gpu::sm::99", "gpu::sm::70"),
        ("gpu::sm::70", ""),
    ],
    ids=[
        "the package's first namespace",
        "values before the number of properties",
        "longer on a common prefix",
        "features in the provider's order",
        "longer over namespaces",
        "the best supported value",
        "no property is last",
    ],
)
def test_the_order_in_examples(better: str, worse: str) -> None:
    rank = LabelPreferences(MACHINE, ORDER).rank
    first, second = rank(variant(better)), rank(variant(worse))
    assert first is not None
    assert second is not None
    assert first < second


def test_only_the_best_value_counts() -> None:
    """PEP 817 preferred the longer list; PEP 825 leaves the choice to the label."""
    rank = LabelPreferences(MACHINE, ORDER).rank
    assert rank(variant("gpu::sm::90")) == rank(variant("gpu::sm::90 gpu::sm::80"))


def test_the_user_reorders_but_does_not_add() -> None:
    assert namespaces_in_order(["a", "b", "c"], ["zzz", "c", "c"]) == ["c", "a", "b"]
    rank = LabelPreferences(MACHINE, ORDER, ["blas", "gpu"]).rank
    gpu, cpu = rank(variant("gpu::sm::70")), rank(variant("cpu::level::v3"))
    assert gpu is not None
    assert cpu is not None
    assert gpu < cpu
    assert rank(variant("blas::library::mkl")) is None


@pytest.mark.parametrize(
    ("texts", "message", "reason"),
    [
        (
            "cpu::level::v4",
            "needs cpu :: level :: v4; this machine has v3, v2, v1",
            Reason.VALUE,
        ),
        (
            "gpu::sm::120 gpu::sm::100",
            "needs gpu :: sm :: 100 or 120; this machine has 90, 80, 70",
            Reason.VALUE,
        ),
        (
            "gpu::sm::1 gpu::sm::2 gpu::sm::3 gpu::sm::4",
            "needs gpu :: sm :: 1 or 2 or 3 or ...; this machine has 90, 80, 70",
            Reason.VALUE,
        ),
        (
            "cpu::avx::on gpu::sm::1",
            "needs cpu :: avx :: on; cpu does not report avx on this machine",
            Reason.KEY,
        ),
        (
            "tpu::present::true",
            "needs tpu :: present :: true; no provider tpu on this machine",
            Reason.PROVIDER,
        ),
        (
            "blas::library::mkl",
            "needs blas :: library :: mkl; the package gives blas no priority",
            Reason.NAMESPACE,
        ),
    ],
    ids=lambda case: str(case)[:40],
)
def test_the_first_failure(texts: str, message: str, reason: Reason) -> None:
    preferences = LabelPreferences(MACHINE, [*ORDER, "tpu"])
    assert preferences.rank(variant(texts)) is None
    failure = preferences.failure(variant(texts))
    assert failure is not None
    assert str(failure) == message
    assert failure.reason is reason


@pytest.mark.parametrize(
    "rubbish",
    [
        None,
        [],
        "cpu",
        {"cpu": None},
        {"cpu": []},
        {"CPU": {}},
        {"cpu": "level"},
        {"cpu": {"level": "v3"}},
        {"cpu": {"level": {"v3": 1}}},
        {"cpu": {"level": []}},
        {"cpu": {"level": [["v3"]]}},
        {"cpu": {"level": [{}]}},
        {"cpu": {"level": ["v3", None]}},
        {"cpu": {"level": ["v3", "V4"]}},
        {"cpu": {"level": ["v3", "v 4"]}},
        {"cpu": {"level": ["v3"]}, "gpu": None},
    ],
    ids=repr,
)
def test_rubbish_does_not_fit(rubbish: Any) -> None:
    preferences = LabelPreferences(MACHINE, ORDER)
    assert preferences.rank(rubbish) is None
    with pytest.raises(VariantError):
        preferences.failure(rubbish)


def test_a_namespace_without_features_needs_nothing() -> None:
    assert LabelPreferences(MACHINE, ORDER).rank({"tpu": {}}) == 0


few = st.sampled_from(["cpu", "gpu", "level", "sm", "v3", "v2", "90", "X"])


@given(json_values | st.dictionaries(few, st.dictionaries(few, st.lists(few) | few)))
def test_what_ranks_is_valid(foreign: Any) -> None:
    preferences = LabelPreferences(MACHINE, ORDER)
    for _ in range(2):  # what it learned of the first does not change the second
        if preferences.rank(foreign) is not None:
            parse_label_properties(foreign)


@given(machines(), near_variants)
def test_what_the_hash_form_alone_allows_never_fits(
    supported: Supported, mixed: Any
) -> None:
    names = [name for name, _ in supported]
    variant = {provider: {key: [value]} for provider, key, value in mixed}
    if LabelPreferences(supported, names).rank(variant) is not None:
        assert parse_label_properties(variant)
