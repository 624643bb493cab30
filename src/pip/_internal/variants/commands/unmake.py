from __future__ import annotations

from optparse import Values
from pathlib import Path

from pip._vendor.variantlib.making.unmaking import unmake_wheels
from pip._vendor.variantlib.text import escaped

from pip._internal.cli.status_codes import SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.base import MakerCommand, output_folder
from pip._internal.variants.commands.output import show


class UnmakeCommand(MakerCommand):
    """
    Give back the plain wheels that variants were made of.

    They are the same, byte for byte, also where dependencies were changed.
    """

    usage = """
      %prog [options] <wheel> ..."""

    def add_options(self) -> None:
        self.cmd_opts.add_option(output_folder())
        self.parser.insert_option_group(0, self.cmd_opts)

    def work(self, options: Values, args: list[str]) -> int:
        if not args:
            raise CommandError(
                'You must give at least one wheel (see "pip variant unmake --help")'
            )
        made = unmake_wheels(list(map(Path, args)), Path(options.output))
        show([escaped(str(path)) for path in made])
        return SUCCESS
