"""Make many wheels at once: all are looked at before one is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..documents.provider_tables import ProviderTable
from ..errors import DuplicateKey, VariantError
from ..names.properties import Property, hash_form
from .changes import Changes
from .targets import check_targets
from .variants import Plan, plan_label_variant, plan_plain, plan_variant

__all__ = ["Order", "Release", "make_wheels"]


@dataclass(frozen=True)
class Order:
    """What to make of a wheel.

    :param label: Of a variant in the label form; None for the hash form.
    :param is_plain: Whether it stays a plain wheel.
    """

    label: str | None = None
    properties: tuple[Property, ...] = ()
    is_plain: bool = False
    changes: Changes = field(default_factory=Changes)

    @property
    def is_labelled(self) -> bool:
        return self.label is not None


@dataclass(frozen=True)
class Release:
    """The statements of a maker that hold for all label wheels of a release.

    :param namespaces: Their order; empty if there is one only.
    """

    namespaces: tuple[str, ...] = ()
    providers: Mapping[str, ProviderTable] = field(default_factory=dict)

    def completed(self, orders: Sequence[Order]) -> Release:
        """Return the same, with the order of namespaces where no other is possible."""
        used = {p[0] for order in orders if order.is_labelled for p in order.properties}
        if self.namespaces or len(used) != 1:
            return self
        return replace(self, namespaces=tuple(used))


def make_wheels(
    orders: Sequence[tuple[Path, Order]], release: Release, folder: Path
) -> Iterator[Path]:
    """Write wheels, and yield their paths.

    :param orders: Plain wheels, and what to make of each.
    :raises VariantError: If one cannot be made, or is there already. No wheel is
        written then.
    :raises OSError: If a file cannot be read or written.
    """
    plans = [_plan(wheel, order, release, folder) for wheel, order in orders]
    check_targets([plan.wheel for plan in plans], [plan.target for plan in plans])
    for plan in plans:
        yield plan.write()


def _plan(wheel: Path, order: Order, release: Release, folder: Path) -> Plan:
    if order.is_plain:
        return plan_plain(wheel, folder, order.changes)
    if order.label is None:
        return plan_variant(wheel, order.properties, folder, order.changes)
    return plan_label_variant(
        wheel,
        order.label,
        order.properties,
        folder,
        release.namespaces,
        release.providers,
        order.changes,
    )


def check_order(order: Order) -> Order:
    """Return an order.

    :raises VariantError: If its parts do not go together.
    """
    if order.is_plain and (order.is_labelled or order.properties):
        raise VariantError("a plain wheel has neither label nor properties")
    if not order.is_labelled:
        _check_values(order.properties)
        edits = order.changes.edits
        edits.check_markers({"": order.properties}, is_hashed=not order.is_plain)
    return order


def _check_values(properties: Sequence[Property]) -> None:
    """Refuse several values of one key, of which no hash is defined."""
    try:
        if properties:
            hash_form(properties)
    except DuplicateKey as error:
        text = f"{error}; a variant with a label may have several"
        raise VariantError(text) from None
