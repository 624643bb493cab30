"""Upstream's tests on upstream's pip and on the fork."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import upstream_tests

from patchseries.suite import read_report
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
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    (tmp_path / "src/pip").mkdir(parents=True)
    (tmp_path / "src/pip/other.py").touch()

    done = subprocess.run(
        [
            *(sys.executable, REPOSITORY / "tools/upstream_tests.py", tmp_path),
            *("--both", "--", "tests/unit"),
        ],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1, done.stderr
    assert "1 modules are not those of pip 26.3:\n  pip/other.py\n" in done.stdout
    changed = "tests.unit.test_cases::test_is_upstreams: passed -> failure\n"
    pristine = "pristine: 2 passed, 1 failed, 0 skipped\n"
    fork = "fork: 1 passed, 2 failed, 0 skipped, 1 differ\n"
    assert done.stdout.endswith(f"{changed}{pristine}{fork}")


def test_a_failure_that_upstream_has_too_is_known_by_its_reason(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    baseline = tmp_path / "baseline.json"
    differing = {"fork": {"on purpose": ["differs"]}}
    upstreams = {"a reason": ["kept", "mended", "left out"]}
    baseline.write_text(json.dumps({"pristine": upstreams, **differing}))
    monkeypatch.setattr(upstream_tests, "BASELINE", baseline)
    failing = {"kept": "failure", "found": "error/error"}
    before = {**failing, "mended": "passed", "fine": "passed", "differs": "passed"}

    upstream_tests.write_baseline(before)

    found = {"a reason": ["kept", "left out"], upstream_tests.UNEXPLAINED: ["found"]}
    assert json.loads(baseline.read_text()) == {"pristine": found, **differing}
    after = {**before, "fine": "failure", "found": "passed", "differs": "failure"}
    assert upstream_tests.compare_with_baseline("fork", after) == 1
    assert capsys.readouterr().out.splitlines() == [
        "fine: failure",
        "note: found is listed as failing: passed",
        "fork: 2 passed, 3 failed, 0 skipped, 1 of the failures unknown",
    ]


def test_each_failure_of_upstreams_has_a_reason() -> None:
    reasons = set(upstream_tests.read_baseline("pristine").values())
    assert reasons
    assert upstream_tests.UNEXPLAINED not in reasons


def test_a_report_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(upstream_tests.BuildError, match=r"there is no .*report\.xml"):
        read_report(tmp_path / "report.xml")
