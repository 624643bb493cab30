"""Run upstream's tests, unit and functional, on a pip of our choice.

They come from a checkout of upstream's repository, for its releases have no tests. The
functional ones install the pip that stands beside them, so the checkout is copied and
its pip replaced.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from backend.errors import BuildError

FOLDERS = ("tests/unit", "tests/functional", "tests/lib")
WHEELS = "tests/data/common_wheels"

_NOT_PASSED = ("failure", "error", "skipped")

Outcomes = Mapping[str, str]
"""Of each test, by its class and name: passed, failure, error or skipped."""


def lay_out(checkout: Path, pip: Path, tree: Path, wheels: Path) -> None:
    """Copy the checkout to *tree*, with the package *pip* in place of its own.

    :param wheels: What the functional tests install besides; fetched if not there.
    """
    shutil.rmtree(tree, ignore_errors=True)
    keep_out = shutil.ignore_patterns(".git", ".nox", "__pycache__", "common_wheels")
    shutil.copytree(checkout, tree, ignore=keep_out, symlinks=True)
    shutil.rmtree(tree / "src/pip", ignore_errors=True)
    shutil.copytree(pip, tree / "src/pip", ignore=keep_out)
    if (tree / "tests/functional").is_dir():
        _fetch_wheels(checkout, pip, wheels)
        shutil.copytree(wheels, tree / WHEELS)


def _fetch_wheels(checkout: Path, pip: Path, wheels: Path) -> None:
    if wheels.is_dir():
        return
    group = f"{checkout / 'pyproject.toml'}:test-common-wheels"
    command = [sys.executable, str(pip), "wheel", "--quiet", "--group", group]
    done = subprocess.run([*command, "--wheel-dir", str(wheels)])
    if done.returncode:
        shutil.rmtree(wheels, ignore_errors=True)
        raise BuildError("the wheels for upstream's functional tests cannot be had")


def run(tree: Path, report: Path, arguments: Sequence[str]) -> Outcomes:
    """Run the tests of *tree*; pytest writes what became of them to *report*."""
    report.unlink(missing_ok=True)
    chosen = arguments or ["-n", "auto", *(f for f in FOLDERS if (tree / f).is_dir())]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    # Not by PYTHONPATH, which the environments of the functional tests would inherit.
    command += ["-o", "pythonpath=src", f"--junit-xml={report}", *chosen]
    subprocess.run(command, cwd=tree, env=_variables(_write_script(tree)))
    return read_report(report)


def _write_script(tree: Path) -> Path:
    """Write a command ``pip``, which some tests call, and return its folder."""
    folder = tree / "build/bin"
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        f"#!{sys.executable}",
        "import runpy, sys",
        f"sys.path.insert(0, {str(tree / 'src')!r})",
        "runpy.run_module('pip', run_name='__main__')",
    ]
    script = folder / "pip"
    script.write_text("\n".join(lines) + "\n", "utf-8")
    script.chmod(0o755)
    return folder


def _variables(scripts: Path) -> dict[str, str]:
    """Return the environment without the user's pip, whose settings change results."""
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith("PIP_")}
    path = os.pathsep.join([str(scripts), kept.get("PATH", os.defpath)])
    return {**kept, "PATH": path, "LC_CTYPE": "en_US.UTF-8"}


def read_report(report: Path) -> Outcomes:
    """Return the outcomes in a report of pytest's."""
    if not report.is_file():
        raise BuildError(f"there is no {report}: the tests did not run")
    cases = ET.parse(report).iter("testcase")
    return {f"{c.get('classname')}::{c.get('name')}": _outcome(c) for c in cases}


def _outcome(case: ET.Element) -> str:
    return "/".join(part.tag for part in case if part.tag in _NOT_PASSED) or "passed"
