"""The choice of a lock file for several machines that a machine gets."""

from __future__ import annotations

import time
from typing import Any

import pytest
from pip._vendor.packaging.tags import parse_tag
from pip._vendor.variantlib.documents.lock_choices import NO_PROVIDER, LockChoice
from pip._vendor.variantlib.machine.machine import Machine

from pip._internal.variants.exceptions import (
    NoLockedVariantFits,
    VariantNotFound,
    VariantOptionError,
)
from pip._internal.variants.pylock.packages import LockedPackages
from pip._internal.variants.requested import RequestedVariants
from pip._internal.variants.settings.choices import parse_choices
from tests.unit.pylock.test_package import LABELS, PLAIN, entry, label, table
from tests.unit.scene import evaluator, machine, unasked

LEVEL = ("hw", "level")


def package(name: str = "pkg", version: str = "1.0", *plain: str) -> dict[str, Any]:
    start = f"{name}-{version}-py3-none-any"
    names = [*plain, *(f"{start}-{level}.whl" for level in LABELS)]
    wheels = [{**entry(each), "name": each} for each in names]
    found = {"name": name, "version": version, "wheels": wheels}
    return {**found, "variants-json": table()}


def choose(
    *choices: LockChoice,
    packages: Any = None,
    on: str | None = "v3 v2",
    asked: str = "",
    tags: str = "py3-none-any",
    glibc: str = "2.34",
    here: Machine | None = None,
    group: str = "",
) -> LockChoice:
    """The choice of a machine that supports some levels; on None, of one unasked."""
    facts = {"hw": {"level": on.split()}} if on else {}
    here = here or (machine(facts) if on is not None else unasked())
    made = evaluator(here)
    requested = RequestedVariants(parse_choices(asked.split(";")) if asked else None)
    document = {
        "lock-version": "1.0",
        "created-by": "a test",
        "packages": packages or [package("pkg", "1.0", PLAIN)],
    }
    known = tuple(tag for each in tags.split() for tag in parse_tag(each))
    own = {(NO_PROVIDER, "glibc"): (glibc,)}
    locked = LockedPackages(requested, lambda: made, known, own)
    groups = [group] if group else []
    return locked.choose_among(document, choices, "pylock.toml", groups)


def choice(group: str, facts: str | None = None, **variants: str) -> LockChoice:
    named = {name: tuple(text.split()) for name, text in variants.items()}
    machines = {} if facts is None else {group: {LEVEL: tuple(facts.split())}}
    return LockChoice(group, named, machines)


V3, V2, BASE = (choice(name, pkg=name) for name in ("v3", "v2", "none"))


@pytest.mark.parametrize(
    ("on", "group"),
    [("v3 v2", "v3"), ("v2 v3", "v2"), ("v2", "v2"), ("v1", "none"), ("", "none")],
)
def test_the_best_that_fits(on: str, group: str) -> None:
    assert choose(BASE, V2, V3, on=on).group == group


def test_a_machine_that_was_described_gets_its_own() -> None:
    """Though another choice would look better here: it had its reasons."""
    mine = choice("mine", "v3 v2", pkg="v2")
    assert choose(BASE, V3, mine, on="v3 v2").group == "mine"
    assert choose(BASE, V3, mine, on="v3").group == "v3"
    # Keys that no locked variant has do not count.
    more = mine._replace(machines={"x": {LEVEL: ("v3", "v2"), ("net", "a"): ("1",)}})
    assert choose(BASE, V3, more, on="v3 v2").group == "mine"


def test_machines_that_differ_in_what_no_locked_variant_names() -> None:
    """Files that are in the lock of neither decided on what they got."""
    slow, fast = (
        LockChoice(name, {}, {name: {LEVEL: ("v3",), ("net", "speed"): (speed,)}})
        for name, speed in (("slow", "1"), ("fast", "9"))
    )
    for order in ((slow, fast), (fast, slow)):
        for speed, group in (("1", "slow"), ("9", "fast"), ("5", order[0].group)):
            here = machine({"hw": {"level": ["v3"]}, "net": {"speed": [speed]}})
            assert choose(*order, here=here).group == group


OLD, NEW = "py3-none-manylinux_2_17_x86_64", "py3-none-manylinux_2_28_x86_64"


def plain(name: str, version: str, group: str, tag: str) -> dict[str, Any]:
    """A package without variants that some machines get."""
    filename = f"{name}-{version}-{tag}.whl"
    wheels = [{**entry(filename), "name": filename}]
    marker = f"'{group}' in dependency_groups"
    return {"name": name, "version": version, "wheels": wheels, "marker": marker}


