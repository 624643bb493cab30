"""Which variants of a catalogue installed distributions are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from pip._vendor.variantlib.catalogues.parsing import parse_catalogue
from pip._vendor.variantlib.catalogues.reading import by_project

from pip._internal.variants.catalogues.recognition import recognize

FLEET = b"""
format = 1
name = "fleet"
projects = ["ship", "crew"]

[[variants]]
label = "new"
local = "new"
"""


def test_a_version_that_is_none_tells_nothing() -> None:
    known = by_project([parse_catalogue(FLEET, "fleet.toml")])
    versions = {"crew": "of yesterday", "ship": "1.0+new", "other": "1.0+new"}
    dists: list[Any] = [
        SimpleNamespace(canonical_name=name, version=version)
        for name, version in versions.items()
    ]
    found = recognize(dists, known)
    assert {name: stated.name.text for name, stated in found.items()} == {"ship": "new"}
