"""The row of a maker's file that an installer builds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.builders import make_wheel
from variantlib.building.from_source import NoSuchRow, find_row, stated_name
from variantlib.building.processes import StepFailed
from variantlib.errors import VariantError
from variantlib.making.variants import make_label_variant
from variantlib.names.properties import parse_property

from .projects import Project

RUNNING = "{}.{}".format(*sys.version_info)

TEXT = f"""
form = "both"
null = true
[axes.flavour]
properties = ["taste :: flavour :: {{value}}"]
[axes.flavour.values.sweet]
config-settings = {{ one = "1{{project}}", two = ["1", "2"] }}
flags = {{ CFLAGS = "-D{{{{{{project}}}}}}" }}
build-requires = ["tool"]
environment = {{ MAX_JOBS = "7" }}
python = "{RUNNING}"
[axes.flavour.values.bitter]
python = "2.6"
[axes.flavour.values.salty]
when = "sys_platform == 'nowhere'"
"""


def project_of(tmp_path: Path, text: str = TEXT) -> Project:
    return Project(tmp_path, text)


def test_the_first_variant_of_the_file_counts(tmp_path: Path) -> None:
    folder = project_of(tmp_path).folder
    row = find_row(folder, ["other", "sweet", "null"])
    assert row is not None
    assert (row.variant, row.row.name) == ("sweet", "sweet")
    placed = row.placed(Path("/x"))
    assert placed.config_settings == {"one": "1/x", "two": ["1", "2"]}
    assert placed.environment({})["CFLAGS"] == "-D{/x}"
    assert row.build_requires == ("tool",)
    assert row.environment({"MAX_JOBS": "2", "A": "b"})["MAX_JOBS"] == "7"
    assert row.row.hash is not None
    by_hash = find_row(folder, [row.row.hash])
    assert by_hash is not None
    assert by_hash.row == row.row


def test_sources_without_a_file_have_no_row(tmp_path: Path) -> None:
    folder = project_of(tmp_path).folder
    (folder / "variants.toml").unlink()
    assert find_row(folder, ["sweet"]) is None


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("sweat", "no row makes sweat - maybe you meant sweet; here it has sweet, "),
        ("bitter", "bitter is for another Python or platform; here it has sweet, "),
        ("salty", "salty is for another Python or platform; here it has sweet, "),
    ],
)
def test_what_the_file_lacks_is_told(tmp_path: Path, asked: str, reason: str) -> None:
    with pytest.raises(NoSuchRow) as caught:
        find_row(project_of(tmp_path).folder, [asked])
    assert str(caught.value).startswith(f"variants.toml: {reason}")
    assert str(caught.value).endswith(", null")


def test_a_long_list_ends(tmp_path: Path) -> None:
    values = ", ".join(f'"v{number}"' for number in range(23))
    text = f'[axes.x]\nvalues = [{values}]\nproperties = ["a :: b :: {{value}}"]\n'
    with pytest.raises(NoSuchRow, match=r"has v0, v1, .*, v19 and 3 more$"):
        find_row(project_of(tmp_path, text).folder, ["other"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nonsense", "is not TOML"),
        ("colour = 1", "colour"),
        (f'source = "elsewhere"\n{TEXT}', "one that names elsewhere"),
        (
            TEXT.replace("both", "label")
            + '[axes.place]\nvalues = ["here", "there"]\nimage = "{value}"\n',
            "several rows make sweet: sweet-here, sweet-there",
        ),
    ],
)
def test_a_file_with_a_fault_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(VariantError) as caught:
        find_row(project_of(tmp_path, text).folder, ["sweet"])
    assert not isinstance(caught.value, NoSuchRow)
    assert reason in str(caught.value)


def test_of_a_back_end_only_the_variant_of_the_row_is_taken(tmp_path: Path) -> None:
    row = find_row(project_of(tmp_path).folder, ["sweet"])
    assert row is not None
    plain = make_wheel(tmp_path, "demo", "1.0")
    stated = parse_property("taste :: flavour :: sweet")
    wheel = make_label_variant(plain, "sweet", [stated], tmp_path / "built")
    made = row.make(wheel, tmp_path)
    assert made.name == wheel.name
    wheel = make_label_variant(plain, "odd", [stated], tmp_path / "built")
    with pytest.raises(StepFailed, match="the back end made the variant odd "):
        row.make(wheel, tmp_path)


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (
            {"PKG-INFO": "Metadata-Version: 2.1\nName: one\n", "pyproject.toml": "["},
            "one",
        ),
        ({"PKG-INFO": "Summary: Name: one\n"}, None),
        ({"pyproject.toml": "[project]\nname = 'one'\n"}, "one"),
        ({"pyproject.toml": '[project]\nname = "a b"\n'}, None),
        ({"pyproject.toml": "project = 1\n"}, None),
        ({}, None),
    ],
)
def test_the_name_that_sources_state(
    tmp_path: Path, files: dict[str, str], name: str | None
) -> None:
    for path, text in files.items():
        (tmp_path / path).write_text(text, "utf-8")
    assert stated_name(tmp_path) == name


@pytest.mark.parametrize(
    ("content", "problem"),
    [("[", "is not TOML"), ("#" * (2**20 + 1), "is larger than 1 MiB")],
    ids=["syntax", "size"],
)
def test_a_pyproject_that_cannot_be_read_is_refused(
    tmp_path: Path, content: str, problem: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(content, "utf-8")
    with pytest.raises(VariantError, match=rf"pyproject\.toml: {problem}"):
        stated_name(tmp_path)