def test_machines_with_other_c_libraries() -> None:
    def made_for(group: str, glibc: str) -> LockChoice:
        facts = {(NO_PROVIDER, "glibc"): (glibc,), LEVEL: ("v3", "v2")}
        return LockChoice(group, {"pkg": ("v3",)}, {group: facts})

    choices = (made_for("old", "2.17"), made_for("new", "2.28"))
    packages = [
        package("pkg", "1.0", PLAIN),
        plain("num", "1.0", "old", OLD),
        plain("num", "2.0", "new", NEW),
    ]

    def group_on(tags: str, glibc: str, packages: Any, on: str = "v3 v2") -> Any:
        found = {
            choose(*order, packages=packages, on=on, tags=tags, glibc=glibc).group
            for order in (choices, choices[::-1])
        }
        (group,) = found
        return group

    few, all_tags = f"{OLD} py3-none-any", f"{NEW} {OLD} py3-none-any"
    for there in (packages, packages[1:]):
        assert group_on(all_tags, "2.17", there) == "old"
        assert group_on(all_tags, "2.28", there) == "new"
        # Nobody described these: the newest that can be installed there.
        assert group_on(all_tags, "2.34", there) == "new"
        assert group_on(all_tags, "2.34", there, "v3") == "new"
        assert group_on(few, "2.20", there) == "old"
        assert group_on(few, "2.28", there) == "old"


def test_a_newer_version_comes_before_a_better_variant() -> None:
    marker = "'{}' in dependency_groups".format
    old = {**package("pkg", "1.0"), "marker": marker("v3")}
    new = {**package("pkg", "1.1"), "marker": marker("v2")}
    assert choose(V3, V2, packages=[old, new]).group == "v2"


def test_a_release_without_variants_may_be_the_newest() -> None:
    """Another choice has an older one with some: a variant of pkg asked for that."""
    packages = [
        package("pkg", "1.0", PLAIN),
        {**package("a"), "marker": "'old' in dependency_groups"},
        plain("a", "2.0", "new", "py3-none-any"),
    ]
    old, new = choice("old", pkg="v3 v2", a="v3 v2"), choice("new", pkg="v3 v2")
    assert choose(old, new, packages=packages).group == "new"
    named = choice("new", pkg="v3 v2", a="none")
    assert choose(old, named, packages=packages).group == "new"
    # Only who gets another variant of pkg needs the older one.
    assert choose(old, choice("new", pkg="v1"), packages=packages).group == "old"


def test_builds_of_a_catalogue_are_one_release() -> None:
    """Their local versions say nothing of which is better."""
    packages = []
    for level in ("v3", "v2"):
        version = f"1.0+{level[::-1]}"
        name = f"pkg-{version}-py3-none-any.whl"
        labels = {"tool": {"variantlib": {"labels": {name: level}}}}
        marker = f"'{level}' in dependency_groups"
        found = {**package("pkg", version), "marker": marker, **labels}
        wheel = {**entry(name), "name": name.replace(".whl", f"-{level}.whl")}
        packages.append({**found, "wheels": [wheel]})
    v3, v2 = (choice(name, pkg=name) for name in ("v3", "v2"))
    assert choose(v2, v3, packages=packages).group == "v3"
    assert choose(v3, v2, packages=packages[::-1], on="v2 v3").group == "v2"


def test_siblings_are_compared_by_what_they_need() -> None:
    """Neither by name nor by version, which are those of different projects."""
    packages = []
    for name, level, version in (("a", "v2", "2.0"), ("b", "v3", "1.0")):
        own = {level: {"hw": {"level": [level]}, "catalogue": {"c": [level]}}}
        provider = {"static-properties": {"c": [level]}, "feature-order": ["c"]}
        stated = table(**own) | {"providers": {"catalogue": provider}}
        stated["default-priorities"] = {"namespace": ["hw", "catalogue"]}
        found = {**package(name, version), "variants-json": stated}
        wheels = [wheel for wheel in found["wheels"] if level in wheel["name"]]
        marker = f"'{level}' in dependency_groups"
        packages.append({**found, "wheels": wheels, "marker": marker})
    v2, v3 = choice("v2", a="v2"), choice("v3", b="v3")
    assert choose(v2, v3, packages=packages, on="v3 v2").group == "v3"
    assert choose(v3, v2, packages=packages, on="v2 v3").group == "v2"
    assert choose(v3, v2, packages=packages, on="v2").group == "v2"
    # The project itself may have no variants.
    packages.append(package("pkg"))
    v2, v3 = choice("v2", a="v2", pkg="v3"), choice("v3", b="v3", pkg="v3")
    itself = choice("itself", pkg="v3")
    assert choose(itself, v2, v3, packages=packages, on="v3 v2").group == "v3"


