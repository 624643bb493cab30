from __future__ import annotations

from optparse import Values
from pathlib import Path

from pip._vendor.variantlib.publishing.site import write_site
from pip._vendor.variantlib.text import escaped

from pip._internal.cli.status_codes import SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.base import MakerCommand
from pip._internal.variants.commands.output import show


class IndexCommand(MakerCommand):
    """
    Write the index of a folder of wheels, into that folder.

    It is the pages that any web server can give out: those of a package index (HTML and
    JSON, with digests), the metadata of wheels, the documents of variants, and a page
    for people about each release. Files that did not change are not read again.
    """

    usage = """
      %prog [options] <folder>"""

    def work(self, options: Values, args: list[str]) -> int:
        if len(args) != 1:
            raise CommandError(
                'You must give one folder (see "pip variant index --help")'
            )
        outcome = write_site(Path(args[0]))
        show([escaped(outcome.summary)])
        return SUCCESS
