from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib.names.hashing import is_hash, variant_hash
from variantlib.names.properties import Property, parse_property

from ..strategies import Variant, variants


def read_vectors() -> Iterator[tuple[str, tuple[Property, ...]]]:
    lines = (Path(__file__).parents[1] / "data" / "hashes.txt").read_text().splitlines()
    for line in lines:
        if not line.startswith("#"):
            expected, *properties = line.split()
            yield expected, tuple(map(parse_property, properties))


@pytest.mark.parametrize(("expected", "properties"), list(read_vectors()))
def test_vectors(expected: str, properties: tuple[Property, ...]) -> None:
    assert variant_hash(properties) == expected


def test_hashes_collide_by_construction() -> None:
    one = [("a", "b", "cx"), ("d", "e", "f")]
    other = [("a", "b", "c"), ("xd", "e", "f")]
    assert variant_hash(one) == variant_hash(other) == "98a0872e"


@given(variants(), st.randoms())
def test_a_hash_does_not_depend_on_the_order(variant: Variant, random: Random) -> None:
    expected = variant_hash(variant)
    assert is_hash(expected)
    assert variant_hash(random.sample(variant, len(variant))) == expected


@pytest.mark.parametrize(
    "text",
    ["", "36266d4", "36266d4d0", "36266D4D", "36266d4g", "36266d4d\n", "٣6266d4d"],
)
def test_what_is_no_hash(text: str) -> None:
    assert not is_hash(text)
