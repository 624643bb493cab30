"""Check what is installed with a finder, which looks for better files on the index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from optparse import Values
from typing import TYPE_CHECKING

from pip._internal.cli.req_command import RequirementCommand
from pip._internal.variants.commands.checking import (
    Checked,
    Installed,
    catalogue_of,
    check_all,
    leave_in_step,
    plain_with_better,
    with_notes,
    with_siblings,
)
from pip._internal.variants.commands.checking_here import CheckResult, is_asked
from pip._internal.variants.commands.output import quietly
from pip._internal.variants.selection.on_index import look_up, look_up_plain

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.cli.base_command import Command
    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.variants.selection.evaluator import VariantEvaluator
    from pip._internal.variants.trusted import handover

TIMEOUT = 5
"""Seconds that the index gets, as when pip looks for newer releases of itself."""


def check_on_index(
    variants: Sequence[BaseDistribution],
    plain: Sequence[BaseDistribution],
    command: Command,
    options: Values,
) -> CheckResult:
    """Check installed variants, and look for better files of all that is installed.

    :param plain: The distributions that may be replaced by variants.
    :param command: The command that runs; the session ends with it.
    :raises DiagnosticPipError: If the options or settings are not valid.
    """
    finder = _Looking(command).make_finder(options)
    evaluator = _evaluator_of(finder)
    machine = evaluator.machine
    with quietly():
        asked = finder if is_asked(options) else None
        catalogues = finder.variants.catalogues
        installed = list(check_all(variants, machine, plain, catalogues))
        known = {each.feature for each in catalogues.values()}
        found = list(_look_up(installed, asked, known, machine))
        judged = [each.dist for each in installed]
        others = [dist for dist in plain if dist not in judged]
        better, unread = look_up_plain(others, finder, machine)
        found += [plain_with_better(*each) for each in better]
        in_step = leave_in_step(found, evaluator)
        resolver = finder.variants.resolver
        checked = with_siblings(in_step, plain, resolver.siblings, asked is not None)
        checked = with_notes(checked, resolver.described)
        return CheckResult(list(checked), machine.subject.name, unread)


def read_command(command: Command, options: Values) -> handover.Command:
    """Return the command as a pip that fetches plugins learns of it."""
    looking = _Looking(command)
    finder = looking.make_finder(options)
    return options, looking.get_default_session(options), finder, ()


class _Looking(RequirementCommand):
    """Makes the finder of a command that needs none before it was run.

    :param command: That command; the session ends with it.
    """

    def __init__(self, command: Command) -> None:
        super().__init__(command.name, command.summary)
        # The one that has read the configuration and the options.
        self.parser = command.parser
        command.enter_context(self.main_context())

    def make_finder(self, options: Values) -> PackageFinder:
        """Return the finder that the options ask for."""
        # Nobody should wait long for a hint.
        options.retries, options.timeout = 0, min(TIMEOUT, options.timeout)
        # An installed file is a variant, whatever is wanted from now on.
        options.no_variant = False
        options.asks_anew = not options.cached
        return self._build_package_finder(options, self.get_default_session(options))


def _evaluator_of(finder: PackageFinder) -> VariantEvaluator:
    get_evaluator = finder.variants.candidates.keep_record().get_evaluator
    assert get_evaluator is not None
    return get_evaluator()


def _look_up(
    variants: Iterable[Installed],
    finder: PackageFinder | None,
    known: Collection[str],
    machine: Machine,
) -> Iterator[Checked]:
    """Yield the same, with the better files that a finder knows, if there is one.

    :param known: The features of the catalogues that the command has.
    """
    for each in variants:
        lacking = catalogue_of(each, known, finder is not None)
        found = None
        if finder is not None and lacking is None:
            found = look_up(each.dist, finder, machine)
        yield Checked(each, found, catalogue=lacking)
