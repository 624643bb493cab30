"""Each rule finds what breaks it, and nothing in a release that does not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from variantlib.linting.findings import Finding
from variantlib.linting.reading import read_releases
from variantlib.linting.registry import OF_INDEX, RULES, check, parse_numbers
from variantlib.linting.release import Release, Statement
from variantlib.making.variants import write_index

from .scenes import (
    GOOD,
    MKL,
    OPENBLAS,
    PY,
    SCENES,
    V2,
    V3,
    Scene,
    alone,
    beside,
    cuda,
    document,
    hashes,
    label,
    labels,
    level,
    plain,
    wheels,
    without,
)

A_B_C = "a :: b :: c"
GPU = document({"a": {"gpu": {"x": ["1"]}}}, ["gpu"])
NUMBERS = [rule.number for rule in RULES]


def found(folder: Path, number: str) -> list[str]:
    """The sentences of one rule about a folder."""
    return [f.problem.text for f in findings(folder) if f.rule.number == number]


def findings(folder: Path) -> list[Finding]:
    return [finding for release in read_releases(folder) for finding in check(release)]


@pytest.mark.parametrize("number", SCENES)
def test_a_release_that_breaks_it(number: str, tmp_path: Path) -> None:
    make, words, _ = SCENES[number]
    make(tmp_path)
    texts = found(tmp_path, number)
    assert len(texts) > 0
    assert any(words in text for text in texts), texts


@pytest.mark.parametrize("number", SCENES)
def test_a_release_that_does_not(number: str, tmp_path: Path) -> None:
    SCENES[number][2](tmp_path)
    assert found(tmp_path, number) == []


@pytest.mark.parametrize(
    "marker",
    [
        "'a' in extras",
        "python_version > '3' and 'a' not in dependency_groups",
        "variant_label == 'a' and 'a' in extras",
    ],
)
def test_markers_of_lock_files_are_none_of_wheels(tmp_path: Path, marker: str) -> None:
    requires = [f"dep; {marker}", "dep; extra == 'extras'", "extras"]
    label(tmp_path, "a", level("v3"), requires=requires)
    [text] = found(tmp_path, "V505")
    assert text.startswith(f"it requires dep; {marker}: extras and dependency_groups")


@pytest.mark.parametrize(
    ("marker", "is_sound"),
    [
        ("variant_label >= 'a'", False),
        ("variant_label ~= 'a'", False),
        ("variant_label === 'a'", False),
        ("variant_label == variant_label", False),
        ("variant_label == os_name", False),
        ("variant_label in variant_properties", False),
        ("variant_features == 'a :: b'", False),
        ("variant_features in 'a :: b'", False),
        ("variant_label == 'a' and", False),
        ("(" * 51 + "variant_label == 'a'" + ")" * 51, False),
        (" or ".join(["variant_label == 'a'"] * 900), False),
        ("(" * 50 + "variant_label == 'a'" + ")" * 50, True),
        ("'a' != variant_label and variant_label not in 'x y'", True),
        ("(python_version > '3' or 'hw'not  in variant_namespaces)", True),
        ("variant_label == '(('", True),
        ("extra == 'b' and 'a' in variant_label", True),
    ],
)
def test_a_marker_that_installers_cannot_read(
    tmp_path: Path, marker: str, is_sound: bool
) -> None:
    line = f"dep[b]>=1; {marker}"
    label(tmp_path, "a", level("v3"), requires=[line])
    texts = found(tmp_path, "V505")
    assert len(texts) == (not is_sound)
    assert all("installers cannot read this marker" in text for text in texts)


def test_numbers_and_names_are_unique_and_in_order() -> None:
    assert sorted(set(NUMBERS)) == NUMBERS
    # Those about pages need a page.
    assert sorted([*SCENES, "V609", "V610", "V801", "V802"]) == NUMBERS
    assert {*NUMBERS} > OF_INDEX
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_each_finding_says_what_to_do(tmp_path: Path) -> None:
    for number, (make, _, _) in SCENES.items():
        folder = tmp_path / number
        folder.mkdir()
        make(folder)
        for _, release, problem in findings(folder):
            assert release
            assert problem.remedy
            assert not problem.text.endswith(".")
            assert not problem.remedy.endswith(".")
            # The command is put behind it as the user types it.
            assert "python -m" not in problem.remedy + problem.command
            assert "pip variant" not in problem.remedy + problem.command


@pytest.mark.parametrize(
    ("label", "properties", "is_wrong"),
    [
        ("cuda13.0", cuda("12.6"), True),
        ("cuda12.8", cuda("12.0"), False),
        ("cuda12.6", cuda("12.8"), True),
        ("cu130", cuda("13.0"), False),
        ("cu126", cuda("12.8"), True),
        ("cu12", cuda("12.8"), False),
        ("cuda12_cudnn9", cuda("12.0"), False),
        ("cuda13", level("v3"), True),
        ("cuda13", {"gpu": {"cuda": ["12"]}}, False),
        ("rocm7.1", {"amd": {"rocm_version": ["7.0"]}}, True),
        ("rocm7.1", {"amd": {"rocm_version": ["7.1"]}}, False),
        ("rocm71", {"amd": {"rocm_version": ["7.1"]}}, False),
        ("rocm7", {"amd": {"rocm_version": ["7.0", "7.1"]}}, False),
        ("x86_64_v3", level("v2"), True),
        ("x8664v4_mkl", level("v4"), False),
        ("fast_v3", level("v4"), True),
        ("fast_v3", {"gpu": {"x": ["1"]}}, False),
        ("sm90", {"nvidia": {"sm_arch": ["80_real"]}}, True),
        ("sm_90", {"nvidia": {"sm_arch": ["90_real", "90_virtual"]}}, False),
        ("gfx942", {"amd": {"gfx_arch": ["gfx90a"]}}, True),
        ("armv8.2a", {"aarch64": {"version": ["8.4a"]}}, True),
        ("armv8.2a", {"aarch64": {"version": ["8.2a"]}}, False),
    ],
)
def test_labels_and_properties(
    label: str, properties: dict, is_wrong: bool, tmp_path: Path
) -> None:
    labels(**{label: properties})(tmp_path)
    assert bool(found(tmp_path, "V105")) == is_wrong


def test_a_label_names_the_value_of_another_one(tmp_path: Path) -> None:
    openblas, mkl = ({"blas": {"library": [name]}} for name in ("openblas", "mkl"))
    labels(v4_mkl=openblas, mkl=mkl, any_openblas=openblas)(tmp_path)
    [text] = found(tmp_path, "V105")
    assert text == "the label v4_mkl says mkl, but needs blas :: library :: openblas"


def test_rivals_for_fewer_pythons_leave_a_variant_its_place(tmp_path: Path) -> None:
    mkl, openblas = ({"blas": {"library": [name]}} for name in ("mkl", "openblas"))
    wheels(("b", openblas, "py3-none-any"))(tmp_path)
    label(tmp_path, "a", mkl, requires_python=">=3.12")
    assert found(tmp_path, "V202") == []
    label(tmp_path, "a", mkl)
    [text] = found(tmp_path, "V202")
    assert text.startswith("label b is never taken: on each machine")


def test_twins_for_different_machines_are_none(tmp_path: Path) -> None:
    same = {"blas": {"library": ["mkl"]}}
    wheels(("a", same, "py3-none-win_amd64"), ("b", same, "py3-none-linux_x86_64"))(
        tmp_path
    )
    assert found(tmp_path, "V201") == []


@pytest.mark.parametrize("number", ["V403", "V404"])
def test_wheels_for_every_machine_are_no_hole_of_others(
    number: str, tmp_path: Path
) -> None:
    mkl = {"blas": {"library": ["mkl"]}}
    linux = "manylinux_2_28_x86_64"
    wheels(("a", mkl, "py3-none-any"), ("b", mkl, f"cp313-cp313-{linux}"))(tmp_path)
    wheels(("c", mkl, f"py3-none-{linux}"))(tmp_path)
    assert found(tmp_path, number) == []


def test_a_hash_leaves_the_provider_to_a_plugin(tmp_path: Path) -> None:
    hashes(["my_hw :: level :: 3"])(tmp_path)
    assert found(tmp_path, "V301") == []
    hashes(["x86_46 :: level :: v3"])(tmp_path)
    [text] = found(tmp_path, "V301")
    assert text.endswith("maybe you meant x86_64")


def test_a_document_alone_is_checked_as_far_as_it_goes(tmp_path: Path) -> None:
    labels(cuda12_6=cuda("12.0"), cuda12_8=cuda("12.0"))(tmp_path)
    path = tmp_path / "demo-1.0-variants.json"
    numbers = {finding.rule.number for finding in findings(path)}
    assert numbers == {"V201"}


def test_a_wheel_alone_is_checked_as_far_as_it_goes(tmp_path: Path) -> None:
    labels(**{"cuda13.0": cuda("12.6")})(tmp_path)
    [path] = tmp_path.glob("*.whl")
    assert [finding.rule.number for finding in findings(path)] == ["V105"]


def test_rules_are_left_out_by_number() -> None:
    assert parse_numbers(["V101,V102", "V401"]) == {"V101", "V102", "V401"}
    with pytest.raises(ValueError, match="no rule V999: they are V101 to V802"):
        parse_numbers(["V999"])


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("variant_label == 'v2' or variant_label != 'v1'", "has the label v1"),
        ("'x86_64::level::v3' in variant_properties", "x86_64 :: level :: v3 - maybe"),
        ("'x86_64 :: lvl' in variant_features", "x86_64 :: lvl - maybe you meant x86_"),
        ("'amd' not in variant_namespaces", "amd"),
        # One line tells of all of them.
        (
            " or ".join(f"variant_label == '{n}'" for n in ("v20", "b", "v20", "c")),
            "has the label v20 - maybe you meant v2, and 2 more",
        ),
        ("'x86_64::level::v2' in variant_properties", None),
        ("'x86_64' in variant_namespaces and variant_label != 'null'", None),
        ("'v' in variant_label", None),
    ],
)
def test_markers_name_what_is_there(
    tmp_path: Path, marker: str, told: str | None
) -> None:
    label(tmp_path, "v2", level("v2"), requires=[f"dep; {marker}"])
    texts = found(tmp_path, "V508")
    assert len(texts) == (told is not None)
    assert (told or "") in "".join(texts)
    [*remedies] = [f.problem.remedy for f in findings(tmp_path) if told]
    is_negative = "!=" in marker or "not in" in marker
    assert any("always holds" in remedy for remedy in remedies) == (
        is_negative and told is not None
    )
    # The wheel alone says nothing of the others.
    [wheel] = tmp_path.glob("*.whl")
    assert found(wheel, "V508") == []


INTO = "write it into each variant, with a marker as in "


def write(folder: Path, names: str, requires: Sequence[str] = ()) -> None:
    """Write a wheel of each variant; ~ stands for the hash form, - for plain."""
    for name in names.split():
        if name == "-":
            plain(requires=requires)(folder)
        elif name[0] == "~":
            of = A_B_C if name == "~abc" else f"x86_64 :: level :: {name[1:]}"
            hashes([of], requires=requires)(folder)
        else:
            own = {} if name == "null" else level(name)
            label(folder, name, own, requires=requires)


@pytest.mark.parametrize(
    ("needing", "others", "remedy"),
    [
        ("~v2", "~v3 -", f"{INTO}'{V2}' in variant_properties"),
        ("v2 ~v2", "v3 ~v3 null -", f"{INTO}'{V2}' in variant_properties"),
        ("v2 v3", "null ~abc -", f"{INTO}'x86_64' in variant_namespaces"),
        (
            "v3 null -",
            "v2",
            f"{INTO}variant_label != 'v2'; the plain wheel keeps it without one",
        ),
        (
            "v2 v3",
            "v4 null -",
            f"{INTO}variant_label == 'v2' or variant_label == 'v3'",
        ),
        (
            "v2 v3",
            "-",
            f"let the plain wheel require it, too, or {INTO}variant_label != ''",
        ),
        ("~v2 ~abc", "-", "let the plain wheel require it, too"),
        (
            "-",
            "v2 v3",
            "let the variants require it, too, or leave it out of the plain wheel",
        ),
    ],
)
def test_the_remedy_for_dependencies_of_some(
    tmp_path: Path, needing: str, others: str, remedy: str
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    write(before, needing, ["mkl"])
    write(before, others)
    [problem] = [f.problem for f in findings(before) if f.rule.number == "V503"]
    assert problem.remedy == remedy
    # Done so, all is well.
    marker = remedy.partition(INTO)[2].partition(";")[0]
    for name in f"{needing} {others}".split():
        of_plain = ["mkl"] if name in needing or not marker else []
        marked = [f"mkl; {marker}"] if marker else ["mkl"]
        write(after, name, of_plain if name == "-" else marked)
    rules = {f.rule.number for f in findings(after)}
    assert rules.isdisjoint({"V503", "V504", "V505", "V507", "V508"})


def test_a_long_marker_is_only_begun(tmp_path: Path) -> None:
    write(tmp_path, "v1 v2 v3 v4", ["mkl"])
    write(tmp_path, "v0 null -")
    [problem] = [f.problem for f in findings(tmp_path) if f.rule.number == "V503"]
    shown = " or ".join(f"variant_label == 'v{level}'" for level in (1, 2, 3))
    assert problem.remedy == f"{INTO}{shown} or ..."


@pytest.mark.parametrize("number", ["V602", "V604", "V605", "V606", "V607"])
def test_a_document_that_is_written_anew_is_sound(tmp_path: Path, number: str) -> None:
    SCENES[number][0](tmp_path)
    if number == "V602":
        # The wheels are right.
        alone(GOOD)(tmp_path)
        wrong = json.dumps(GOOD).replace('"mkl"', '"MKL"')
        beside(tmp_path, wrong.encode())
    problems = [f.problem for f in findings(tmp_path) if f.rule.number == number]
    assert {each.command for each in problems} == {"index FOLDER"}
    write_index(tmp_path)
    assert found(tmp_path, number) == []


def test_wheels_of_a_label_that_differ(tmp_path: Path) -> None:
    for tag, properties in zip(PY, (MKL, OPENBLAS), strict=True):
        label(tmp_path, "a", properties, tag=tag)
    [problem] = [f.problem for f in findings(tmp_path) if f.rule.number == "V608"]
    assert problem.text.startswith("the wheels disagree about the label a")
    assert problem.remedy.endswith("the same properties, or give some another label")


def test_other_tools_are_no_matter_of_hashes(tmp_path: Path) -> None:
    hashes([V3], [V2])(tmp_path)
    [text] = found(tmp_path, "V607")
    assert text.endswith(": this pip reads the wheels instead")
    write_index(tmp_path)
    assert found(tmp_path, "V702") == []


@pytest.mark.parametrize(
    ("make", "remedy"),
    [
        (
            lambda folder: label(folder, "a", {}, own=without("providers", GPU)),
            "(variantlib make --providers FILE)",
        ),
        (hashes(["nvidea :: sm_arch :: 90_real"]), "of a built-in provider"),
    ],
)
def test_who_answers_is_said_by_those_who_can(
    tmp_path: Path, make: Scene, remedy: str
) -> None:
    make(tmp_path)
    [problem] = [f.problem for f in findings(tmp_path) if f.rule.number == "V301"]
    assert problem.proposal("variantlib").endswith(remedy)


def test_a_document_that_a_server_lacks_is_not_to_be_written_anew() -> None:
    for is_there, advice in (
        (True, "write the document anew"),
        (False, "upload it again"),
    ):
        statement = Statement(
            "demo-1.0-variants.json", fault="cannot be had: 404", is_there=is_there
        )
        [finding] = check(Release("demo", "1.0", statement=statement))
        assert finding.problem.remedy == advice
