"""Resolve for one machine after the other, for one lock file."""

from __future__ import annotations

import copy
import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.machine.kinds import (
    facts_within_kinds,
    find_indistinct,
    kind_markers,
)
from pip._vendor.variantlib.machine.platforms import UNSTATED, this_platform
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.passwords import without_user
from pip._vendor.variantlib.text import and_others, printable

from pip._internal.cache import WheelCache
from pip._internal.cli import cmdoptions
from pip._internal.exceptions import CommandError
from pip._internal.operations.build.build_tracker import get_build_tracker
from pip._internal.req.constructors import install_req_from_line
from pip._internal.utils.pylock import (
    pylock_from_install_requirements,
)
from pip._internal.utils.temp_dir import TempDirectory
from pip._internal.variants.catalogues.older import IdleMachines
from pip._internal.variants.catalogues.overlaps import has_overlap
from pip._internal.variants.commands.alike import KnownResolutions, siblings_in
from pip._internal.variants.commands.lock_converting import (
    read_pinned,
    refuse_digests,
)
from pip._internal.variants.commands.lock_unfit import has_unfit, reasons_in
from pip._internal.variants.commands.pinned_builds import warn_of_pinned_builds
from pip._internal.variants.context import CommandContext, read_context
from pip._internal.variants.machine.options import indistinct
from pip._internal.variants.machine.reading import read_groups
from pip._internal.variants.machine.target import use_markers
from pip._internal.variants.pylock.keeping import names_requirements
from pip._internal.variants.pylock.pinned import NOTHING
from pip._internal.variants.pylock.reading import reads_lock
from pip._internal.variants.pylock.sibling_names import with_projects
from pip._internal.variants.pylock.writer import Resolved, list_wheels, read_resolved
from pip._internal.variants.settings.choices import PLAIN
from pip._internal.variants.utils.logs import at_level, end_explanations

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.catalogues.catalogue import Sibling
    from pip._vendor.variantlib.documents.lock_choices import Facts
    from pip._vendor.variantlib.machine.files import MachineFile
    from pip._vendor.variantlib.machine.fleets import Group
    from pip._vendor.variantlib.machine.platforms import Platform

    from pip._internal.commands.lock import LockCommand
    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.operations.build.build_tracker import BuildTracker
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.req.req_set import RequirementSet
    from pip._internal.variants.catalogues.decisions import Offer
    from pip._internal.variants.catalogues.older import FindIdle
    from pip._internal.variants.catalogues.siblings import Siblings
    from pip._internal.variants.commands.same_label import Catalogues
    from pip._internal.variants.metadata.reader import PropertyReader
    from pip._internal.variants.selection.recorder import Recorder

logger = logging.getLogger(__name__)


class _Known(NamedTuple):
    """A resolution, and the record of its choices.

    :param machine: The machine that it was for.
    :param packages: Their entries, as upstream writes them.
    :param taking: The object that decided on siblings; None without any.
    :param find_idle: Tells which hardware of a machine it leaves idle.
    """

    machine: str
    requirements: Mapping[str, InstallRequirement]
    packages: Sequence[Mapping[str, Any]]
    record: Recorder
    taking: Siblings | None
    find_idle: FindIdle

    @property
    def siblings(self) -> Sequence[Sequence[Sibling]]:
        """Those of each project of which it took one, or none."""
        return siblings_in(self.taking)


