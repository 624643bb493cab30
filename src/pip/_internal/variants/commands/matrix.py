from __future__ import annotations

import copy
import logging
import os
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from optparse import Values
from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import printable

from pip._internal.cli.cmdoptions import make_target_python
from pip._internal.cli.req_command import with_cleanup
from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.variants.catalogues.older import IdleMachines
from pip._internal.variants.commands.alike import KnownResolutions, siblings_in
from pip._internal.variants.commands.base import OurOption
from pip._internal.variants.commands.conflicts import conflict_in_line, is_lack
from pip._internal.variants.commands.machine_matrix import (
    Cell,
    Column,
    find_unused,
    read_cell,
)
from pip._internal.variants.commands.matrix_csv import as_csv
from pip._internal.variants.commands.matrix_text import as_lines, draw
from pip._internal.variants.commands.output import quietly, show, text_width, write
from pip._internal.variants.commands.resolving import ResolvingCommand
from pip._internal.variants.commands.wheel_folders import (
    choose_from_folders,
    is_wheel_folder,
)
from pip._internal.variants.context import CommandContext, read_context
from pip._internal.variants.exceptions import (
    NoLockedVariantFits,
    VariantDoesNotFit,
    VariantNotFitting,
)
from pip._internal.variants.machine.reading import read_groups
from pip._internal.variants.pylock.reading import reads_lock
from pip._internal.variants.utils.logs import at_level

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.catalogues.catalogue import Sibling
    from pip._vendor.variantlib.machine.fleets import Group

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.variants.catalogues.older import FindIdle
    from pip._internal.variants.commands.resolving import Resolution
    from pip._internal.variants.selection.recorder import Recorder


class _Known(NamedTuple):
    """A resolution, and the files that came of it.

    :param siblings: Those of each project of which it took one, or none.
    :param find_idle: Tells which hardware of a machine it leaves idle.
    :param cells_alike: The files again, with reasons for machines of each likeness.
    """

    resolution: Resolution
    cells: Mapping[NormalizedName, Cell]
    siblings: Sequence[Sequence[Sibling]]
    find_idle: FindIdle
    cells_alike: dict[Hashable, Mapping[NormalizedName, Cell]]

    def cells_of(
        self, own: Recorder, likeness: Hashable
    ) -> Mapping[NormalizedName, Cell]:
        """Return the files with the reasons for another machine.

        :param own: A record that has the machine, if no choices.
        :param likeness: See ``Match``.
        """
        if own.get_evaluator is None:
            return self.cells
        alike = self.cells_alike.get(likeness)
        if alike is not None:
            machine = own.evaluator.machine
            return {name: cell.like(machine) for name, cell in alike.items()}
        cells = {name: cell.on(own.evaluator) for name, cell in self.cells.items()}
        if likeness is not None:
            self.cells_alike[likeness] = cells
        return cells


