from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from variantlib.choice.markers import MARKERS, MarkerSet, variant_environment
from variantlib.names.properties import Supported

from ..label_strategies import LabelMapping, label_machines, label_variants

MACHINE = [("gpu", [("sm", ["90", "80"])]), ("cpu", [("level", ["v3"])])]
VARIANT = {"gpu": {"sm": ["80", "99"], "cuda": ["13"]}, "tpu": {"present": ["true"]}}


def holds(text: str, marker: str, environment: Any) -> bool:
    """Evaluate `"text" in marker`."""
    return text in environment[marker]


def test_what_the_machine_supports_counts() -> None:
    assert variant_environment("cuda13", VARIANT, MACHINE) == {
        "variant_label": "cuda13",
        "variant_properties": {"gpu :: sm :: 80"},
        "variant_features": {"gpu :: sm"},
        "variant_namespaces": {"gpu"},
    }


def test_plain_wheels_and_the_null_variant() -> None:
    plain = variant_environment()
    assert not any(plain.values())
    assert variant_environment("null", {}, MACHINE) == {
        **plain,
        "variant_label": "null",
    }


@pytest.mark.parametrize(
    ("text", "marker", "expected"),
    [
        ("gpu::sm::80", "variant_properties", True),
        ("gpu  ::sm ::\t80", "variant_properties", True),
        (" gpu :: sm :: 80 ", "variant_properties", True),
        ("gpu :: sm :: 99", "variant_properties", False),
        ("gpu :: sm", "variant_properties", False),
        ("gpu:: sm", "variant_features", True),
        ("gpu :: cuda", "variant_features", False),
        ("gpu", "variant_namespaces", True),
        ("tpu", "variant_namespaces", False),
        ("g", "variant_namespaces", False),
        ("", "variant_namespaces", False),
    ],
)
def test_blanks_are_free(text: str, marker: str, expected: bool) -> None:
    assert holds(text, marker, variant_environment("a", VARIANT, MACHINE)) == expected


@given(label_variants, label_machines)
def test_the_sets_agree(variant: LabelMapping, machine: Supported) -> None:
    environment = variant_environment("a", variant, machine)
    assert set(environment) == MARKERS
    properties = [text.split(" :: ") for text in environment["variant_properties"]]
    features = {" :: ".join(parts[:2]) for parts in properties}
    assert features == set(environment["variant_features"])
    namespaces = {parts[0] for parts in properties}
    assert namespaces == set(environment["variant_namespaces"])
    supported = {name: dict(configs) for name, configs in machine}
    for namespace, feature, value in properties:
        assert value in variant[namespace][feature]
        assert value in supported[namespace][feature]


def test_only_texts_are_in_a_set() -> None:
    found = MarkerSet({"hw :: level"})
    assert "hw::level" in found
    assert 5 not in found
