"""Which project is taken for another one, told with the reasons against the others."""

from __future__ import annotations

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.catalogues.parsing import parse_catalogue

from pip._internal.variants.catalogues.decisions import Decision
from pip._internal.variants.catalogues.siblings import UNFIT
from pip._internal.variants.commands.explain_outline import outline
from pip._internal.variants.commands.explain_text import as_text
from pip._internal.variants.commands.sibling_choice import judge_siblings
from tests.unit.scene import machine

CATALOGUE = parse_catalogue(
    b"""
format = 1
name = "fleet"
projects = ["ship"]
[[variants]]
label = "v4"
sibling = "ship-v4"
properties = "hw :: level :: v4"
[[variants]]
label = "v3"
sibling = "ship-v3"
properties = "hw :: level :: v3"
""",
    "fleet.toml",
)
SHIP, V3, V4 = map(canonicalize_name, ("ship", "ship-v3", "ship-v4"))
HERE = machine({"hw": {"level": ["v3", "v2"]}})


def decided(taken: str, reason: str | None = None) -> Decision:
    siblings = CATALOGUE.siblings_of(SHIP)
    return Decision(
        SHIP, canonicalize_name(taken), CATALOGUE.title, siblings, reason=reason
    )


def test_the_reasons_are_told() -> None:
    choices = [*judge_siblings([decided("ship-v3")], HERE, [V3])]
    lines = "\n".join(map(str, as_text(outline([], [], False, choices))))
    assert lines == (
        "ship\n"
        "  ship-v3 is taken for it, as the catalogue fleet says.\n"
        "    ship-v4 (variant v4) does not fit: it needs hw :: level :: v4; "
        "this machine\n    has v3, v2\n"
        "    ship-v3 (variant v3) fits"
    )
    assert choices[0].as_json()["siblings"][1] == {
        "project": "ship-v3",
        "label": "v3",
        "reason": None,
    }


def test_the_project_may_be_taken_itself() -> None:
    decisions = decided("ship", UNFIT), decided("ship")
    assert [str(each) for each in judge_siblings(decisions, HERE, [SHIP])] == [
        "It is taken itself: none of its siblings fits.",
        "It is taken itself, as you asked for.",
    ]


def test_what_was_not_needed_is_not_told() -> None:
    assert not [*judge_siblings([decided("ship-v3")], HERE, [V4])]