class MatrixCommand(ResolvingCommand):
    """
    Show which wheel each of several machines would get.

    A file describes each machine; 'pip variant detect --output' writes such files. A
    folder of them will do, and equal machines are shown as one. The command finds the
    wheels that 'pip install' would choose there, and installs nothing. The end lists
    the variants that no machine gets. A folder of wheels counts as the only index.
    """

    usage = """
      %prog [options] <requirement specifier> ... --machine <file> ...
      %prog [options] -r <requirements file> ... --machine <file> ...
      %prog [options] <folder of wheels> ... --machine <file> ..."""
    ignore_require_venv = True
    about_machine = (NoLockedVariantFits, VariantDoesNotFit, VariantNotFitting)

    def add_options(self) -> None:
        self.cmd_opts.add_option(
            OurOption(
                "--csv",
                action="store_true",
                default=False,
                help="Write a line for each machine and project, for spreadsheets.",
            )
        )
        super().add_options()

    def parse_args(self, args: list[str]) -> tuple[Values, list[str]]:
        options, args = super().parse_args(args)
        if options.csv:
            # As with --json, only warnings go elsewhere.
            options.quiet = options.verbose + 1
        return options, args

    @with_cleanup
    def run(self, options: Values, args: list[str]) -> int:
        if options.csv and options.json:
            raise CommandError("--csv cannot be combined with --json")
        groups = read_groups(options.machines)
        if not groups:
            raise CommandError("You must name at least one machine with --machine")
        _check_requirements(args)
        if any(map(is_wheel_folder, args)):
            args = choose_from_folders(options, args)
        # Mistakes about machines are reported before any machine is asked.
        found = [(group, self._read(group, options)) for group in groups]
        options.machines = options.machine_facts = ()
        # pip's message about a conflict does not name the machine.
        resolving = logging.getLogger("pip._internal.resolution")
        with quietly(), at_level(resolving, logging.CRITICAL + 1):
            columns = list(self._choose_for(found, options, args))
        if options.json:
            show(_as_document(columns))
        elif options.csv:
            write(as_csv(columns))
        else:
            show(as_lines(columns), lambda canvas: draw(canvas, columns, text_width()))
        return ERROR if any(column.failure for column in columns) else SUCCESS

    def _read(self, group: Group, options: Values) -> CommandContext:
        options = copy.copy(options)
        options.machines = [group.names[0]]
        session = self.get_default_session(options)
        target = make_target_python(options)
        return read_context(
            options, self.parser, session, target, machine=group.machine
        )

    def _choose_for(
        self,
        machines: Sequence[tuple[Group, CommandContext]],
        options: Values,
        args: list[str],
    ) -> Iterator[Column]:
        finder = self.make_finder(options)
        is_locked = reads_lock(options)
        resolutions: KnownResolutions[_Known] = KnownResolutions()
        idle = IdleMachines()
        for group, context in machines:
            if is_locked:
                finder = self.make_finder(options)
            finder = finder.variants.build.for_machine(finder, context)
            record = finder.variants.candidates.keep_record()
            evaluator = record.get_evaluator and record.evaluator
            match = resolutions.find(context.target, evaluator)
            if match is not None:
                known = match.known
                cells = known.cells_of(record, match.likeness)
            else:
                known = self._resolve(options, args, finder, record)
                if is_lack(known.resolution.failure) and len(args) > 1:
                    alone = self._resolve_each(options, args, finder, context)
                    known = known._replace(cells={**known.cells, **alone})
                cells = known.cells
                if known.resolution.is_for_all_alike and not is_locked:
                    resolutions.add(context.target, evaluator, known)
            if evaluator is not None:
                idle.note(group.names, known.find_idle(evaluator.machine))
            yield _column(group, known, cells)
        idle.warn()

    def _resolve_each(
        self,
        options: Values,
        args: Sequence[str],
        finder: PackageFinder,
        context: CommandContext,
    ) -> dict[NormalizedName, Cell]:
        """Return the files that each requirement gets alone, if it gets any.

        Of all in one command, a machine that cannot get one would get none.
        """
        cells: dict[NormalizedName, Cell] = {}
        options = copy.copy(options)
        options.requirements = []
        for arg in args:
            own = finder.variants.build.for_machine(finder, context)
            record = own.variants.candidates.keep_record()
            known = self._resolve(options, [arg], own, record)
            if known.resolution.failure is None:
                cells.update(known.cells)
        return cells

    def _resolve(
        self, options: Values, args: list[str], finder: PackageFinder, record: Recorder
    ) -> _Known:
        found = self.resolve(copy.copy(options), args, finder)
        cells = {
            name: read_cell(record, finder, name, link)
            for name, link in found.chosen.items()
        }
        resolver = finder.variants.resolver
        siblings = siblings_in(resolver.siblings)
        return _Known(found, cells, siblings, resolver.find_idle, {})


def _check_requirements(args: Iterable[str]) -> None:
    """Refuse files of machines, as a shell makes several of a pattern.

    :raises CommandError: If there is one.
    """
    for arg in args:
        if arg.endswith((".toml", ".json")) and os.path.isfile(arg):
            raise CommandError(
                f"{printable(arg)} is not a requirement. Write --machine before each "
                "machine, or put the pattern in quotes"
            )


def _column(
    group: Group, known: _Known, cells: Mapping[NormalizedName, Cell]
) -> Column:
    """Return the files that the machines of a group get."""
    _, named, failure = known.resolution
    reason = conflict_in_line(failure) if failure else None
    return Column(group.title, cells, named, reason, group.names, group.digest)


def _as_document(columns: Sequence[Column]) -> dict[str, Any]:
    return {
        "machines": [
            {
                "machine": column.names[0],
                "names": column.names,
                "digest": column.digest,
                "failure": column.failure,
                "projects": [
                    _as_object(name, cell) for name, cell in column.cells.items()
                ],
            }
            for column in columns
        ],
        "unused": [unused._asdict() for unused in find_unused(columns)],
    }


def _as_object(project: str, cell: Cell) -> dict[str, Any]:
    name = cell.name
    return {
        "project": project,
        "version": cell.version,
        "file": cell.filename,
        "hash": name.text if name and not name.is_label else None,
        "label": name.text if name and name.is_label else None,
        "reason": cell.reason,
    }
