from __future__ import annotations

from optparse import Values
from pathlib import Path

from pip._vendor.variantlib.linting.registry import BY_NUMBER, OF_INDEX
from pip._vendor.variantlib.linting.report import Ignored, lint
from pip._vendor.variantlib.publishing.published import folder_lists
from pip._vendor.variantlib.publishing.site import write_site
from pip._vendor.variantlib.text import escaped

from pip._internal.cli.index_command import SessionCommandMixin
from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.base import MakerCommand, OurOption
from pip._internal.variants.commands.output import PROGRAM, show
from pip._internal.variants.commands.published import Folder, read_index
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.utils.addresses import hide_password, is_readable, is_url

_OTHER_RULES = frozenset(BY_NUMBER) - OF_INDEX


class IndexCommand(MakerCommand, SessionCommandMixin):
    """
    Write the index of a folder of wheels, into that folder.

    It is the pages that any web server can give out: those of a package index (HTML and
    JSON, with digests), the metadata of wheels, the documents of variants, and a page
    for people about each release. Files that did not change are not read again.

    With --check, nothing is written: what a server offers is compared with itself, and
    with the folder if one is given.
    """

    usage = """
      %prog [options] <folder>
      %prog [options] --check <url> [<folder>]"""

    def add_options(self) -> None:
        self.cmd_opts.add_option(
            OurOption(
                "--check",
                dest="checked_index",
                metavar="url",
                help="Check the index, or the page of one project, that was uploaded "
                "to this address. Of wheels only a few KB are fetched.",
            )
        )
        self.parser.insert_option_group(0, self.cmd_opts)

    def work(self, options: Values, args: list[str]) -> int:
        if options.checked_index is not None and not args[1:]:
            folder = folder_lists(Path(args[0])) if args else {}
            return self._check(options, options.checked_index, folder)
        if len(args) != 1:
            raise CommandError(
                'You must give one folder (see "pip variant index --help")'
            )
        outcome = write_site(Path(args[0]))
        show([escaped(outcome.summary)])
        return SUCCESS

    def _check(self, options: Values, url: str, folder: Folder) -> int:
        shown = hide_password(url, url)
        if not is_url(url) or not is_readable(url):
            raise CommandError(f"{escaped(shown)}: this URL is not valid")
        try:
            found = read_index(self.get_default_session(options), url, folder)
        except FetchError as error:
            problem = f"{shown}: {hide_password(str(error), url)}"
            raise CommandError(escaped(problem)) from None
        report = lint(found, _OTHER_RULES, PROGRAM, Ignored(frozenset(), ()))
        show(report.lines())
        return ERROR if report.has_errors else SUCCESS
