"""The comparison of upstream's tests on upstream's pip and on the fork."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY

CASES = """
from pip import __version__

def test_same(): pass
def test_fails_always(): assert False
def test_is_upstreams(): assert __version__ == "26.3"
"""


def test_only_differences_count(tmp_path: Path) -> None:
    (tmp_path / "tests/unit").mkdir(parents=True)
    (tmp_path / "tests/unit/test_cases.py").write_text(CASES)
    (tmp_path / "src/pip").mkdir(parents=True)
    (tmp_path / "src/pip/other.py").touch()

    done = subprocess.run(
        [sys.executable, REPOSITORY / "tools/upstream_tests.py", tmp_path],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1, done.stderr
    assert "1 modules are not those of pip 26.3:\n  pip/other.py\n" in done.stdout
    changed = "tests.unit.test_cases::test_is_upstreams: passed -> failure\n"
    assert done.stdout.endswith(f"{changed}3 tests, 1 differ\n")
