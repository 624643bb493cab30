"""Siblings that are known by their notes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.version import Version

from pip._internal.metadata import get_environment
from pip._internal.operations.check import PackageDetails, check_package_set
from pip._internal.variants.catalogues import noted
from pip._internal.variants.hooks import note_installed
from pip._internal.variants.names import SIBLING_NOTE
from pip._internal.variants.utils.state import PROCESS
from tests.unit.selecting import installed

SIBLINGS: Mapping[Any, Any] = {"ship-new": "ship", "boat-new": "boat"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where packages are installed."""
    paths = [str(tmp_path)]
    monkeypatch.setattr(
        noted, "get_default_environment", lambda: get_environment(paths)
    )
    monkeypatch.setattr(PROCESS, "project_of", SIBLINGS.get)
    return tmp_path


def unmet(requires: Mapping[str, str]) -> list[str]:
    """The requirements of installed packages that nothing meets, and why."""
    known: dict[Any, PackageDetails] = {
        name: PackageDetails(Version("1.0"), [Requirement(text)] if text else [])
        for name, text in requires.items()
    }
    missing, conflicting = check_package_set(known)
    found = [f"no {req}" for own in missing.values() for _, req in own]
    return found + [f"{n} not {r}" for own in conflicting.values() for n, _, r in own]


def test_an_installed_sibling_meets_requirements(place: Path) -> None:
    for name in ("ship_new", "boat_new", "crew"):
        info = str(installed(place, name=name).info_location)
        written = note_installed(name, info)
        assert [Path(path).name for path in written] == [SIBLING_NOTE] * ("_" in name)
    requires = {
        "crew": "ship>=1",
        "old-crew": "ship<1",
        "lost": "raft",
        # It may need the project itself.
        "ship-new": "ship",
        # Its sibling is to be removed.
        "rower": "boat",
    }
    assert unmet(requires) == ["no raft", "no ship", "no boat", "ship-new not ship<1"]


@pytest.mark.parametrize("text", ["{", "[]", '{"project": 1}', "[" * 100_000, "\xff"])
def test_a_note_that_is_none_is_passed_over(place: Path, text: str) -> None:
    info = Path(str(installed(place, name="raft_new").info_location))
    (info / SIBLING_NOTE).write_text(text, "latin-1")
    assert unmet({"crew": "raft", "raft-new": ""}) == ["no raft"]
    # Nor does a wheel say itself what it is taken for.
    assert note_installed("raft-new", str(info)) == []
    assert not (info / SIBLING_NOTE).exists()


@pytest.mark.parametrize("project", ["torch; rm", "torch\n", "a b", "-r", "", 1, None])
def test_what_is_no_name_is_no_note(place: Path, project: object) -> None:
    dist = installed(place, name="ship_new")
    note = Path(str(dist.info_location), SIBLING_NOTE)
    note.write_text(json.dumps({"project": project}))
    assert noted.noted_project(dist) is None


def test_a_note_that_a_wheel_brings_is_removed(place: Path) -> None:
    info = str(installed(place, name="crew").info_location)
    brought = Path(info, SIBLING_NOTE)
    for members in (["more", "x"], []):
        Path(brought, *members[:-1]).mkdir(parents=True)
        assert note_installed("crew", info) == []
        assert not brought.exists()
