"""PEP 825's rules for order and fit, transcribed step by step: slow and plain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Variant = Mapping[str, Mapping[str, Sequence[str]]]
Machine = Mapping[str, Mapping[str, Sequence[str]]]
"""What is supported: features and values in order."""


def fits(variant: Variant, machine: Machine, namespaces: Sequence[str]) -> bool:
    """For each feature at least one of the values is supported."""
    return all(
        namespace in namespaces
        and any(
            value in machine.get(namespace, {}).get(feature, ()) for value in values
        )
        for namespace, features in variant.items()
        for feature, values in features.items()
    )


def order_labels(
    variants: Mapping[str, Variant], machine: Machine, namespaces: Sequence[str]
) -> list[str]:
    """Return the labels of the variants that fit, best first."""
    fitting = [name for name in variants if fits(variants[name], machine, namespaces)]
    fitting.sort()
    return sorted(fitting, key=lambda label: key(variants[label], machine, namespaces))


def key(
    variant: Variant, machine: Machine, namespaces: Sequence[str]
) -> list[tuple[float, float, float]]:
    """Return the sorted triples; what is longer wins, so each list ends in infinity."""
    triples: list[tuple[float, float, float]] = []
    for namespace, features in variant.items():
        for feature, values in features.items():
            supported = machine[namespace]
            positions = [
                supported[feature].index(v) for v in values if v in supported[feature]
            ]
            triples.append(
                (
                    namespaces.index(namespace),
                    list(supported).index(feature),
                    min(positions),
                )
            )
    infinity = float("inf")
    return [*sorted(triples), (infinity, infinity, infinity)]