def test_what_only_some_get_counts_in_its_place() -> None:
    """Who gets the best of what was decided on before may need less than others."""
    marker = "'{}' in dependency_groups".format
    packages = [package("pkg"), {**package("a", "2.0"), "marker": marker("one")}]
    two, without = choice("two", pkg="v3"), choice("without", pkg="v9")
    one = choice("one", pkg="v2", a="v3")
    assert choose(one, two, packages=packages).group == "two"
    b = f"{marker('one')} or {marker('two')}"
    packages.append({**package("b"), "marker": b})
    one, two = choice("one", pkg="v3", b="v2", a="v3"), choice("two", pkg="v3", b="v3")
    for here in (one, two, without), (two, one), (without, two, one):
        assert choose(*here, packages=packages).group == "two"
    # All of them get the other package, and its older release goes with the better b.
    packages[1]["marker"] = "'two' not in dependency_groups"
    packages.append({**package("a", "1.0"), "marker": marker("two")})
    two = choice("two", pkg="v3", b="v3", a="v3")
    without = choice("without", pkg="v9", a="v3")
    assert choose(one, two, without, packages=packages).group == "two"


def test_what_was_decided_first_comes_first() -> None:
    marker = "'{}' in dependency_groups".format
    older = {**package("a", "1.0"), "marker": marker("one")}
    newer = {**package("a", "2.0"), "marker": marker("two")}
    packages = [older, newer, package("pkg")]

    def choices(*projects: str) -> list[LockChoice]:
        names = {"one": {"a": "v3", "pkg": "v3"}, "two": {"a": "v3", "pkg": "v2"}}
        return [choice(g, **{p: own[p] for p in projects}) for g, own in names.items()]

    assert choose(*choices("pkg", "a"), packages=packages).group == "one"
    two = choices("a", "pkg")
    assert choose(*two, packages=packages).group == "two"
    # A file may not say it of all, or name what nobody knows.
    assert choose(*choices("pkg"), packages=packages).group == "one"
    named = (each._replace(variants={"../x": ("v3",), **each.variants}) for each in two)
    assert choose(*named, packages=packages).group == "two"


def test_a_request_holds() -> None:
    assert choose(BASE, V3, V2, asked="pkg=v2").group == "v2"
    assert choose(BASE, V3, V2, asked="pkg=none").group == "none"
    assert choose(BASE, V3, V2, asked="pkg=v2", on="").group == "v2"


def test_a_request_for_what_is_not_locked() -> None:
    with pytest.raises(VariantNotFound) as caught:
        choose(BASE, V3, V2, asked="pkg=v9")
    assert "No wheel of pkg is the variant v9" in str(caught.value.message)


def test_requests_that_no_choice_meets() -> None:
    """Nothing of "first" fits here, but the requests are in the way."""
    packages = [package("first"), package(), package("other")]
    both = [
        choice("a", first="v3", pkg="v2", other="v2"),
        choice("b", first="v3", pkg="v3", other="v3"),
    ]
    with pytest.raises(VariantNotFound) as missing:
        choose(*both, packages=packages, asked="pkg=v2;other=v9", on="")
    assert "No wheel of other is the variant v9" in str(missing.value.message)
    with pytest.raises(VariantOptionError) as apart:
        choose(*both, packages=packages, asked="pkg=v2;other=v3", on="")
    said = "No part of pylock.toml has all variants that you request."
    assert str(apart.value.message) == said
    assert str(apart.value.context) == "other=v3, pkg=v2"
    # Else it is a project of the choice that lacks the least.
    with pytest.raises(NoLockedVariantFits) as caught:
        choose(*both[::-1], packages=packages, asked="pkg=v2;other=v2", on="")
    assert "No locked wheel of first fits" in str(caught.value.message)


def test_the_only_choice_is_taken_unasked() -> None:
    mine = choice("mine", "v3 v2", pkg="v3")
    assert choose(mine, on=None).group == "mine"
    assert choose(V3, on=None, group="v3").group == "v3"


