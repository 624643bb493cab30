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
        lock(tool={"variantlib": {"packages": [5]}}),
        lock({"name": "pkg", "tool": {"variantlib": {"wheels": "x"}}}),
    ],
)
def test_mistakes_in_our_tables_are_errors(document: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="in our tool table must be a list"):
        bring_together(document)


def labelled(labels: object, name: object = "lab-1.0+cu12-py3-none-any.whl") -> Any:
    wheels = [{"name": name}, {"name": "lab-1.0-cp39-none-any.whl"}]
    tool = {"variantlib": {"labels": labels}}
    return {"packages": [{"name": "lab", "wheels": wheels, "tool": tool}]}


def test_wheels_of_a_catalogue_get_their_labels() -> None:
    together = bring_together(labelled({"lab-1.0+cu12-py3-none-any.whl": "cu12"}))
    names = [wheel["name"] for wheel in together["packages"][0]["wheels"]]
    assert names == [
        "lab-1.0+cu12-py3-none-any-cu12.whl",
        "lab-1.0-cp39-none-any.whl",
    ]
    # packaging complains of that.
    odd = labelled({"x": "cu12"}, name=["x"])
    assert bring_together(odd)["packages"][0]["wheels"][0]["name"] == ["x"]


@pytest.mark.parametrize("labels", [["cu12"], {"a": 1}, {"lab.whl": "cu12"}])
def test_labels_that_make_no_sense_are_refused(labels: object) -> None:
    with pytest.raises(ValueError, match=r"labels must be|not the name of a plain"):
        bring_together(labelled(labels, name="lab.whl"))
