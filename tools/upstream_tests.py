"""Run upstream's tests on the fork; its pip must fail no test that upstream's passes.

Some fail on upstream's pip, too: without a network, or as the checkout is not the
release. They are listed in `upstream_baseline.json`, by the reason why; so are tests
that the fork fails because it is meant to differ.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from backend.errors import BuildError
from backend.pins import read_pins
from backend.pipeline import renew_tree
from backend.upstream import locate
from patchseries.releases import fetch_pinned
from patchseries.suite import Outcomes, lay_out, read_report, run

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build/upstream-tests"
BASELINE = ROOT / "tools/upstream_baseline.json"
UNEXPLAINED = "not explained yet"

PRISTINE, FORK = "pristine", "fork"


def differing_files(checkout: Path, pip: Path) -> Iterator[str]:
    """Yield the modules of *checkout* that are not those of the pinned release."""
    for file in sorted((checkout / "src/pip").rglob("*.py")):
        name = file.relative_to(checkout / "src")
        if not (pip / name).is_file() or file.read_bytes() != (pip / name).read_bytes():
            yield name.as_posix()


def outcomes(which: str, options: argparse.Namespace) -> Outcomes:
    """Run the tests on one of the two pips, or read the report of the last run."""
    report = FOLDER / f"{which}.xml"
    if options.last:
        return read_report(report)
    pins = read_pins(ROOT)
    releases = fetch_pinned(ROOT, pins)
    folder = locate(pins.pip, releases).folder
    if other := list(differing_files(options.checkout, folder)):
        print(f"note: {len(other)} modules are not those of pip {pins.pip.version}:")
        print(*(f"  {name}" for name in other), sep="\n", flush=True)
    if which == FORK:
        folder = renew_tree(ROOT, ROOT / "build/copy", releases, live=False) / "src"
    tree = FOLDER / which
    lay_out(options.checkout, folder / "pip", tree, FOLDER / "wheels")
    return run(tree, report, options.arguments)


def failures(found: Outcomes) -> set[str]:
    """Return the tests that failed, in themselves or before or after."""
    failed = ("failure", "error")
    return {test for test, outcome in found.items() if outcome.startswith(failed)}


def read_baseline(which: str) -> dict[str, str]:
    """Return the tests that one of the two pips is known to fail, and why."""
    reasons = _read_reasons().get(which, {})
    return {test: reason for reason, tests in reasons.items() for test in tests}


def _read_reasons() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    if BASELINE.is_file():
        found = json.loads(BASELINE.read_text("utf-8"))
    return found


def write_baseline(found: Outcomes) -> None:
    """Write down the failures of upstream's pip; a reason that is known stays."""
    known = read_baseline(PRISTINE)
    reasons: dict[str, list[str]] = {}
    # A test that was left out this time may still fail.
    for test in sorted(failures(found) | (known.keys() - found.keys())):
        reasons.setdefault(known.get(test, UNEXPLAINED), []).append(test)
    whole = {**_read_reasons(), PRISTINE: dict(sorted(reasons.items()))}
    BASELINE.write_text(json.dumps(whole, indent=2) + "\n", "utf-8")


def compare_with_baseline(which: str, found: Outcomes) -> int:
    """Print the failures that are not listed, and those listed in vain."""
    known = {**read_baseline(PRISTINE), **read_baseline(which)}
    failed = failures(found)
    new = sorted(failed - known.keys())
    for test in new:
        print(f"{test}: {found[test]}")
    for test in sorted(known.keys() & found.keys() - failed):
        print(f"note: {test} is listed as failing: {found[test]}")
    print(f"{which}: {_counted(found)}, {len(new)} of the failures unknown")
    return len(new)


def compare_both(before: Outcomes, after: Outcomes) -> int:
    """Print each test whose outcome differs; returns how many do.

    A test that only one of them has, as for a command of ours, is not to fail.
    """
    tests = {**before, **after}
    changed = [t for t in tests if before.get(t, "passed") != after.get(t, "passed")]
    for test in changed:
        print(f"{test}: {before.get(test, 'absent')} -> {after.get(test, 'absent')}")
    print(f"{PRISTINE}: {_counted(before)}")
    print(f"{FORK}: {_counted(after)}, {len(changed)} differ")
    return len(changed)


def _counted(found: Outcomes) -> str:
    counts = Counter(found.values())
    passed, skipped = counts["passed"], counts["skipped"]
    return f"{passed} passed, {len(failures(found))} failed, {skipped} skipped"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path, help="upstream's repository")
    parser.add_argument(
        "--last", action="store_true", help="take the reports of the last runs"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--both", action="store_true", help="run both pips, and compare each test"
    )
    which.add_argument(
        "--update-baseline", action="store_true", help="by a run of upstream's pip"
    )
    # Arguments after "--" are for pytest.
    end = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    options = parser.parse_args(sys.argv[1:end])
    options.arguments = sys.argv[end + 1 :]
    options.checkout = options.checkout.resolve()
    try:
        if options.both:
            found = outcomes(PRISTINE, options)
            return min(compare_both(found, outcomes(FORK, options)), 1)
        if options.update_baseline:
            write_baseline(outcomes(PRISTINE, options))
            return 0
        return min(compare_with_baseline(FORK, outcomes(FORK, options)), 1)
    except BuildError as error:
        print(f"{error}.", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
