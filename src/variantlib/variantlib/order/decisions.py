"""Find the first difference between the ranks of two variants, which decides.

A rank is one integer (`hash_order`, `label_order`). Turned back into its closed form it
is a list of elements, and those of two variants are compared one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from ..named_tuples import NamedTuple
from ..names.properties import Property


class Decider(Enum):
    """The kind of a difference: the count of properties, or the place of one."""

    COUNT = "count"
    PROVIDER = "provider"
    KEY = "key"
    VALUE = "value"


class Element(NamedTuple):
    """One number of the closed form of a rank, lower is better.

    `property` is the one that the number is about, None if it is about all of them.
    """

    number: int
    part: Decider
    property: Property | None


class Decision(NamedTuple):
    """Why one variant is better than another.

    `better` and `worse` are the properties that were compared; None for COUNT, but for
    the property by which the better one is longer.
    """

    decider: Decider
    better: Property | None
    worse: Property | None


def decide(better: Iterable[Element], worse: Iterable[Element]) -> Decision | None:
    """Return the decision between two ranks in closed form, None if they are equal."""
    for one, other in zip(better, worse, strict=False):
        if one.number != other.number:
            return Decision(_decider(one, other), one.property, other.property)
    return None


def _decider(one: Element, other: Element) -> Decider:
    if one.property is None or other.property is None:
        return Decider.COUNT
    if one.part is Decider.KEY and one.property[0] != other.property[0]:
        return Decider.PROVIDER
    return one.part
