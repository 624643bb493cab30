"""The variants of a package finder: a facet for each phase, and what they share.

One ``FinderVariants`` belongs to each finder. It is cheap: the work is done by a
``VariantEvaluator``, which is made (and its modules imported) when there is a variant
to choose. Until then every facet hands back its argument.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name

from pip._internal.variants.hooks.candidates import CandidateHooks
from pip._internal.variants.hooks.resolver import ResolverHooks
from pip._internal.variants.hooks.wheels import WheelHooks
from pip._internal.variants.names import variant_of
from pip._internal.variants.options import (
    is_on_command_line,
    is_unsaid,
    may_be_set,
    may_have_catalogues,
)

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.packaging.tags import Tag
    from pip._vendor.variantlib.catalogues.catalogue import Catalogue, Entry
    from pip._vendor.variantlib.names.filename import VariantName

    from pip._internal.cli.parser import ConfigOptionParser
    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.models.link import Link
    from pip._internal.models.target_python import TargetPython
    from pip._internal.network.session import PipSession
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.catalogues.configured import Catalogues
    from pip._internal.variants.catalogues.older import FindIdle
    from pip._internal.variants.catalogues.siblings import Siblings
    from pip._internal.variants.context import CommandContext
    from pip._internal.variants.hooks.build import BuildHooks
    from pip._internal.variants.hooks.lock import LockHooks
    from pip._internal.variants.pylock.packages import LockedPackages
    from pip._internal.variants.requested import Requested, RequestedVariants
    from pip._internal.variants.selection.evaluator import VariantEvaluator
    from pip._internal.variants.selection.from_source import Sources
    from pip._internal.variants.selection.recorder import Recorder
    from pip._internal.variants.trusted.handover import Command


_BUILDING = {"install", "wheel"}
_PLACES = {*_BUILDING, "list"}
"""The commands that choose for the Python that runs."""

_REINSTALLING = ("force_reinstall", "ignore_installed", "target_dir")
"""The options by which all is installed anew."""


class SeenFiles:
    """What the pages of an index showed; finders that read the same pages share it.

    :ivar variants: Projects of which a wheel that could be chosen was seen.
    :ivar passed_over: The same where variants are not wanted; until that was said.
    :ivar reserved: Names of wheels with the label ``none``, which are not used.
    :ivar documents: Links to files that may describe variants.
    :ivar metadata: Contents of the metadata files beside wheels, by their URLs.
    :ivar catalogues: Where files of some projects are to be looked for; None for none.
    """

    def __init__(self) -> None:
        self.variants: set[NormalizedName] = set()
        self.passed_over: set[NormalizedName] = set()
        self.reserved: dict[NormalizedName, dict[str, None]] = {}
        self.documents: list[Link] = []
        self.metadata: dict[str, bytes] = {}
        self.catalogues: Catalogues | None = None


def _make_evaluator(state: FinderState) -> VariantEvaluator:
    made = state.evaluator_for(state.get_context(), state.roots)
    made.take_charge()
    return made


class FinderState:
    """The state that the facets of one finder share.

    :param read_context: Returns what the command chooses with, which is not read before
        a variant was seen, unless that is aimed; None if nothing of it counts.
    :param make_chooser: Returns the object that does the work.
    :param upgrades: pip's strategy for upgrades; None if nothing is to be upgraded.
    :param reinstalls: Whether all that is installed is installed anew.
    :param is_described: Whether the options say anything of the machine.
    :param is_aimed: Whether that decides also which files can be installed.
    :param builds: Whether the command builds the sources that it chooses.
    :param is_settled: Whether no request of the settings counts.
    :param is_off: Whether variant wheels are not wanted, in spite of a context.
    :param is_one_of_several: Whether others may get what is decided for one machine.

    :ivar named: The projects that the user named.
    :ivar asked: The requests of the user; None while nobody had to know them.
    :ivar finder: The finder, as soon as there is one.
    :ivar roots: The requirements of the user; filled when they are known.
    :ivar selected: The requirements that the resolver has come to so far, by project.
    :ivar installed: The installed variants of the projects that the resolver looked at.
    :ivar upgraded: Projects whose installed variant gives way to a better one.
    :ivar siblings: Which projects are taken for others; None until the resolver asks.
    :ivar find_idle: Tells which hardware the decision leaves idle.
    """

    def __init__(
        self,
        read_context: Callable[[], CommandContext] | None,
        *,
        make_evaluator: Callable[[FinderState], VariantEvaluator] = _make_evaluator,
        seen: SeenFiles | None = None,
        upgrades: str | None = None,
        reinstalls: bool = False,
        is_described: bool = False,
        is_aimed: bool = False,
        builds: bool = False,
        is_settled: bool = False,
        is_off: bool = False,
        is_one_of_several: bool = False,
    ) -> None:
        self.is_off = is_off or read_context is None
        self.is_described = is_described
        self.is_one_of_several = is_one_of_several
        self.is_aimed = is_aimed
        self.upgrades = upgrades
        self.reinstalls = reinstalls
        self.asked: RequestedVariants | None = None
        self.builds = builds
        self.is_settled = is_settled
        self.named: set[NormalizedName] = set()
        self.seen = seen or SeenFiles()
        self.finder: PackageFinder | None = None
        self.roots: list[InstallRequirement] = []
        self.selected: dict[str, InstallRequirement] = {}
        self.installed: dict[NormalizedName, str | None] = {}
        self.upgraded: set[NormalizedName] = set()
        self.siblings: Siblings | None = None
        self.find_idle: FindIdle = lambda _: ()
        self.record: Recorder | None = None
        self.locks: LockedPackages | None = None
        self._read_context = read_context
        self._context: CommandContext | None = None
        self._make_evaluator = make_evaluator
        self._evaluator: VariantEvaluator | None = None
        self._sources: Sources | None = None

    def sibling(
        self, read_context: Callable[[], CommandContext] | None, **given: Any
    ) -> FinderState:
        """Return the state of a finder that reads the same pages.

        :param given: The other arguments of the class.
        """
        return FinderState(read_context, seen=self.seen, **given)

    def get_context(self) -> CommandContext:
        """Return what the command chooses with."""
        if self._context is None:
            assert self._read_context is not None
            self._context = self._read_context()
        return self._context

    @property
    def has_evaluator(self) -> bool:
        """Whether there was anything to do for it so far."""
        return self._evaluator is not None

    def get_evaluator(self) -> VariantEvaluator:
        """Return the object that does the work, always the same."""
        assert not self.is_off
        if self._evaluator is None:
            self._evaluator = self._make_evaluator(self)
        return self._evaluator

    def evaluator_for(
        self,
        context: CommandContext,
        roots: list[InstallRequirement],
        known: VariantEvaluator | None = None,
    ) -> VariantEvaluator:
        """Return a new chooser for some context; see ``make_evaluator``.

        :raises VariantConfigurationError: If the settings are not valid.
        """
        from pip._internal.variants.selection.factory import make_evaluator

        documents, read_command = self.seen.documents, self.read_command
        return make_evaluator(context, documents, roots, read_command, known)

    def read_command(self) -> Command:
        """Return the command, for the pip that fetches a plugin."""
        constraints = [req for req in self.roots if req.constraint]
        assert self.finder is not None
        context = self.get_context()
        return context.options, context.session, self.finder, constraints

    def get_requested(self) -> RequestedVariants:
        """Return the requests of the user, of which there may be none."""
        if self.asked is None and self.is_off:
            from pip._internal.variants.requested import RequestedVariants

            self.asked = RequestedVariants()
        elif self.asked is None:
            self.asked = self.get_context().read_requested(self.named)
        return self.asked

    def request_for(self, project: NormalizedName) -> Requested | None:
        """Return what the user asked for in a project by name, None for nothing."""
        if self.asked is None:
            return None
        found = self.asked.of(project)
        return found if found.requests else None

    @property
    def asks_sources(self) -> bool:
        """Whether sources may be wanted as a variant: never unasked."""
        return self.builds and self.asked is not None and self.asked.has_any

    def get_sources(self) -> Sources:
        """Return the object that builds variants of sources, always the same."""
        if self._sources is None:
            from pip._internal.variants.selection.from_source import Sources

            self._sources = Sources(self.get_requested())
        return self._sources

    def attach_catalogues(self, catalogues: Catalogues, finder: PackageFinder) -> None:
        """Let a finder ask the places in catalogues for the projects that these name.

        Places of variants that do not fit are not asked, unless the command is to tell
        of them, or the user asks for variants, or for a local version. Where variants
        are not wanted, only places of plain files are.
        """
        if self.is_off:
            catalogues.attach(finder)
            return

        def is_wanted(
            catalogue: Catalogue, entry: Entry, project: NormalizedName
        ) -> bool:
            is_for_all = self.record is not None or self.is_described
            if is_for_all or self.get_requested().has_any:
                return True
            if any("+" in str(req.req) for req in self.roots if _is_of(req, project)):
                return True
            machine = self.get_evaluator().machine
            return machine.rank(catalogue.facts_of(entry)) is not None

        catalogues.attach(finder, is_wanted, self.seen.variants.add)

    def compare_older(self, reqs: Mapping[str, InstallRequirement]) -> None:
        """Find out where a catalogue has an older build for hardware that is idle."""
        if self.seen.catalogues is None or self.finder is None:
            return
        self.find_idle = self.seen.catalogues.compare_older(self.finder, reqs)
        if not self.is_one_of_several:
            machine = self.get_evaluator().machine
            for idle in self.find_idle(machine):
                idle.warn(machine.subject.name)

    def is_bound(self, project: NormalizedName) -> bool:
        """Return whether nothing but what the user asked for will do in a project."""
        found = self.request_for(project)
        return found is not None and found.is_binding

    def note_roots(self, root_reqs: Sequence[InstallRequirement]) -> None:
        """Learn which projects the user named, and which variants in their lines.

        :raises VariantOptionError: See ``RequestedVariants.note_lines``.
        """
        self.roots[:] = root_reqs
        for req in root_reqs:
            if req.name and req.user_supplied and not req.constraint:
                self.named.add(canonicalize_name(req.name))
        if any(req.variants for req in root_reqs):
            self.get_requested().note_lines(root_reqs, self.is_off)

    def variant_of(self, link: Link | None) -> VariantName | None:
        """Return which variant a wheel is that was named or chosen.

        :raises VariantOptionError: If it is one, but ``--no-variant`` was given.
        """
        if link is None:
            return None
        name = variant_of(link)
        if name is not None and self.is_off:
            self.get_requested().refuse_file(link.filename)
        return name


def _is_of(req: InstallRequirement, project: NormalizedName) -> bool:
    return req.name is not None and canonicalize_name(req.name) == project


class FinderVariants:
    """How one finder chooses among variants; see the module.

    :ivar candidates: While links are read, and candidates put in order.
    :ivar resolver: Before, during and after a resolution.
    :ivar wheels: When a chosen file is at hand, or its metadata are.
    """

    def __init__(self, state: FinderState) -> None:
        self._state = state
        self.candidates = CandidateHooks(state)
        self.resolver = ResolverHooks(state, self.candidates)
        self.wheels = WheelHooks(state)

    @property
    def tags(self) -> frozenset[Tag]:
        """The tags of the wheels that can be installed where the files go."""
        assert self._state.finder is not None
        return frozenset(self._state.finder.target_python.get_unsorted_tags())

    @property
    def catalogues(self) -> Mapping[NormalizedName, Catalogue]:
        """The catalogues that speak for projects."""
        found = self._state.seen.catalogues
        return {} if found is None else found.by_project

    @cached_property
    def lock(self) -> LockHooks:
        """Where lock files are read and written."""
        from pip._internal.variants.hooks.lock import LockHooks

        return LockHooks(self._state)

    @cached_property
    def build(self) -> BuildHooks:
        """Where build requirements, or another machine, need a finder of their own."""
        from pip._internal.variants.hooks.build import BuildHooks

        return BuildHooks(self._state, FinderVariants)

    def of(self, finder: PackageFinder) -> FinderVariants:
        """Return the variants of a finder, which are these."""
        state = self._state
        if not state.is_off:
            state.finder = finder
        if state.seen.catalogues is not None:
            state.attach_catalogues(state.seen.catalogues, finder)
        if state.is_aimed:
            state.get_context().aim(finder)
        return self


def variants_for(
    options: Values,
    parser: ConfigOptionParser,
    session: PipSession,
    target_python: TargetPython | None = None,
) -> FinderVariants:
    """Return how variants are chosen, as the command line and configuration say.

    :param parser: The parser of the command, with pip's configuration.

    :raises DiagnosticPipError: If ``--variant`` is malformed, or is combined with
        ``--no-variant``.
    """
    # For a command that runs for several machines.
    options.finder_variants = _make_variants(options, parser, session, target_python)
    made: FinderVariants = options.finder_variants
    return made


def _make_variants(
    options: Values,
    parser: ConfigOptionParser,
    session: PipSession,
    target_python: TargetPython | None,
) -> FinderVariants:
    catalogues = None
    if may_have_catalogues(options, parser.config):
        from pip._internal.variants.catalogues.configured import read_configured

        catalogues = read_configured(options, parser.config)

    def read() -> CommandContext:
        from pip._internal.variants.context import read_context

        families = catalogues.families if catalogues else ()
        return read_context(options, parser, session, target_python, families)

    if options.no_variant:
        if options.variants or _wants_all(options):
            read().check_off()
        # The plain wheels for this place are the same on every machine.
        counts = bool(options.machines) and not _is_here(options, parser.name)
        return _make_plain(read if counts else None, catalogues)
    state = FinderState(
        read,
        upgrades=options.upgrade_strategy if vars(options).get("upgrade") else None,
        reinstalls=any(map(vars(options).get, _REINSTALLING)),
        is_described=bool(options.machines or options.machine_facts),
        is_aimed=_is_aimed(options, parser.name),
        builds=parser.name in _BUILDING,
        is_settled=parser.config.isolated or not is_unsaid(options.variants),
        is_one_of_several=bool(vars(options).get("is_one_of_several")),
    )
    state.seen.catalogues = catalogues
    # Mistakes are told before anything is asked.
    may_stand_in = not state.is_settled and may_be_set("variant", parser.config)
    if options.variants or may_stand_in:
        state.get_requested()
    if state.is_aimed:
        state.get_context().begin()
    made = FinderVariants(state)
    if parser.name == "lock" or _wants_more(options):
        made.candidates.keep_record()
    return made


def _make_plain(
    read: Callable[[], CommandContext] | None, catalogues: Catalogues | None
) -> FinderVariants:
    """Make the variants of a finder that wants none.

    :param read: Returns the context if a machine is described, and the command may
        choose for it.
    :param catalogues: Still say where the files of their projects may come from.
    """
    state = FinderState(read, is_aimed=read is not None, is_off=True)
    state.seen.catalogues = catalogues
    if state.is_aimed:
        state.get_context().begin()
    return FinderVariants(state)


def _wants_all(options: Values) -> bool:
    return vars(options).get("which_variants") == "all"


def _wants_more(options: Values) -> bool:
    """Return whether the files of a release count that are not chosen."""
    given = vars(options)
    is_given = given.get("with_plain") or given.get("with_providers")
    return _wants_all(options) or bool(is_given)


def _is_aimed(options: Values, command: str) -> bool:
    """Return whether the description of a machine is read before any variant is seen.

    One that is configured, for all users of a cluster, stops nobody who does without
    variants: it is read when one was seen, unless the command may be for another place.
    """
    if not options.machines and not options.machine_facts:
        return False
    given = (options.machines, options.machine_facts)
    return not _is_here(options, command) or any(map(is_on_command_line, given))


def _is_here(options: Values, command: str) -> bool:
    """Return whether a command is for the Python that runs, and its place."""
    is_elsewhere = vars(options).get("dry_run") or vars(options).get("target_dir")
    return command in _PLACES and not is_elsewhere


NO_VARIANTS = FinderVariants(FinderState(None))
"""For every finder that is made without options: variant wheels are passed over."""
