"""Rows by their identifiers and by expressions."""

from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.building.selection import select_rows
from variantlib.errors import VariantError

from .matrices import TWO_BY_THREE, rows_of

ALL = [
    *("cuda12.8-v2", "cuda12.8-v3", "cuda12.8-v4"),
    *("cuda13.0-v2", "cuda13.0-v3", "cuda13.0-v4"),
    *("null", "plain"),
]


@pytest.mark.parametrize(
    ("only", "names"),
    [
        (["cuda=13.* cpu=v2"], "cuda13.0-v2"),
        (["cuda=13.0,cpu!=v2"], "cuda13.0-v3 cuda13.0-v4"),
        (["kind=null", "kind=plain"], "null plain"),
        (["label=cuda12*", "id=plain"], "cuda12.8-v2 cuda12.8-v3 cuda12.8-v4 plain"),
        (["id=*2.8*", "cuda!=12.8"], " ".join(ALL)),
        ([], " ".join(ALL)),
    ],
)
def test_an_expression_chooses_rows(
    tmp_path: Path, only: list[str], names: str
) -> None:
    found = select_rows(rows_of(tmp_path, TWO_BY_THREE), (), only)
    assert [row.name for row in found] == names.split()


def test_identifiers_choose_rows_in_their_order(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, TWO_BY_THREE)
    found = select_rows(rows, ["plain", "cuda12.8-v3", "plain"], ["cuda!=13.0"])
    assert [row.name for row in found] == ["plain", "cuda12.8-v3"]


@pytest.mark.parametrize(
    ("names", "only", "problem"),
    [
        (
            ["cuda12.8v2"],
            [],
            "no row is called cuda12.8v2 - maybe you meant cuda12.8-v2",
        ),
        ([], ["cuda13"], "--only 'cuda13': write it as"),
        ([], ["cud=13.0"], "--only: no axis is called cud - maybe you meant cuda"),
        ([], ["cuda=14.0"], "--only cuda=14.0: no row is like that"),
    ],
)
def test_what_chooses_nothing_is_refused(
    tmp_path: Path, names: list[str], only: list[str], problem: str
) -> None:
    with pytest.raises(VariantError, match=problem):
        select_rows(rows_of(tmp_path, TWO_BY_THREE), names, only)
