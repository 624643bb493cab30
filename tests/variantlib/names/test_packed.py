"""Properties in few objects: the same as in the JSON form."""

import gc

import pytest

from variantlib.names.packed import Features, PackedVariants, pack, unpack

LEVELS = {"x86_64": {"level": ["v3", "v4"]}, "gpu": {"cuda": ["13"], "arch": ["90"]}}


def test_what_is_packed_is_unpacked() -> None:
    packed = pack(LEVELS, Features())
    assert packed == (
        ("x86_64", "level", "v3", "v4"),
        ("gpu", "cuda", "13"),
        ("gpu", "arch", "90"),
    )
    assert unpack(packed) == LEVELS
    assert list(unpack(packed)) == list(LEVELS)
    assert pack({}, Features()) == ()


@pytest.mark.parametrize(
    "properties",
    [
        None,
        "gpu",
        ["gpu"],
        {"gpu": {}},
        {"gpu": None},
        {"gpu": "cuda"},
        {"gpu": ["cuda"]},
        {"gpu": {"cuda": "13"}},
        {"gpu": {"cuda": []}},
        {"gpu": {"cuda": {"13": "13"}}},
        {"gpu": {"cuda": [13.0]}},
        {"gpu": {"cuda": ["13", None]}},
        {"gpu": {"cuda": [["13"]]}},
    ],
)
def test_other_forms_stay_as_they_are(properties: object) -> None:
    assert pack(properties, Features()) is properties
    assert unpack(properties) is properties  # type: ignore[arg-type]


def test_variants_share_features() -> None:
    features = Features()
    one, other = pack(LEVELS, features), pack({"gpu": {"cuda": ["13"]}}, features)
    assert other[0] is one[1]  # type: ignore[index]
    assert len(features) == 3


def test_the_collector_does_not_walk_over_them() -> None:
    packed = pack(LEVELS, Features())
    # It lets go of the features first, then of the tuple of these.
    gc.collect()
    gc.collect()
    assert not gc.is_tracked(packed)


def test_those_of_a_namespace_are_found() -> None:
    features = Features()
    odd = {"gpu": {"cuda": "13"}}
    stated = {
        "levels": pack(LEVELS, features),
        "plain": pack({"blas": {"library": ["mkl"]}}, features),
        "odd": pack(odd, features),
    }
    variants = PackedVariants(stated, features)
    assert list(variants.with_namespace("gpu")) == [LEVELS, odd]
    assert list(variants.with_namespace("cpu")) == [odd]
    assert variants.stated("odd") is odd
    assert variants.stated("other") is None
    assert "plain" in variants
    assert len(variants) == 3
    assert dict(variants)["levels"] == LEVELS
