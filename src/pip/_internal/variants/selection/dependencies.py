"""The dependencies of a distribution, without variant markers.

For a wheel that is being installed, the properties of its choice are known, even if
only its METADATA is here. Everything else states its variant itself, and this machine
decides which of its properties count.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine.detectors import make_detector
from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.models import MetadataUnavailable
from pip._vendor.variantlib.names.properties import Property

from pip._internal.commands import create_command
from pip._internal.variants.machine.detectors import TrustingDetector
from pip._internal.variants.machine.given import read_options
from pip._internal.variants.metadata.forms import facts_of_dist, stated_name
from pip._internal.variants.metadata.markers import bind_requirement
from pip._internal.variants.selection.marker_values import MarkerValues, Supported
from pip._internal.variants.settings.config import load_settings
from pip._internal.variants.settings.named_sets import merge_sets
from pip._internal.variants.utils.state import PROCESS
from pip._internal.variants.utils.waiting import report_asking

if TYPE_CHECKING:
    from pip._vendor.variantlib.documents.document import Document

    from pip._internal.metadata import BaseDistribution


def bind_dependencies(dist: BaseDistribution, dependencies: list[str]) -> list[str]:
    """Return the dependencies that hold for a distribution; see ``hooks.bind``."""
    if dist not in PROCESS.marker_values:
        known = PROCESS.marker_values_of_files.get(dist.location or "")
        PROCESS.marker_values[dist] = known or _stated_values(dist)
    values = PROCESS.marker_values[dist]
    bound = (bind_requirement(text, values) for text in dependencies)
    return [text for text in bound if text is not None]


def _stated_values(dist: BaseDistribution) -> MarkerValues:
    """Return the values by the statement of a distribution, mostly an installed one."""
    name = stated_name(dist)
    if name is None:
        return MarkerValues(None)
    facts = facts_of_dist(name, dist)
    if isinstance(facts, MetadataUnavailable):
        return MarkerValues(name)
    properties = facts.check(name).properties
    document = facts.document
    return MarkerValues(name, lambda: (properties, _answer(properties, document)))


def _answer(properties: tuple[Property, ...], document: Document | None) -> Supported:
    # Without a property there is nothing to run plugins for.
    return _this_machine().answer_for(properties, document) if properties else {}


def _this_machine() -> Machine:
    """Return the machine that is installed for, or else the one of the settings."""
    if PROCESS.machine is None:
        PROCESS.machine = _configured_machine()
    return PROCESS.machine


def _configured_machine() -> Machine:
    """Return the machine by the settings of a command that installs nothing.

    Such a command hands its options to nobody, so those that count for an installation
    are read once more.
    """
    parser = create_command("install", isolated="--isolated" in sys.argv).parser
    options = parser.get_default_values()
    settings = load_settings(parser.config, os.getcwd(), merge_sets).machine
    plugins = TrustingDetector(
        settings, options.cache_dir or None, on_wait=report_asking
    )
    given = read_options(options.machines, options.machine_facts, parser.name)
    return Machine(settings, make_detector(plugins, False, *given))
