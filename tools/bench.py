"""Measure the budgets: `python tools/bench.py`, or `nox -s bench`.

Compares the fork with the pip that it is made of, in environments of their own in
`build/bench`, prints a table and writes it to docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmark.measure import BenchmarkError, Pace
from benchmark.report import describe_machine, show, write_page
from benchmark.rows import all_rows
from benchmark.scene import Scale, set_up

from bootstrap import REPOSITORY, BootstrapError

_QUICK = Scale(
    projects=3,
    links=60,
    wheels=(20,),
    compared=20,
    neighbours=3,
    waiting=0.2,
    crowd=4,
    rows=5,
    indexed=(20,),
    fleet=20,
    installed=20,
    large=3_000_000,
    often=Pace(0, 1, 1),
    some=Pace(0, 1, 1),
    few=Pace(0, 1, 1),
    counted=["pip --version"],
)


def main(arguments: Sequence[str]) -> int:
    """Return 0 if everything could be measured, within its budget or not."""
    options = _parser().parse_args(arguments)
    scale = _QUICK if options.quick else Scale()
    start = time.monotonic()
    try:
        scene = set_up(options.folder.resolve(), options.fork.resolve())
        rows, loads = show(all_rows(scene, scale))
    except (BootstrapError, BenchmarkError) as error:
        print(f"The benchmarks failed. {error}", file=sys.stderr)
        return 1
    minutes = (time.monotonic() - start) / 60
    machine = describe_machine(loads)
    print(machine)
    write_page(options.output, rows, machine, minutes)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure the budgets of the fork.")
    parser.add_argument("--quick", action="store_true", help="try all rows, for no use")
    for name, default, told in (
        ("fork", REPOSITORY, "checkout or wheel to measure"),
        ("folder", REPOSITORY / "build" / "bench", "to work in; it is emptied"),
        ("output", REPOSITORY / "docs" / "benchmarks.md", "page to write"),
    ):
        parser.add_argument(f"--{name}", type=Path, default=default, help=told)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
