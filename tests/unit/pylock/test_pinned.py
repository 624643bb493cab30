"""The releases that a file of another tool pins."""

from __future__ import annotations

from typing import Any

import pytest
from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.variants.pylock.pinned import (
    Pinned,
    WrongDigest,
    check_digests,
    read_uv_lock,
)

INDEX = {"registry": "https://pypi.example/simple"}
LAB = canonicalize_name("lab")


def package(name: str, version: str = "1.0", **more: Any) -> dict[str, Any]:
    return {"name": name, "version": version, "source": INDEX, **more}


def own(*dependencies: dict[str, Any], name: str = "demo", **source: str) -> Any:
    source = source or {"virtual": "."}
    return {"name": name, "source": source, "dependencies": list(dependencies)}


def read(*packages: dict[str, Any], version: Any = 1, extras: str = "") -> Pinned:
    document = {"version": version, "package": list(packages)}
    return read_uv_lock(document, extras.split())


def test_the_projects_own_dependencies_are_required() -> None:
    member = own({"name": "more", "extra": ["a", "b"]}, name="m", editable="m")
    dependencies = (
        {"name": "lab", "marker": "python_full_version >= '3.1'"},
        {"name": "old", "version": "1.0"},
        {"name": "m"},
    )
    found = read(own(*dependencies), member, package("lab"), package("deep", "2"))
    assert found.requirements == [
        "lab ; (python_full_version >= '3.1')",
        "old==1.0",
        "more[a,b]",
    ]
    assert found.constraints == ["lab==1.0", "deep==2"]


def test_extras_of_own_projects() -> None:
    """They may require extras of one another, and of their own project."""
    member = own({"name": "always"}, {"name": "demo", "extra": ["cli"]}, name="m")
    member["optional-dependencies"] = {
        "fast": [{"name": "fast", "marker": "os_name == 'nt'"}]
    }
    demo = own(
        {"name": "lab"}, {"name": "m", "extra": ["fast"], "marker": "os_name == 'a'"}
    )
    demo["optional-dependencies"] = {
        "cli": [{"name": "cli"}],
        "g_pu": [{"name": "gpu"}],
        "all": [{"name": "demo", "extra": ["g-pu", "all"]}],
        "none": [],
        "odd": [{"name": "odd", "marker": "extra == 'extra-4-demo-g-pu'"}],
    }
    usual = ["lab", "always", "fast ; (os_name == 'a') and (os_name == 'nt')", "cli"]
    found = read(demo, member)
    assert sorted(found.requirements) == sorted(usual)
    # What the projects require of one another is not left out.
    assert found.left_out == {"extras": ["all", "g_pu", "odd"]}
    for extras, left_out in (("all", ["odd"]), ("G.pu", ["all", "odd"])):
        found = read(demo, member, extras=extras)
        assert sorted(found.requirements) == sorted([*usual, "gpu"])
        assert found.left_out == {"extras": left_out}
    for wrong, problem in (
        ("no", "no extra no; it has all, cli, fast, g_pu"),
        ("odd", "extras exclude one another in it: .*; convert the file of 'uv export"),
        ("/", "this is no name"),
    ):
        with pytest.raises(ValueError, match=problem):
            read(demo, member, extras=wrong)
    demo["optional-dependencies"]["cli"] = 5
    with pytest.raises(ValueError, match="cli must be a list of tables"):
        read(demo, extras="cli")
    with pytest.raises(ValueError, match="no extra cli; it has none"):
        read(own(), extras="cli")


def test_extras_that_require_one_another() -> None:
    demo = own()
    markers = ["os_name == 'a'", "os_name == 'b'"]
    demo["optional-dependencies"] = {
        "one": [{"name": "lab"}, {"name": "demo", "extra": ["two"]}],
        "two": [{"name": "gpu"}, {"name": "demo", "extra": ["one"]}],
    }
    for each, marker in zip(("one", "two"), markers, strict=True):
        demo["optional-dependencies"][each][1]["marker"] = marker
    assert read(demo, extras="one").requirements == [
        "lab",
        "gpu ; (os_name == 'a')",
        "lab ; (os_name == 'a') and (os_name == 'b')",
        "gpu ; (os_name == 'a') and (os_name == 'b')",
    ]
    demo["optional-dependencies"]["one"][1]["marker"] = " or ".join(markers * 1000)
    demo["optional-dependencies"]["two"] *= 40
    with pytest.raises(ValueError, match="require one another in too many ways"):
        read(demo, extras="one")


def test_extras_of_many_projects() -> None:
    members = [
        own({"name": "m0", "extra": ["one"]}, name=f"m{number}")
        for number in range(600)
    ]
    for member in members:
        member["optional-dependencies"] = {
            "one": [{"name": "lab"}],
            "two": [{"name": "gpu"}],
        }
    found = read(*members, extras="one two")
    assert sorted(found.requirements) == ["gpu", "lab"]


