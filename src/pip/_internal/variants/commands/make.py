from __future__ import annotations

import logging
from optparse import Values
from pathlib import Path
from typing import Any

from pip._vendor.variantlib.making.request import MAKE_OPTIONS, run_make
from pip._vendor.variantlib.text import escaped

from pip._internal.cli.status_codes import SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.base import (
    MakerCommand,
    OurOption,
    output_folder,
)
from pip._internal.variants.commands.output import show

logger = logging.getLogger(__name__)


class MakeCommand(MakerCommand):
    """
    Make variants out of plain wheels.

    The plain wheels are left as they are. Dependencies and other metadata may differ in
    the variants, and a table says how many wheels become the variants of one release.
    'pip variant unmake' gives the plain wheels back.
    """

    usage = """
      %prog [options] -p <property> ... <wheel> ...
      %prog [options] --label <label> -p <property> ... <wheel> ...
      %prog [options] --table <file> <wheel> ..."""

    def add_options(self) -> None:
        for spec in MAKE_OPTIONS:
            self.cmd_opts.add_option(OurOption(*spec.flags, **_spelled(spec.arguments)))
        self.cmd_opts.add_option(output_folder())
        self.parser.insert_option_group(0, self.cmd_opts)

    def work(self, options: Values, args: list[str]) -> int:
        if not args:
            raise CommandError(
                'You must give at least one wheel (see "pip variant make --help")'
            )
        made = run_make(vars(options), list(map(Path, args)), Path(options.output))
        for warning in made.warnings:
            logger.warning("%s", escaped(warning))
        show([escaped(str(path)) for path in made.paths])
        return SUCCESS


def _spelled(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an option with its help spelled as pip's is."""
    text = str(arguments["help"])
    return {**arguments, "help": f"{text[0].upper()}{text[1:]}."}
