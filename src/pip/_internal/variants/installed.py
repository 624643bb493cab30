"""Does what is installed fit the machine, and would it be chosen again?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pip._vendor.variantlib.errors import VariantError

from pip._internal.variants.forms import facts_of_dist, stated_name
from pip._internal.variants.model import Facts, Unreadable
from pip._internal.variants.verdicts import FileVerdict, Verdict, judge_facts

if TYPE_CHECKING:
    from pip._vendor.variantlib.filename import VariantName

    from pip._internal.metadata import BaseDistribution
    from pip._internal.variants.explanation import Explanation
    from pip._internal.variants.machine import Machine


class Installed(NamedTuple):
    """A distribution that is installed.

    :param file: Its variant, judged as if it was a file on offer.
    :param supported: What the machine supports of the keys of its properties.
    :param is_chosen_again: Whether the same variant would be chosen of this version;
        None if nothing would, or that is not known.
    """

    project: str
    version: str
    file: FileVerdict
    supported: Mapping[str, Mapping[str, Sequence[str]]]
    is_chosen_again: bool | None


def judge_installed(
    dist: BaseDistribution, machine: Machine, explanation: Explanation | None
) -> Installed:
    """Judge a distribution; one that is no variant fits every machine.

    :param explanation: Why another or the same file would be chosen of its version.
    """
    name = stated_name(dist)
    file = FileVerdict(dist.raw_name, name, Verdict.FITS)
    if name is not None:
        file = judge_facts(file, _read(dist, name), machine)
    document = file.facts.document if file.facts else None
    chosen = explanation.chosen_file if explanation else None
    return Installed(
        dist.canonical_name,
        str(dist.version),
        file,
        machine.answer_for(file.properties or (), document),
        chosen.name == name if chosen else None,
    )


def _read(dist: BaseDistribution, name: VariantName) -> Facts | Unreadable:
    try:
        return facts_of_dist(name, dist)
    except VariantError as error:
        return Unreadable(f"what it says of itself is wrong: {error}")
