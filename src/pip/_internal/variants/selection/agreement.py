"""Find the better files that one upgrade of all that is installed would take.

Where packages have to agree, a file is better only in step with the others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pip._internal.variants.selection.coherence import in_step
from pip._internal.variants.selection.on_index import (
    installed_variants,
    look_up,
    look_up_plain,
    plain_wheels,
)

if TYPE_CHECKING:
    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.link import Link
    from pip._internal.variants.selection.evaluator import VariantEvaluator


class UpgradesOfAll:
    """The better files of all that is installed, for ``pip list --outdated``.

    It asks for one distribution after the other, and the answer depends on all.
    """

    def __init__(self, finder: PackageFinder, evaluator: VariantEvaluator) -> None:
        machine = evaluator.machine
        variants = installed_variants()
        found = [(dist, look_up(dist, finder, machine)) for dist in variants]
        # Most of these pages are read by that command anyway.
        found += look_up_plain(plain_wheels(), finder, machine, math.inf)[0]
        offers = [(dist, on_index.better) for dist, on_index in found]
        places = [_place(dist) for dist, _ in offers]
        self._links: Mapping[tuple[str, str | None], Link | None] = dict(
            zip(places, in_step(offers, evaluator), strict=True)
        )

    def of(self, dist: BaseDistribution, alone: Link) -> Link | None:
        """Return the better file of a distribution; None if it has none.

        :param alone: The one that it has alone, for a distribution elsewhere.
        """
        return self._links.get(_place(dist), alone)


def _place(dist: BaseDistribution) -> tuple[str, str | None]:
    return dist.canonical_name, dist.location
