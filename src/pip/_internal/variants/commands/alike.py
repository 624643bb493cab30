"""Take over the files of another machine, where a resolution would find the same.

A resolution learns nothing of a machine but its Python and platform, and the order in
which it wants the variants of each release, and the siblings of each project. A fleet
of thousands of unlike machines has few such orders; and most facts in which they differ
matter to no variant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from pip._vendor.variantlib.catalogues.siblings import fitting
from pip._vendor.variantlib.machine.likeness import Asked, asked_by, likeness
from pip._vendor.variantlib.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pip._vendor.variantlib.catalogues.catalogue import Sibling
    from pip._vendor.variantlib.models import VariantMetadata

    from pip._internal.models.target_python import TargetPython
    from pip._internal.variants.catalogues.siblings import Siblings
    from pip._internal.variants.models import VariantCandidate
    from pip._internal.variants.selection.evaluator import VariantEvaluator

    _Orders = tuple[Hashable, ...]


class _WithSiblings(Protocol):
    """A resolution with the siblings of each project of which it took one, or none."""

    @property
    def siblings(self) -> Sequence[Sequence[Sibling]]: ...


T = TypeVar("T", bound=_WithSiblings)


@dataclass(frozen=True)
class Match(Generic[T]):
    """The resolution of an earlier machine.

    :ivar likeness: The same for all machines with it that differ in nothing that the
        variants of its releases name; None for one that is to be judged by itself.
    """

    known: T
    likeness: Hashable


class _Family(NamedTuple):
    """The machines of one Python and platform for which the same releases matter.

    :param asked: The properties that their variants name; None if some were not read.
    :param places: The numbers of the resolutions by the orders of a machine.
    :param orders: The orders of the machines that differ in no such property.
    """

    target: TargetPython | None
    releases: Sequence[Sequence[VariantCandidate]]
    siblings: Sequence[Sequence[Sibling]]
    asked: Asked | None
    places: dict[_Orders, int]
    orders: dict[Hashable, _Orders]


class KnownResolutions(Generic[T]):
    """The resolutions of the machines so far."""

    def __init__(self) -> None:
        self._families: list[_Family] = []
        self._known: list[T] = []

    def find(
        self, target: TargetPython | None, evaluator: VariantEvaluator | None
    ) -> Match[T] | None:
        """Return the resolution that a machine would have, None if it is not known.

        :param target: Its Python and platform.
        :param evaluator: The object that chooses for it; None with ``--no-variant``.
        """
        for family in self._families:
            if family.target is target:
                orders, alike = _orders(evaluator, family)
                place = family.places.get(orders)
                if place is not None:
                    return Match(self._known[place], alike)
        return None

    def add(
        self,
        target: TargetPython | None,
        evaluator: VariantEvaluator | None,
        known: T,
    ) -> None:
        """Take note of the resolution of a machine, unless it is for that one alone."""
        releases = evaluator.ranked_releases() if evaluator else ()
        if releases is None:
            return
        siblings = known.siblings
        facts = [sibling.facts for each in siblings for sibling in each]
        if evaluator and any(map(evaluator.machine.depends_on_versions, facts)):
            return
        for family in self._families:
            if family[:3] == (target, releases, siblings):
                break
        else:
            asked = _asked_by(evaluator, releases, facts) if evaluator else None
            family = _Family(target, releases, siblings, asked, {}, {})
            self._families.append(family)
        orders, _ = _orders(evaluator, family)
        family.places[orders] = len(self._known)
        self._known.append(known)


def siblings_in(taking: Siblings | None) -> list[Sequence[Sibling]]:
    """Return the siblings of each project of which a resolution took one, or none.

    :param taking: The object that decided which; None without siblings.
    """
    return [] if taking is None else [each.siblings for each in taking.decisions]


def _asked_by(
    evaluator: VariantEvaluator,
    releases: Iterable[Sequence[VariantCandidate]],
    others: Iterable[VariantMetadata],
) -> Asked | None:
    """Return the properties that the variants of some releases name, and others."""
    facts = (each for offers in releases for each in evaluator.reader.read(offers))
    return asked_by([*facts, *others])


def _orders(
    evaluator: VariantEvaluator | None, family: _Family
) -> tuple[_Orders, Hashable]:
    """Return the orders of a machine, and what tells it apart in its family."""
    if evaluator is None:
        return (), None
    alike = None
    if family.asked:
        alike = likeness(evaluator.machine, family.asked)
        if alike in family.orders:
            return family.orders[alike], alike
    rank = evaluator.machine.rank
    fits = [tuple(map(each.index, fitting(each, rank))) for each in family.siblings]
    orders = (*map(evaluator.order_of, family.releases), *fits)
    if alike is not None:
        family.orders[alike] = orders
    return orders, alike
