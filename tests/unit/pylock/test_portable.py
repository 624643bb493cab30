"""Where a lock file has its variant wheels."""

from __future__ import annotations

from typing import Any

import pytest
from pip._vendor.packaging.pylock import Pylock

from pip._internal.variants.pylock.portable import bring_together, set_apart, tool_of
from tests.unit.pylock.test_package import PLAIN, V3, entry, label


def lock(*packages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "lock-version": "1.0",
        "created-by": "pip",
        "packages": list(packages),
        **more,
    }


BOTH = {"name": "pkg", "wheels": [entry(PLAIN), entry(label("v3"))]}
ONLY = {"name": "only", "marker": "'a' in dependency_groups", "wheels": [entry(V3)]}
SOURCE = {"name": "src", "sdist": {"name": "src-1.0.tar.gz"}, "wheels": [entry(V3)]}
REST = {
    "name": "rest",
    "wheels": [entry("rest-1.0-py3-none-any.whl")],
    "tool": {"other": {"key": 1}},
}


def test_packaging_reads_the_plain_part() -> None:
    document = lock(BOTH, ONLY, REST, tool={"variantlib": {"format": 1}})
    apart = set_apart(document)
    assert [package.name for package in Pylock.from_dict(apart).packages] == [
        "pkg",
        "rest",
    ]
    wheels = tool_of(apart["packages"][0])["wheels"]
    assert wheels == [entry(label("v3"))]
    assert tool_of(apart) == {"format": 1, "packages": [ONLY]}


@pytest.mark.parametrize("package", [BOTH, ONLY, SOURCE, REST])
def test_there_and_back_again(package: dict[str, Any]) -> None:
    together = bring_together(set_apart(lock(package)))
    (found,) = together["packages"]
    assert {k: v for k, v in found.items() if k != "tool"} == {
        k: v for k, v in package.items() if k != "tool"
    }


def test_a_source_distribution_is_the_plain_part() -> None:
    (package,) = set_apart(lock(SOURCE))["packages"]
    assert set(package) == {"name", "sdist", "tool"}


@pytest.mark.parametrize(
    "document",
    [
        {"packages": "none"},
        lock({"name": "pkg", "wheels": 5, "tool": {"variantlib": {"wheels": []}}}),
        lock({"name": "pkg", "tool": 5}),
    ],
)
def test_mistakes_of_others_are_left_to_packaging(document: dict[str, Any]) -> None:
    assert bring_together(document) == document


@pytest.mark.parametrize(
    "document",
    [
        lock(tool={"variantlib": {"packages": {}}}),
        lock({"name": "pkg", "tool": {"variantlib": {"wheels": "x"}}}),
    ],
)
def test_mistakes_in_our_tables_are_errors(document: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"tool\.variantlib\.\w+ must be a list"):
        bring_together(document)
