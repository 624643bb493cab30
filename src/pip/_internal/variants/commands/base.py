"""The class and the option that subcommands of ``pip variant`` have in common."""

from __future__ import annotations

from functools import partial
from optparse import Option, Values

from pip._internal.cli.base_command import Command
from pip._internal.cli.cmdoptions import json as json_option


class StructuredCommand(Command):
    """A command with ``--json``, which leaves standard output to the JSON."""

    def add_options(self) -> None:
        self.cmd_opts.add_option(json_option())
        self.parser.insert_option_group(0, self.cmd_opts)

    def parse_args(self, args: list[str]) -> tuple[Values, list[str]]:
        options, args = super().parse_args(args)
        if options.json:
            # pip writes all but warnings to standard output, too.
            options.quiet = options.verbose + 1
        return options, args


cached = partial(
    Option,
    "--cached",
    dest="cached",
    action="store_true",
    default=False,
    help="Believe cached answers of providers instead of asking all of them again.",
)
"""The option of subcommands that ask anew by themselves."""
