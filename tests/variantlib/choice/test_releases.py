"""The engine chooses: the file of each project that a machine gets, and why."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet
from packaging.tags import parse_tag

from tests.builders import hash_of, label_document, make_label_wheel, make_wheel
from variantlib.choice.evaluation import FileEvaluation, ProjectEvaluation
from variantlib.choice.releases import evaluate_place
from variantlib.choice.target import Target
from variantlib.documents.index_json import write_document
from variantlib.index.access import LocalAccess
from variantlib.index.files import IndexFile, Place
from variantlib.index.place import read_place
from variantlib.machine.detectors import FileDetector
from variantlib.machine.files import parse_machine
from variantlib.machine.machine import Machine
from variantlib.machine.settings import MachineSettings

TARGET = Target(
    tuple(
        tag
        for text in ("cp311-cp311-linux_x86_64", "py3-none-any")
        for tag in parse_tag(text)
    ),
    "3.11.4",
)
V2, V3, V4 = (f"cpu :: level :: v{level}" for level in (2, 3, 4))
GPU = {"gpu": {"cuda": ["12", "13"]}}


def machine(text: str = "cpu.keys.level = ['v3', 'v2']") -> Machine:
    """A machine that a file describes."""
    described = parse_machine(f"format = 1\nproviders.{text}".encode(), "m.toml")
    return Machine(MachineSettings(), FileDetector(described))


def evaluate(
    place: Path | Place, on: Machine | None = None, **options: Any
) -> ProjectEvaluation:
    """The only project there."""
    found = place if isinstance(place, Place) else read_place(str(place))
    (project,), strangers = evaluate_place(
        found, on or machine(), LocalAccess(), TARGET, **options
    )
    assert strangers == []
    return project


def tried(files: Sequence[FileEvaluation]) -> list[str]:
    """The variants of files in the order in which they are tried."""
    ranks = [each.rank for each in files if each.rank is not None]
    assert ranks == list(range(1, len(ranks) + 1))
    return [
        each.candidate.name.text if each.candidate.name else "plain"
        for each in files
        if each.rank is not None
    ]


def problems(files: Sequence[FileEvaluation]) -> list[str]:
    return [each.problem for each in files if each.problem is not None]


def test_wheels_with_a_hash(tmp_path: Path) -> None:
    for properties in ([V2], [V3], [V4], []):
        make_wheel(tmp_path, "demo", properties=properties)
    release = evaluate(tmp_path).chosen
    assert release is not None
    assert tried(release.files) == [hash_of([V3]), hash_of([V2]), "plain"]
    assert release.chosen is release.files[0]
    assert release.chosen.properties == (("cpu", "level", "v3"),)
    assert release.chosen.source == "METADATA"
    assert release.reason == f"the best of 2 variants that fit: {V3}"
    assert problems(release.files) == [f"it needs {V4}; machine m.toml has v3, v2"]


@pytest.mark.parametrize("document", ["beside", "inside"])
def test_wheels_with_a_label(tmp_path: Path, document: str) -> None:
    variants = {"new": GPU, "null": {}, "old": {"cpu": {"level": ["v2"]}}}
    for label, properties in variants.items():
        content = label_document({label: properties}, ["gpu", "cpu"])
        make_label_wheel(tmp_path, "demo", "1.0", label, {}, document=content)
    if document == "beside":
        content = label_document(variants, ["gpu", "cpu"])
        (tmp_path / "demo-1.0-variants.json").write_bytes(content)
    release = evaluate(tmp_path, machine("gpu.keys.cuda = ['13']")).chosen
    assert release is not None
    assert tried(release.files) == ["new", "null"]
    assert (
        release.files[0].source
        == {"beside": "variants.json", "inside": "variant.json"}[document]
    )
    assert problems(release.files) == [
        "it needs cpu :: level :: v2; no provider for cpu is in m.toml"
    ]


def test_labels_come_before_hashes_and_those_before_plain_files(tmp_path: Path) -> None:
    make_label_wheel(tmp_path, "demo", "1.0", "old", {"cpu": {"level": ["v2"]}})
    make_wheel(tmp_path, "demo", properties=[V3])
    make_wheel(tmp_path, "demo", build="2")
    make_wheel(tmp_path, "demo", build="10")
    (tmp_path / "demo-1.0.tar.gz").touch()
    release = evaluate(tmp_path).chosen
    assert release is not None
    names = [each.candidate.filename for each in release.files]
    assert names == [
        "demo-1.0-py3-none-any-old.whl",
        f"demo-1.0~{hash_of([V3])}-py3-none-any.whl",
        "demo-1.0-10-py3-none-any.whl",
        "demo-1.0-2-py3-none-any.whl",
        "demo-1.0.tar.gz",
    ]


def test_the_version_comes_first(tmp_path: Path) -> None:
    make_wheel(tmp_path, "demo", "2.0", properties=[V4])
    make_wheel(tmp_path, "demo", "1.0")
    make_wheel(tmp_path, "demo", "0.9", properties=[V3])
    make_wheel(tmp_path, "demo", "3.0a1")
    project = evaluate(tmp_path)
    assert [str(release.version) for release in project.releases] == [
        "3.0a1",
        "2.0",
        "1.0",
    ]
    assert project.chosen is project.releases[2]
    assert project.chosen.reason == (
        "a plain wheel, as there are no variants for this Python"
    )
    assert problems(project.releases[0].files) == [
        "a pre-release, which is not asked for"
    ]
    whole = evaluate(tmp_path, is_complete=True)
    assert [str(release.version) for release in whole.releases][3:] == ["0.9"]
    early = evaluate(tmp_path, specifier=SpecifierSet(prereleases=True)).chosen
    pinned = evaluate(tmp_path, specifier=SpecifierSet("<1")).chosen
    assert early is not None
    assert pinned is not None
    assert (str(early.version), str(pinned.version)) == ("3.0a1", "0.9")


def test_nothing_fits(tmp_path: Path) -> None:
    make_wheel(tmp_path, "demo", properties=[V4])
    make_wheel(tmp_path, "demo", tag="cp27-cp27m-win32")
    project = evaluate(tmp_path)
    assert project.chosen is None
    assert (
        problems(project.releases[0].files)[1] == "it is for another Python or platform"
    )


def test_a_plain_wheel_is_taken_where_no_variant_fits(tmp_path: Path) -> None:
    make_wheel(tmp_path, "demo", properties=[V4])
    make_wheel(tmp_path, "demo")
    release = evaluate(tmp_path).chosen
    assert release is not None
    assert release.reason == "a plain wheel, as no variant fits"


def test_the_platform_decides_between_wheels_of_one_variant(tmp_path: Path) -> None:
    for tag in ("py3-none-any", "cp311-cp311-linux_x86_64"):
        make_wheel(tmp_path, "demo", properties=[V2], tag=tag)
    release = evaluate(tmp_path).chosen
    assert release is not None
    assert release.chosen is not None
    assert "cp311" in release.chosen.candidate.filename


def test_files_for_another_python(tmp_path: Path) -> None:
    make_wheel(tmp_path, "demo", properties=[V3], requires_python=">=3.12")
    make_wheel(tmp_path, "demo", properties=[V2], requires_python=">=3.8")
    release = evaluate(tmp_path).chosen
    assert release is not None
    assert tried(release.files) == [hash_of([V2])]
    assert problems(release.files) == ["it is for Python >=3.12, and this is 3.11.4"]


def page(*files: IndexFile) -> Place:
    return Place("https://index.example/demo/", files)


def on_page(filename: str, **stated: Any) -> IndexFile:
    return IndexFile(filename, f"https://index.example/demo/{filename}", **stated)


def test_what_a_page_says() -> None:
    plain = "demo-{}-py3-none-any.whl".format
    project = evaluate(
        page(
            on_page(plain("4"), is_yanked=True),
            on_page(plain("3"), requires_python="<3"),
            on_page(plain("2"), requires_python="nonsense"),
            on_page(plain("1")),
        )
    )
    assert project.chosen is not None
    assert str(project.chosen.version) == "2"
    told = [problems(release.files) for release in project.releases]
    assert told[0] == ["its maker has taken it back (yanked)"]


def test_two_names_of_one_file_are_two_files() -> None:
    names = [f"demo-1.0~{hash_of([p])}-py3-none-any.whl" for p in (V2, V3, V4)]
    files = [IndexFile(name, "https://index.example/the.whl") for name in names]
    release = evaluate(page(*files)).chosen
    assert release is not None
    assert tried(release.files) == [hash_of([V3]), hash_of([V2])]


def test_a_page_of_many_releases() -> None:
    files = [on_page(f"demo-{n}-py2-none-any.whl") for n in range(5000)]
    started = time.process_time()
    assert evaluate(page(*files)).chosen is None
    assert time.process_time() - started < 10


def test_a_wheel_on_a_server_is_known_by_its_hash_or_not_at_all() -> None:
    label = on_page("demo-1.0-py3-none-any-new.whl")
    fits = on_page(f"demo-1.0~{hash_of([V3])}-py3-none-any.whl")
    unfit = on_page(f"demo-1.0~{hash_of([V4])}-py3-none-any.whl")
    release = evaluate(page(label, fits, unfit)).chosen
    assert release is not None
    assert release.chosen is not None
    assert (release.chosen.candidate.file, release.chosen.source) == (fits, "its hash")
    assert sorted(problems(release.files)) == [
        "it is on a server",
        "no combination of the machine's properties has its hash",
    ]


def test_a_document_that_is_wrong_about_a_wheel(tmp_path: Path) -> None:
    """The wheel is asked before it is taken, and the next one comes."""
    make_label_wheel(tmp_path, "demo", "1.0", "new", {"cpu": {"level": ["v4"]}})
    make_label_wheel(tmp_path, "demo", "1.0", "old", {"cpu": {"level": ["v2"]}})
    variants = {
        name: {"cpu": {"level": ["v3", "v2"][i : i + 1]}}
        for i, name in enumerate(["new", "old"])
    }
    (tmp_path / "demo-1.0-variants.json").write_bytes(label_document(variants))
    release = evaluate(tmp_path).chosen
    assert release is not None
    assert tried(release.files) == ["old"]
    assert problems(release.files) == [
        "variants.json is wrong about it: its own variant.json says otherwise"
    ]


def test_a_document_that_makes_no_sense_of_a_label(tmp_path: Path) -> None:
    """The wheel itself may know better."""
    make_label_wheel(tmp_path, "demo", "1.0", "new", {"cpu": {"level": ["v3"]}})
    bad = label_document({"new": {"cpu": {"level": ["v 3"]}}})
    (tmp_path / "demo-1.0-variants.json").write_bytes(bad)
    release = evaluate(tmp_path).chosen
    assert release is not None
    assert tried(release.files) == ["new"]


def test_a_document_that_is_none(tmp_path: Path) -> None:
    make_label_wheel(tmp_path, "demo", "1.0", "new", {"cpu": {"level": ["v3"]}})
    (tmp_path / "demo-1.0-variants.json").write_bytes(b"[]")
    project = evaluate(tmp_path)
    (fault,) = project.faults
    assert fault.startswith("demo-1.0-variants.json: must be a JSON object")
    assert project.chosen is not None


def test_damaged_wheels_are_passed_over(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "demo", properties=[V3])
    wheel.write_bytes(b"no zip")
    (tmp_path / "demo-1.0-1-py3-none-any.whl").write_bytes(b"")
    make_wheel(tmp_path, "demo")
    release = evaluate(tmp_path).chosen
    assert release is not None
    assert tried(release.files) == ["plain"]
    assert len(problems(release.files)) == 2
    assert "not a readable zip file" in problems(release.files)[0]


@pytest.mark.parametrize(
    "name",
    [
        "x.whl",
        "demo-1.0-py3-none-any/../x.whl",
        "a" * 2000,
        "demo-1.0~x-py3-none-any.whl",
        "demo-1.0-py3-none-any\x1b.whl",
    ],
)
def test_names_of_no_release(name: str) -> None:
    projects, strangers = evaluate_place(page(on_page(name)), machine(), LocalAccess())
    assert projects == []
    assert strangers[0][0].filename == name


def test_this_python() -> None:
    target = Target()
    assert target.place(parse_tag("py3-none-any")) is not None
    assert target.place(parse_tag("cp20-none-any")) is None
    assert target.python_misfit(">=3.8") is None


def describe(folder: Path, stated: dict[str, str]) -> None:
    """Write a document that states a property of each of some hashes."""
    variants = {}
    for name, text in stated.items():
        provider, key, value = text.split(" :: ")
        variants[name] = {provider: {key: [value]}}
    document = json.loads(write_document([]))
    document["variants"] = variants
    (folder / "demo-1.0-variants.json").write_text(json.dumps(document))


@pytest.mark.parametrize("claim", [V3, V4])
def test_a_document_that_is_wrong_about_a_hash(tmp_path: Path, claim: str) -> None:
    make_wheel(tmp_path, "demo", properties=[V2])
    make_wheel(tmp_path, "demo")
    describe(tmp_path, {hash_of([V2]): claim})
    release = evaluate(tmp_path).chosen
    assert release is not None
    assert tried(release.files) == ["plain"]
    (problem,) = problems(release.files)
    assert problem.endswith(f"states properties with the hash {hash_of([claim])}")
    assert problem.startswith("variants.json is wrong about it: ")


def test_a_hash_that_its_own_wheel_contradicts(tmp_path: Path) -> None:
    make_wheel(tmp_path, "demo", properties=[V2], variant_hash="12345678")
    release = evaluate(tmp_path).releases[0]
    (problem,) = problems(release.files)
    assert "METADATA" in problem


def test_what_a_document_cannot_know_is_no_reason_to_take_a_wheel(
    tmp_path: Path,
) -> None:
    """The wheel that it describes states no variant itself."""
    make_wheel(tmp_path, "demo", properties=[V3], variant_lines=[])
    describe(tmp_path, {hash_of([V3]): V3})
    release = evaluate(tmp_path).releases[0]
    (problem,) = problems(release.files)
    assert problem.startswith("its METADATA is wrong: ")


def test_a_source_archive_is_taken_without_a_look(tmp_path: Path) -> None:
    (tmp_path / "demo-1.0.tar.gz").write_bytes(b"no archive")
    release = evaluate(tmp_path).chosen
    assert release is not None
    assert release.reason == (
        "a plain source archive, as there are no variants for this Python"
    )


def test_a_wheel_that_the_disk_does_not_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise OSError(5, "Input/output error")

    make_wheel(tmp_path, "demo")
    monkeypatch.setattr("variantlib.choice.releases.open_wheel", fail)
    release = evaluate(tmp_path).releases[0]
    assert problems(release.files) == ["it cannot be read: Input/output error"]


def test_a_label_of_a_namespace_without_priority(tmp_path: Path) -> None:
    content = label_document({"new": {"cpu": {"level": ["v3"]}}}, ["gpu"])
    make_label_wheel(tmp_path, "demo", "1.0", "new", {}, document=content)
    release = evaluate(tmp_path).releases[0]
    assert problems(release.files) == ["cpu is not in the package's default-priorities"]


def test_a_label_whose_properties_are_none(tmp_path: Path) -> None:
    content = label_document({"new": {"cpu": {"level": "v3"}}}, ["cpu"])  # type: ignore[dict-item]
    make_label_wheel(tmp_path, "demo", "1.0", "new", {}, document=content)
    release = evaluate(tmp_path).releases[0]
    (problem,) = problems(release.files)
    assert "values must be a list, not 'v3'" in problem
