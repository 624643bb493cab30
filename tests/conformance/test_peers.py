"""A sample of what other implementations answer; `nox -s conformance` asks for more."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conformance.cases import DATA

REPOSITORY = Path(__file__).resolve().parents[2]
TOOLS = REPOSITORY / "tools"
EXPLAINED = TOOLS / "conformance" / "explained"
PAGE = REPOSITORY / "docs" / "conformance.md"

Once = Callable[[str, Callable[[Path], object]], Path]


def ask(adapter: str, variables: Mapping[str, str], *arguments: object) -> None:
    command = [sys.executable, "-m", "conformance.run", *map(str, arguments)]
    asked = ["--", sys.executable, "-m", f"conformance.adapters.{adapter}"]
    done = subprocess.run(
        [*command, "--explained", EXPLAINED / f"{adapter}.json", *asked],
        cwd=TOOLS,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_variantlib_from_the_package_index(once: Once) -> None:
    def fetch(folder: Path) -> None:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target"]
        subprocess.run([*command, str(folder), "variantlib==0.2.2"], check=True)

    library = once("variantlib-0.2.2-library", fetch)
    ask("variantlib_022", {"PYTHONPATH": str(library)}, "--random", 300)


def test_uv() -> None:
    scripts = Path(sys.executable).parent
    path = os.pathsep.join([str(scripts), os.environ["PATH"]])
    if not shutil.which("uv", path=path):
        pytest.skip("uv is not installed")
    ask("uv", {"PATH": path}, "--cases", DATA / "documents.json", "--random", 3)


@pytest.mark.parametrize("adapter", ["uv", "variantlib_022"])
def test_the_site_explains_each_disagreement(adapter: str) -> None:
    explained = json.loads((EXPLAINED / f"{adapter}.json").read_text("utf-8"))
    page = PAGE.read_text("utf-8")
    for case, explanation in explained.items():
        assert f"| {case} | {explanation} |" in page
