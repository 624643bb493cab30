"""The wheel that tests of the maker begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.variantlib.making.scene import PLAIN, write_wheel


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_wheel(tmp_path / PLAIN)
