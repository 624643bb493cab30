"""The values of the variant markers for the wheels that were chosen."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.choice.markers import (
    VariantEnvironment,
    variant_environment,
)
from pip._vendor.variantlib.names.filename import VariantName
from pip._vendor.variantlib.names.properties import Property

from pip._internal.variants.metadata.markers import LABEL
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
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


def set_values(dist: BaseDistribution, values: MarkerValues) -> None:
    """Note the properties that a wheel was chosen by."""
    PROCESS.marker_values[dist] = values
    if dist.location and dist.location.endswith(".whl"):
        PROCESS.marker_values_of_files[dist.location] = values


def copy_values(dist: BaseDistribution, other: BaseDistribution) -> None:
    """Say of other metadata of one wheel the same."""
    if dist in PROCESS.marker_values:
        PROCESS.marker_values[other] = PROCESS.marker_values[dist]


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
