"""PEP 825's rules for order and fit, transcribed step by step: slow and plain.

Where the PEP is ambiguous, the order is: version, variant, platform tag, build number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from conformance.cases import Case, Machine, Variant, Wheel


def order_files(case: Case) -> list[str]:
    """Return the names of the wheels that fit, best first."""
    tags = case.tags
    wheels = [wheel for wheel in case.wheels if any(t in tags for t in wheel.tags)]
    known = {
        wheel.label: case.variants[wheel.label]
        for wheel in wheels
        if wheel.label is not None and is_known(wheel.label, case)
    }
    labels = order_labels(known, case.supported, case.namespaces)
    groups: list[str | None] = [*labels, None]
    return [
        wheel.filename
        for label in groups
        for wheel in order_group([w for w in wheels if w.label == label], tags)
    ]


def is_known(label: str, case: Case) -> bool:
    """The document can be read, knows the label, and gives `null` no properties."""
    if not re.search(r"/v0\.[0-9.]+\.json$", case.document["$schema"]):
        return False
    return label in case.variants and not (label == "null" and case.variants[label])


def order_group(wheels: Sequence[Wheel], tags: Sequence[str]) -> list[Wheel]:
    """Return the wheels of one label: by platform tag, then the highest build number.

    One of no build number is the lowest.
    """
    newest_first = sorted(wheels, key=lambda wheel: wheel.build, reverse=True)
    return sorted(
        newest_first,
        key=lambda wheel: min(tags.index(tag) for tag in wheel.tags if tag in tags),
    )


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
    """Return the sorted triples; longer ones win, so each list ends in infinity."""
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
