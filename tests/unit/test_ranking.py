"""The order of a release, by rank and then by pip's order."""

from __future__ import annotations

import pytest

from pip._internal.variants.model import Facts, Offer, Unreadable
from pip._internal.variants.ranking import computed_hash, rank_offers
from tests.builders import hash_of
from tests.unit.scene import facts, machine, offer

MACHINE = machine({"hw": {"level": ["v3", "v2"], "gpu": ["yes"]}})


def ranked(*offers: tuple[Offer, Facts | Unreadable]) -> tuple[list[str], list[str]]:
    """The names of what fits, the best first, and of what does not."""
    ranking = rank_offers(
        [on_offer for on_offer, _ in offers],
        [stated for _, stated in offers],
        MACHINE.preferences,
    )
    return (
        [found.offer.link.filename for found in ranking.best_first()],
        [found.link.filename for found, _ in ranking.unfit],
    )


def test_the_best_comes_first() -> None:
    kinds = [
        ("hw :: level :: v2",),
        ("hw :: level :: v3",),
        ("hw :: level :: v4",),
        ("hw :: gpu :: yes",),
        ("hw :: gpu :: yes", "hw :: level :: v2"),
    ]
    offers = [(offer(*kind), facts(*kind)) for kind in kinds]
    names = [found.link.filename for found, _ in offers]
    assert ranked(*offers) == ([names[4], names[1], names[0], names[3]], [names[2]])


def test_of_equals_pips_order_holds() -> None:
    kind = "hw :: level :: v3"
    offers = [
        (offer(kind, tag=tag), facts(kind))
        for tag in ("cp311-cp311-x", "py3-none-any", "cp310-abi3-x")
    ]
    assert ranked(*offers)[0] == [found.link.filename for found, _ in offers]


def test_what_is_not_known_does_not_fit() -> None:
    known, unknown = offer("hw :: level :: v3"), offer("hw :: level :: v2")
    fit, unfit = ranked(
        (unknown, Unreadable("404")), (known, facts("hw :: level :: v3"))
    )
    assert (fit, unfit) == ([known.link.filename], [unknown.link.filename])


def test_nothing_on_offer() -> None:
    ranking = rank_offers([], [], MACHINE.preferences)
    assert list(ranking.best_first()) == []


@pytest.mark.parametrize(
    "stated",
    [
        None,
        5,
        "text",
        [],
        {},
        {"hw": {}},
        {"hw": {"level": "v3"}},
        {"hw": {"a b": [""]}},
    ],
)
def test_nonsense_has_no_hash_and_no_rank(stated: object) -> None:
    nonsense = Facts(stated, "somebody")  # type: ignore[arg-type]
    assert computed_hash(nonsense) is None
    assert ranked((offer("hw :: level :: v3"), nonsense))[0] == []


def test_the_hash_of_what_is_stated() -> None:
    texts = ("hw :: level :: v3", "hw :: gpu :: yes")
    assert computed_hash(facts(*texts)) == hash_of(texts)
