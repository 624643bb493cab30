from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from pip._internal.cli.cmdoptions import general_group, make_option_group
from pip._internal.cli.parser import ConfigOptionParser, UpdatingDefaultsHelpFormatter
from pip._internal.cli.status_codes import SUCCESS
from pip._internal.utils.misc import get_prog
from pip._internal.variants.commands import (
    SUBCOMMANDS,
    create_subcommand,
    describe_subcommands,
    unknown_subcommand,
    use_our_help,
)

if TYPE_CHECKING:
    from optparse import Values

    Handler = Callable[[Values, list[str]], None]


class VariantCommand:
    """
    Hands over to a subcommand, which is a command of its own.

    This is not one of pip's command classes: a subcommand sets up its own logging and
    temporary files, and reads the general options.
    """

    usage = """
      %prog <subcommand> [options]"""
    ignore_require_venv = True

    def __init__(self, name: str, summary: str, isolated: bool = False) -> None:
        self.name = name
        self.summary = summary
        self._isolated = isolated
        self._cli = False
        self._handlers: dict[str, Handler] = dict.fromkeys(SUBCOMMANDS, _ignore)
        self._prepare_completion()

    @functools.cached_property
    def parser(self) -> ConfigOptionParser:
        parser = ConfigOptionParser(
            usage=self.usage,
            prog=f"{get_prog()} {self.name}",
            formatter=UpdatingDefaultsHelpFormatter(),
            add_help_option=False,
            name=self.name,
            description=describe_subcommands(),
            isolated=self._isolated,
        )
        parser.disable_interspersed_args()
        # So the help formatter knows that the description is a list of commands.
        parser.main = True  # type: ignore[attr-defined]
        parser.add_option_group(make_option_group(general_group, parser))
        use_our_help(parser, self.name)
        return parser

    def _prepare_completion(self) -> None:
        """Offer pip's completion the options of a subcommand that is named."""
        if "PIP_AUTO_COMPLETE" not in os.environ:
            return
        words = os.environ.get("COMP_WORDS", "").split()
        for name in words:
            if name in SUBCOMMANDS:
                subcommand = create_subcommand(name)
                self.parser = subcommand.parser
                self._handlers = subcommand.handler_map()
                return

    def handler_map(self) -> dict[str, Handler]:
        return self._handlers

    def main(self, args: list[str]) -> int:
        # General options may stand before the subcommand.
        starts_with_option = not args or args[0].startswith("-")
        rest = self.parser.parse_args(args)[1] if starts_with_option else args
        if not rest:
            self.parser.print_help()
            return SUCCESS
        name = rest[0]
        if name not in SUBCOMMANDS:
            self.parser.error(unknown_subcommand(name))
        place = len(args) - len(rest)
        subcommand = create_subcommand(name, self._isolated)
        return subcommand.main(args[:place] + args[place + 1 :])


def _ignore(options: Values, args: list[str]) -> None:
    """Do nothing: of these handlers, only the names are looked at."""
