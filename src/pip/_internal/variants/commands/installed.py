"""Explain whether installed files fit, and would be chosen again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.commands.checking import Installed, check_all
from pip._internal.variants.metadata.forms import stated_name
from pip._internal.variants.selection.upgrades import read_facts
from pip._internal.variants.utils.titles import version_of

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.metadata import BaseDistribution
    from pip._internal.variants.commands.explanation import Explanation


class Comparison(NamedTuple):
    """An installed file, and the choice of its version now.

    :param version: None if its metadata tell none.
    :param variant: None if it is no variant.
    :param supported: The values that the machine supports of the keys of its
        properties.
    :param is_chosen_again: Whether the same variant would be chosen; None if nothing
        would, or that is not known.
    """

    project: str
    version: str | None
    variant: Installed | None
    supported: Mapping[str, Mapping[str, Sequence[str]]]
    is_chosen_again: bool | None


def compare(
    dist: BaseDistribution, machine: Machine, explanation: Explanation | None
) -> Comparison:
    """Compare a distribution with the file that would be chosen.

    :param explanation: Of the choice among the files of its version.
    """
    chosen = explanation.chosen_file if explanation else None
    name = stated_name(dist)
    is_again = chosen.name == name if chosen else None
    project, version = dist.canonical_name, version_of(dist)
    if name is None:
        return Comparison(project, version, None, {}, is_again)
    (variant,) = check_all([dist], machine)
    facts = read_facts(dist)
    document = facts.document if facts else None
    supported = machine.answer_for(variant.properties, document)
    return Comparison(project, version, variant, supported, is_again)
