"""The part of one machine of a lock file for several."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pip._vendor.variantlib.documents.lock_choices import LockChoice, choice_table

from pip._internal.variants.pylock.parts import (
    MAX_COMPARED,
    choices_here,
    choices_of,
    plain_choices,
    read_choices,
    restrict,
)
from tests.unit.pylock.test_package import PLAIN, SDIST, entry, label

GOOD = LockChoice("gpu", {"pkg": ("v3",)})
BASE = LockChoice("default", {"pkg": ("none",)})


def lock(*packages: dict[str, Any]) -> dict[str, Any]:
    return {
        "dependency-groups": ["default", "gpu"],
        "default-groups": ["default"],
        "packages": [
            {
                "name": "pkg",
                "wheels": [entry(PLAIN), entry(label("v3")), entry(label("v2"))],
                "sdist": entry(SDIST),
            },
            *packages,
        ],
    }


def names(document: dict[str, Any]) -> list[str]:
    return [package["name"] for package in document["packages"]]


def test_packages_of_other_groups_are_left_out() -> None:
    one = {"name": "one", "marker": "'gpu' in dependency_groups", "wheels": []}
    two = {"name": "two", "marker": "'default' in dependency_groups", "wheels": []}
    both = {**two, "marker": f"{one['marker']} or {two['marker']}", "name": "both"}
    document = lock(one, two, both)
    assert names(restrict(document, GOOD)) == ["pkg", "one", "both"]
    assert names(restrict(document, BASE)) == ["pkg", "two", "both"]
    restricted = restrict(document, BASE)
    assert set(restricted) == {"packages"}
    assert all("marker" not in package for package in restricted["packages"])


def test_a_group_is_named_by_hand() -> None:
    """Or a machine, where all are in one group."""
    machines = {"GPU 01.toml and 2 others": {}, "other.toml": {}}
    alone = LockChoice(None, {"pkg": ("v3",)}, machines)
    plain = LockChoice(None, {"pkg": ("none",)}, {"cpu.toml": {}})
    assert choices_of([BASE, GOOD], ()) == [BASE, GOOD]
    assert choices_of([BASE, GOOD], ["GPU"]) == [GOOD]
    assert choices_of([plain, alone], ["gpu-01"]) == [alone]
    # The name of a group is none of another machine.
    assert choices_of([BASE, plain, GOOD], ["gpu"]) == [GOOD]
    text = "no group a\\x1b for this platform and Python; it has cpu, gpu-01, other"
    with pytest.raises(ValueError, match=re.escape(text)):
        choices_of([plain, alone], ["a\x1b"])
    with pytest.raises(ValueError, match="--group names 2 groups of it, cpu, other;"):
        choices_of([plain, alone], ["cpu", "other"])
    with pytest.raises(ValueError, match="names no group; it has cpu, gpu-01, other"):
        choices_of([plain, alone], [""])


def test_names_of_machines_are_told_apart() -> None:
    """A dot in a name begins no suffix."""
    old = LockChoice(None, {"pkg": ("v2",)}, {"cuda12.4": {}, "a/m.toml": {}})
    new = LockChoice(
        None, {"pkg": ("v3",)}, {"cuda12.8 and 1 other": {}, "b/m.json": {}}
    )
    assert choices_of([old, new], ["cuda12.4"]) == [old]
    assert choices_of([old, new], ["cuda12.8"]) == [new]
    assert choices_of([old, new], ["b/m.json"]) == [new]
    with pytest.raises(ValueError, match="no group cuda12 for this platform"):
        choices_of([old, new], ["cuda12"])
    text = "m fits several machines, a/m.toml, b/m.json; name one in full"
    with pytest.raises(ValueError, match=text):
        choices_of([old, new], ["m"])
    # The group has the name of one of them; and one is called as the group of all.
    grouped = [old._replace(group="default"), new._replace(group="m")]
    with pytest.raises(ValueError, match=text):
        choices_of(grouped, ["m"])
    assert choices_of(grouped, ["a/m.toml"]) == grouped[:1]
    own = LockChoice("default-2", {}, {"default.toml": {}})
    with pytest.raises(ValueError, match="is a group of it that default"):
        choices_of([*grouped, own], ["default"])
    assert choices_of([*grouped, own], ["default.toml"]) == [own]


def test_files_of_other_choices_are_left_out() -> None:
    (good,) = restrict(lock(), GOOD)["packages"]
    assert [wheel["name"] for wheel in good["wheels"]] == [label("v3")]
    assert "sdist" not in good
    (base,) = restrict(lock(), BASE)["packages"]
    assert [wheel["name"] for wheel in base["wheels"]] == [PLAIN]
    assert "sdist" in base
    whole = restrict(lock(), LockChoice("gpu", {}))["packages"][0]
    assert len(whole["wheels"]) == 3


def test_a_package_without_wheels_may_have_a_source() -> None:
    document = lock()
    document["packages"][0]["wheels"] = [entry(label("v3"))]
    (package,) = restrict(document, BASE)["packages"]
    assert set(package) == {"name", "sdist"}


def test_the_plain_choices() -> None:
    both = LockChoice("all", {"pkg": ("v3", "none")})
    assert [c.variants for c in plain_choices([GOOD, both])] == [{"pkg": ("none",)}]
    assert plain_choices([GOOD, BASE]) == [BASE]
    with pytest.raises(ValueError, match="no choice without variants"):
        plain_choices([GOOD])
    with pytest.raises(ValueError, match="the group gpu has no plain wheels"):
        plain_choices([GOOD], ["gpu"])


def test_choices_are_read() -> None:
    stated = {"tool": {"variantlib": {"choices": [choice_table(GOOD)]}}}
    assert read_choices({**stated, "dependency-groups": ["GPU"]}) == [GOOD]
    for groups in ({}, {"dependency-groups": ["cpu"]}):
        with pytest.raises(
            ValueError, match="the group 'gpu', which is not in its dep"
        ):
            read_choices({**stated, **groups})
    assert read_choices({}) == []
    with pytest.raises(ValueError, match="choices must be a list"):
        read_choices({"tool": {"variantlib": {"choices": 1}}})


def test_choices_of_other_platforms_are_left_out() -> None:
    here = GOOD._replace(marker="sys_platform != 'nothing'")
    there = GOOD._replace(marker="sys_platform == 'nothing'")
    assert choices_here([there, BASE, here]) == [BASE, here]
    with pytest.raises(ValueError, match="machines of other platforms"):
        choices_here([there])


def test_a_choice_of_nothing_is_an_error() -> None:
    alone = {"packages": [{"name": "pkg", "wheels": [entry(PLAIN)]}]}
    for document, has in ((lock(), "none, v3, v2"), (alone, "no variants")):
        with pytest.raises(ValueError, match=f"names v9 of pkg, which has {has}$"):
            restrict(document, LockChoice("gpu", {"pkg": ("v9",)}))


@pytest.mark.parametrize(
    "marker", ["'gpu' in", 5, "\x1b[31m", f"{'(' * 3000}os_name == 'a'{')' * 3000}"]
)
def test_a_malformed_marker_is_an_error(marker: object) -> None:
    for read in (
        lambda: restrict(lock({"name": "one", "marker": marker}), GOOD),
        lambda: choices_here([GOOD._replace(marker=marker)]),  # type: ignore[arg-type]
    ):
        with pytest.raises(ValueError, match="is no marker for it") as caught:
            read()
        assert str(caught.value).isprintable()


def test_a_choice_for_a_group_is_none_for_a_platform() -> None:
    with pytest.raises(ValueError, match="is no marker for it"):
        choices_here([GOOD._replace(marker="'gpu' in dependency_groups")])


def test_too_many_choices_and_other_formats_are_refused() -> None:
    stated: dict[str, Any] = {"choices": [choice_table(GOOD)] * 2}
    document: dict[str, Any] = {"dependency-groups": ["gpu"]}
    document["packages"] = [{}] * (MAX_COMPARED // 2)
    document["tool"] = {"variantlib": stated}
    assert len(read_choices(document)) == 2
    document["packages"].append({})
    with pytest.raises(ValueError, match="2 choices among 125001 packages"):
        read_choices(document)
    with pytest.raises(ValueError, match="its format is 2, and this pip knows 1"):
        read_choices({"packages": [], "tool": {"variantlib": {**stated, "format": 2}}})
