from __future__ import annotations

import logging
import sys
from contextlib import closing
from functools import partial
from optparse import Values
from pathlib import Path

from pip._vendor.variantlib.building.command import Asked, Request, read_request
from pip._vendor.variantlib.building.events import (
    FAILED,
    INTERRUPTED,
    Event,
    summary_lines,
)
from pip._vendor.variantlib.building.jobs import WRITERS
from pip._vendor.variantlib.text import escaped

from pip import __version__
from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.utils.misc import get_runnable_pip
from pip._internal.variants.commands.base import (
    MakerCommand,
    OurOption,
    StructuredCommand,
)
from pip._internal.variants.commands.build_progress import telling
from pip._internal.variants.commands.output import PROGRAM, show, write

logger = logging.getLogger(__name__)

_OPTIONS = (
    partial(
        OurOption,
        *("-f", "--file"),
        dest="maker_file",
        metavar="file",
        help="The file; by default variants.toml or pyproject.toml in this folder.",
    ),
    partial(
        OurOption,
        "--only",
        action="append",
        default=[],
        dest="only",
        metavar="expr",
        help=(
            "Build the rows for which all words hold, as in "
            "'cuda=13.* python!=3.10'; of several such options, one has to hold."
        ),
    ),
    partial(
        OurOption,
        *("-j", "--jobs"),
        type="int",
        dest="jobs",
        metavar="n",
        help="Build so many rows at a time; by default one.",
    ),
    partial(
        OurOption,
        *("-o", "--output"),
        dest="output",
        metavar="dir",
        help="The folder of the wheels; by default that of the file, or dist.",
    ),
    partial(
        OurOption,
        "--list",
        action="store_true",
        default=False,
        dest="list_rows",
        help="Write the rows out, and build nothing.",
    ),
    partial(
        OurOption,
        "--table",
        action="store_true",
        default=False,
        dest="table",
        help="With --list: write a table, as without --json.",
    ),
    partial(
        OurOption,
        "--check",
        dest="check_list",
        metavar="list",
        help="Compare what --list --json wrote with the file.",
    ),
    partial(
        OurOption,
        "--matrix",
        type="choice",
        choices=list(WRITERS),
        dest="matrix",
        metavar="system",
        help=(
            "Write the file with which other machines build the rows: "
            f"{', '.join(WRITERS)}."
        ),
    ),
)
_PROGRAM = (*PROGRAM.split(), "build")


class BuildCommand(MakerCommand, StructuredCommand):
    """
    Build the variants that a file asks for.

    The file is variants.toml, or the table [tool.variants] of pyproject.toml. Each of
    its rows is built, repaired, tested and then made a variant. Rows whose inputs did
    not change are left alone, so the same command goes on where it was interrupted.
    """

    usage = """
      %prog [options] [<row id> ...]
      %prog [options] --list [--json | --table]
      %prog [options] --check <list>
      %prog [options] --matrix <system>"""

    def add_options(self) -> None:
        for option in _OPTIONS:
            self.cmd_opts.add_option(option())
        super().add_options()

    def work(self, options: Values, args: list[str]) -> int:
        _check_modes(options)
        asked = read_request(_request(options, args))
        for warning in asked.warnings:
            logger.warning("%s", escaped(warning))
        if options.list_rows:
            write(f"{asked.listed(options.json)}\n")
            return SUCCESS
        if options.check_list:
            lines = asked.differences(Path(options.check_list))
            show(lines or ["the list is up to date"])
            return ERROR if lines else SUCCESS
        if options.matrix:
            write(f"{asked.matrix(options.matrix, _PROGRAM)}\n")
            return SUCCESS
        return _build(asked, is_quiet=self.verbosity < 0)


def _check_modes(options: Values) -> None:
    if options.json and options.table:
        raise CommandError("--json and --table exclude one another")
    for form in ("json", "table"):
        if getattr(options, form) and not options.list_rows:
            raise CommandError(f"--{form} is for --list")
    modes = (options.list_rows, options.check_list, options.matrix)
    if sum(map(bool, modes)) > 1:
        raise CommandError("--list, --check and --matrix exclude one another")


def _request(options: Values, args: list[str]) -> Request:
    return Request(
        file=Path(options.maker_file) if options.maker_file else None,
        output=Path(options.output) if options.output else None,
        names=tuple(args),
        only=tuple(options.only),
        at_once=options.jobs,
    )


def _build(asked: Asked, is_quiet: bool) -> int:
    events: list[Event] = []
    running = asked.build((sys.executable, get_runnable_pip()), __version__)
    with closing(running), telling(len(asked.chosen), is_quiet) as tell:
        try:
            for event in running:
                tell(event)
                events.append(event)
        except KeyboardInterrupt:
            raise CommandError(INTERRUPTED) from None
    show([*summary_lines(events), *asked.leftovers()])
    return ERROR if any(event.kind == FAILED for event in events) else SUCCESS
