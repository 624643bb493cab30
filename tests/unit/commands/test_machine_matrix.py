"""The files that machines get, for a table of them."""

from __future__ import annotations

from pathlib import Path

from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.variants.commands.machine_matrix import (
    Cell,
    Column,
    read_cell,
    shown_projects,
)
from tests.builders import hash_of, make_wheel
from tests.unit.commands.choosing import chosen_in
from tests.unit.scene import hash_name
from tests.unit.selecting import V2, V3, V4

PKG, TOP, OTHER = map(canonicalize_name, ("pkg", "top", "other"))


def cell(folder: Path, *args: str) -> Cell:
    with chosen_in(folder, *args) as (resolution, record, finder):
        return read_cell(record, finder, PKG, resolution.chosen[PKG])


def test_the_variant_that_a_machine_gets(tmp_path: Path) -> None:
    made = [make_wheel(tmp_path, "pkg", properties=[kind]) for kind in (V2, V3)]
    found = cell(tmp_path, "pkg")
    names = [path.name for path in made]
    assert sorted(found.variants) == sorted(names)
    assert found._replace(variants=()) == Cell("1.0", names[1], hash_name(V3), None)
    assert found.name is not None
    assert found.name.text == hash_of([V3])


def test_a_plain_file_where_no_variant_fits(tmp_path: Path) -> None:
    make_wheel(tmp_path, "pkg", properties=[V4])
    plain = make_wheel(tmp_path, "pkg")
    found = cell(tmp_path, "pkg")
    assert found[:3] == ("1.0", plain.name, None)
    assert "hw :: level :: v4" in str(found.reason)


def test_a_project_without_variants_needs_no_reason(tmp_path: Path) -> None:
    plain = make_wheel(tmp_path, "pkg")
    assert cell(tmp_path, "pkg") == Cell("1.0", plain.name, None, None)


def test_nothing_fits(tmp_path: Path) -> None:
    make_wheel(tmp_path, "pkg", properties=[V4])
    found = cell(tmp_path, "pkg")
    assert found[:3] == (None, None, None)
    assert "hw :: level :: v4" in str(found.reason)


def test_no_reason_where_one_fits_and_is_not_taken(tmp_path: Path) -> None:
    for kind in (V3, V4):
        make_wheel(tmp_path, "pkg", properties=[kind])
    plain = make_wheel(tmp_path, "pkg")
    by_request = cell(tmp_path, "pkg", "--variant=none")
    assert by_request[1:4] == (plain.name, None, None)
    assert len(by_request.variants) == 2
    assert cell(tmp_path, "pkg", "gone") == Cell(None, None, None, None)


def test_projects_that_are_named_or_have_variants() -> None:
    plain = Cell("1.0", "x.whl", None, None)
    first = Column("a", {TOP: plain, OTHER: plain, PKG: plain}, {TOP}, None)
    second = Column("b", {PKG: plain._replace(reason="none fits")}, set(), None)
    third = Column("c", {OTHER: plain._replace(variants=("y.whl",))}, set(), None)
    assert shown_projects([third]) == [OTHER]
    assert shown_projects([first]) == [TOP]
    assert shown_projects([first, second]) == [PKG, TOP]
    assert shown_projects([]) == []