def test_extras_that_need_versions_of_their_own() -> None:
    demo = own({"name": "top"})
    demo["optional-dependencies"] = {
        "new": [{"name": "lab", "version": "2"}],
        "old": [{"name": "lab", "version": "1"}],
    }
    pins = [
        package("top"),
        package("lab", "1", dependencies=[{"name": "base", "version": "1"}]),
        package("lab", "2", **{"optional-dependencies": {"x": [{"name": "deep"}]}}),
        *(package("base", version) for version in ("1", "2")),
        package("deep"),
    ]
    found = read(demo, *pins, extras="new")
    assert found.requirements == ["top", "lab==2"]
    others = ["base==1", "base==2", "deep==1.0"]
    assert found.constraints == ["top==1.0", "lab==2", *others]
    found = read(demo, *pins, extras="old")
    assert found.constraints == ["top==1.0", "lab==1", "base==1", "deep==1.0"]
    # Both extras share a project, and each another version of what that needs.
    lab = {"name": "lab", "marker": "extra == 'extra-4-demo-old'", "version": "1"}
    other = {**lab, "marker": "extra != 'extra-4-demo-old'", "version": "2"}
    pins[0] = package("top", dependencies=[lab, other])
    for extras in ("", "new"):
        with pytest.raises(ValueError, match="extras exclude one another"):
            read(demo, *pins, extras=extras)


def test_several_versions_have_their_markers() -> None:
    forks = [
        package("lab", "1", **{"resolution-markers": ["os_name == 'nt'"]}),
        package("lab", "2", **{"resolution-markers": ["os_name == 'a'", "1 == '2'"]}),
    ]
    with pytest.raises(ValueError, match="this is no requirement"):
        read(*forks)
    forks[1]["resolution-markers"].pop()
    constraints = read(*forks).constraints
    assert constraints == ["lab==1 ; (os_name == 'nt')", "lab==2 ; (os_name == 'a')"]


def test_digests_are_those_of_all_files() -> None:
    files = {"wheels": [{"hash": "sha256:a"}, {}], "sdist": {"hash": "sha256:b"}}
    newer = package("lab", "2", sdist={"hash": "sha256:c"})
    found = read(package("lab", **files), newer, package("none"))
    assert found.digests == {LAB: {"sha256:a", "sha256:b", "sha256:c"}}
    assert found.undigested == ["none"]


def test_a_version_may_come_from_two_indexes() -> None:
    other = {"registry": "https://wheels.example/simple"}
    forks = [package("lab"), package("lab", source=other)]
    for fork, name in zip(forks, ("nt", "posix"), strict=True):
        fork["resolution-markers"] = [f"os_name == '{name}'"]
    assert len(read(*forks).constraints) == 2


@pytest.mark.parametrize(
    ("packages", "problem"),
    [
        ([package("lab", source={"git": "x"})], "do not come from an index: lab"),
        ([package("lab", source=5)], "the source of 'lab' must be a table"),
        ([{"name": 5}], "a name must be a text"),
        ([package("a b")], "this is no name: 'a b'"),
        ([package("lab @ file:///etc")], "this is no name"),
        # pip would take each of these for a path.
        ([package("lab===/tmp/x/")], "this is no name"),
        ([package("lab", "=./x.zip")], "this is no version: '=./x.zip'"),
        ([package("lab", "1.0+x.zip")], "pip would take this for a file: 'lab==1.0"),
        ([own({"name": "lab", "version": "1+A.whl", "extra": ["b"]})], "for a file"),
        ([own({"name": "a", "marker": "os_name == 'b\u2028-r c'"})], "more than a l"),
        ([own({"name": "a", "marker": "(" * 3000})], "this is no requirement"),
        ([package("lab", version=1.0)], "this is no version"),
        ([own({"name": "lab", "extra": ["a]===./x.zip"]})], "this is no name"),
        ([package("lab", wheels=5)], "wheels must be a list of tables"),
        ([own({"name": "lab", "extra": "x"})], "extras of a dependency"),
        ([package("lab", **{"resolution-markers": "x"})], "resolution-markers must"),
        ([5], "package must be a list of tables"),
        ([package("lab"), package("lab")], "lab 1.0 is there twice, from the same"),
        ([own(), own()], "demo is there twice, from the same source"),
        ([package("lab", wheels=[{"hash": 5}])], "in lab 1.0, wheels.hash = 5 is no d"),
    ],
)
def test_what_cannot_be_converted(packages: list[Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read(*packages)


@pytest.mark.parametrize("version", [2, True])
def test_another_version_of_the_format(version: object) -> None:
    text = f"its version is {version}, and only 1 is known"
    with pytest.raises(ValueError, match=text):
        read(version=version)


def locked(*names: str, digest: str = "a") -> dict[str, Any]:
    files = [{"name": name, "hashes": {"sha256": digest}} for name in names]
    return {"packages": [{"name": "lab", "wheels": files}, {"name": "other"}]}


def test_files_are_compared() -> None:
    digests = {LAB: frozenset(["sha256:a"])}
    plain, good = "lab-1.0-py3-none-any.whl", "lab-1.0-py3-none-any-good.whl"
    assert check_digests(locked(plain, good), digests) == []
    assert check_digests(locked(good, digest="b"), digests) == [good]
    # A catalogue gave it the label, which is no part of its name.
    stated = locked(plain, digest="b")
    package = next(each for each in stated["packages"] if each["name"] == LAB)
    package["tool"] = {"variantlib": {"labels": {plain: "good"}}}
    assert check_digests(stated, digests) == [plain]
    assert check_digests(locked(plain, digest="b"), {}) == []
    with pytest.raises(WrongDigest, match=plain):
        check_digests(locked(plain, digest="b"), digests)
