"""Fetch releases of pip and of its vendored packages once from the package index."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from pathlib import Path

from backend.errors import BuildError
from backend.pins import Pins


def fetch(folder: Path, *requirements: str) -> Path:
    """Install *requirements* below *folder* unless they are there; returns where."""
    target = folder / "_".join(requirements)
    if target.is_dir():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        fetched = Path(name, "fetched")
        command = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps"]
        command += ["--only-binary=:all:", "--no-compile", "--target", str(fetched)]
        if subprocess.run([*command, *requirements]).returncode:
            raise BuildError(f"{' and '.join(requirements)} could not be fetched")
        with contextlib.suppress(OSError):  # another process was faster
            fetched.rename(target)
    return target


def fetch_pinned(root: Path, pins: Pins) -> list[str]:
    """Fetch the releases for the fork of the checkout at *root*; returns a path."""
    pinned = [f"{pin.name}=={pin.version}" for pin in (pins.pip, pins.attrs)]
    return [str(fetch(root / "build/releases", *pinned))]
