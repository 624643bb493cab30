"""For which project a sibling in a lock file was taken."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pip._vendor.packaging.utils import NormalizedName

from pip._internal.variants.pylock.portable import bring_together
from pip._internal.variants.pylock.sibling_names import LockedSiblings, with_projects

SHIP, SIBLING = NormalizedName("ship"), NormalizedName("ship-cuda12x")
PACKAGES = [{"name": "Ship.CUDA12x", "tool": {"other": 1}}, {"name": "crew"}]


def named(siblings: LockedSiblings, name: str, *texts: str) -> list[str]:
    dist: Any = SimpleNamespace(canonical_name=NormalizedName(name))
    return siblings.dependencies(dist, list(texts))


def test_dependencies_name_the_sibling_that_is_taken() -> None:
    stated = with_projects(PACKAGES, {SIBLING: SHIP}.get)
    assert stated[1] is PACKAGES[1]
    siblings = LockedSiblings()
    needs = ["Ship[oars] >= 1; python_version > '3'", "sail"]
    assert named(siblings, "crew", *needs) == needs
    for name, package in zip((SIBLING, "crew"), stated, strict=True):
        taken: Any = SimpleNamespace(name=name, tool=package.get("tool"))
        siblings.learn(taken)
    renamed = ['ship-cuda12x[oars]>=1; python_version > "3"', "sail"]
    assert named(siblings, "crew", *needs) == renamed
    known = [siblings.project_of(name) for name in (SIBLING, SHIP)]
    assert known == [SHIP, None]
    # A sibling may need the project itself.
    assert named(siblings, SIBLING, *needs) == needs


@pytest.mark.parametrize("project", ["no name", 5, ["ship"], ""])
def test_a_wrong_statement_is_refused(project: object) -> None:
    tool = {"variantlib": {"sibling-of": project}}
    with pytest.raises(ValueError, match="sibling-of is no name: "):
        bring_together({"packages": [{"name": SIBLING, "tool": tool}]})
