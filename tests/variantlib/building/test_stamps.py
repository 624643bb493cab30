"""What is remembered of files that were made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from variantlib.building.stamps import read_stamp


@pytest.mark.parametrize(
    "files",
    ["", "1", "null", '["..", 1, 2]', '["a.whl", 1e999, 1]', '["../a.whl", 1, 2]'],
)
def test_a_stamp_that_makes_no_sense_is_none(tmp_path: Path, files: str) -> None:
    stamp = tmp_path / "a.json"
    stamp.write_text(f'{{"inputs": "", "files": [{files}]}}')
    assert read_stamp(stamp) is None


@pytest.mark.parametrize("name", ["\0.whl", "\ud800.whl"])
def test_no_file_has_a_name_that_nobody_can_give_one(tmp_path: Path, name: str) -> None:
    stamp = tmp_path / "a.json"
    stamp.write_text(json.dumps({"inputs": "", "files": [[name, 1, 2]]}))
    read = read_stamp(stamp)
    assert read is not None
    assert not read.holds("", tmp_path)
