"""What a download brings besides the chosen files."""

from __future__ import annotations

from pathlib import Path

from tests.builders import make_label_wheel, make_wheel
from tests.unit.running import run


def test_the_rest_for_a_machine_with_a_platform(tmp_path: Path) -> None:
    wheels, machine, place = tmp_path / "wheels", tmp_path / "m.toml", tmp_path / "to"
    for label in ("v3", "v9"):
        make_label_wheel(wheels, "pkg", "1.0", label, {"hw": {"level": [label]}})
    make_wheel(wheels, "pkg", "1.0")
    machine.write_text('format = 1\nplatform = "linux_x86_64"\nglibc = "2.17"\n')
    args = ["pkg", "--machine", str(machine), "-d", str(place)]
    assert run("download", wheels, *args, "--with-plain") == 0
    assert len([*place.iterdir()]) == 2
    assert run("download", wheels, *args, "--variants=all") == 0
    assert len([*place.glob("*.whl")]) == 3