class LockResolver:
    """Resolves the requirements of ``pip lock`` again and again.

    No page of the index is read twice for it, unless it reads a lock file.

    :ivar machines: The machines that the user named, one of those that are equal; if
        there are none, None for this one.
    :ivar names: The name of each for people.
    :ivar record: What the last resolution chose from.
    :ivar pinned: The releases that a file of another tool pins.
    :ivar kinds: One machine for each platform and Python among them, by its marker; by
        None if there is only one.
    """

    def __init__(self, command: LockCommand, options: Values, args: list[str]) -> None:
        command.check_build_constraints(options)
        cmdoptions.check_release_control_exclusive(options)
        cmdoptions.check_only_deps_option_does_not_conflict(options)
        self._command = command
        self._args = args
        self.session = command.get_default_session(options)
        # Mistakes about machines are reported before any is asked.
        groups = read_groups(options.machines)
        self.names = _short_names(groups)
        self.machines: Sequence[str | None] = [*self.names] or [None]
        self._alike = {group.names[0]: group.names for group in groups}
        self._idle = IdleMachines()
        known = {group.names[0]: group.machine for group in groups}
        self._contexts = {
            machine: self._read(machine, options, known) for machine in self.machines
        }
        platforms = [self._platform_of(machine) for machine in self.machines]
        self._check_markers(platforms)
        self._markers = dict(
            zip(self.machines, kind_markers(platforms, this_platform()), strict=True)
        )
        self._own_facts = dict(
            zip(
                self.machines,
                facts_within_kinds(platforms, this_platform()),
                strict=True,
            )
        )
        kinds: dict[str | None, str | None] = {}
        for machine, marker in self._markers.items():
            kinds.setdefault(marker, machine)
        self.kinds: Mapping[str | None, str | None] = kinds
        self._options = copy.copy(options)
        self._options.machines = self._options.machine_facts = ()
        self._reads_lock = reads_lock(options)
        self._known: KnownResolutions[_Known] = KnownResolutions()
        self._finder = self._make_finder()
        self.record: Recorder
        self.pinned = NOTHING
        if options.lock_from:
            self.pinned = read_pinned(
                options.lock_from, self.session, self._finder, self._options
            )
            # The digests in that file are compared with the lock file.
            self._options.require_hashes = False
        if options.lock_from and not self.pinned.requirements:
            alone = copy.copy(options)
            alone.lock_from = None
            if not names_requirements(alone, args):
                shown = printable(without_user(options.lock_from))
                raise CommandError(f"{shown} requires nothing that could be locked")

    def resolve_for(self, machine: str | None, lists_all: bool) -> Resolved:
        """Return the files that one machine gets.

        :param lists_all: Whether the other variants of each release are listed.
        :raises PipError: If there is no solution.
        """
        context = self._contexts[machine]
        if machine is None:
            return self._read_resolved(self._resolve(context), lists_all)
        logger.info("Choosing for machine %s", printable(machine))
        found = self._resolve(context, machine)
        self._note_idle(machine, found.find_idle)
        return self._read_resolved(found, lists_all)

    def lock_one(self) -> dict[str, Any]:
        """Return the lock file of one machine, as upstream's command writes it.

        :raises PipError: If there is no solution.
        """
        context = self._contexts[self.machines[0]]
        finder = self._finder.variants.build.for_machine(self._finder, context)
        self.record = finder.variants.candidates.keep_record()
        try:
            found = self._find(finder)
        finally:
            use_markers(None)
        self._note_idle(self.machines[0], finder.variants.resolver.find_idle)
        lock = pylock_from_install_requirements(
            found.requirements.values(), self._folder
        )
        return {**finder.variants.lock.to_lock(lock, found)}

    def _note_idle(self, machine: str | None, find_idle: FindIdle) -> None:
        # Of this machine, pip said it when it chose.
        if machine is not None and not self._options.no_variant:
            found = find_idle(self.record.evaluator.machine)
            self._idle.note(self._alike[machine], found)

    def warn_of_idle(self) -> None:
        """Say which machines get builds that leave their hardware idle."""
        self._idle.warn()

    def name_of(self, machine: str | None) -> str:
        """Return the name of a machine for people."""
        return "this machine" if machine is None else self.names[machine]

    def marker_of(self, machine: str | None) -> str | None:
        """Return the marker of a machine's kind; None if all are of the same."""
        return self._markers[machine]

    def facts_of(self, machine: str | None) -> Facts:
        """Return facts about a platform that no marker tells, if machines differ."""
        return self._own_facts[machine]

    def resolve_with(
        self,
        requests: Sequence[str],
        marker: str | None,
        lists_all: bool = False,
        takes_any: bool = False,
        tried: Sequence[str] = (),
        limits: Sequence[str] = (),
    ) -> Resolved:
        """Return the files that one gets who asks for some variants.

        :param requests: As the values of ``--variant``.
        :param tried: The same, of which the user knows nothing.
        :param marker: As in ``kinds``.
        :param takes_any: Whether any variant will do where nothing fits.
        :param limits: The newest versions, as constraints.
        :raises PipError: If there is no solution.
        """
        context = self._contexts[self.kinds[marker]]
        asked = context._replace(
            requests=tuple(requests), tried=tuple(tried), takes_any=takes_any
        )
        # Of such a try the user knows nothing.
        with at_level(logging.getLogger("pip._internal"), logging.CRITICAL + 1):
            return self._read_resolved(self._resolve(asked, limits=limits), lists_all)

    def resolve_plain(self, marker: str | None) -> Resolved:
        """Return the files that one gets who wants no variant of any project.

        :param marker: As in ``kinds``.
        :raises PipError: If there is no solution.
        """
        context = self._contexts[self.kinds[marker]]
        asked = context._replace(requests=(PLAIN,), binds_all=True)
        with at_level(logging.getLogger("pip._internal"), logging.CRITICAL + 1):
            return self._read_resolved(self._resolve(asked), lists_all=False)

    @property
    def requests(self) -> Sequence[str]:
        """The variants that the user asks for."""
        return self._contexts[self.machines[0]].requests

    @property
    def catalogues(self) -> Catalogues:
        """The catalogues that speak for projects."""
        return self._finder.variants.catalogues

    @property
    def reader(self) -> PropertyReader:
        """What reads the properties of wheels."""
        return self.record.evaluator.reader

    def find_offers_of_unfit(self) -> Mapping[NormalizedName, Sequence[Offer]]:
        """Return those of projects without a wheel, of which no sibling fits."""
        taking = self._finder.variants.resolver.siblings
        return {} if taking is None else taking.offers_of_unfit()

    def find_reasons(self) -> Iterator[str]:
        """Yield why nothing of some projects fits the last machine, a sentence each."""
        return iter(()) if self._options.no_variant else reasons_in(self.record)

    def list_wheels(
        self, packages: Sequence[Mapping[str, Any]], resolved: Iterable[Resolved]
    ) -> list[Mapping[str, Any]]:
        """Return the packages of a lock file with all wheels that were found for them.

        :raises VariantNotLocked: If the digest of a wheel cannot be had.
        """
        return list_wheels(packages, resolved, self.reader)

    def _make_finder(self) -> PackageFinder:
        return self._command._build_package_finder(  # noqa: SLF001 (as upstream's)
            options=self._options,
            session=self.session,
            ignore_requires_python=self._options.ignore_requires_python,
        )

    @property
    def _folder(self) -> Path:
        """The folder that paths in the lock file are relative to."""
        output = self._options.output_file
        return Path.cwd() if output == "-" else Path(output).parent

    def _platform_of(self, machine: str | None) -> Platform:
        described = self._contexts[machine].machine
        return described.platform if described else UNSTATED

    def _check_markers(self, platforms: Sequence[Platform]) -> None:
        """Refuse machines that a lock file cannot tell apart.

        :raises VariantMachineError: If there are some.
        """
        places = find_indistinct(platforms, this_platform())
        if places:
            first, other = (str(self.machines[place]) for place in places)
            raise indistinct(first, other)

    def _read(
        self, name: str | None, options: Values, known: Mapping[str, MachineFile]
    ) -> CommandContext:
        options = copy.copy(options)
        options.machines = [] if name is None else [name]
        machine = None if name is None else known[name]
        return read_context(
            options, self._command.parser, self.session, None, machine=machine
        )

    def _resolve(
        self, context: CommandContext, machine: str = "", limits: Sequence[str] = ()
    ) -> _Known:
        """Return the resolution for a machine, or that of another which wants the same.

        :param machine: Its name, if it is for nobody who asks for more.
        :param limits: See ``resolve_with``.
        """
        # A finder takes the files of one lock file only.
        before = self._make_finder() if self._reads_lock else self._finder
        end_explanations()
        finder = self._finder = before.variants.build.for_machine(before, context)
        record = self.record = finder.variants.candidates.keep_record()
        evaluator = None if self._options.no_variant else record.evaluator
        try:
            match = self._known.find(context.target, evaluator) if machine else None
            if match is not None:
                known = match.known
                logger.info("It gets the files of machine %s", printable(known.machine))
                record = self.record = known.record.for_evaluator(record.get_evaluator)
                return known._replace(record=record)
            requirements = self._find(finder, limits).requirements
        finally:
            # Those of the machine may be another platform's.
            use_markers(None)
        document = pylock_from_install_requirements(
            requirements.values(), self._folder
        ).to_dict()
        taking = finder.variants.resolver.siblings
        places = {name: place for place, name in enumerate(requirements)}
        packages = sorted(document["packages"], key=lambda each: places[each["name"]])
        if taking is not None:
            packages = with_projects(packages, taking.project_of)
        find_idle = finder.variants.resolver.find_idle
        found = _Known(machine, requirements, packages, record, taking, find_idle)
        if machine and not self._reads_lock:
            self._known.add(context.target, evaluator, found)
        return found

    def _read_resolved(self, found: _Known, lists_all: bool) -> Resolved:
        if self._options.no_variant:
            return Resolved(found.packages, {}, {})
        record = found.record
        resolved = read_resolved(
            found.packages, found.requirements, record, lists_all, record.evaluator
        )
        if not lists_all:
            return resolved
        resolved = resolved._replace(lacks_unfit=has_unfit(record))
        if found.taking is None:
            return resolved
        taking, requirements = found.taking, found.requirements
        return resolved._replace(
            offers=taking.offers(requirements),
            has_overlap=has_overlap(requirements, taking.project_of),
        )

    def _find(
        self, finder: PackageFinder, limits: Sequence[str] = ()
    ) -> RequirementSet:
        # A build that failed may be tried again, which a tracker would not allow.
        with get_build_tracker() as tracker:
            return self._find_with(finder, tracker, limits)

    def _find_with(
        self, finder: PackageFinder, tracker: BuildTracker, limits: Sequence[str]
    ) -> RequirementSet:
        command, options = self._command, copy.copy(self._options)
        args = [*self._args, *self.pinned.requirements]
        reqs = command.get_requirements(args, options, finder, self.session)
        if options.lock_from:
            refuse_digests(options.lock_from, reqs)
        reqs += [
            install_req_from_line(line, options.lock_from, constraint=True)
            for line in (*self.pinned.constraints, *limits)
        ]
        if not options.no_variant:
            warn_of_pinned_builds(reqs, finder.variants.catalogues)
        preparer = command.make_requirement_preparer(
            temp_build_dir=TempDirectory(
                delete=not options.no_clean, kind="install", globally_managed=True
            ),
            options=options,
            build_tracker=tracker,
            session=self.session,
            finder=finder,
            use_user_site=False,
            verbosity=command.verbosity,
            allow_editables=True,
        )
        resolver = command.make_resolver(
            preparer=preparer,
            finder=finder,
            options=options,
            wheel_cache=WheelCache(options.cache_dir),
            use_user_site=False,
            ignore_installed=True,
            ignore_requires_python=options.ignore_requires_python,
            upgrade_strategy="to-satisfy-only",
            py_version_info=finder.target_python.py_version_info,
        )
        return resolver.resolve(reqs, check_supported_wheels=True)


def _short_names(groups: Sequence[Group]) -> dict[str, str]:
    """Return the name of each machine's file, or its path if others have the name."""
    names = Counter(os.path.basename(group.names[0]) for group in groups)
    found: dict[str, str] = {}
    for first, *others in (group.names for group in groups):
        name = os.path.basename(first)
        shown = printable(name if names[name] == 1 else first)
        found[first] = and_others(shown, len(others) + 1)
    return found
