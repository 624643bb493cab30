"""The sibling that is better on a machine, of those in a lock file."""

from __future__ import annotations

from pip._vendor.variantlib.models import VariantMetadata

from pip._internal.variants.pylock.sibling_order import Taken, places_of
from tests.unit.scene import document, machine, properties


def sibling(label: str, *texts: str, catalogue: str = "ship", of: str = "") -> Taken:
    stated = properties(*texts, f"catalogue :: {catalogue} :: {label}")
    made = document({label: stated}, "hw", "catalogue")
    return Taken(VariantMetadata(stated, "a lock", made), of)


V3, V2, BASE = (
    sibling("new", "hw :: level :: v3"),
    sibling("old", "hw :: level :: v2"),
    sibling("base"),
)


def test_the_machine_decides() -> None:
    taken = [[], [BASE], [V2], [V3]]
    for levels, places in {
        "v3 v2": [[4], [2], [1], [0]],
        "v2 v3": [[4], [2], [0], [1]],
        "v2": [[4], [1], [0], [4]],
    }.items():
        here = machine({"hw": {"level": levels.split()}})
        assert places_of(taken, here) == places


def test_the_order_of_the_file_decides_between_equals() -> None:
    other = sibling("other", "hw :: level :: v2")
    here = machine({"hw": {"level": ["v2"]}})
    assert places_of([[V2], [other]], here) == [[0], [1]]
    assert places_of([[other], [V2]], here) == [[0], [1]]


def test_each_catalogue_counts_for_itself() -> None:
    boat = sibling("fast", "hw :: level :: v3", catalogue="boat")
    here = machine({"hw": {"level": ["v3", "v2"]}})
    assert places_of([[V2, boat], [V3]], here) == [[0, 1], [2, 0]]


def test_each_project_with_siblings_counts_for_itself() -> None:
    mast, sail = (sibling("new", "hw :: level :: v3", of=of) for of in ("mast", "sail"))
    here = machine({"hw": {"level": ["v3"]}})
    assert places_of([[sail], [mast, sail], []], here) == [[3, 0], [0, 0], [3, 3]]


def test_other_variants_have_no_place() -> None:
    plain = Taken(VariantMetadata(properties("hw :: level :: v3"), "a lock"))
    assert places_of([[plain], []], machine({})) == [[], []]
