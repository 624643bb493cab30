"""Commands that need little of pip.

What pip's own kind of command loads, logging and tracebacks by rich, takes half as long
as all of ``pip --version``. So a light command is run without: should there be more to
say than its result (a warning, an error) or more to do (options like ``--log``), then
that is done by a command of pip's kind, and nobody sees a difference.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from optparse import OptionGroup, Values

from pip._internal.cli.cmdoptions import general_group, make_option_group
from pip._internal.cli.cmdoptions import json as json_option
from pip._internal.cli.parser import ConfigOptionParser, UpdatingDefaultsHelpFormatter
from pip._internal.utils.filesystem import check_path_owner
from pip._internal.utils.misc import get_prog, normalize_path
from pip._internal.variants.commands.output import Result, show_early


class LightCommand:
    """A command without network, temporary files or questions.

    Its class docstring is the description in its help.
    """

    usage = ""
    ignore_require_venv = True

    def __init__(self, name: str, summary: str, isolated: bool = False) -> None:
        self.name = name
        self.summary = summary
        self.isolated = isolated
        self.parser = self._create_parser()

    def _create_parser(self) -> ConfigOptionParser:
        parser = ConfigOptionParser(
            usage=self.usage,
            prog=f"{get_prog()} {self.name}",
            formatter=UpdatingDefaultsHelpFormatter(),
            add_help_option=False,
            name=self.name,
            description=self.__doc__,
            isolated=self.isolated,
        )
        own_options = OptionGroup(parser, f"{self.name.capitalize()} Options")
        self.add_options(own_options)
        parser.add_option_group(own_options)
        parser.add_option_group(make_option_group(general_group, parser))
        return parser

    def add_options(self, group: OptionGroup) -> None:
        """Add what this command has besides the general options."""
        group.add_option(json_option())

    def handler_map(self) -> dict[str, Callable[[Values, list[str]], None]]:
        """Return words that may be completed, as pip's commands do."""
        return {}

    def run(self, options: Values, args: list[str]) -> Result:
        """Do the work.

        :raises PipError: What pip's commands raise.
        """
        raise NotImplementedError

    def main(self, args: list[str]) -> int:
        options, rest = self.parser.parse_args(args)
        failure = None
        if _is_plain(options):
            try:
                return self._run_early(options, rest)
            except (Exception, KeyboardInterrupt) as error:
                failure = error

        from pip._internal.variants.commands.whole import WholeCommand

        return WholeCommand(self, failure).main(args)

    def _run_early(self, options: Values, args: list[str]) -> int:
        root = logging.getLogger()
        root.setLevel(logging.INFO)
        root.addHandler(_LateLogging(options))
        if options.cache_dir:
            options.cache_dir = normalize_path(options.cache_dir)
        result = self.run(options, args)
        colour = sys.stdout.isatty() and not options.no_color
        show_early(result.output, colour and "NO_COLOR" not in os.environ)
        return result.status


def _is_plain(options: Values) -> bool:
    """Return whether nothing is asked for that takes all of pip's machinery."""
    if options.verbose or options.quiet or options.debug_mode or options.log:
        return False
    if options.require_venv or options.python or options.features_enabled:
        return False
    if options.cache_dir and not check_path_owner(normalize_path(options.cache_dir)):
        return False
    # Which terminals have colours on Windows, rich knows.
    return not (os.name == "nt" and sys.stdout.isatty())


class _LateLogging(logging.Handler):
    """Sets up pip's logging, which takes its place, when there is a first message."""

    def __init__(self, options: Values) -> None:
        super().__init__()
        self._options = options

    def emit(self, record: logging.LogRecord) -> None:
        # What is set up there needs it, and does not import it.
        import logging.config

        from pip._internal.utils.logging import setup_logging

        setup_logging(
            verbosity=-1 if self._options.json else 0,
            no_color=self._options.no_color,
            user_log_file=None,
        )
        logging.getLogger(record.name).handle(record)
