"""What is said of a project that is taken for another one."""

from __future__ import annotations

from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.variants.catalogues.decisions import Decision, Offer

SHIP, CUDA = map(canonicalize_name, ("ship", "ship-cuda12x"))


def test_an_offer_is_taken_by_its_request() -> None:
    assert Offer(SHIP, "cu12", CUDA, "ship").request == "ship=cu12"


def test_other_ways_are_named() -> None:
    said = Decision(SHIP, CUDA, "the catalogue ship", []).hint
    assert said.startswith(
        "No release of ship-cuda12x, which the catalogue ship names "
    )
    assert said.endswith("; --variant=ship=none takes ship itself")
