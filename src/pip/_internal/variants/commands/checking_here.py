"""Check installed variants against the machine alone: no network is loaded for it."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine.abi import AbiVersions
from pip._vendor.variantlib.machine.detectors import make_detector
from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.commands.checking import (
    Checked,
    catalogue_of,
    check_all,
    with_notes,
)
from pip._internal.variants.commands.output import quietly
from pip._internal.variants.machine.destination import Destination
from pip._internal.variants.machine.detectors import TrustingDetector
from pip._internal.variants.machine.given import read_options
from pip._internal.variants.machine.remembered import describe
from pip._internal.variants.options import may_be_set, may_have_catalogues
from pip._internal.variants.settings.config import load_settings
from pip._internal.variants.settings.named_sets import merge_sets
from pip._internal.variants.utils.state import PROCESS
from pip._internal.variants.utils.waiting import report_asking

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.catalogues.catalogue import Catalogue

    from pip._internal.configuration import Configuration
    from pip._internal.metadata import BaseDistribution
    from pip._internal.variants.machine.options import MachineOptions
    from pip._internal.variants.trusted.handover import Command


class CheckResult(NamedTuple):
    """The verdicts on all that is installed, and the name of the machine.

    :param unread: The plain packages that were not looked up in time.
    """

    checked: Sequence[Checked]
    place: str
    unread: Sequence[str] = ()


def is_asked(options: Values) -> bool:
    """Return whether the options name any place to look for better files."""
    return not options.no_index or bool(options.find_links)


def is_machine_enough(options: Values, config: Configuration) -> bool:
    """Return whether a command can do without a finder: it only needs the machine.

    Whoever asks for variants learns of mistakes.
    """
    if is_asked(options) or options.variants:
        return False
    return not may_be_set("variant", config)


def check_here(
    variants: Sequence[BaseDistribution],
    plain: Sequence[BaseDistribution],
    options: Values,
    config: Configuration,
    read_command: Callable[[], Command],
) -> CheckResult:
    """Check installed variants without looking for better ones.

    :param plain: Distributions that may be variants of a catalogue.
    :param read_command: Returns the command that a pip that fetches plugins learns of.
    :raises DiagnosticPipError: If the options or settings are not valid.
    """
    given = read_options(options.machines, options.machine_facts, "variant check")
    # The Python that runs counts.
    given = given.without_platform()
    catalogues = _read_catalogues(options, config)
    known = {each.feature for each in catalogues.values()}
    machine = _make_machine(options, config, given, read_command)
    PROCESS.machine = machine
    with quietly():
        siblings = {s: p for c in catalogues.values() for s, p in c.siblings.items()}
        found = [
            Checked(
                each,
                None,
                catalogue=catalogue_of(each, known),
                stands_for=siblings.get(each.dist.canonical_name),
            )
            for each in check_all(variants, machine, plain, catalogues)
        ]
        described = describe(given.machine, given.overrides)
        checked = list(with_notes(found, described))
    return CheckResult(checked, machine.subject.name)


def _read_catalogues(
    options: Values, config: Configuration
) -> Mapping[NormalizedName, Catalogue]:
    if not may_have_catalogues(options, config):
        return {}
    # Most have none, and load nothing for it.
    module = importlib.import_module("pip._internal.variants.catalogues.named")
    named = module.read_named(options, config)
    return named.by_project if named else {}


def _make_machine(
    options: Values,
    config: Configuration,
    given: MachineOptions,
    read_command: Callable[[], Command],
) -> Machine:
    settings = load_settings(config, os.getcwd(), merge_sets).machine
    if not options.cached:
        settings = settings._replace(cache_max_age=0)
    # Without a cache, pip has False here.
    cache_dir = options.cache_dir or None
    plugins = TrustingDetector(settings, cache_dir, read_command, report_asking)
    detector = make_detector(plugins, False, given.machine, given.overrides)
    is_asked_again = "legacy-resolver" not in options.deprecated_features_enabled
    versions = AbiVersions(Destination().versions, [], is_asked_again)
    return Machine(settings, detector, versions)
