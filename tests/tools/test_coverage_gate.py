"""The shares of our code that tests run, and what is printed of them."""

from __future__ import annotations

from pathlib import Path

import coverage_gate
import pytest
from coverage import CoverageData
from coverage_gate import PARTS, Part, Share, measure

from tests.conftest import REPOSITORY


def part(limit: float = 50) -> Part:
    return Part("a part", "src", ["*.py", "room/*.py"], ["_*.py"], limit, 98)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One with four lines that count, of which a test has run three."""
    (tmp_path / "src/room").mkdir(parents=True)
    (tmp_path / "src/a.py").write_text("x = 1\ny = 2\nif x > y:\n    x = 3\n")
    (tmp_path / "src/room/never.py").write_text("x = 1\n")
    (tmp_path / "src/_script.py").write_text("x = 1\n" * 100)
    (tmp_path / "pyproject.toml").write_text("")
    data = CoverageData(str(tmp_path / "data"))
    data.add_lines({str(tmp_path / "src/a.py"): [1, 2, 3]})
    data.write()
    monkeypatch.setattr(coverage_gate, "PARTS", [part()])
    return tmp_path


def test_files_that_no_test_imports_count(repository: Path) -> None:
    (share,) = measure(repository / "data", repository)
    assert share.lines == 5
    assert share.missed == {"src/a.py": 1, "src/room/never.py": 1}
    assert share.value == 60


def test_a_share_under_its_limit_names_files() -> None:
    share = Share(part(limit=60.1), 5, {"src/a.py": 1, "src/b.py": 2})
    assert share.is_under
    assert "UNDER ITS LIMIT\n       2 src/b.py\n       1 src/a.py" in str(share)
    assert not Share(part(limit=40), 5, {"src/b.py": 3}).is_under


def test_a_share_is_not_rounded_up() -> None:
    assert Share(part(), 10_000, {"x": 201}).value == 97.9
    assert Share(part(), 0, {}).value == 0


@pytest.mark.parametrize("real", PARTS, ids=lambda real: real.title)
def test_each_part_is_there(real: Part) -> None:
    files = real.files()
    assert len(files) > 20
    for pattern in real.patterns:
        assert list((REPOSITORY / real.folder).glob(pattern)), pattern
