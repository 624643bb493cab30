"""The command that checks releases before anybody installs them: lint."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from ..building.ignored import read_ignored
from ..building.planned import read_places
from ..errors import VariantError
from ..linting.registry import parse_numbers
from ..linting.report import Report, lint
from ..linting.sarif import as_sarif
from ..publishing.published import with_index
from ..text import printable
from .result import PROGRAM, Result

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


def _place(text: str) -> Path:
    if "://" in text:
        raise VariantError(f"{printable(text)}: only 'pip variant lint' takes URLs")
    return Path(text)


def _lint(options: argparse.Namespace) -> Result:
    numbers = parse_numbers(options.ignore)
    places = list(map(_place, options.places))
    ignored = read_ignored(places)
    releases = [
        found for place in places for found in with_index(place, read_places(place))
    ]
    report = lint(releases, numbers, PROGRAM, ignored)
    return Result(_written(report, options.format), int(report.has_errors))


def _written(report: Report, form: str) -> str:
    if form == "text":
        return "\n".join(report.lines())
    if form == "sarif":
        return json.dumps(as_sarif(report), indent=2)
    return json.dumps({"format": FORMAT, **report.as_object()}, indent=2)
