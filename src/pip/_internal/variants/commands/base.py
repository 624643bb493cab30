"""The classes and the options that subcommands of ``pip variant`` have in common."""

from __future__ import annotations

from functools import partial
from optparse import Option, Values

from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.text import escaped, shortened

from pip._internal.cli.base_command import Command
from pip._internal.cli.cmdoptions import json as json_option
from pip._internal.exceptions import CommandError


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


class OurOption(Option):
    """An option of ours; the help lists it before those of upstream's."""


output_folder = partial(
    OurOption,
    "-o",
    "--output",
    dest="output",
    metavar="DIR",
    default=".",
    help="The folder to write to (default: the current one).",
)
"""The option of subcommands that write wheels."""


class MakerCommand(Command):
    """A command for makers of wheels: it runs the engine, whose errors end it."""

    ignore_require_venv = True

    def run(self, options: Values, args: list[str]) -> int:
        try:
            return self.work(options, args)
        except VariantError as error:
            raise CommandError(shortened(escaped(str(error)))) from None
        except OSError as error:
            problem = error.strerror or str(error)
            where = f"{error.filename}: " if error.filename else ""
            raise CommandError(shortened(escaped(f"{where}{problem}"))) from None

    def work(self, options: Values, args: list[str]) -> int:
        """Run the command.

        :return: Its exit status.
        """
        raise NotImplementedError


cached = partial(
    Option,
    "--cached",
    dest="cached",
    action="store_true",
    default=False,
    help="Believe cached answers of providers instead of asking all of them again.",
)
"""The option of subcommands that ask anew by themselves."""
