"""Builds of one file name, which one folder cannot hold."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.builders import Index, make_wheel
from tests.unit.commands.fleet_scene import options_for
from tests.unit.running import run


def test_no_build_takes_the_place_of_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["format = 1", 'name = "fleet"', 'projects = ["ship"]']
    catalogue = tmp_path / "fleet.toml"
    with Index(sidecars=False) as fast, Index(sidecars=False) as slow:
        for label, index in (("v2", fast), ("cpu", slow)):
            index.add(make_wheel(tmp_path / label, "ship", module=f"IS = '{label}'"))
            lines += ["[[variants]]", f'label = "{label}"', f'index = "{index.url}"']
            lines += [f'properties = ["hw :: level :: {label}"]'] * (label == "v2")
        catalogue.write_text("\n".join(lines))
        machines = options_for(tmp_path, "old", "none")
        for more in (machines, ["--variants=all"], [machines[0], "--with-plain"]):
            place = tmp_path / "to" / str(len(more)) / more[-1].strip("-")[:4]
            args = ["ship", "--catalogue", str(catalogue), "-d", str(place), *more]
            assert run("download", slow.url, *args, facts="other :: fact :: 1") == 1
            first = "cpu" if "all" in more[0] else "v2"
            said = f"is already the variant {first} in this folder, and the variant"
            assert said in capsys.readouterr().err
            (wheel,) = place.iterdir()
            with zipfile.ZipFile(wheel) as opened:
                assert first in opened.read("ship.py").decode()
