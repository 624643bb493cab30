"""A lock file for several machines, of which each gets the build that was pinned."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import make_wheel
from tests.unit.commands.fleet_scene import lock, options_for


def test_pinned_builds_are_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels, catalogue = tmp_path / "wheels", tmp_path / "fleet.toml"
    lines = ["format = 1", 'name = "fleet"', 'projects = ["ship", "crew"]']
    for label in ("v3", "cpu"):
        lines += ["[[variants]]", f'label = "{label}"', f'local = "{label}"']
        lines += ['properties = ["hw :: level :: v3"]'] * (label == "v3")
        for name in ("ship", "crew", "odd"):
            make_wheel(wheels, name, f"2.0+{label}")
    catalogue.write_text("\n".join(lines))
    source = tmp_path / "requirements.txt"
    options = ["--catalogue", str(catalogue), *options_for(tmp_path, "new", "none")]
    for given, text, pins, code in (
        ("--from", "ship==2.0+cpu\ncrew ==2.0+cpu", "ship==2.0+cpu, crew==2.0+cpu", 0),
        # The other machine cannot have it.
        ("-r", "ship===2.0+v3", "ship===2.0+v3", 1),
        ("--from", "ship==2.0\nodd==2.0+cpu", None, 0),
    ):
        source.write_text(text)
        lock(wheels, given, str(source), *options, code=code)
        said = " ".join(capsys.readouterr().err.split())
        assert said.count("A local version") == bool(pins)
        if pins:
            assert (
                f"WARNING: A local version pins one build for all machines: {pins}. "
                "To let pip choose for each machine, cut it off: ship==2.0"
            ) in said
