"""Rows written out, and a written list held against the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from variantlib.building.build_list import compare_list, list_json, list_table
from variantlib.errors import VariantError

from .matrices import TWO_BY_THREE, rows_of

SCHEMA = "docs/schemas/pip-variant-build-list.schema.json"


def test_a_table(tmp_path: Path) -> None:
    lines = list_table(rows_of(tmp_path, TWO_BY_THREE)).split("\n")
    assert [line.split("  ")[0].strip() for line in lines[:2]] == ["ID", "cuda12.8-v2"]
    assert lines[1].endswith(
        "nvidia :: cuda_version_lower_bound :: 12.8, x86_64 :: level :: v2"
    )
    assert lines[-2].split() == ["plain", "(plain)"]
    assert lines[-1] == "8 rows, 7 builds"


def test_the_list_is_as_the_schema_has_it(tmp_path: Path) -> None:
    path = Path(__file__).resolve().parents[3] / SCHEMA
    schema = json.loads(path.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    document = json.loads(list_json(rows_of(tmp_path, TWO_BY_THREE)))
    Draft202012Validator(schema).validate(document)
    [row] = (schema["properties"]["rows"]["items"],)
    assert set(row["properties"]) == set(row["required"]) == set(document["rows"][0])


def test_a_list_that_is_up_to_date(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, TWO_BY_THREE)
    written = tmp_path / "list.json"
    written.write_text(list_json(rows))
    assert compare_list(rows, written) == []
    assert compare_list(rows[::-1], written) == [
        "the list has the same rows in another order"
    ]


def test_the_differences_of_a_list_are_told(tmp_path: Path) -> None:
    written = tmp_path / "list.json"
    written.write_text(list_json(rows_of(tmp_path, TWO_BY_THREE)))
    changed = TWO_BY_THREE.replace('"v4"', '"v5"').replace(
        '"cuda{value}"', '"cu{value}"'
    )
    lines = compare_list(rows_of(tmp_path, changed), written)
    assert "cuda12.8-v4: is in the list only" in lines
    assert "cuda12.8-v5: is not in the list" in lines
    assert "cuda12.8-v2: label is 'cu12.8_v2', in the list 'cuda12.8_v2'" in lines


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{}",
        '{"rows": []}',
        '{"format": 1, "rows": [{}]}',
        "x",
        '{"a": 1, "a": 2}',
    ],
)
def test_another_file_is_no_list(tmp_path: Path, content: str) -> None:
    written = tmp_path / "list.json"
    written.write_text(content)
    with pytest.raises(VariantError, match=r"list\.json: "):
        compare_list(rows_of(tmp_path, TWO_BY_THREE), written)
