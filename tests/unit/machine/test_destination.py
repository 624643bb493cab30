"""The versions in the place where a command installs to."""

from __future__ import annotations

import os
from optparse import Values
from pathlib import Path
from typing import Any

import pytest

from pip._internal.variants.machine.destination import (
    NOTHING,
    Destination,
    read_destination,
)


def destination(command: str = "install", foreign: bool = False, **given: Any) -> Any:
    return read_destination(Values(given), command, foreign)


def put(folder: Path, name: str, version: str) -> None:
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (info / "METADATA").write_text(text)


def test_usually_it_is_the_environment() -> None:
    assert destination() == Destination()


@pytest.mark.parametrize(
    ("command", "foreign"), [("lock", False), ("lock", True), ("download", True)]
)
def test_a_lock_file_and_another_machine_have_nothing(
    command: str, foreign: bool
) -> None:
    found = destination(command, foreign)
    assert found is NOTHING
    assert found.versions() == {}


def test_a_folder_of_its_own(tmp_path: Path) -> None:
    put(tmp_path, "a_pkg", "1.0")
    found = destination(target_dir=str(tmp_path))
    assert {name: str(version) for name, version in found.versions().items()} == {
        "a-pkg": "1.0"
    }


@pytest.mark.parametrize(
    ("given", "counts"),
    [({}, True), ({"ignore_installed": True}, False), ({"use_user_site": False}, True)],
)
def test_a_prefix_beside_the_environment(
    tmp_path: Path, given: dict[str, Any], counts: bool
) -> None:
    found = destination(prefix_path=str(tmp_path), **given)
    assert found.has_environment is counts
    assert all(folder.startswith(str(tmp_path)) for folder in found.folders)
    assert not destination(foreign=True, root_path=str(tmp_path)).has_environment


def test_what_is_broken_is_not_there(tmp_path: Path) -> None:
    put(tmp_path, "good", "1.0")
    put(tmp_path, "bad", "new")
    (tmp_path / "worse-1.0.dist-info").mkdir()
    found = Destination([os.fspath(tmp_path)], has_environment=False).versions()
    assert found.keys() & {"good", "bad"} == {"good"}
