"""Commands that are of pip's own kind, with ``--json``."""

from __future__ import annotations

from optparse import Values

from pip._internal.cli.base_command import Command
from pip._internal.cli.cmdoptions import json as json_option
from pip._internal.variants.commands.light import LightCommand
from pip._internal.variants.commands.output import show


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


class WholeCommand(StructuredCommand):
    """Runs a light command with all that pip has for a command.

    :param failure: How the light command ended, if it was run already.
    """

    def __init__(self, light: LightCommand, failure: BaseException | None) -> None:
        self._light = light
        self._failure = failure
        self.usage = light.usage
        self.ignore_require_venv = light.ignore_require_venv
        super().__init__(light.name, light.summary, light.isolated)

    def add_options(self) -> None:
        self._light.add_options(self.cmd_opts)
        self.parser.insert_option_group(0, self.cmd_opts)

    def run(self, options: Values, args: list[str]) -> int:
        if self._failure is not None:
            raise self._failure
        result = self._light.run(options, args)
        show(result.output)
        return result.status
