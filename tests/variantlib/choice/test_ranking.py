"""The order of a release: by form, source, rank, label, and then by pip's order."""

from __future__ import annotations

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.variantlib.scene import Offer, document, facts, label_offer, machine, offer
from variantlib.choice.ranking import rank_offers
from variantlib.models import MetadataUnavailable, VariantMetadata

MACHINE = machine({"hw": {"level": ["v3", "v2"], "gpu": ["yes"]}})
LEVEL2, LEVEL3, LEVEL4 = ({"hw": {"level": [f"v{n}"]}} for n in (2, 3, 4))


def ranked(
    *offers: tuple[Offer, VariantMetadata | MetadataUnavailable],
) -> tuple[list[str], list[str]]:
    """The names of what fits, the best first, and of what does not."""
    ranking = rank_offers(
        [on_offer for on_offer, _ in offers],
        [stated for _, stated in offers],
        MACHINE.rank,
    )
    return (
        [found.offer.filename for found in ranking.best_first()],
        [found.filename for found, _ in ranking.unfit],
    )


def names(
    *offers: tuple[Offer, VariantMetadata | MetadataUnavailable],
) -> list[str]:
    return [on_offer.filename for on_offer, _ in offers]


def labels(
    **variants: dict[str, dict[str, list[str]]],
) -> list[tuple[Offer, VariantMetadata | MetadataUnavailable]]:
    """Label wheels that one source describes."""
    stated = document(variants, "hw")
    return [
        (label_offer(label), VariantMetadata(properties, "somebody", stated))
        for label, properties in variants.items()
    ]


def test_the_best_comes_first() -> None:
    kinds = [
        ("hw :: level :: v2",),
        ("hw :: level :: v3",),
        ("hw :: level :: v4",),
        ("hw :: gpu :: yes",),
        ("hw :: gpu :: yes", "hw :: level :: v2"),
    ]
    offers = [(offer(*kind), facts(*kind)) for kind in kinds]
    found = names(*offers)
    assert ranked(*offers) == ([found[4], found[1], found[0], found[3]], [found[2]])


@pytest.mark.parametrize("tags", [("cp311-cp311-x", "py3-none-any", "cp310-abi3-x")])
def test_of_equals_pips_order_holds(tags: tuple[str, ...]) -> None:
    kind = "hw :: level :: v3"
    hashed = [(offer(kind, tag=tag), facts(kind)) for tag in tags]
    assert ranked(*hashed)[0] == names(*hashed)
    stated = VariantMetadata(LEVEL3, "somebody", document({"x": LEVEL3}))
    labelled = [(label_offer("x", tag=tag), stated) for tag in tags]
    assert ranked(*labelled)[0] == names(*labelled)


def test_labels_come_before_hashes_whatever_their_ranks() -> None:
    best = offer("hw :: gpu :: yes", "hw :: level :: v3")
    hashed = (best, facts("hw :: gpu :: yes", "hw :: level :: v3"))
    null, poor = labels(null={}, poor=LEVEL2)
    assert ranked(hashed, null, poor)[0] == names(poor, null, hashed)


def test_null_is_the_last_label() -> None:
    null, other, best = labels(null={}, zzz=LEVEL2, best=LEVEL3)
    assert ranked(null, other, best)[0] == names(best, other, null)


def test_labels_of_equal_properties_are_told_by_their_names() -> None:
    second, unfit, first = labels(b_=LEVEL3, _=LEVEL4, b=LEVEL3)
    assert ranked(second, unfit, first) == (names(first, second), names(unfit))
    # By characters: digits, then the underscore, then letters.
    found = labels(a=LEVEL3, _a=LEVEL3, **{"1": LEVEL3, ".": LEVEL3})
    assert ranked(*found)[0] == names(found[3], found[2], found[1], found[0])


def test_the_label_decides_before_tags() -> None:
    stated = document({"a": LEVEL3, "b": LEVEL3})
    known = VariantMetadata(LEVEL3, "somebody", stated)
    best_tag = (label_offer("b", tag="cp311-cp311-x"), known)
    first_label = (label_offer("a"), known)
    assert ranked(best_tag, first_label)[0] == names(first_label, best_tag)


def test_sources_are_kept_apart_in_pips_order() -> None:
    # A rank of one source says nothing about one of another.
    one = labels(poor=LEVEL2, null={})
    other = labels(good=LEVEL3, a=LEVEL2)
    assert ranked(one[0], other[0], one[1], other[1])[0] == names(*one, *other)
    assert ranked(other[0], one[0], one[1], other[1])[0] == names(*other, *one)


def test_a_source_of_which_nothing_fits_comes_before_nothing() -> None:
    (unfit,) = labels(a=LEVEL4)
    (fits,) = labels(b=LEVEL3)
    assert ranked(unfit, fits) == (names(fits), names(unfit))


def test_what_is_not_known_does_not_fit() -> None:
    known, unknown = offer("hw :: level :: v3"), offer("hw :: level :: v2")
    fit, unfit = ranked(
        (unknown, MetadataUnavailable("404")), (known, facts("hw :: level :: v3"))
    )
    assert (fit, unfit) == ([known.filename], [unknown.filename])


def test_nothing_on_offer() -> None:
    ranking = rank_offers([], [], MACHINE.rank)
    assert list(ranking.best_first()) == []


NONSENSE = [
    None,
    5,
    "text",
    [],
    {"hw": {"level": "v3"}},
    {"hw": {"level": []}},
    {"hw": {"level": [None]}},
    {"hw": {"a b": [""]}},
]


@pytest.mark.parametrize("stated", [*NONSENSE, {}, {"hw": {}}])
def test_nonsense_about_a_hash_has_no_rank(stated: object) -> None:
    nonsense = VariantMetadata(stated, "somebody")  # type: ignore[arg-type]
    assert ranked((offer("hw :: level :: v3"), nonsense))[0] == []


@pytest.mark.parametrize("stated", NONSENSE)
def test_nonsense_about_a_label_has_no_rank(stated: object) -> None:
    known = document({"x": LEVEL3})
    nonsense = VariantMetadata(stated, "somebody", known)  # type: ignore[arg-type]
    assert ranked((label_offer("x"), nonsense))[0] == []


def test_what_fits_is_a_sequence() -> None:
    kinds = [facts(f"hw :: level :: v{level}") for level in (2, 3)]
    offers = [offer("hw :: level :: v2"), offer("hw :: level :: v3")]
    fitting = rank_offers(offers, kinds, MACHINE.rank).fitting
    assert len(fitting) == 2
    assert fitting[0].offer in offers
    assert [found.offer for found in fitting[:1]] == [fitting[0].offer]


def test_where_nothing_fits_no_release_has_a_variant() -> None:
    ranking = rank_offers([offer("x :: y :: z")], [facts("x :: y :: z")], MACHINE.rank)
    assert not ranking.is_of(canonicalize_name("pkg"), Version("1.0"))


@pytest.mark.parametrize(
    ("variants", "expected"),
    [
        ({"null": {}, "four": LEVEL4}, True),
        ({"null": {}}, True),
        ({"null": {}, "two": LEVEL2}, False),
        ({"four": LEVEL4}, False),
    ],
)
def test_nothing_fits_but_what_needs_nothing(
    variants: dict[str, dict[str, dict[str, list[str]]]], expected: bool
) -> None:
    offers, stated = zip(*labels(**variants), strict=True)
    assert rank_offers(offers, stated, MACHINE.rank).is_null_only is expected
