"""The values of the environment markers that speak of variants (PEP 825).

    dep1; variant_label != "null"
    dep2; "nvidia" in variant_namespaces
    dep3; "nvidia::sm_arch::90_real" in variant_properties

They stand in the dependencies of wheels only, and are evaluated for the chosen wheel:
its properties that the machine supports count, the rest does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from ..names.properties import Properties, Supported

MARKERS = frozenset(
    {"variant_label", "variant_properties", "variant_features", "variant_namespaces"}
)
"""The names of the markers."""


class MarkerSet(frozenset[str]):
    """Properties, features or namespaces; blanks around `::` do not matter for `in`."""

    __slots__ = ()

    def __contains__(self, text: object) -> bool:
        if not isinstance(text, str):
            return False
        parts = (part.strip(" \t") for part in text.split("::"))
        return super().__contains__(" :: ".join(parts))


class VariantEnvironment(TypedDict):
    """The values of all four markers."""

    variant_label: str
    variant_properties: MarkerSet
    variant_features: MarkerSet
    variant_namespaces: MarkerSet


def variant_environment(
    label: str = "", properties: Properties | None = None, supported: Supported = ()
) -> VariantEnvironment:
    """Return the markers' values for a wheel; without arguments, for a plain wheel.

    `properties` are the wheel's, validated, `supported` those of the machine.
    """
    machine = {name: dict(configs) for name, configs in supported}
    found = [
        (namespace, feature, value)
        for namespace, features in (properties or {}).items()
        for feature, values in features.items()
        for value in values
        if value in machine.get(namespace, {}).get(feature, ())
    ]
    return {
        "variant_label": label,
        "variant_properties": _joined(found),
        "variant_features": _joined(parts[:2] for parts in found),
        "variant_namespaces": _joined(parts[:1] for parts in found),
    }


def _joined(parts: Iterable[tuple[str, ...]]) -> MarkerSet:
    return MarkerSet(map(" :: ".join, parts))
