"""A project beside its sibling: each overwrites the modules of the other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.variants.catalogues.overlaps import has_overlap

PROJECTS = {canonicalize_name(f"ship-{n}"): canonicalize_name("ship") for n in "ab"}


def reqs(**needs: str) -> Any:
    def dist(text: str) -> Any:
        found = [Requirement(each) for each in text.split()]
        return SimpleNamespace(iter_dependencies=lambda: found)

    return {
        name.replace("_", "-"): SimpleNamespace(get_dist=lambda text=text: dist(text))
        for name, text in needs.items()
    }


@pytest.mark.parametrize(
    ("decided", "overlaps"),
    [
        (reqs(Ship="", crew="ship"), False),
        (reqs(Ship="", ship_a=""), True),
        (reqs(ship_a="sail", ship_b=""), True),
        # Whoever made them has seen to it.
        (reqs(Ship="", ship_a="sail ship>=1"), False),
        (reqs(Ship="", ship_a="Ship", crew="", ship_b="ship_a"), False),
    ],
)
def test_which_projects_overlap(decided: Any, overlaps: bool) -> None:
    assert has_overlap(decided, PROJECTS.get) is overlaps
