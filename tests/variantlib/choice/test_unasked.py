"""Which variants are better than the best that fits, if only somebody were asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.variantlib.scene import document, facts, label_offer, machine
from variantlib.choice.ranking import rank_offers
from variantlib.choice.unasked import Unasked, find_unasked
from variantlib.models import VariantMetadata

HERE = {"hw": {"level": ["v3", "v2"]}, "off": None}


def found(*variants: VariantMetadata, **settings: Any) -> Unasked | None:
    here = machine(HERE, **settings)
    offers = [label_offer(f"n{number}") for number in range(len(variants))]
    return find_unasked(rank_offers(offers, variants, here.rank), here)


def test_more_properties_are_better_and_need_a_provider() -> None:
    better = facts("gpu :: cuda :: 12", "hw :: level :: v3")
    assert found(facts("hw :: level :: v3"), better) == Unasked(1, ("gpu",))


def test_with_nothing_that_fits_each_of_them_would_be_better() -> None:
    variants = [
        facts("gpu :: cuda :: 12"),
        facts("gpu :: cuda :: 11"),
        facts("a::b::c"),
    ]
    assert found(*variants) == Unasked(3, ("a", "gpu"))


def test_a_variant_that_is_no_better_does_not_count() -> None:
    # Providers by name: hw comes before zz.
    assert found(facts("hw :: level :: v3"), facts("zz :: x :: y")) is None


@pytest.mark.parametrize(
    "text", ["hw :: level :: v9", "off :: x :: y", "hw :: other :: v1"]
)
def test_a_provider_that_answers_otherwise_is_no_reason(text: str) -> None:
    assert found(facts(text)) is None
    assert found(facts(text, "gpu :: cuda :: 12")) is None


def test_of_another_machine_nobody_is_asked() -> None:
    assert found(facts("gpu :: cuda :: 12"), is_foreign=True) is None


def test_labels_are_judged_by_the_order_of_their_package() -> None:
    variants: dict[str, Any] = {
        "gpu": {"gpu": {"cuda": ["12"]}},
        "cpu": {"hw": {"level": ["v3"]}},
        "null": {},
    }
    for namespaces, expected in (
        (["gpu", "hw"], Unasked(1, ("gpu",))),
        (["hw", "gpu"], None),
    ):
        stated = document(variants, *namespaces)
        labels = [VariantMetadata(v, "index", stated) for v in variants.values()]
        here = machine(HERE)
        offers = [label_offer(name) for name in variants]
        assert find_unasked(rank_offers(offers, labels, here.rank), here) == expected
