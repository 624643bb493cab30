"""The script that runs the pip that installs a plugin, as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import pip
from pip._internal.variants.trusted import _fetcher
from pip._internal.variants.trusted._fetcher import PipFrom

PLACE = os.path.dirname(os.path.dirname(os.path.abspath(pip.__file__)))


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    """A request for help, which pip can always give, in a folder of its own."""
    folder = tmp_path / "private"
    folder.mkdir()
    path = folder / "request.json"
    path.write_text(json.dumps({"arguments": ["--help"], "passwords": {}}))
    return path


def test_pip_alone_is_found_there() -> None:
    finder = PipFrom(PLACE)
    found = finder.find_spec("pip")
    assert found is not None
    assert found.origin == os.path.abspath(pip.__file__)
    assert finder.find_spec("setuptools") is None


def test_the_pip_of_the_place_runs(request_file: Path) -> None:
    command = [sys.executable, "-I", str(_fetcher.__file__), PLACE, str(request_file)]
    # Upstream's help cannot be shown on a terminal that is very narrow.
    wide = {**os.environ, "COLUMNS": "80"}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, env=wide
    )
    assert done.returncode == 0, done.stderr
    assert "--only-binary" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux changes the parent")
def test_without_its_parent_it_ends_and_cleans_up(request_file: Path) -> None:
    code = f"""
import os, sys, time
sys.path.insert(0, {str(Path(str(_fetcher.__file__)).parent)!r})
import _fetcher
parent = os.getppid()
print(os.getpid(), flush=True)
_fetcher.end_after(parent, {str(request_file.parent)!r})
"""
    starter = f"""
import subprocess, sys
command = [sys.executable, "-c", {code!r}]
process = subprocess.Popen(command, stdout=subprocess.PIPE)
# By then it knows its parent.
assert process.stdout.readline()
"""
    subprocess.run([sys.executable, "-c", starter], timeout=120, check=True)
    end = time.monotonic() + 60
    while request_file.parent.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not request_file.parent.exists()
