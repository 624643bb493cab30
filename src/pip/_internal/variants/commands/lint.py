from __future__ import annotations

import json
import logging
from functools import partial
from optparse import Values
from pathlib import Path
from typing import TYPE_CHECKING

from pip._vendor.variantlib.building.ignored import read_ignored
from pip._vendor.variantlib.building.planned import read_places
from pip._vendor.variantlib.errors import InvalidPage
from pip._vendor.variantlib.linting.places_read import read_each
from pip._vendor.variantlib.linting.registry import parse_numbers
from pip._vendor.variantlib.linting.report import lint
from pip._vendor.variantlib.linting.sarif import as_sarif
from pip._vendor.variantlib.publishing.published import with_index

from pip._internal.cli.cmdoptions import index_group, make_option_group
from pip._internal.cli.index_command import IndexGroupCommand
from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.base import MakerCommand, OurOption
from pip._internal.variants.commands.linted_pages import read_url
from pip._internal.variants.commands.output import PROGRAM, show, write
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.utils.addresses import (
    check_addresses,
    hide_password,
    is_readable,
    is_url,
)

if TYPE_CHECKING:
    from pip._vendor.variantlib.linting.release import Release
    from pip._vendor.variantlib.linting.report import Report

    from pip._internal.network.session import PipSession

logger = logging.getLogger(__name__)

_FORMATS = ("text", "json", "sarif")


class LintCommand(MakerCommand, IndexGroupCommand):
    """
    Check a release before anybody installs it.

    A place is a folder of wheels, a wheel, a document such as demo-1.0-variants.json,
    the file variants.toml, a catalogue, or the URL of a wheel, of a document or of a
    project's page on an index. Of wheels that are far away only a few KB are fetched.
    """

    usage = """
      %prog [options] <folder, file or URL> ..."""

    def add_options(self) -> None:
        for option in (
            OurOption(
                "--format",
                dest="lint_format",
                choices=_FORMATS,
                default="text",
                metavar="format",
                help="Write text (the default), json, or sarif for code hosts.",
            ),
            OurOption(
                "--ignore",
                dest="ignored_rules",
                action="append",
                default=[],
                metavar="rules",
                help="Leave rules out, by their numbers: V401,V402.",
            ),
            OurOption(
                "--release",
                dest="linted_release",
                metavar="version",
                help="Check this version on an index; the newest with variants if none "
                "is given.",
            ),
        ):
            self.cmd_opts.add_option(option)
        self.parser.insert_option_group(0, make_option_group(index_group, self.parser))
        self.parser.insert_option_group(0, self.cmd_opts)

    def parse_args(self, args: list[str]) -> tuple[Values, list[str]]:
        options, args = super().parse_args(args)
        if options.lint_format != "text":
            # pip writes all but warnings to standard output, too.
            options.quiet = options.verbose + 1
        return options, args

    def work(self, options: Values, args: list[str]) -> int:
        if not args:
            raise CommandError(
                'You must give at least one place (see "pip variant lint --help")'
            )
        check_addresses(options)
        session = self.get_default_session(options)
        numbers = parse_numbers(options.ignored_rules)
        found = read_each(args, partial(_read, session, options.linted_release))
        has_errors = bool(found.mistakes)
        if found.places:
            paths = [Path(place) for place in found.places if not is_url(place)]
            report = lint(found.releases, numbers, PROGRAM, read_ignored(paths))
            _show(report, options.lint_format)
            has_errors |= report.has_errors
        for line in found.mistakes:
            logger.error("%s", line)
        return ERROR if has_errors else SUCCESS


def _show(report: Report, form: str) -> None:
    if form == "text":
        show(report.lines())
    elif form == "json":
        show(report.as_object())
    else:
        write(json.dumps(as_sarif(report), indent=2) + "\n")


def _read(session: PipSession, version: str | None, place: str) -> list[Release]:
    """Return the releases at a place.

    :raises VariantError: If nothing can be checked there.
    :raises OSError: If it is a path, and cannot be read.
    """
    if not is_url(place):
        return with_index(Path(place), read_places(Path(place)))
    shown = hide_password(place, place)
    if not is_readable(place):
        raise InvalidPage(f"{shown}: this URL is not valid")
    try:
        return read_url(session, place, version)
    except FetchError as error:
        raise InvalidPage(f"{shown}: {hide_password(str(error), place)}") from None
