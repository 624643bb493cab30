"""Requests with a misspelt property, beside others that do."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.variants.settings.choices import parse_choices
from pip._internal.variants.settings.request_doubts import warn_of_misspelt
from tests.builders import make_wheel
from tests.unit.running import run

BUND = "nvidia :: cuda_version_lower_bund :: 12.8"


def test_each_is_told_once_with_its_place(caplog: pytest.LogCaptureFixture) -> None:
    choices = parse_choices([f"{BUND} & nvidia :: *, ab, none", f"pkg={BUND}"])
    for where in ("a", "b"):
        warn_of_misspelt(choices, where)
    (said,) = caplog.messages
    assert said.startswith("a: nothing reports nvidia :: cuda_version_lower_bund - ")


@pytest.mark.parametrize(
    ("is_line", "start"),
    [
        (False, "--variant: nothing reports"),
        (True, "--variant behind pkg (from -r {folder}/r.txt (line 1)): nothing"),
    ],
)
def test_the_user_reads_it_though_another_request_is_met(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], is_line: bool, start: str
) -> None:
    make_wheel(tmp_path, "pkg", "1.0")
    lines = tmp_path / "r.txt"
    lines.write_text(f"pkg --variant='{BUND}, none'\n")
    args = ["-r", str(lines)] if is_line else ["pkg", f"--variant={BUND}, none"]
    assert run("install", tmp_path, "--dry-run", "--ignore-installed", *args) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert said.count("nothing reports nvidia :: cuda_version_lower_bund") == 1
    assert start.format(folder=tmp_path) in said
