"""Back ends that make variants themselves, as the file tells them to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from variantlib.building.own_variants import check_statement
from variantlib.building.processes import StepFailed
from variantlib.making.stripping import Statement, read_statement
from variantlib.making.unmaking import unmake_wheels

from .matrices import rows_of
from .projects import Project

TEXT = """
form = "both"
plain = { config-settings = { variant-label = [] } }
null = true
all = { config-settings = { variant = "{properties}", variant-label = "{label}" } }
[axes.flavour]
values = ["sweet", "sour"]
properties = ["taste::flavour :: {value}", "taste :: flavour :: any"]
add-dependencies = ["dep"]
"""


def test_a_variant_of_the_row_is_taken(
    make: Callable[[str], Project], tmp_path: Path
) -> None:
    text = TEXT.replace(', "taste :: flavour :: any"', "")
    test = "['python', '-c', 'import demo; assert demo.SETTINGS']"
    project = make(text + f"repair = 'cp {{wheel}} {{dest_dir}}'\ntest = {test}\n")
    assert project.run()[-1] == "4 rows: 4 made"
    folder = project.folder / "dist"
    found = {name: read_statement(folder / name) for name in project.wheels}
    stated = [*filter(None, found.values())]
    labels = [one for one in stated if len(one.name) < 8]
    assert [(name, len(stated)) for name, stated in labels] == [
        *(("null", 0), ("sour", 1), ("sweet", 1))
    ]
    hashes = [one for one in stated if one not in labels]
    assert {one.properties for one in hashes} == {one.properties for one in labels[1:]}
    wheel = "demo-1.0-py3-none-any-sweet.whl"
    assert project.module(wheel)["SETTINGS"] == {
        "variant": "taste :: flavour :: sweet",
        "variant-label": "sweet",
    }
    assert project.module("demo-1.0-py3-none-any.whl")["SETTINGS"] is None
    assert "Requires-Dist: dep\n" in project.metadata(wheel)
    [plain] = unmake_wheels([folder / wheel], tmp_path)
    assert read_statement(plain) is None


def test_a_variant_of_another_row_is_refused_each_time(
    make: Callable[[str], Project],
) -> None:
    project = make(TEXT.replace('form = "both"', "").replace("{label}", "salty"))
    failure = (
        "sour: failed: the back end made the variant salty (taste :: flavour :: any,"
        " taste :: flavour :: sour), and the row is the variant sour (taste :: flavour"
        " :: any, taste :: flavour :: sour): pass both {label} and {properties} to it,"
        " or nothing about variants"
    )
    assert failure in project.run("sour", status=1)
    # Nothing is built again, and the wheel that is there is none of this row.
    assert project.run("sour", status=1) == [
        failure,
        *("1 row: 1 failed", "failed: sour"),
    ]
    assert project.wheels == []


def test_a_plain_row_takes_no_variant(tmp_path: Path) -> None:
    [row] = rows_of(tmp_path, "plain = true")
    check_statement(row, None)
    reason = r"the variant null \(no properties\), and the row is a plain wheel"
    with pytest.raises(StepFailed, match=reason):
        check_statement(row, Statement("null", ()))
