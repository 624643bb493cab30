"""The command that builds a matrix of variants: build."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ..building.command import Asked, Request, read_request
from ..building.events import FAILED, INTERRUPTED, Event, event_line, summary_lines
from ..building.jobs import WRITERS
from ..errors import VariantError
from .result import PROGRAM, Result

_PROGRAM = (*PROGRAM.split(), "build")


def add_commands(commands: Any) -> None:
    """Add the command to the subparsers of argparse."""
    build = commands.add_parser(
        "build", help="build the variants that a file asks for: variants.toml"
    )
    build.add_argument("ids", nargs="*", metavar="ID", help="rows; default: all")
    build.add_argument(
        "-f", "--file", type=Path, metavar="FILE", help="default: ./variants.toml"
    )
    build.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="EXPR",
        help="rows of which all words hold, as in 'cuda=13.* python!=3.10'",
    )
    build.add_argument(
        "-j", "--jobs", type=int, metavar="N", help="builds at a time; default: 1"
    )
    build.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="default: that of the file"
    )
    modes = build.add_mutually_exclusive_group()
    modes.add_argument("--list", action="store_true", help="write the rows out")
    modes.add_argument(
        "--check",
        type=Path,
        metavar="LIST",
        help="compare a list in JSON with the file",
    )
    modes.add_argument(
        "--matrix", choices=WRITERS, help="write the file that has others build them"
    )
    forms = build.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="with --list: as JSON")
    forms.add_argument(
        "--table", action="store_true", help="with --list: as a table, the default"
    )
    build.set_defaults(run=_build)


def _build(options: argparse.Namespace) -> Result:
    for form in ("json", "table"):
        if getattr(options, form) and not options.list:
            raise VariantError(f"--{form} is for --list")
    asked = read_request(
        Request(
            file=options.file,
            output=options.output,
            names=tuple(options.ids),
            only=tuple(options.only),
            at_once=options.jobs,
        )
    )
    for warning in asked.warnings:
        print(f"variantlib: warning: {warning}", file=sys.stderr)
    if options.list:
        return Result(asked.listed(options.json))
    if options.check:
        lines = asked.differences(options.check)
        return Result("\n".join(lines) or "the list is up to date", int(bool(lines)))
    if options.matrix:
        return Result(asked.matrix(options.matrix, _PROGRAM))
    return _run(asked)


def _run(asked: Asked) -> Result:
    events: list[Event] = []
    running = asked.build((sys.executable, "-m", "pip"), _pip_version())
    with closing(running):
        try:
            for event in running:
                print(event_line(event), flush=True)
                events.append(event)
        except KeyboardInterrupt:
            raise VariantError(INTERRUPTED) from None
    failed = any(event.kind == FAILED for event in events)
    lines = [*summary_lines(events), *asked.leftovers()]
    return Result("\n".join(lines), int(failed))


def _pip_version() -> str:
    try:
        return version("pip")
    except PackageNotFoundError:
        raise VariantError("this Python has no pip, which builds the wheels") from None
