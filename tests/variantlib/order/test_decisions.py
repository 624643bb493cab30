"""What decided between two variants is what their ranks differ in."""

from __future__ import annotations

import pytest
from hypothesis import given

from variantlib.names.labels import label_mapping, label_properties
from variantlib.names.properties import Supported, parse_property, to_mapping
from variantlib.order.decisions import Decider, decide
from variantlib.order.hash_order import Preferences
from variantlib.order.label_order import LabelPreferences

from ..label_strategies import LabelMapping, label_machines, label_variants, orders
from ..strategies import Variant, machines, near_variants, priorities

MACHINE = [
    ("cpu", [("level", ["v3", "v2", "v1"]), ("aes", ["on"])]),
    ("gpu", [("driver", ["12.8", "12.6"]), ("sm", ["90", "80"])]),
]


def check(preferences: Preferences | LabelPreferences, one: int, other: int) -> None:
    """Ranks in closed form compare as they do themselves."""
    first, second = preferences.key(one), preferences.key(other)
    numbers = [[element.number for element in key] for key in (first, second)]
    assert (numbers[0] < numbers[1]) == (one < other)
    assert (decide(first, second) is None) == (one == other)


@given(machines(), priorities, near_variants, near_variants)
def test_the_closed_form_of_hashes_orders_as_ranks_do(
    supported: Supported, priority: list[str], one: Variant, other: Variant
) -> None:
    preferences = Preferences(supported, priority)
    ranks = [preferences.rank(to_mapping(variant)) for variant in (one, other)]
    if ranks[0] is not None and ranks[1] is not None:
        check(preferences, ranks[0], ranks[1])
    for variant, rank in zip((one, other), ranks, strict=True):
        if rank is not None:
            stated = {element.property for element in preferences.key(rank)[1:]}
            assert stated == set(variant)


@given(label_machines, label_variants, label_variants, orders)
def test_the_closed_form_of_labels_orders_as_ranks_do(
    supported: Supported, one: LabelMapping, other: LabelMapping, order: list[str]
) -> None:
    preferences = LabelPreferences(supported, order)
    ranks = preferences.rank(one), preferences.rank(other)
    if ranks[0] is not None and ranks[1] is not None:
        check(preferences, ranks[0], ranks[1])


def test_a_machine_with_much_to_choose_from() -> None:
    supported = [("x", [(f"k{n}", ["b", "a"]) for n in range(200)])]
    texts = [f"x::k{n}::a" for n in range(0, 200, 3)]
    properties = to_mapping(map(parse_property, texts))
    for preferences in (Preferences(supported), LabelPreferences(supported, ["x"])):
        rank = preferences.rank(properties)
        assert rank is not None
        stated = {element.property for element in preferences.key(rank)} - {None}
        assert stated == set(map(parse_property, texts))


@pytest.mark.parametrize(
    ("better", "worse", "decider", "compared"),
    [
        ("cpu::level::v1 cpu::aes::on", "gpu::driver::12.8", Decider.COUNT, " / "),
        (
            "gpu::driver::12.6",
            "cpu::level::v3",
            Decider.PROVIDER,
            "gpu::driver::12.6 / cpu::level::v3",
        ),
        (
            "gpu::driver::12.6 cpu::aes::on",
            "gpu::sm::90 cpu::level::v3",
            Decider.KEY,
            "gpu::driver::12.6 / gpu::sm::90",
        ),
        (
            "gpu::driver::12.8 cpu::level::v2",
            "gpu::driver::12.8 cpu::level::v1",
            Decider.VALUE,
            "cpu::level::v2 / cpu::level::v1",
        ),
    ],
)
def test_what_decides_between_hashes(
    better: str, worse: str, decider: Decider, compared: str
) -> None:
    preferences = Preferences(MACHINE, ["gpu"])
    ranks = [
        preferences.rank(to_mapping(map(parse_property, texts.split())))
        for texts in (better, worse)
    ]
    assert said(preferences, ranks) == (decider, compared)


@pytest.mark.parametrize(
    ("better", "worse", "decider", "compared"),
    [
        ("gpu::sm::80", "", Decider.COUNT, "gpu::sm::80 / "),
        (
            "gpu::sm::80 cpu::aes::on",
            "gpu::sm::80",
            Decider.COUNT,
            "cpu::aes::on / ",
        ),
        (
            "gpu::sm::80",
            "cpu::level::v3 cpu::aes::on",
            Decider.PROVIDER,
            "gpu::sm::80 / cpu::level::v3",
        ),
        (
            "gpu::driver::12.6",
            "gpu::sm::90 cpu::aes::on",
            Decider.KEY,
            "gpu::driver::12.6 / gpu::sm::90",
        ),
        (
            "gpu::sm::99 gpu::sm::90",
            "gpu::sm::80 cpu::aes::on",
            Decider.VALUE,
            "gpu::sm::90 / gpu::sm::80",
        ),
    ],
)
def test_what_decides_between_labels(
    better: str, worse: str, decider: Decider, compared: str
) -> None:
    preferences = LabelPreferences(MACHINE, ["gpu", "cpu"])
    ranks = [
        preferences.rank(
            label_mapping(label_properties(map(parse_property, texts.split())))
        )
        for texts in (better, worse)
    ]
    assert said(preferences, ranks) == (decider, compared)


def said(
    preferences: Preferences | LabelPreferences, ranks: list[int | None]
) -> tuple[Decider, str]:
    """What decided, and by which two properties."""
    first, second = ranks
    assert first is not None
    assert second is not None
    decision = decide(preferences.key(first), preferences.key(second))
    assert decision is not None
    texts = ["::".join(p or ()) for p in (decision.better, decision.worse)]
    return decision.decider, " / ".join(texts)
