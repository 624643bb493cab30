"""What of a release's document stands in a lock file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib.documents.document import Document, parse_document
from variantlib.documents.locking import lock_table
from variantlib.errors import VariantError
from variantlib.names.hashing import variant_hash
from variantlib.names.properties import Supported
from variantlib.order.label_order import LabelPreferences

from ..label_strategies import LabelMapping, label_machines, label_variants, orders

BASE = "https://variants-schema.wheelnext.dev"
GPU, CPU = {"gpu": {"sm": ["90", "80"]}}, {"cpu": {"level": ["v3"]}}
HASHED = (("hw", "Level", "V2"),)


def document(**changes: Any) -> Document:
    stated = {
        "$schema": f"{BASE}/peps/825/v0.1.1.json",
        "default-priorities": {"namespace": ["gpu", "cpu", "unused"]},
        "variants": {"g": GPU, "c": CPU, "both": {**GPU, **CPU}, "null": {}},
    }
    return parse_document({**stated, **changes})


@pytest.mark.parametrize(
    ("labels", "namespaces"),
    [
        (["g"], ["gpu", "unused"]),
        (["c", "null"], ["cpu", "unused"]),
        (["both"], ["gpu", "cpu", "unused"]),
        (["null"], ["unused"]),
    ],
)
def test_only_what_the_listed_labels_need(
    labels: list[str], namespaces: list[str]
) -> None:
    table: Any = lock_table([document()], labels)
    assert table["$schema"] == f"{BASE}/peps/825/v0.1.1.json"
    assert table["default-priorities"] == {"namespace": namespaces}
    assert sorted(table["variants"]) == sorted(labels)


def test_an_order_is_never_empty() -> None:
    found = document(**{"default-priorities": {"namespace": ["gpu", "cpu"]}})
    table: Any = lock_table([found], ["null"])
    assert table["default-priorities"] == {"namespace": ["gpu", "cpu"]}


def test_providers_stay_with_their_namespaces() -> None:
    provider = {"requires": ["gpu-plugin >= 1"], "plugin-api": "gpu_plugin:Plugin"}
    static = {"static-properties": {"level": ["v3", "v2"]}, "feature-order": ["level"]}
    found = document(
        **{
            "$schema": f"{BASE}/peps/850/v0.2.0.json",
            "providers": {"gpu": provider, "cpu": static},
        }
    )
    table: Any = lock_table([found], ["g"])
    assert table["$schema"] == f"{BASE}/peps/850/v0.2.0.json"
    assert table["providers"] == {"gpu": provider}
    table = lock_table([found], ["c", "g"])
    assert table["providers"] == {"gpu": provider, "cpu": static}
    assert parse_document(table).providers == found.providers


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"g": {"gpu": {"sm": None}}}, "no properties"),
        ({"g": {"gpu": {"sm": ["Ä"]}}}, "not of the grammar"),
        ({"g": {"other": {"a": ["1"]}}}, "a namespace that has no place"),
        ({"null": GPU}, "null with properties"),
        ({}, "nothing at all"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_labels_that_nobody_can_use_are_left_out(bad: Any, why: str) -> None:
    found = document(variants={"c": CPU, **bad})
    table: Any = lock_table([found], ["c", "g", "null"])
    assert table["variants"] == {"c": CPU}


def test_hashes_stand_beside_labels_and_after_their_namespaces() -> None:
    table: Any = lock_table([document()], ["g"], [HASHED])
    assert table["default-priorities"] == {"namespace": ["gpu", "unused", "hw"]}
    assert table["variants"] == {
        "g": {"gpu": {"sm": ["80", "90"]}},
        variant_hash(HASHED): {"hw": {"Level": ["V2"]}},
    }
    table = lock_table([], (), [HASHED])
    assert table["default-priorities"] == {"namespace": ["hw"]}


def test_a_hash_that_is_a_label_is_refused() -> None:
    label = variant_hash(HASHED)
    with pytest.raises(VariantError, match="is the label of one variant, the hash of"):
        lock_table([document(variants={label: GPU})], [label], [HASHED])


@given(
    st.dictionaries(st.sampled_from("abcdef"), label_variants, min_size=1),
    orders,
    label_machines,
    st.data(),
)
def test_the_order_of_what_is_listed_stays(
    variants: dict[str, LabelMapping],
    order: list[str],
    machine: Supported,
    data: st.DataObject,
) -> None:
    stated = {"default-priorities": {"namespace": order}, "variants": variants}
    found = document(**stated)
    labels = data.draw(st.lists(st.sampled_from(sorted(variants)), unique=True))
    table = lock_table([found], labels)
    read = parse_document(json.loads(json.dumps(table)))
    assert ranked(read, labels, machine) == ranked(found, labels, machine)


def ranked(document: Document, labels: list[str], machine: Supported) -> list[str]:
    preferences = LabelPreferences(machine, document.namespaces)
    ranks = {label: preferences.rank(document.variants[label]) for label in labels}
    fitting = [(rank, label) for label, rank in ranks.items() if rank is not None]
    return [label for _, label in sorted(fitting)]
