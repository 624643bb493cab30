"""A machine with other facts, or a user with other settings."""

from __future__ import annotations

import pytest

from tests.builders import parse_properties
from tests.variantlib.scene import facts, machine
from variantlib.choice.hypothetical import (
    SupposedMachine,
    add_facts,
    numbers_in,
    put_first,
)
from variantlib.machine.settings import MachineSettings


@pytest.mark.parametrize(
    ("values", "new", "expected"),
    [
        ("12.8 12.6", "13", "13 12.8 12.6"),
        ("12.8 12.6", "12.7", "12.8 12.7 12.6"),
        ("12.8 12.6", "12.10", "12.10 12.8 12.6"),
        ("12.8", "12.4", "12.8 12.4"),
        ("v1 v2 v3", "v4", "v1 v2 v3 v4"),
        ("v3 v2 v1", "v4", "v4 v3 v2 v1"),
        ("3 1 2", "4", "4 3 1 2"),
        ("90_real 80_real", "90_virtual", "90_virtual 90_real 80_real"),
        ("mother HAL9000", "tars", "tars mother HAL9000"),
        ("12.8 12.6", "12.6", "12.8 12.6"),
    ],
)
def test_a_new_value_takes_its_place(values: str, new: str, expected: str) -> None:
    supported = [("gpu", [("driver", values.split())]), ("cpu", [("x", ["y"])])]
    changed = add_facts(supported, [("gpu", "driver", new)])
    assert changed == [
        ("gpu", [("driver", expected.split())]),
        ("cpu", [("x", ["y"])]),
    ]


def test_a_new_key_comes_last() -> None:
    changed = add_facts([("b", [("x", ["1"])])], [("b", "a", "1"), ("a", "x", "1")])
    assert changed == [("b", [("x", ["1"]), ("a", ["1"])]), ("a", [("x", ["1"])])]


def test_more_facts_make_more_variants_fit() -> None:
    here = machine({"hw": {"level": ["v3", "v2"]}})
    new = facts("hw :: level :: v4")
    assert here.rank(new) is None
    more = parse_properties(["hw :: level :: v4"])
    supposed = SupposedMachine(here, MachineSettings(), more)
    ranks = [supposed.rank(facts(f"hw :: level :: v{level}")) for level in (4, 3, 2)]
    assert None not in ranks
    assert ranks == sorted(ranks, key=lambda rank: rank or 0)
    assert here.rank(new) is None


def test_a_provider_key_or_property_comes_first() -> None:
    settings = MachineSettings(
        provider_priority=("a", "b"), key_priority=(("a", "x"), ("b", "y"))
    )
    changed = put_first(settings, "provider_priority", ("b",))
    assert changed.provider_priority == ("b", "a")
    changed = put_first(changed, "key_priority", ("b", "y"))
    assert changed.key_priority == (("b", "y"), ("a", "x"))
    assert settings.provider_priority == ("a", "b")


@pytest.mark.parametrize(
    ("value", "numbers"),
    [("v3", [3]), ("12.8", [12, 8]), ("none", []), ("1" * 20, [int("1" * 18), 11])],
)
def test_the_numbers_in_a_value(value: str, numbers: list[int]) -> None:
    assert numbers_in(value) == numbers