def test_the_only_choice_was_made_for_no_machine() -> None:
    assert choose(V3).group == "v3"
    with pytest.raises(NoLockedVariantFits) as caught:
        choose(V3, on="v2")
    assert "To install v3 anyway, add --variant=pkg=v3." in str(caught.value.hint_stmt)


def test_what_fits_and_cannot_be_chosen_is_named() -> None:
    # Each of the last two fits by itself.
    packages = [package("pkg", "1.0", PLAIN), package("other")]
    both = choice("a", pkg="v2", other="v3"), choice("b", pkg="v3", other="v2")
    lacking = "fits this machine, but no choice in the lock file has"
    for choices, on, told in (
        ([choice("a", pkg="v9")], "v3 v2", "v2, v3 of pkg 1.0 fit this machine"),
        (
            [choice("a", pkg="v9")],
            "v3 v2",
            "no choice in the lock file has one of them",
        ),
        ([V3], "v2", f"v2 of pkg 1.0 {lacking} it"),
        ([V3], "v1", "None of the 3 variants of pkg 1.0 fits this machine: it needs"),
        (both, "v2", f"v2 of other 1.0 {lacking} only wheels that fit"),
    ):
        with pytest.raises(NoLockedVariantFits) as caught:
            choose(*choices, on=on, packages=packages if choices is both else None)
        assert told in str(caught.value.context)


def test_nobody_is_asked_where_the_request_decides() -> None:
    for asked, group in (("pkg=v2", "v2"), ("v2", "v2"), ("none", "none")):
        assert choose(BASE, V3, V2, asked=asked, on=None).group == group
    packages = [package("pkg", "1.0", PLAIN), package("other")]
    choices = [choice("a", pkg="v3", other="v3"), choice("b", pkg="v2", other="v3")]
    asked = "pkg=v2;other=v3,v2"
    both = choose(*choices, packages=packages, asked=asked, on=None)
    assert both.group == "b"
    # The second request would do as well, and the machine decides in the rest.
    for asked in ("pkg=v2", "pkg=v9,v2", "pkg=hw :: level == v2"):
        with pytest.raises(AssertionError):
            choose(*choices, packages=packages, asked=asked, on=None)
    # Another version may be newer.
    marker = "'{}' in dependency_groups".format
    old = {**package("pkg", "1.0"), "marker": marker("v2")}
    new = {**package("pkg", "1.1"), "marker": marker("v3")}
    with pytest.raises(AssertionError):
        choose(V2, V3, packages=[old, new], asked="v2", on=None)


def test_nothing_that_fits() -> None:
    with pytest.raises(NoLockedVariantFits) as caught:
        choose(V3, V2, on="v1")
    assert "No locked wheel of pkg fits this machine" in str(caught.value.message)


def test_variants_may_be_built_for_other_packages() -> None:
    """For the version that is in the same choice."""
    marker = "'{}' in dependency_groups".format
    torch = [
        {
            "name": "torch",
            "version": version,
            "wheels": [entry(f"torch-{version}-py3-none-any.whl")],
            "marker": marker(group),
        }
        for group, version in (("v2", "1.0"), ("v3", "2.0"))
    ]
    built = {level: {"abi_dependency": {"torch": ["2.0"]}} for level in ("v2", "v3")}
    stated = table(**built)
    stated["default-priorities"] = {"namespace": ["abi_dependency"]}
    packages = [{**package("pkg"), "variants-json": stated}, *torch]
    assert choose(V2, V3, packages=packages).group == "v3"


def test_other_packages_do_not_count() -> None:
    plain = {"name": "x", "version": "1", "wheels": [entry("x-1-py3-none-any.whl")]}
    others = [
        {**package("other"), "wheels": [entry(label("v3", tag="cp39-cp39-win32"))]},
        {**plain, "marker": "'v2' in dependency_groups"},
    ]
    others[0]["wheels"][0]["name"] = "other-1.0-cp39-cp39-win32-v3.whl"
    packages = [package("pkg", "1.0", PLAIN), *others]
    assert choose(BASE, V2, V3, packages=packages).group == "v3"


def test_many_groups_take_no_time() -> None:
    """Each marker is parsed once, and not for each group."""
    groups = [f"g{number}" for number in range(30)]
    marker = " or ".join(f"'{group}' in dependency_groups" for group in groups)
    packages = [{**package(f"p{n}"), "marker": marker} for n in range(30)]
    choices = [choice(group, "v9", p1="v3") for group in groups]
    start = time.process_time()
    assert choose(*choices, packages=packages).group == "g0"
    assert time.process_time() - start < 5
