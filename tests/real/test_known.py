"""The distributions that pip advises to install hold a plugin, on the package index."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from variantlib.plugins.discovery import GROUPS
from variantlib.providers.known import KNOWN_PLUGINS

RELEASES = [f"{name}=={v}" for name, known in KNOWN_PLUGINS.items() for v in known]


@pytest.mark.parametrize("release", RELEASES)
def test_a_known_plugin_is_there(release: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
    options = ["--only-binary", ":all:", "--dest", str(tmp_path)]
    subprocess.run([*command, *options, release], check=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [name] = (n for n in archive.namelist() if n.endswith("/entry_points.txt"))
        text = archive.read(name).decode()
    sections = re.findall(r"^\[(.+)\]$", text, re.MULTILINE)
    assert set(GROUPS).intersection(sections)
