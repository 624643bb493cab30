"""What fits machines that nobody described, beside the chosen variants."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import label_document, make_label_wheel, make_sdist, make_wheel
from tests.unit.commands.fleet_scene import installed
from tests.unit.running import run


def test_what_a_release_without_a_plain_wheel_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels = tmp_path / "wheels"
    for project, label in (("ship", "null"), ("crew", "v3")):
        properties = {} if label == "null" else {"hw": {"level": [label]}}
        make_label_wheel(wheels, project, "1.0", label, properties)
    args = ["ship", "crew", "--with-plain", "-d", str(tmp_path / "to")]
    assert run("download", wheels, *args) == 0
    said = " ".join(capsys.readouterr().err.split())
    no_plain = "1.0 has no plain wheel: "
    assert f"crew {no_plain}a machine that none of its variants fits gets" in said
    assert f"ship {no_plain}installers that know no variants take none of" in said


def test_the_project_of_a_sibling_and_builds_that_need_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels, place = tmp_path / "wheels", tmp_path / "to"
    catalogues = {"fleet": ["ship", "crew"], "boat": ["boat"], "raft": ["raft"]}
    own = []
    for name, projects in catalogues.items():
        place_of = {"fleet": 'local = "gpu"'}.get(name, f'sibling = "{name}-gpu"')
        lines = ["format = 1", f'name = "{name}"', f"projects = {projects}"]
        lines += ["[[variants]]", 'label = "gpu"', place_of]
        lines += ['properties = "hw :: level :: v2"']
        if name == "fleet":
            lines += ["[[variants]]", 'label = "cpu"', 'local = "cpu"']
        else:
            make_wheel(wheels, f"{name}-gpu")
        (tmp_path / f"{name}.toml").write_text("\n".join(lines))
        own += ["--catalogue", str(tmp_path / f"{name}.toml")]
    for label in ("gpu", "cpu"):
        make_wheel(wheels, "ship", f"1.0+{label}")
        make_wheel(wheels, "crew", f"1.0+{label}", requires=["ship==1.0", "boat"])
    make_wheel(wheels, "boat", "2.0", requires=["oars"])
    make_wheel(wheels, "oars")
    make_sdist(wheels, "raft", fails="it was built")
    labels = {"null": {}, "v2": {"hw": {"level": ["v2"]}}}
    for label, properties in labels.items():
        document = label_document({label: properties}, ["hw"])
        make_label_wheel(wheels, "lab", "1.0", label, properties, document=document)
    machine = ["--machine-set", "hw :: level :: v2", *own]
    args = ["crew", "lab", "raft", "--with-plain", "-d", str(place), *machine]
    assert run("download", wheels, *args) == 0
    output = capsys.readouterr()
    assert "Also downloading the plain wheels of boat\n" in output.out
    assert "Also downloading crew 1.0~cpu, lab 1.0~null, ship 1.0~cpu\n" in output.out
    said = " ".join(output.err.split())
    assert "raft has no plain wheel: a machine that none of its siblings fits" in said
    wanted = ["crew", "lab", *own]
    assert installed(place, *wanted) == installed(wheels, *wanted)
