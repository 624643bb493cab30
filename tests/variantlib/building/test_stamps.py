"""What is remembered of files that were made."""

from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.building.stamps import read_stamp


@pytest.mark.parametrize(
    "files", ["1", "null", '["..", 1, 2]', '["a.whl", 1e999, 1]', '["../a.whl", 1, 2]']
)
def test_a_stamp_that_makes_no_sense_is_none(tmp_path: Path, files: str) -> None:
    stamp = tmp_path / "a.json"
    stamp.write_text(f'{{"inputs": "", "files": [{files}]}}')
    assert read_stamp(stamp) is None
