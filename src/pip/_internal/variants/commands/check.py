from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from optparse import Values
from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.names.properties import format_property

from pip._internal.cli.cmdoptions import (
    dependency_groups,
    index_group,
    make_option_group,
    no_clean,
    package_selection_group,
)
from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.metadata import get_default_environment
from pip._internal.variants.commands.base import OurOption, StructuredCommand, cached
from pip._internal.variants.commands.check_text import NOTHING, Typed, as_lines, draw
from pip._internal.variants.commands.checked_fleet import read_fleet
from pip._internal.variants.commands.checked_fleet_text import as_document
from pip._internal.variants.commands.checked_fleet_text import as_lines as fleet_lines
from pip._internal.variants.commands.checking import with_room
from pip._internal.variants.commands.checking_here import (
    CheckResult,
    check_here,
    is_asked,
    is_machine_enough,
)
from pip._internal.variants.commands.evaluations import Evaluation
from pip._internal.variants.commands.output import quietly, show
from pip._internal.variants.options import may_have_catalogues
from pip._internal.variants.selection.on_index import installed_variants, plain_wheels
from pip._internal.variants.settings.repeating import named_options
from pip._internal.variants.utils.addresses import check_addresses
from pip._internal.variants.utils.advice import places_of
from pip._internal.variants.utils.titles import project_of, version_of

if TYPE_CHECKING:
    from types import ModuleType

    from pip._internal.metadata import BaseDistribution
    from pip._internal.variants.commands.checking import Checked


class CheckCommand(StructuredCommand):
    """
    Check whether the installed variants still fit this machine.

    They may not, if a driver is gone, or if the environment was made on another
    machine. pip asks the providers anew, and looks whether the index has a better
    variant of the same version, also for each plain wheel that came from an index.

    With --fleet, it shows of which nodes that is so, by the lists that the command
    made there: 'pip variant check --json > DIR/NODE.json'.
    """

    usage = """
      %prog [options]
      %prog [options] --fleet <folder of lists> ..."""
    ignore_require_venv = True

    def add_options(self) -> None:
        for group in (index_group, package_selection_group):
            options = make_option_group(group, self.parser)
            self.parser.insert_option_group(0, options)
        self.cmd_opts.add_option(cached())
        self.cmd_opts.add_option(
            OurOption(
                "--fleet",
                metavar="dir",
                action="append",
                default=[],
                help=(
                    "Read the lists that 'pip variant check --json' made on many "
                    "nodes, in this folder or like this pattern, instead of looking at "
                    "this machine."
                ),
            )
        )
        super().add_options()
        # Of each command that has requirements.
        for option in (dependency_groups, no_clean):
            self.cmd_opts.add_option(option())

    @contextmanager
    def pip_version_check(self, options: Values, args: list[str]) -> Iterator[None]:
        """Look for no newer pip, as no command of this one does."""
        yield

    def run(self, options: Values, args: list[str]) -> int:
        if options.fleet:
            if given := next(named_options(options), None):
                raise CommandError(
                    f"--fleet cannot be combined with {given}: each list says what the "
                    "node found that made it"
                )
            # A shell makes several of a pattern.
            return _show_fleet([*options.fleet, *args], options)
        if args:
            raise CommandError("pip variant check takes no arguments")
        # Who wants no variants is not told of any.
        looks_at_plain = not options.no_variant and (
            is_asked(options) or may_have_catalogues(options, self.parser.config)
        )
        with quietly():
            variants = installed_variants()
            plain = plain_wheels() if looks_at_plain else []
        if not variants and not plain:
            empty: dict[str, Any] = {"packages": [], "not_looked_up": []}
            show(empty if options.json else [NOTHING])
            return SUCCESS
        check_addresses(options)
        found = self._check(options, variants, plain)
        with quietly():
            get_installed = get_default_environment().iter_all_distributions
            checked = _sorted(with_room(found.checked, get_installed))
        unread = list(found.unread)
        if options.json:
            show({"packages": list(map(_as_object, checked)), "not_looked_up": unread})
        else:
            places = places_of(options, self.parser.get_default_values())
            typed = Typed([*places, *named_options(options)], options.python)
            place, count = found.place, len(unread)
            show(
                as_lines(checked, place, count, typed),
                lambda canvas: draw(canvas, checked, place, count, typed),
            )
        all_fit = all(each.installed.verdict is Evaluation.FITS for each in checked)
        return SUCCESS if all_fit else ERROR

    def _check(
        self,
        options: Values,
        variants: Sequence[BaseDistribution],
        plain: Sequence[BaseDistribution],
    ) -> CheckResult:
        if is_machine_enough(options, self.parser.config):
            return check_here(
                variants,
                plain,
                options,
                self.parser.config,
                lambda: _load_index().read_command(self, options),
            )
        found: CheckResult = _load_index().check_on_index(
            variants, plain, self, options
        )
        return found


def _load_index() -> ModuleType:
    """Return the module that asks the index: most of its time goes into loading."""
    return importlib.import_module(f"{__package__}.checking_index")


def _show_fleet(names: Sequence[str], options: Values) -> int:
    fleet = read_fleet(names)
    is_full = options.verbose > 0
    show(as_document(fleet) if options.json else fleet_lines(fleet, is_full))
    return ERROR if fleet.complaints or fleet.unreadable else SUCCESS


def _sorted(checked: Iterable[Checked]) -> list[Checked]:
    """Sort by name, without plain wheels that stay as they are."""
    told = (each for each in checked if each.installed.name or each.instead)
    return sorted(told, key=lambda each: each.project)


def _as_object(checked: Checked) -> dict[str, Any]:
    installed, on_index = checked.installed, checked.on_index
    name = installed.name
    return {
        "name": project_of(installed.dist),
        "version": version_of(installed.dist),
        "hash": name.text if name and not name.is_label else None,
        "label": name.text if name and name.is_label else None,
        "properties": [format_property(p) for p in installed.properties],
        "verdict": installed.verdict.value,
        "reason": installed.reason,
        "gaps": list(installed.gaps),
        "on_index": None if on_index is None else on_index.is_known,
        "instead": checked.instead,
        "chosen_for": installed.chosen_for,
    }
