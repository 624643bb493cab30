"""Take over the files of another machine, where a resolution would find the same.

A resolution learns nothing of a machine but its Python and platform, and the order in
which it wants the variants of each release. A fleet of thousands of unlike machines has
few such orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName

    from pip._internal.models.target_python import TargetPython
    from pip._internal.variants.commands.machine_matrix import Cell
    from pip._internal.variants.commands.resolving import Resolution
    from pip._internal.variants.models import Entry, VariantCandidate
    from pip._internal.variants.selection.evaluator import VariantEvaluator
    from pip._internal.variants.selection.recorder import Recorder

    _Orders = tuple[tuple[Entry, ...], ...]


class Known(NamedTuple):
    """A resolution, the record of its choices, and the files that came of it."""

    resolution: Resolution
    record: Recorder
    cells: Mapping[NormalizedName, Cell]


class _Family(NamedTuple):
    """The machines of one Python and platform for which the same releases matter.

    :param known: The resolutions by the order of the variants of each release.
    """

    target: TargetPython | None
    releases: Sequence[Sequence[VariantCandidate]]
    known: dict[_Orders, Known]


class KnownResolutions:
    """The resolutions of the machines so far."""

    def __init__(self) -> None:
        self._families: list[_Family] = []

    def find(
        self, target: TargetPython | None, evaluator: VariantEvaluator | None
    ) -> Known | None:
        """Return the resolution that a machine would have, None if it is not known.

        :param target: Its Python and platform.
        :param evaluator: The object that chooses for it; None with ``--no-variant``.
        """
        for family in self._families:
            if family.target is target:
                known = family.known.get(_orders(evaluator, family.releases))
                if known is not None:
                    return known
        return None

    def add(
        self,
        target: TargetPython | None,
        evaluator: VariantEvaluator | None,
        known: Known,
    ) -> None:
        """Take note of the resolution of a machine, unless it is for that one alone."""
        releases = evaluator.ranked_releases() if evaluator else ()
        if releases is None or known.resolution.failure is not None:
            return
        for family in self._families:
            if (family.target, family.releases) == (target, releases):
                break
        else:
            family = _Family(target, releases, {})
            self._families.append(family)
        family.known[_orders(evaluator, releases)] = known


def _orders(
    evaluator: VariantEvaluator | None, releases: Iterable[Sequence[VariantCandidate]]
) -> _Orders:
    return tuple(map(evaluator.order_of, releases)) if evaluator else ()
