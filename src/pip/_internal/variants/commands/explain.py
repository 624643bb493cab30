from __future__ import annotations

from collections.abc import Iterator
from optparse import Values
from typing import TYPE_CHECKING

from pip._internal.cli.req_command import with_cleanup
from pip._internal.cli.status_codes import SUCCESS
from pip._internal.variants.commands.explain_json import as_json
from pip._internal.variants.commands.explain_text import as_text
from pip._internal.variants.commands.output import quietly, show
from pip._internal.variants.commands.resolving import Resolution, ResolvingCommand
from pip._internal.variants.explanation import Explanation, explain
from pip._internal.variants.releases import find_choosings

if TYPE_CHECKING:
    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.variants.record import Record


class ExplainCommand(ResolvingCommand):
    """
    Explain which file of a project is chosen here, and why.

    It finds out what 'pip install' would choose, and installs nothing. Of each file of
    that version it shows whether it fits, and if not, what it needs that this machine
    has not; what decided between the chosen one and the next; and what would have to be
    otherwise for another one to win.
    """

    usage = """
      %prog [options] <requirement specifier> [package-index-options] ...
      %prog [options] -r <requirements file> [package-index-options] ..."""

    @with_cleanup
    def run(self, options: Values, args: list[str]) -> int:
        finder = self.make_finder(options)
        record = finder.variants.keep_record()
        with quietly():
            resolution = self.resolve(options, args, finder)
            explanations = list(_explain(resolution, record, finder))
        if options.json:
            show(as_json(explanations))
        else:
            show(as_text(explanations, is_whole=self.verbosity > 0))
        if resolution.failure is not None:
            raise resolution.failure
        return SUCCESS


def _explain(
    resolution: Resolution, record: Record, finder: PackageFinder
) -> Iterator[Explanation]:
    """Yield what is to say of what the user named, and of other variants."""
    for name, chosen in resolution.chosen.items():
        for choosing in find_choosings(record, finder, name, chosen):
            explanation = explain(choosing)
            if name in resolution.named or explanation.has_variants:
                yield explanation
