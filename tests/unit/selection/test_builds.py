"""Builds for a version of another package, and the version that there will be."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

from tests.builders import hash_of, make_wheel
from tests.unit.running import run

ABI = "abi_dependency :: fw ::"


def planned(folder: Path, *args: str) -> dict[str, str]:
    """The files that would be installed, by project."""
    report = folder / "report.json"
    options = ["--dry-run", "--ignore-installed", "--report", str(report)]
    assert run("install", folder, *options, *args) == 0
    entries = json.loads(report.read_text())["install"]
    urls = [unquote(entry["download_info"]["url"]) for entry in entries]
    names = [url.rpartition("/")[2] for url in urls]
    return {name.partition("-")[0]: name for name in names}


def publish(folder: Path, *versions: str, plain: bool = False) -> dict[str, str]:
    """Put builds for versions of `fw` into a folder, and return their names."""
    made = {v: make_wheel(folder, "pkg", properties=[f"{ABI} {v}"]) for v in versions}
    if plain:
        make_wheel(folder, "pkg")
    return {version: path.name for version, path in made.items()}


def frameworks(folder: Path, *versions: str) -> None:
    for version in versions:
        make_wheel(folder, "fw", version)


def test_the_version_that_there_will_be_decides(tmp_path: Path) -> None:
    made = publish(tmp_path, "1.0", "2.0")
    frameworks(tmp_path, "1.0", "2.0")
    assert planned(tmp_path, "pkg", "fw")["pkg"] == made["2.0"]
    assert planned(tmp_path, "pkg", "fw<2")["pkg"] == made["1.0"]


def test_a_version_is_taken_that_there_are_builds_for(tmp_path: Path) -> None:
    made = publish(tmp_path, "2.0")
    frameworks(tmp_path, "2.0", "3.0")
    found = planned(tmp_path, "pkg", "fw")
    assert found["fw"].startswith("fw-2.0-")
    assert found["pkg"] == made["2.0"]


def test_without_a_build_the_plain_wheel_will_do(tmp_path: Path) -> None:
    made = publish(tmp_path, "2.0", plain=True)
    frameworks(tmp_path, "1.0", "2.0")
    found = planned(tmp_path, "pkg", "fw==1.0")
    assert found["pkg"] == "pkg-1.0-py3-none-any.whl"
    assert found["pkg"] not in made.values()


def test_a_named_build_for_another_version(tmp_path: Path) -> None:
    publish(tmp_path, "1.0", "2.0")
    frameworks(tmp_path, "1.0", "2.0")
    asked = f"--variant=pkg={hash_of([f'{ABI} 1.0'])}"
    found = planned(tmp_path, asked, "pkg", "fw")
    assert hash_of([f"{ABI} 1.0"]) in found["pkg"]
