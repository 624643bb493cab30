"""Environments on a Python without `ensurepip`, as Debian's is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Fault, Index
from tests.builders.environment import clean_variables
from tests.conftest import REPOSITORY

PIP = "pip-26.3-py3-none-any.whl"
MAKE = """
import sys
sys.modules["ensurepip"] = None  # importing it fails
sys.path.insert(0, "tools")
from pathlib import Path
from bootstrap import BootstrapError, make_environment
try:
    print(make_environment(Path(sys.argv[1])))
except BootstrapError as error:
    sys.exit(str(error))
"""


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`make(PIP_INDEX_URL=...)`: make an environment with these variables."""

    def run(**variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", MAKE, tmp_path / "env"],
            cwd=REPOSITORY,
            env={**clean_variables(tmp_path), **variables},
            capture_output=True,
            text=True,
        )

    return run


@pytest.fixture
def index_with_pip(index: Index, download: Callable[[str], Path]) -> Index:
    index.add(download("pip==26.3"))
    return index


Make = Callable[..., subprocess.CompletedProcess[str]]


def test_pip_is_fetched_from_the_index(make: Make, index_with_pip: Index) -> None:
    done = make(PIP_INDEX_URL=index_with_pip.url)
    assert done.returncode == 0, done.stderr
    python = done.stdout.strip()
    shown = subprocess.run(
        [python, "-m", "pip", "--version"], capture_output=True, text=True, check=True
    )
    assert shown.stdout.startswith("pip 26.3 ")
    assert index_with_pip.lines == ["GET /simple/pip/", f"GET /files/{PIP}"]


@pytest.mark.skipif(os.name == "nt", reason="looks where pip.conf is on Linux")
def test_the_index_of_pip_conf_is_asked(
    make: Make, index_with_pip: Index, tmp_path: Path
) -> None:
    (tmp_path / ".pip").mkdir()
    text = f"[global]\nindex-url = {index_with_pip.url}\n"
    (tmp_path / ".pip" / "pip.conf").write_text(text)
    done = make()
    assert done.returncode == 0, done.stderr
    assert index_with_pip.lines == ["GET /simple/pip/", f"GET /files/{PIP}"]


def test_another_file_than_the_page_tells_of_is_refused(
    make: Make, index_with_pip: Index
) -> None:
    index_with_pip.fault(PIP, Fault(body=b"something else"))
    done = make(PIP_INDEX_URL=index_with_pip.url)
    assert done.returncode == 1
    assert "is not the file that" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/simple", "nowhere"])
def test_without_an_index_it_says_so(make: Make, url: str) -> None:
    done = make(PIP_INDEX_URL=url)
    assert done.returncode == 1
    assert "The package index has to be in reach" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_index_without_pip_is_named(make: Make, index: Index) -> None:
    index.add_bytes("pip-1.0.tar.gz", b"", "pip")
    done = make(PIP_INDEX_URL=index.url)
    assert done.returncode == 1
    assert f"There is no {PIP} at {index.url}pip/" in done.stderr
