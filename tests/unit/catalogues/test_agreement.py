"""The advice where packages of a catalogue do not agree."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pip._vendor.variantlib.catalogues.catalogue import Catalogue
from pip._vendor.variantlib.catalogues.reading import read_catalogue

from pip._internal.variants.catalogues.agreement import Builds, Member, find_way_out
from pip._internal.variants.catalogues.links import StatedLink
from tests.builders import make_wheel
from tests.unit.running import run
from tests.unit.scene import candidate, machine

TEXT = """
format = 1
name = "fleet"
projects = ["ship", "crew", "boat"]
[[variants]]
label = "v3"
local = "v3"
projects = ["ship", "crew"]
properties = ["hw :: level :: v3"]
[[variants]]
label = "cpu"
local = "cpu"
"""


def builds(catalogue: Catalogue, *unread: str, level: str = "v3") -> Builds:
    """Those of a machine, where pip found cpu of all, and v3 of ship."""

    def find(project: str) -> list[Any]:
        labels = ["cpu", "v3"] if project == "ship" else ["cpu"]
        found = [candidate(f"{project}-1.0+{x}-py3-none-any.whl") for x in labels]
        for each in found:
            name, filename = cast(Any, project), each.link.filename
            stated = catalogue.state_by_name(name, filename, each.version)
            assert stated is not None
            object.__setattr__(each, "link", StatedLink.of(each.link, stated))
        return found

    finder = cast(Any, SimpleNamespace(find_all_candidates=find))
    here = machine({"hw": {"level": [level]}})
    by_project = dict.fromkeys(catalogue.projects, catalogue)
    return Builds(by_project, finder, here, lambda x: ["v3"] if x in unread else [])


NO_BOAT = "No catalogue has a build v3 of boat."
UNREAD = "pip could not read the page that may have v3 of crew."
NO_CREW = "pip found no build v3 of crew that it can use."
NAME_ALL = "Name all of them in one command, with --upgrade: "
SAME = "request the same build of all of them: "
APART = "install them into environments of their own."


@pytest.mark.parametrize(
    ("others", "unread", "level", "reasons", "hint"),
    [
        # Some are installed, and may be another build.
        (["boat=cpu stays"], "", "v3", [NO_BOAT], f"R{SAME[1:]}--variant=ship=cpu."),
        (["crew=cpu stays"], "", "v2", [], f"{NAME_ALL}crew ship. Or request"),
        # It was named, with --upgrade.
        (
            ["boat=cpu"],
            "",
            "v3",
            [NO_BOAT],
            f"R{SAME[1:]}--variant=boat=cpu --variant=ship=cpu.",
        ),
        (
            ["crew=cpu"],
            "crew",
            "v3",
            [UNREAD],
            f"Try again. Or {SAME}--variant=crew=cpu --variant=ship=cpu.",
        ),
        (["crew=cpu"], "", "v3", [NO_CREW], f"R{SAME[1:]}--variant=crew=cpu"),
        # Of what does not fit, nobody asked for the page.
        (
            ["crew=cpu"],
            "",
            "v2",
            [],
            "--variant=crew=LABEL --variant=ship=LABEL, with v3 or cpu as LABEL.",
        ),
        (
            ["boat=cpu", "odd=odd"],
            "",
            "v3",
            [f"No catalogue has a build {x}." for x in ("odd of ship", "v3 of boat")],
            f"I{APART[1:]}",
        ),
    ],
)
def test_ways_out(
    tmp_path: Path,
    others: list[str],
    unread: str,
    level: str,
    reasons: list[str],
    hint: str,
) -> None:
    path = tmp_path / "fleet.toml"
    path.write_text(TEXT)
    members = [Member(cast(Any, "ship"), "v3", stays=False)]
    for other in others:
        pin, _, stays = other.partition(" ")
        project, label = pin.split("=")
        members.append(Member(cast(Any, project), label, bool(stays)))
    way_out = find_way_out(
        members, builds(read_catalogue(str(path)), unread, level=level)
    )
    assert set(reasons) <= set(way_out.reasons)
    assert bool(reasons) == bool(way_out.reasons)
    assert hint in way_out.hint


def test_a_sibling_that_is_needed_by_name_decides_for_its_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels, catalogue = tmp_path / "wheels", tmp_path / "boat.toml"
    lines = ["format = 1", 'name = "boat"', 'projects = ["boat", "raft"]']
    for project, label in (("boat", "v3"), ("boat", "v2"), ("raft", "v2")):
        sibling = f"{project}-{label}"
        make_wheel(wheels, sibling)
        lines += ["[[variants]]", f'label = "{label}"', f'sibling = "{sibling}"']
        lines += [f'projects = ["{project}"]', f'properties = "hw :: level :: {label}"']
    catalogue.write_text("\n".join(lines))
    make_wheel(wheels, "sailor", requires=["boat"])
    make_wheel(wheels, "by-name", requires=["boat-v2"])
    make_wheel(wheels, "rafter", requires=["raft"])
    args = ["sailor", "by-name", "-d", str(tmp_path / "to")]
    args += ["--catalogue", str(catalogue)]
    assert run("download", wheels, *args) == 1
    said = capsys.readouterr().err
    assert "No catalogue has a build v3 of boat-v2.\n" in said
    assert said.count("No catalogue has") == 1
    assert "hint: Request the same build of all of them: --variant=boat=v2.\n" in said
    assert run("download", wheels, *args, "--variant=boat=v2") == 0
    # Of this one there is no other, either.
    assert run("download", wheels, "rafter", *args, "--variant=boat=v3") == 1
    capsys.readouterr()
    assert run("download", wheels, "sailor", "rafter", *args[2:]) == 1
    said = capsys.readouterr().err
    assert "No catalogue has a build v3 of raft.\n" in said
    assert "--variant=boat=v2 --variant=raft=v2.\n" in said
