"""Which project stands for another one, and how requirements name it."""

from __future__ import annotations

import pytest
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

from tests.variantlib.catalogues.test_catalogue import catalogue
from tests.variantlib.scene import machine
from variantlib.catalogues.reading import read_catalogue
from variantlib.catalogues.siblings import dependencies_of, fitting, renamed

TEXT = """\
format = 1
name = "ship"
projects = ["ship", "crew"]
[[variants]]
label = "fast"
sibling = "Ship.Fast"
projects = "ship"
versions = ">=2"
properties = "hw :: level :: v3"
[[variants]]
label = "fast"
sibling = "ship-fast"
projects = "ship"
versions = "<2"
properties = "hw :: level :: v2"
[[variants]]
label = "any"
sibling = "ship-any"
projects = "ship"
[[variants]]
label = "any"
projects = "crew"
files = "*"
"""
SHIP, FAST = canonicalize_name("ship"), canonicalize_name("ship-fast")


def test_a_sibling_has_the_files_and_speaks_for_its_own_releases() -> None:
    read = catalogue(TEXT)
    assert read.siblings == {FAST: SHIP, "ship-any": SHIP}
    assert read.projects == {"ship", "crew", "ship-fast", "ship-any"}
    assert [read.has_files_of(each) for each in (SHIP, FAST)] == [False, True]

    def level(version: str) -> object:
        name = f"ship_fast-{version}-py3-none-any.whl"
        stated = read.state_by_name(FAST, name, Version(version))
        return stated and stated.facts.properties["hw"]["level"]

    assert (level("2.1"), level("1.0")) == (["v3"], ["v2"])
    assert read.state_by_name(FAST, "ship_fast-2.tar.gz", Version("2")) is None


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (["v3", "v2"], [">=2", "<2", ""]),
        (["v2"], ["<2", ""]),
        ([], [""]),
    ],
)
def test_those_that_fit_are_tried_best_first(
    levels: list[str], expected: list[str]
) -> None:
    here = machine({"hw": {"level": levels}} if levels else {})
    found = fitting(catalogue(TEXT).siblings_of(SHIP), here.rank)
    assert [str(sibling.versions) for sibling in found] == expected


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("ship", "ship-fast"),
        (" Ship [oars] >=2,<3 ; extra == 'x'", 'ship-fast[oars]<3,>=2; extra == "x"'),
        ("(ship)", "(ship)"),
        ("ship-fast>=1", "ship-fast>=1"),
        ("ship @ https://example.org/ship.whl", None),
        ("ship >= ", None),
        ("ship; " + "(" * 5000, None),
        ("other", None),
    ],
)
def test_a_requirement_names_what_is_taken(
    requirement: str, expected: str | None
) -> None:
    def stand_in(project: NormalizedName) -> NormalizedName:
        return FAST if project == SHIP else project

    assert renamed(requirement, stand_in) == (expected or requirement)


@pytest.mark.parametrize(
    ("project", "cuda", "expected"),
    [
        ("cupy", ["13.2", "13.0", "12.9", "12.0"], ["cupy-cuda13x", "cupy-cuda12x"]),
        ("cupy", ["12.0", "11.8", "11.2"], ["cupy-cuda12x", "cupy-cuda11x"]),
        ("cupy", [], []),
        ("onnxruntime", ["13.0", "12.0", "11.0"], [">=1.27", "<1.27,>=1.19", "<1.19"]),
        ("onnxruntime", ["12.0", "11.0"], ["<1.27,>=1.19", "<1.19"]),
    ],
)
def test_the_catalogues_that_come_along(
    project: str, cuda: list[str], expected: list[str]
) -> None:
    facts = {"nvidia": {"cuda_version_lower_bound": cuda}} if cuda else {}
    siblings = read_catalogue(project).siblings_of(canonicalize_name(project))
    found = fitting(siblings, machine(facts).rank)
    assert expected == [
        str(each.versions) if project == "onnxruntime" else each.project
        for each in found
    ]


def test_a_sibling_needs_its_own_project_and_siblings_of_others() -> None:
    boat, hull = map(canonicalize_name, ("boat", "boat-hull"))
    siblings = {FAST: SHIP, hull: boat}
    taken = {SHIP: FAST, boat: hull}

    def names(project: NormalizedName, *texts: str) -> list[str]:
        return dependencies_of(
            project, [*texts], siblings.get, lambda name: taken.get(name, name)
        )

    assert names(FAST, "ship>1", "boat") == ["ship>1", "boat-hull"]
    assert names(SHIP, "ship[x]", "boat") == ["ship[x]", "boat-hull"]
    assert names(canonicalize_name("crew"), "ship") == ["ship-fast"]
