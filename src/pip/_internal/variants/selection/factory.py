"""Make the object that chooses for a finder, out of the context of a command."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine.abi import AbiVersions
from pip._vendor.variantlib.machine.detectors import make_detector
from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.store import JsonStore, variants_folder

from pip._internal.variants.machine.detectors import TrustingDetector
from pip._internal.variants.metadata.documents import Documents
from pip._internal.variants.metadata.reader import PropertyReader
from pip._internal.variants.selection.evaluator import VariantEvaluator
from pip._internal.variants.selection.reporter import LoggingReporter
from pip._internal.variants.settings.config import load_settings
from pip._internal.variants.settings.named_sets import merge_sets
from pip._internal.variants.utils.waiting import report_asking

if TYPE_CHECKING:
    from pip._internal.models.link import Link
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.context import CommandContext
    from pip._internal.variants.trusted.handover import Command


def make_evaluator(
    context: CommandContext,
    documents: list[Link],
    roots: list[InstallRequirement],
    read_command: Callable[[], Command],
    known: VariantEvaluator | None = None,
) -> VariantEvaluator:
    """Make a chooser from the context of a command.

    :param documents: Links to variants.json files; grows as pages are read.
    :param roots: The requirements of the user; filled when they are known.
    :param read_command: Returns the command that a pip that fetches plugins learns of.
    :param known: A chooser for another machine, which shares all that it read.
    :raises VariantConfigurationError: If the settings are not valid.
    """
    machine = _make_machine(context, roots, read_command)
    if known is not None:
        return known.for_machine(machine)
    session, cache_dir = context.session, context.cache_dir
    store = None
    if cache_dir:
        store = JsonStore(os.path.join(variants_folder(cache_dir), "properties"))
    reader = PropertyReader(session, store, Documents(session, store, documents))
    return VariantEvaluator(machine, reader, LoggingReporter())


def _make_machine(
    context: CommandContext,
    roots: list[InstallRequirement],
    read_command: Callable[[], Command],
) -> Machine:
    settings = load_settings(context.config, os.getcwd(), merge_sets).machine
    if context.families:
        coherent = (*settings.coherent, *context.families)
        settings = settings._replace(coherent=coherent)
    if context.asks_anew:
        settings = settings._replace(cache_max_age=0)
    plugins = TrustingDetector(settings, context.cache_dir, read_command, report_asking)
    detector = make_detector(
        plugins, context.is_foreign, context.machine, context.overrides
    )
    versions = AbiVersions(context.find_installed, roots, context.is_asked_again)
    return Machine(settings, detector, versions)
