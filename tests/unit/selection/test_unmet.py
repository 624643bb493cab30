"""A user reads for which dependency pip does not use the best variant."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from tests.builders import make_wheel
from tests.unit.running import run
from tests.unit.selecting import H3, V2, V3

BEST = {
    "absent": {"requires": ["fine", 'nosuchdep>=2; python_version > "3"']},
    "newer": {"requires": ["fine", "rt>=9"]},
    "pinned": {"requires": ["fine", "rt==2"]},
    "extra": {"extras": {"all": ["rt==2"], "none": ["nosuchdep"]}},
    "by-another": {"requires": ["middle"]},
    "for-others": {"requires_python": ">=4"},
    "needs-others": {"requires": ["of-others"]},
    "malformed": {"requires": ["not a >> requirement"]},
    "lesser": {"requires": ["nosuchdep"]},
    "older": {"requires": ["nosuchdep"]},
}
HERE = platform.python_version()
REASONS = {
    "absent": "no matching distribution found for nosuchdep>=2 (from absent)",
    "newer": "no matching distribution found for rt>=9 (from newer)",
    "pinned": "it depends on rt==2, and pip uses rt 1",
    "extra": "it depends on rt==2, and pip uses rt 1",
    "by-another": "it depends on middle, of which pip can use no release",
    "for-others": f"it requires a different Python: {HERE} not in '>=4'",
    "needs-others": "it depends on of-others, of which pip can use no release",
    "malformed": "its metadata is invalid",
    "lesser": "no matching distribution found for nosuchdep (from lesser)",
    "older": "no matching distribution found for nosuchdep (from older)",
}


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """The best variant of each project needs something that is not to be had."""
    for project, flaw in BEST.items():
        make_wheel(tmp_path, project, "1.0", properties=[V3], **flaw)
        extras = {name: [] for name in flaw.get("extras", ())}
        make_wheel(
            tmp_path, project, "0.5" if project == "older" else "1.0", extras=extras
        )
    make_wheel(tmp_path, "lesser", "1.0", properties=[V2])
    make_wheel(tmp_path, "fine", "1.0", properties=[V3])
    make_wheel(tmp_path, "of-others", requires_python=">=4")
    make_wheel(tmp_path, "middle", requires=["rt==2"])
    for version in ("1", "2"):
        make_wheel(tmp_path, "rt", version)
    return tmp_path


def test_each_dependency(wheels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    projects = [p if p != "extra" else "extra[all]" for p in BEST]
    options = ["--dry-run", "--ignore-installed", "fine", "rt==1"]
    assert run("install", wheels, *options, *projects) == 0
    lines = capsys.readouterr().out.splitlines()
    said = [line for line in lines if line.startswith("Not using ")]
    assert sorted(said) == sorted(
        f"Not using variant {H3} of {project} 1.0: {reason}"
        for project, reason in REASONS.items()
    )
    without = "without a variant, because pip can use no variant that fits"
    assert f"Using absent 1.0 {without}" in lines
    assert f"Using older 0.5 {without}" not in lines


def test_a_python_that_does_not_matter(
    wheels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--dry-run", "--ignore-installed", "--ignore-requires-python"]
    make_wheel(
        wheels, "both", properties=[V3], requires=["middle"], requires_python=">=4"
    )
    make_wheel(wheels, "both")
    assert run("install", wheels, *options, "both", "rt==1") == 0
    assert f"{H3} of both 1.0: it depends on middle, of " in capsys.readouterr().out
