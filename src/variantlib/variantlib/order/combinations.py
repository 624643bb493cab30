"""All variants that a machine supports, best first, one at a time.

This is the definition that the closed form in `hash_order` is tested against. There
are exponentially many: take from it no more than you need.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from math import prod

from ..names.properties import Property, Supported
from .hash_order import features


def supported_combinations(
    supported: Supported, priority: Sequence[str] = ()
) -> Iterator[tuple[Property, ...]]:
    """Yield every supported variant, best first, its properties sorted.

    Larger subsets of the features come first, then the subsets by priority, then the
    values by their order.
    """
    ordered = list(features(supported, priority))
    for size in range(len(ordered), 0, -1):
        for chosen in itertools.combinations(ordered, size):
            for values in itertools.product(*(values for _, _, values in chosen)):
                yield tuple(
                    sorted(
                        (provider, key, value)
                        for (provider, key, _), value in zip(
                            chosen, values, strict=True
                        )
                    )
                )


def count_combinations(supported: Supported) -> int:
    """Return how many variants `supported_combinations` yields; lists nothing."""
    sizes = (len(values) for _, configs in supported for _, values in configs)
    return prod(1 + size for size in sizes) - 1
