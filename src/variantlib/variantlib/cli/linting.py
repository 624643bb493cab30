"""The command that checks releases before anybody installs them: lint."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from ..building.ignored import read_ignored
from ..building.planned import read_places
from ..errors import VariantError
from ..linting.places_read import read_each
from ..linting.registry import parse_numbers
from ..linting.release import Release
from ..linting.report import Report, lint
from ..linting.sarif import as_sarif
from ..publishing.published import with_index
from ..text import printable
from .result import PROGRAM, UNREADABLE, Result

FORMAT = 1
FORMATS = ("text", "json", "sarif")


def add_commands(commands: Any) -> None:
    """Add the command to the subparsers of argparse."""
    parser = commands.add_parser(
        "lint", help="check releases by rules; the status is 1 if there are errors"
    )
    parser.add_argument(
        "places",
        nargs="+",
        metavar="FOLDER|FILE",
        help="a folder of wheels, a wheel, a document as demo-1.0-variants.json, or "
        "variants.toml",
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="default: text"
    )
    parser.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="RULES",
        help="numbers of rules to leave out, as V401,V402",
    )
    parser.set_defaults(run=_lint)


def _read(place: str) -> list[Release]:
    if "://" in place:
        raise VariantError(f"{printable(place)}: only 'pip variant lint' takes URLs")
    return with_index(Path(place), read_places(Path(place)))


def _lint(options: argparse.Namespace) -> Result:
    numbers = parse_numbers(options.ignore)
    found = read_each(options.places, _read)
    if not found.places:
        return Result("", UNREADABLE, found.mistakes)
    ignored = read_ignored(map(Path, found.places))
    report = lint(found.releases, numbers, PROGRAM, ignored)
    status = UNREADABLE if found.mistakes else int(report.has_errors)
    return Result(_written(report, options.format), status, found.mistakes)


def _written(report: Report, form: str) -> str:
    if form == "text":
        return "\n".join(report.lines())
    if form == "sarif":
        return json.dumps(as_sarif(report), indent=2)
    return json.dumps({"format": FORMAT, **report.as_object()}, indent=2)
