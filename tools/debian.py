"""Fetch packages of Debian, and unpack them without installing anything."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path


def unpack(folder: Path, packages: Iterable[str]) -> Path:
    """Return the folder that packages are unpacked in, as below the root of a system.

    :param folder: What is fetched and unpacked stays there.
    """
    system = folder / "system"
    if system.exists():
        return system
    fetched = folder / "packages"
    fetched.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", *packages], cwd=fetched, check=True)
    for package in fetched.glob("*.deb"):
        subprocess.run(["dpkg", "-x", package, system], check=True)
    return system


def missing(package: str) -> list[str]:
    """Return a package, with those that it needs and that are not installed here."""
    command = ["apt-get", "--simulate", "--no-install-recommends", "install", package]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = [line.split() for line in done.stdout.splitlines()]
    return [words[1] for words in lines if words[:1] == ["Inst"]] or [package]
