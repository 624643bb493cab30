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
import sysconfig
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from backend.errors import BuildError
from bootstrap import python_of

FOLDERS = ("tests/unit", "tests/functional", "tests/lib")
WHEELS = "tests/data/common_wheels"

_NOT_PASSED = ("failure", "error", "skipped")

Outcomes = Mapping[str, str]
"""Of each test, by its class and name: passed, failure, error or skipped."""


def lay_out(checkout: Path, pip: Path, tree: Path, wheels: Path) -> None:
    """Copy the checkout to *tree*, with the package *pip* in place of its own.

    :param wheels: The other wheels of the functional tests; fetched if not there.
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
    """Run the tests of *tree*; pytest writes their results to *report*."""
    report.unlink(missing_ok=True)
    chosen = arguments or ["-n", "auto", *(f for f in FOLDERS if (tree / f).is_dir())]
    python = _make_environment(tree)
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += [f"--junit-xml={report}", *chosen]
    subprocess.run(command, cwd=tree, env=_variables(python.parent))
    return read_report(report)


def _make_environment(tree: Path) -> Path:
    """Make an environment with the pip of *tree*, and return its interpreter.

    The rest comes from this interpreter. PYTHONPATH would do, but the environments of
    the functional tests would inherit it.
    """
    folder = tree / "build/venv"
    venv.create(folder, symlinks=os.name != "nt")
    python = python_of(folder)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.check_output([python, "-c", ask], text=True).strip()
    ours = sysconfig.get_path("purelib")
    lines = [str(tree / "src"), f"import site; site.addsitedir({ours!r})"]
    Path(site, "tests.pth").write_text("\n".join(lines) + "\n", "utf-8")
    _write_script(python)
    return python


def _write_script(python: Path) -> None:
    """Write the command ``pip``, which some tests call."""
    lines = [
        f"#!{python}",
        "import runpy",
        "runpy.run_module('pip', run_name='__main__')",
    ]
    script = python.parent / "pip"
    script.write_text("\n".join(lines) + "\n", "utf-8")
    script.chmod(0o755)


def _variables(scripts: Path) -> dict[str, str]:
    """Return the environment without variables that change how pip behaves.

    With certificates of the user's, pip would not trust the tests' own servers.
    """
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith("PIP_")}
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        kept.pop(name, None)
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
