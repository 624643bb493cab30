"""Collect the configuration, session and options that a command chooses with."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from pip._internal.variants.requested import RequestedVariants

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.variantlib.machine.abi import Installed
    from pip._vendor.variantlib.machine.files import MachineFile
    from pip._vendor.variantlib.machine.overrides import Override

    from pip._internal.cli.parser import ConfigOptionParser
    from pip._internal.configuration import Configuration
    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.models.link import Link
    from pip._internal.models.target_python import TargetPython
    from pip._internal.network.session import PipSession
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.selection.chooser import Chooser
    from pip._internal.variants.selection.resolution import Look
    from pip._internal.variants.settings.choices import Requests
    from pip._internal.variants.trusted.fetching import Handover

DOWNLOADING = {"install", "download", "wheel"}
"""The commands that download the files that they choose."""


class Sources:
    """Where a command looks for packages, which is known when it has read all files.

    :ivar finder: Its finder, as soon as there is one.
    :ivar constraints: The user's, as soon as they are read.
    """

    def __init__(self, options: Values, session: PipSession) -> None:
        self._options = options
        self._session = session
        self.finder: PackageFinder | None = None
        self.constraints: Sequence[InstallRequirement] = ()

    def hand_over(self) -> Handover:
        """Return the options and sources for the pip that fetches a plugin.

        :raises NotInstalled: See ``handover.hand_over``.
        """
        from pip._internal.variants.trusted.handover import hand_over

        assert self.finder is not None
        return hand_over(self._options, self._session, self.finder, self.constraints)


class CommandContext(NamedTuple):
    """All that a chooser needs.

    :param config: pip's configuration.
    :param cache_dir: pip's cache folder, None for no cache.
    :param documents: Links to variants.json files; grows as pages are read.
    :param sources: Where to look for trusted plugins; learns of the finder.
    :param is_foreign: Whether the target is another machine than this one.
    :param is_described: Whether the options say anything of the machine.
    :param machine: The machine that a file describes; None without a file.
    :param overrides: The facts that the user sets.
    :param is_build: Whether build requirements are chosen.
    :param find_installed: Returns the distributions in the place of installation.
    :param roots: The requirements of the user; filled when they are known.
    :param is_asked_again: Whether the resolver is asked again if it decides on other
        versions than were assumed; the legacy resolver is not.
    """

    config: Configuration
    session: PipSession
    cache_dir: str | None
    documents: list[Link]
    sources: Sources
    is_foreign: bool
    find_installed: Callable[[], Installed]
    roots: list[InstallRequirement]
    is_asked_again: bool = True
    is_described: bool = False
    machine: MachineFile | None = None
    overrides: Sequence[Override] = ()
    is_build: bool = False

    def for_build(self) -> CommandContext:
        """Return that of build requirements: they run on this machine, as it is."""
        return self._replace(
            is_described=False,
            machine=None,
            overrides=(),
            is_build=True,
            find_installed=dict,
            roots=[],
        )

    def make_chooser(self) -> Chooser:
        """Return a chooser for this context."""
        from pip._internal.variants.selection.chooser import make_chooser

        return make_chooser(self)


def read_context(
    options: Values,
    parser: ConfigOptionParser,
    session: PipSession,
    target_python: TargetPython | None,
) -> CommandContext:
    """Return the context of a command.

    :raises DiagnosticPipError: If the options describe no valid machine.
    """
    is_foreign = target_python is not None and bool(target_python.format_given())
    made = CommandContext(
        config=parser.config,
        session=session,
        # Without a cache, pip has False here.
        cache_dir=options.cache_dir or None,
        documents=[],
        sources=Sources(options, session),
        is_foreign=is_foreign,
        find_installed=partial(_find_installed, options, parser.name, is_foreign),
        roots=[],
        is_asked_again="legacy-resolver" not in _deprecated_features(options),
    )
    if not options.machines and not options.machine_facts:
        return made

    from pip._internal.variants.machine.options import read_given

    given = read_given(options.machines, options.machine_facts, parser.name)
    return made._replace(is_described=True, **given._asdict())


def read_requested(options: Values, parser: ConfigOptionParser) -> RequestedVariants:
    """Return the variants that the options of a command ask for.

    :raises VariantOptionError: If ``--variant`` is malformed, or is combined with
        ``--no-variant``.
    """
    find_sets = cache(partial(_load_sets, parser.config))
    choices = None
    if options.variants:
        from pip._internal.variants.settings.choices import check_not_off, parse_choices

        choices = parse_choices(options.variants, find_sets)
        check_not_off(choices, options.no_variant)
    return RequestedVariants(choices, find_sets)


def look_of(options: Values, command: str) -> Look:
    """Return how far a command looks at the files that it chose; see ``Revision``."""
    if command == "lock" or getattr(options, "dry_run", False):
        return "inside"
    return "whole" if command in DOWNLOADING else "none"


def _load_sets(config: Configuration) -> Mapping[str, Requests]:
    """Return the named sets of the configuration.

    :raises VariantConfigurationError: If the settings are not valid.
    """
    from pip._internal.variants.settings.config import load_settings

    return load_settings(config, os.getcwd()).sets


def _find_installed(options: Values, command: str, is_foreign: bool) -> Installed:
    from pip._internal.variants.machine.destination import read_destination

    return read_destination(options, command, is_foreign).versions()


def _deprecated_features(options: Values) -> Sequence[str]:
    return getattr(options, "deprecated_features_enabled", ())
