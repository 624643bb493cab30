"""Which variants of several projects are of one label."""

from __future__ import annotations

from pathlib import Path

from pip._vendor.packaging.utils import NormalizedName
from pip._vendor.variantlib.catalogues.reading import by_project, read_catalogue

from pip._internal.variants.commands.same_label import go_together, of_same_label

SHIP, CREW, BOAT = map(NormalizedName, ("ship", "crew", "boat"))
BOAT_NEW = NormalizedName("boat-new")

FLEET = """
format = 1
name = "fleet"
projects = ["ship", "crew", "boat"]
[[variants]]
label = "new"
projects = ["ship", "crew"]
local = "new"
[[variants]]
label = "new"
projects = ["boat"]
sibling = "boat-new"
[[variants]]
label = "old"
projects = ["ship"]
local = "old"
"""


def test_a_label_is_that_of_all_projects_that_have_it(tmp_path: Path) -> None:
    path = tmp_path / "fleet.toml"
    path.write_text(FLEET)
    catalogues = by_project([read_catalogue(str(path))])
    found = of_same_label(catalogues, SHIP, "new")
    assert found == dict.fromkeys([SHIP, CREW, BOAT, BOAT_NEW], "new")
    assert of_same_label(catalogues, SHIP, "old") == {SHIP: "old"}
    assert of_same_label(catalogues, CREW, "old") == {}
    assert of_same_label(catalogues, NormalizedName("sail"), "new") == {}
    assert go_together(catalogues, found)
    assert go_together(catalogues, {SHIP: "none", CREW: "new"})
    assert go_together(catalogues, {SHIP: "0a1b2c3d", CREW: "new"})
    assert not go_together(catalogues, {SHIP: "old", CREW: "new"})
