"""The dependencies of a distribution, without variant markers.

For a wheel that is being installed, the properties of its choice are known, even if
only its METADATA is here. Everything else states its variant itself, and this machine
decides which of its properties count.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pip._vendor.variantlib.filename import VariantName
from pip._vendor.variantlib.machine.detectors import make_detector
from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.markers import VariantEnvironment, variant_environment
from pip._vendor.variantlib.models import Unreadable
from pip._vendor.variantlib.properties import Property

from pip._internal.commands import create_command
from pip._internal.variants.machine.detectors import TrustingDetector
from pip._internal.variants.machine.options import read_given
from pip._internal.variants.metadata.forms import facts_of_dist, stated_name
from pip._internal.variants.metadata.markers import LABEL, bind_requirement
from pip._internal.variants.settings.config import load_settings
from pip._internal.variants.utils.waiting import report_asking

if TYPE_CHECKING:
    from email.message import Message

    from pip._vendor.variantlib.documents import Document

    from pip._internal.metadata import BaseDistribution

Supported = Mapping[str, Mapping[str, Sequence[str]]]


class MarkerValues:
    """The values of the variant markers for one distribution.

    :param name: Its variant, None for none. A hash is no label.
    :param find: Returns the variant's properties and the values that the machine
        supports of their keys. It is only called for a marker that depends on them.
    """

    def __init__(
        self,
        name: VariantName | None,
        find: Callable[[], tuple[Iterable[Property], Supported]] = lambda: ((), {}),
    ) -> None:
        self._label = name.text if name and name.is_label else ""
        self._find = find

    def __call__(self, marker: str) -> str | frozenset[str]:
        """Return the value of a marker by its name."""
        if marker == LABEL:
            return self._label
        value: frozenset[str] = self._environment[marker]  # type: ignore[literal-required]
        return value

    @functools.cached_property
    def _environment(self) -> VariantEnvironment:
        counting = _what_counts(*self._find())
        supported = [(name, tuple(keys.items())) for name, keys in counting.items()]
        return variant_environment(self._label, counting, supported)


_chosen: WeakKeyDictionary[BaseDistribution, MarkerValues] = WeakKeyDictionary()


# pip looks at a wheel anew before it warns of conflicts.
_chosen_files: dict[str, MarkerValues] = {}


def set_values(dist: BaseDistribution, values: MarkerValues) -> None:
    """Note the properties that a wheel was chosen by."""
    _chosen[dist] = values
    if dist.location and dist.location.endswith(".whl"):
        _chosen_files[dist.location] = values


def copy_values(dist: BaseDistribution, other: BaseDistribution) -> None:
    """Say of other metadata of one wheel the same."""
    if dist in _chosen:
        _chosen[other] = _chosen[dist]


def bind_dependencies(dist: BaseDistribution, dependencies: list[str]) -> list[str]:
    """Return the dependencies that hold for a distribution; see ``hooks.bind``."""
    if dist not in _chosen:
        known = _chosen_files.get(dist.location or "")
        _chosen[dist] = known or _stated_values(dist)
    values = _chosen[dist]
    bound = (bind_requirement(text, values) for text in dependencies)
    return [text for text in bound if text is not None]


def bind_message(dist: BaseDistribution, message: Message) -> None:
    """Bind the dependencies in METADATA that somebody parsed and keeps."""
    dependencies = message.get_all("Requires-Dist", [])
    del message["Requires-Dist"]
    for text in bind_dependencies(dist, dependencies):
        message["Requires-Dist"] = text


def _stated_values(dist: BaseDistribution) -> MarkerValues:
    """Return the values by the statement of a distribution, mostly an installed one."""
    name = stated_name(dist)
    if name is None:
        return MarkerValues(None)
    facts = facts_of_dist(name, dist)
    if isinstance(facts, Unreadable):
        return MarkerValues(name)
    properties = facts.check(name).properties
    document = facts.document
    return MarkerValues(name, lambda: (properties, _answer(properties, document)))


def _answer(properties: tuple[Property, ...], document: Document | None) -> Supported:
    # Without a property there is nothing to run plugins for.
    return _this_machine().answer_for(properties, document) if properties else {}


def _what_counts(
    properties: Iterable[Property], machine: Supported
) -> dict[str, dict[str, list[str]]]:
    """Return the properties that count: those that are supported.

    A feature of which nothing is supported was forced by the user. So all of its values
    count: the user said that this is the machine for it.
    """
    counting: dict[str, dict[str, list[str]]] = {}
    for namespace, feature, value in properties:
        counting.setdefault(namespace, {}).setdefault(feature, []).append(value)
    for namespace, features in counting.items():
        supported = machine.get(namespace, {})
        for feature, values in features.items():
            known = supported.get(feature, ())
            features[feature] = [v for v in values if v in known] or values
    return counting


# The one that is installed for, once it is known.
_machines: list[Machine] = []


def use_machine(machine: Machine) -> None:
    """Say which machine is installed for, so that no other is asked."""
    _machines[:] = [machine]


def _this_machine() -> Machine:
    if not _machines:
        _machines.append(_configured_machine())
    return _machines[0]


def _configured_machine() -> Machine:
    """Return the machine by the settings of a command that installs nothing.

    Such a command hands its options to nobody, so those that count for an installation
    are read once more.
    """
    parser = create_command("install", isolated="--isolated" in sys.argv).parser
    options = parser.get_default_values()
    settings = load_settings(parser.config, os.getcwd())
    plugins = TrustingDetector(
        settings, options.cache_dir or None, on_wait=report_asking
    )
    given = read_given(options.machines, options.machine_facts, parser.name)
    return Machine(settings, make_detector(plugins, False, *given))
