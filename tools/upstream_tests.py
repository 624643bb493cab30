"""Run upstream's unit tests on upstream's pip and on the fork, and compare.

They come from a checkout of upstream's repository, for its releases have no tests. Some
fail anyway, without a network or with another year: only a difference counts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from backend.errors import BuildError
from backend.pins import read_pins
from backend.pipeline import renew_tree
from backend.upstream import locate
from patchseries.releases import fetch_pinned

ROOT = Path(__file__).resolve().parent.parent

_NOT_PASSED = ("failure", "error", "skipped")


def differing_files(checkout: Path, pip: Path) -> Iterator[str]:
    """Yield the modules of *checkout* that are not those of the pinned release."""
    for file in sorted((checkout / "src/pip").rglob("*.py")):
        name = file.relative_to(checkout / "src")
        if not (pip / name).is_file() or file.read_bytes() != (pip / name).read_bytes():
            yield name.as_posix()


def outcomes(checkout: Path, pip: Path, arguments: list[str]) -> dict[str, str]:
    """Run the unit tests with the pip in the folder *pip*: test id to outcome."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        subprocess.run(
            [*command, f"--junit-xml={report}", *(arguments or ["tests/unit"])],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(pip)},
        )
        if not report.is_file():
            raise BuildError(f"pytest did not run in {checkout}")
        cases = ET.parse(report).iter("testcase")
        return {f"{c.get('classname')}::{c.get('name')}": _outcome(c) for c in cases}


def _outcome(case: ET.Element) -> str:
    return "/".join(part.tag for part in case if part.tag in _NOT_PASSED) or "passed"


def compare(checkout: Path, arguments: list[str]) -> int:
    """Print each test whose outcome differs; returns how many do."""
    pins = read_pins(ROOT)
    releases = fetch_pinned(ROOT, pins)
    pip = locate(pins.pip, releases).folder
    if other := list(differing_files(checkout, pip)):
        print(f"note: {len(other)} modules are not those of pip {pins.pip.version}:")
        print(*(f"  {name}" for name in other), sep="\n")
    before = outcomes(checkout, pip, arguments)
    fork = renew_tree(ROOT, ROOT / "build/copy", releases, live=False) / "src"
    after = outcomes(checkout, fork, arguments)
    changed = [t for t in before | after if before.get(t) != after.get(t)]
    for test in changed:
        print(f"{test}: {before.get(test, 'absent')} -> {after.get(test, 'absent')}")
    print(f"{len(before)} tests, {len(changed)} differ")
    return len(changed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path, help="upstream's repository")
    parser.add_argument("arguments", nargs="*", help="for pytest, after --")
    options = parser.parse_args()
    try:
        return min(compare(options.checkout.resolve(), options.arguments), 1)
    except BuildError as error:
        print(f"{error}.", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
