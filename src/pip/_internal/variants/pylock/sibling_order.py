"""Compare the siblings of a catalogue that the choices of a lock file take.

They are different projects, so neither their versions nor their ranks can be compared.
But each states its needs, and its catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.catalogues.catalogue import NAMESPACE
from pip._vendor.variantlib.documents.document import Document
from pip._vendor.variantlib.documents.provider_tables import ProviderTable
from pip._vendor.variantlib.models import VariantMetadata
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.names.properties import to_mapping

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.names.properties import Properties


class Taken(NamedTuple):
    """A variant that a choice has.

    :param stands_for: The project that its own is a sibling of; empty for no sibling.
    """

    facts: VariantMetadata
    stands_for: str = ""


def places_of(choices: Sequence[Iterable[Taken]], machine: Machine) -> list[list[int]]:
    """Return how good that is which each choice takes, lower is better.

    :param choices: The variants of each, of projects that others do without.
    :return: For each choice a number for each catalogue, and each project that has
        siblings there.
    """
    families: dict[tuple[str, str], dict[int, VariantMetadata]] = {}
    for number, choice in enumerate(choices):
        for facts, stands_for in choice:
            for provider, feature, _ in facts.parsed.properties:
                if provider == NAMESPACE:
                    families.setdefault((feature, stands_for), {})[number] = facts
    known = sorted(families)
    orders = [_order(each[0], families[each], machine) for each in known]
    return [
        [order.get(number, len(choices)) for order in orders]
        for number in range(len(choices))
    ]


def _order(
    feature: str, found: Mapping[int, VariantMetadata], machine: Machine
) -> dict[int, int]:
    """Return the places of the siblings of one catalogue, as one release of all."""
    stated: dict[int, Properties] = {}
    labels: list[str] = []
    namespaces: list[str] = []
    for number, facts in found.items():
        stated[number] = to_mapping(facts.parsed.properties)
        labels += stated[number][NAMESPACE][feature]
        namespaces += facts.document.namespaces if facts.document else ()
    table = ProviderTable(static=((feature, tuple(dict.fromkeys(labels))),))
    variants = {str(number): properties for number, properties in stated.items()}
    together = Document(
        tuple(dict.fromkeys(namespaces)), variants, {NAMESPACE: table}, {}, {}
    )
    ranks = {
        number: machine.rank(VariantMetadata(properties, "the lock file", together))
        for number, properties in stated.items()
    }
    known = sorted({rank for rank in ranks.values() if rank is not None})
    return {n: known.index(r) for n, r in ranks.items() if r is not None}
