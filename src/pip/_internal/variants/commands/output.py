"""What the subcommands print: text for people, JSON for programs.

Text is made of lines that read well at 80 columns. Their colours are those of pip's
console: on a terminal, unless ``--no-color`` or ``NO_COLOR`` is given.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from optparse import Values
from typing import Any

from pip._vendor.rich.text import Text

from pip._internal.cli.base_command import Command
from pip._internal.cli.cmdoptions import json as json_option
from pip._internal.utils.logging import BrokenStdoutLoggingError

logger = logging.getLogger(__name__)

FORMAT = 1
"""The version of all JSON that is written here. New keys may come without a new one."""


class StructuredCommand(Command):
    """A command with ``--json``, which leaves standard output to the JSON."""

    def add_options(self) -> None:
        self.cmd_opts.add_option(json_option())
        self.parser.insert_option_group(0, self.cmd_opts)

    def parse_args(self, args: list[str]) -> tuple[Values, list[str]]:
        options, args = super().parse_args(args)
        if options.json:
            # pip writes what is no warning to standard output, too.
            options.quiet = options.verbose + 1
        return options, args


def show(lines: Iterable[str | Text]) -> None:
    """Print some lines as pip prints its own: not with ``--quiet``, and to its log."""
    for line in lines:
        text = Text(line) if isinstance(line, str) else line
        text.no_wrap, text.overflow = True, "ignore"
        logger.info("%s", text, extra={"rich": True})


def show_json(value: dict[str, Any]) -> None:
    """Print an object, with the version of its format."""
    try:
        print(json.dumps({"format": FORMAT, **value}, indent=2), flush=True)
    except BrokenPipeError:
        raise BrokenStdoutLoggingError from None
