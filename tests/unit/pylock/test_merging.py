"""One lock file made out of several."""

from __future__ import annotations

from typing import Any

from pip._vendor.variantlib.documents.lock_choices import LockChoice

from pip._internal.variants.pylock.merging import Part, merge

FACTS = {("hw", "level"): ("v3",)}


def package(name: str, version: str = "1.0", *wheels: str, **more: Any) -> Any:
    files = [{"name": wheel} for wheel in wheels or [f"{name}-{version}.whl"]]
    return {"name": name, "version": version, "wheels": files, **more}


def part(title: str, *packages: Any, **variants: str) -> Part:
    named = {name: tuple(text.split()) for name, text in variants.items()}
    machines = {title: FACTS} if title else {}
    return Part(packages, LockChoice(None, named, machines), title)


LAB = package("lab")
PLAIN = part("", LAB, package("base"), lab="none")
GOOD = part("gpu.01", LAB, package("cuda", "1"), lab="good")


def test_packages_that_all_get_have_no_marker() -> None:
    document, choices = merge([PLAIN, GOOD])
    assert document["dependency-groups"] == ["default", "gpu-01"]
    assert document["default-groups"] == ["default"]
    markers = {each["name"]: each.get("marker") for each in document["packages"]}
    assert markers == {
        "base": "'default' in dependency_groups",
        "cuda": "'gpu-01' in dependency_groups",
        "lab": None,
    }
    assert [choice.group for choice in choices] == ["default", "gpu-01"]


def test_two_versions_of_one_package() -> None:
    other = part("b", package("lab"), package("cuda", "2"), lab="poor")
    document, _ = merge([PLAIN, GOOD, other])
    cuda = [each for each in document["packages"] if each["name"] == "cuda"]
    assert [each["version"] for each in cuda] == ["1", "2"]
    assert cuda[1]["marker"] == "'b' in dependency_groups"


def test_without_a_difference_there_are_no_groups() -> None:
    alike = part("a", package("lab"), package("base"), lab="good")
    document, choices = merge([PLAIN, alike])
    assert "dependency-groups" not in document
    assert all("marker" not in each for each in document["packages"])
    assert [choice.variants["lab"] for choice in choices] == [("none",), ("good",)]


def test_files_of_one_release_are_together() -> None:
    built = {"name": "lab", "version": "1.0", "sdist": {"name": "lab-1.0.tar.gz"}}
    parts = [part("a", package("lab", "1.0", "b", "a")), part("b", built)]
    (found,) = merge([*parts, part("c", package("lab", "1.0", "c"))])[0]["packages"]
    assert [wheel["name"] for wheel in found["wheels"]] == ["a", "b", "c"]
    assert found["sdist"] == built["sdist"]


def test_a_part_without_variants_has_the_plain_files() -> None:
    _, choices = merge([part("a", package("lab"), package("base")), GOOD])
    assert choices[0].variants == {"lab": ("none",)}


def test_machines_alike_share_a_choice() -> None:
    same = GOOD._replace(choice=GOOD.choice._replace(machines={"other": FACTS}))
    _, choices = merge([GOOD, same])
    (choice,) = choices
    assert choice.machines == {"gpu.01": FACTS, "other": FACTS}


def test_what_all_variants_include_is_not_said_twice() -> None:
    everything = part("", package("lab"), package("base"), lab="good none")
    merged = merge([PLAIN, everything])
    assert [choice.variants["lab"] for choice in merged.choices] == [("good", "none")]
    assert "tool" not in merged.complete()


def test_groups_have_names_of_their_own() -> None:
    sets = [part(title, package(f"p{n}")) for n, title in enumerate("aäab")]
    sets.append(part("Default", package("last")))
    document = merge([PLAIN, *sets])[0]
    names = ["default", "a", "machine", "a-2", "b", "default-2"]
    assert document["dependency-groups"] == names


def test_directories_are_told_apart() -> None:
    folders = [{"name": "lab", "directory": {"path": path}} for path in "ab"]
    document, _ = merge([part(each["name"], each) for each in folders])
    assert len(document["packages"]) == 2


def test_platforms_have_a_default_each() -> None:
    parts = [
        part._replace(is_default=True, choice=part.choice._replace(marker=marker))
        for part, marker in ((PLAIN, "a"), (PLAIN._replace(packages=[LAB]), "b"))
    ]
    document, choices = merge(parts)
    assert "dependency-groups" not in document
    markers = {each["name"]: each.get("marker") for each in document["packages"]}
    assert markers == {"base": "a", "lab": None}
    assert [choice.marker for choice in choices] == ["a", "b"]
    document, _ = merge([*parts, GOOD])
    markers = {each["name"]: each.get("marker") for each in document["packages"]}
    assert markers["base"] == "'default' in dependency_groups and a"
    assert markers["cuda"] == "'gpu-01' in dependency_groups"


def test_each_platform_has_a_default_if_nothing_is_for_all_tools() -> None:
    """Otherwise they would install there what all parts have in common."""
    parts = [
        each._replace(choice=each.choice._replace(marker=marker))
        for each, marker in (
            (GOOD, "a"),
            (part("b", LAB, package("cuda", "2"), lab="good"), "a"),
            (part("c", LAB, package("cuda", "3"), lab="good"), "b"),
        )
    ]
    document, choices = merge(parts)
    markers = {p["version"]: p.get("marker") for p in document["packages"][:-1]}
    assert markers == {
        "1": "'default' in dependency_groups and a",
        "2": "'b' in dependency_groups",
        "3": "'default' in dependency_groups and b",
    }
    assert [choice.group for choice in choices] == ["default", "b", "default"]


def test_the_c_library_is_a_fact_where_it_decides() -> None:
    glibc = ("", "glibc")
    parts = [
        part(title, LAB, package("cuda", version), lab="good")._replace(
            facts={glibc: (text,)}
        )
        for title, version, text in (
            ("old", "1", "2.17"),
            ("new", "2", "2.28"),
            ("same", "1", "2.34"),
        )
    ]

    def found(*parts: Part) -> dict[str, Any]:
        machines = [choice.machines for choice in merge(parts).choices]
        return {name: f.get(glibc) for each in machines for name, f in each.items()}

    other = LockChoice(None, {"lab": ("good",)}, {"new": {("hw", "level"): ("v2",)}})
    unlike = parts[1]._replace(choice=other)
    assert found(parts[0], unlike) == {"old": ("2.17",), "new": ("2.28",)}
    assert found(*parts) == {"old": ("2.17",), "new": ("2.28",), "same": ("2.34",)}
    assert found(parts[0], parts[2]) == {"old": None, "same": None}
    assert found(parts[0], PLAIN) == {"old": None}


def test_the_choices_stand_in_the_tool_table() -> None:
    complete = merge([PLAIN, GOOD]).complete()
    stated = complete["tool"]["variantlib"]
    assert stated["format"] == 1
    assert [choice["group"] for choice in stated["choices"]] == ["default", "gpu-01"]
