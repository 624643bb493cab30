"""A release whose variants have unlike dependencies, and unlike machines for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pip._internal.utils.compat import tomllib
from tests.builders import label_document, make_label_wheel, make_wheel
from tests.unit.running import run

LEVELS = {level: {"hw": {"level": [level]}} for level in ("v2", "v3", "v4")}
NEEDS = {"v2": "tuned==1.0", "v3": "tuned==2.0", "v4": "more"}
MACHINES = {"old": ["v2"], "new": ["v3", "v2"], "none": []}


def publish(folder: Path, *, plain: bool = True, name: str = "lab") -> None:
    """Put the wheels of a project and of all that these require into a folder."""
    for label, properties in LEVELS.items():
        document = label_document({label: properties}, ["hw"])
        requires = ["shared", NEEDS[label]]
        wheel = (folder, name, "1.0", label, properties)
        make_label_wheel(*wheel, document=document, requires=requires)
    if plain:
        make_wheel(folder, name, "1.0", requires=["shared", "base"])
    for project, version in (
        ("tuned", "1.0"),
        ("tuned", "2.0"),
        ("more", "1.0"),
        ("base", "1.0"),
        ("shared", "1.0"),
    ):
        make_wheel(folder, project, version)


def describe(folder: Path, name: str, levels: list[str]) -> str:
    """Write the description of a machine, and return its path."""
    path = folder / f"{name}.toml"
    keys = f"[providers.hw.keys]\nlevel = {json.dumps(levels)}\n" if levels else ""
    path.write_text(f"format = 1\n{keys}")
    return str(path)


def options_for(folder: Path, *names: str) -> list[str]:
    """The options that name some machines."""
    return [f"--machine={describe(folder, name, MACHINES[name])}" for name in names]


def lock(
    wheels: Path,
    *args: str,
    name: str = "pylock.toml",
    code: int = 0,
    facts: str = "other :: fact :: 1",
) -> Path:
    """Run `pip lock` on a machine of which nothing is known."""
    path = wheels.parent / name
    assert run("lock", wheels, "--output", str(path), *args, facts=facts) == code
    return path


def installed(wheels: Path, *args: str, code: int = 0) -> list[str]:
    """The names of the files that an installation would take."""
    report = wheels.parent / "report.json"
    options = ["--dry-run", "--ignore-installed", "--report", str(report)]
    assert run("install", wheels, *options, *args, facts=UNKNOWN) == code
    entries = json.loads(report.read_text())["install"]
    urls = [entry["download_info"]["url"] for entry in entries]
    return sorted(url.rpartition("/")[2] for url in urls)


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


UNKNOWN = "other :: fact :: 1"
