"""Collect the configuration, session and options that a command chooses with."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine.platforms import (
    UNSTATED,
    is_of_this_kind,
    this_platform,
)
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.machine.destination import read_destination
from pip._internal.variants.machine.given import read_options
from pip._internal.variants.machine.options import wrong_kind
from pip._internal.variants.machine.remembered import (
    Described,
    describe,
    warn_if_elsewhere,
    write_note,
)
from pip._internal.variants.machine.target import (
    DescribedPython,
    aim,
    describe_python,
    use_markers,
)
from pip._internal.variants.options import is_on_command_line, is_unsaid, may_be_set
from pip._internal.variants.requested import RequestedVariants
from pip._internal.variants.settings.choices import (
    check_not_off,
    parse_choices,
    refuse_all_and_none,
)
from pip._internal.variants.settings.config import load_settings
from pip._internal.variants.settings.named_sets import merge_sets
from pip._internal.variants.settings.repeating import repeated
from pip._internal.variants.settings.request_doubts import warn_of_misspelt
from pip._internal.variants.settings.standing_request import (
    Asked,
    read_standing_request,
)
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.machine.abi import Installed
    from pip._vendor.variantlib.machine.files import MachineFile
    from pip._vendor.variantlib.machine.overrides import Override
    from pip._vendor.variantlib.machine.settings import Coherent

    from pip._internal.cli.parser import ConfigOptionParser
    from pip._internal.configuration import Configuration
    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.target_python import TargetPython
    from pip._internal.network.session import PipSession
    from pip._internal.variants.selection.resolution import Look
    from pip._internal.variants.settings.choices import Requests

DOWNLOADING = {"install", "download", "wheel"}
"""The commands that download the files that they choose."""

TELLING = {*DOWNLOADING, "lock"}
"""The commands that tell of their progress."""

FOR_OTHERS = {"download", "index", "lock", "variant explain", "variant matrix"}
"""The commands that may choose for another Python than that of a place here."""

_CONFIGURED = "PIP_VARIANT, or variant in a configuration file"
"""Who asks for variants if it is not the command line."""


class CommandContext(NamedTuple):
    """All that a command chooses with, and that does not change while it runs.

    :param options: Its options; a pip that fetches a plugin gets some of them.
    :param config: pip's configuration.
    :param cache_dir: pip's cache folder, None for no cache.
    :param is_foreign: Whether the target is another machine than this one.
    :param find_installed: Returns the distributions in the place of installation.
    :param look: How far it looks at the files that it chose; see ``Revision``.
    :param requests: The variants that its options ask for.
    :param tried: Those that it tries by itself, for one project each.
    :param locks_all: Whether ``pip lock`` lists all variants.
    :param machine: The machine that a file describes; None without a file.
    :param overrides: The facts that the user sets.
    :param target: The Python that this file describes; None for the one that runs, or
        that the options name.
    :param asks_anew: Whether providers are asked even if their answers are cached.
    :param families: The keys in which the packages of a catalogue have to agree.
    :param installs: Whether it installs, into the place that ``find_installed`` reads.
    :param takes_any: Whether any variant will do of a project of which nothing fits.
    :param binds_all: Whether ``requests`` for all projects bind dependencies, too.
    :param is_asked_again: Whether the resolver is asked again if it decides on other
        versions than were assumed; the legacy resolver is not.
    """

    options: Values
    config: Configuration
    session: PipSession
    cache_dir: str | None
    is_foreign: bool
    find_installed: Callable[[], Installed]
    look: Look
    requests: Sequence[str] = ()
    tried: Sequence[str] = ()
    locks_all: bool = False
    machine: MachineFile | None = None
    overrides: Sequence[Override] = ()
    target: DescribedPython | None = None
    is_asked_again: bool = True
    asks_anew: bool = False
    families: Sequence[Coherent] = ()
    installs: bool = False
    takes_any: bool = False
    binds_all: bool = False

    @property
    def installs_here(self) -> bool:
        """Whether what it installs is there for later commands of this pip."""
        elsewhere = ("dry_run", "target_dir", "prefix_path", "root_path")
        options = vars(self.options)
        return self.installs and not any(map(options.get, elsewhere))

    @property
    def is_described(self) -> bool:
        """Whether the options say anything of the machine."""
        return self.machine is not None or bool(self.overrides)

    @property
    def described(self) -> Described | None:
        """The machine that the options describe, as distributions remember it."""
        return describe(self.machine, self.overrides)

    def remember_machine(self, projects: Iterable[NormalizedName]) -> None:
        """Have what is installed of some projects say for which machine it was chosen.

        :param projects: Those that have variants.
        """
        if described := self.described:
            note = partial(write_note, described)
            PROCESS.machine_notes = dict.fromkeys(projects, note)

    def compare_machines(
        self, dist: BaseDistribution, place: str, stays: bool = False
    ) -> None:
        """Warn in an upgrade if a distribution is for another machine.

        :param place: The name of the machine that is chosen for.
        :param stays: Whether nothing replaces it, as only others are upgraded.
        """
        warn_if_elsewhere(dist, self.described, place, stays)

    def begin(self) -> None:
        """Have the command choose for the machine that is described, from now on."""
        use_markers(self.target)
        if self.target is not None:
            # As the option --python-version would.
            self.options.python_version = self.target.py_version_info

    def aim(self, finder: PackageFinder) -> None:
        """Have a finder look for the files of that machine, from now on."""
        aim(finder, self.target)

    def for_build(self) -> CommandContext:
        """Return that of build requirements: they run on this machine, as it is."""
        return self._replace(
            requests=(),
            machine=None,
            overrides=(),
            target=None,
            is_foreign=False,
            find_installed=dict,
        )

    def read_requested(self, named: Collection[NormalizedName]) -> RequestedVariants:
        """Return the variants that the options ask for.

        :param named: The projects that the user named; grows.
        :raises VariantOptionError: If a request is malformed.
        """
        load_sets = cache(partial(_load_sets, self.config))
        choices = parse_choices(self.requests, load_sets) if self.requests else None
        warn = partial(
            warn_of_misspelt, load_names=partial(_load_builtin_names, self.config)
        )
        if choices is not None:
            is_given = is_on_command_line(self.options.variants)
            warn(choices, "--variant" if is_given else _CONFIGURED)
        tried = parse_choices(self.tried) if self.tried else None
        return RequestedVariants(
            choices, load_sets, named, self.takes_any, tried, self.binds_all, warn
        )

    def check_off(self) -> None:
        """Refuse options that ``--no-variant`` does not go with.

        :raises VariantOptionError: If there is one, or if a request is malformed.
        """
        if self.requests:
            load_sets = partial(_load_sets, self.config)
            check_not_off(parse_choices(self.requests, load_sets), True)
        if self.locks_all:
            refuse_all_and_none()


def read_context(
    options: Values,
    parser: ConfigOptionParser,
    session: PipSession,
    target_python: TargetPython | None,
    families: Sequence[Coherent] = (),
    machine: MachineFile | None = None,
) -> CommandContext:
    """Return the context of a command.

    :param families: See ``CommandContext``.
    :param machine: The machine that the options describe, if it was read before.
    :raises DiagnosticPipError: If the options describe no valid machine.
    """
    PROCESS.repeat = partial(repeated, options, parser)
    named, facts = options.machines, options.machine_facts
    given = read_options(named, facts, parser.name, machine)
    target, is_foreign = None, bool(target_python and target_python.format_given())
    if given.machine is not None and not is_foreign:
        target = _describe_target(given.machine, options, parser.name)
        is_foreign = target is not None and target.is_foreign
    if given.machine is not None and target is None:
        # The Python that runs counts, or the one that the options name.
        given = given.without_platform()
    asked = _requests_of(options, parser)
    return CommandContext(
        options=options,
        config=parser.config,
        session=session,
        # Without a cache, pip has False here.
        cache_dir=options.cache_dir or None,
        is_foreign=is_foreign,
        find_installed=partial(_find_installed, options, parser.name, is_foreign),
        look=_look_of(options, parser.name),
        requests=asked.values,
        binds_all=asked.binds_all,
        locks_all=getattr(options, "which_variants", "chosen") == "all",
        machine=given.machine,
        overrides=given.overrides,
        target=target,
        asks_anew=getattr(options, "asks_anew", False),
        families=families,
        installs=parser.name == "install",
        takes_any=getattr(options, "takes_any", False),
        is_asked_again="legacy-resolver" not in _deprecated_features(options),
    )


def _requests_of(options: Values, parser: ConfigOptionParser) -> Asked:
    """Return the requests of the options, or those that stand in for them."""
    given: Sequence[str] | None = getattr(options, "variants", None)
    if given is None or not is_unsaid(given):
        return Asked(given or ())
    if options.no_variant or not may_be_set("variant", parser.config):
        return Asked()
    is_told = parser.name in TELLING
    return read_standing_request(parser.config, os.getcwd(), is_told)


def _describe_target(
    machine: MachineFile, options: Values, command: str
) -> DescribedPython | None:
    """Return the Python that a machine has, if a command may choose for another one.

    :raises VariantMachineError: If it may not, and the machine has other wheels.
    """
    if machine.platform == UNSTATED:
        return None

    if command in FOR_OTHERS:
        return describe_python(machine.platform)
    given = vars(options)
    is_for_others = command == "install" and (
        given.get("dry_run") or given.get("target_dir")
    )
    if command not in DOWNLOADING or is_of_this_kind(machine.platform, this_platform()):
        # What a user installs here is for this Python, wherever a file was captured.
        system = machine.platform._replace(python=None, is_free_threaded=False)
        return describe_python(system) if is_for_others else None
    if is_for_others:
        return describe_python(machine.platform)
    raise wrong_kind(machine, command)


def _look_of(options: Values, command: str) -> Look:
    """Return how far a command looks at the files that it chose; see ``Revision``."""
    if command == "lock" or getattr(options, "dry_run", False):
        return "inside"
    return "whole" if command in DOWNLOADING else "none"


def _load_sets(config: Configuration) -> Mapping[str, Requests]:
    """Return the named sets of the configuration.

    :raises VariantConfigurationError: If the settings are not valid.
    """
    return load_settings(config, os.getcwd(), merge_sets).sets


def _load_builtin_names(config: Configuration) -> Collection[str] | None:
    return load_settings(config, os.getcwd()).machine.builtin_providers


def _find_installed(options: Values, command: str, is_foreign: bool) -> Installed:
    return read_destination(options, command, is_foreign).versions()


def _deprecated_features(options: Values) -> Sequence[str]:
    return getattr(options, "deprecated_features_enabled", ())
