"""Check whether the installed variants are still right for the machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.variantlib.machine.messages import no_code

from pip._internal.metadata import get_default_environment
from pip._internal.variants.commands.evaluations import Evaluation
from pip._internal.variants.metadata.forms import stated_name
from pip._internal.variants.names import differs
from pip._internal.variants.selection.coherence import Coherence
from pip._internal.variants.selection.removal import reason_to_keep
from pip._internal.variants.selection.upgrades import is_known_misfit, judge, read_facts
from pip._internal.variants.utils.titles import version_of

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.names.filename import VariantName
    from pip._vendor.variantlib.names.properties import Property

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.link import Link
    from pip._internal.variants.selection.evaluator import VariantEvaluator


class Installed(NamedTuple):
    """An installed variant, or a plain file of which the index has variants.

    :param name: The variant; None for a plain file.
    :param properties: The properties that it states; empty if they make no sense.
    :param reason: Why it does not fit, or cannot be judged.
    :param gaps: The GPUs here that it has no code for, in words.
    """

    dist: BaseDistribution
    name: VariantName | None
    properties: tuple[Property, ...]
    verdict: Evaluation
    reason: str | None = None
    gaps: tuple[str, ...] = ()


class OnIndex(NamedTuple):
    """The files that the index has of an installed version.

    :param is_known: Whether it has that version.
    :param better: The file that would be taken instead; None if none is better.
    """

    is_known: bool
    better: Link | None


class Checked(NamedTuple):
    """Something installed, and the offer of the index; None if it was not asked."""

    installed: Installed
    on_index: OnIndex | None

    @property
    def instead(self) -> str | None:
        """The name of the file that would be taken now, if it is another one."""
        link = self.on_index.better if self.on_index else None
        return link.filename if link else None

    @property
    def project(self) -> str:
        return self.installed.dist.canonical_name

    @property
    def is_outdated(self) -> bool:
        return bool(self.instead) or self.installed.verdict is Evaluation.MISFIT

    @property
    def is_missing(self) -> bool:
        """Whether the index was asked, and does not have this version."""
        return self.on_index is not None and not self.on_index.is_known


def installed_variants() -> list[BaseDistribution]:
    """Return the distributions that are variants, by name."""
    dists = get_default_environment().iter_all_distributions()
    variants = (dist for dist in dists if stated_name(dist) is not None)
    return sorted(variants, key=lambda dist: dist.canonical_name)


def check_all(
    dists: Iterable[BaseDistribution], machine: Machine
) -> Iterator[Installed]:
    """Yield for each variant whether it fits the machine as it is now."""
    for dist in dists:
        name = stated_name(dist)
        assert name is not None
        facts = read_facts(dist)
        if facts is None:
            reason = "its variant metadata is not valid"
            yield Installed(dist, name, (), Evaluation.UNKNOWN, reason)
            continue
        properties = facts.check(name).properties
        misfit = machine.misfit(facts)
        if misfit is None:
            gaps = tuple(no_code(device) for _, device in machine.unserved(facts))
            yield Installed(dist, name, properties, Evaluation.FITS, None, gaps)
            continue
        is_known = is_known_misfit(facts, machine)
        verdict = Evaluation.MISFIT if is_known else Evaluation.UNKNOWN
        yield Installed(dist, name, properties, verdict, misfit.text)


def look_up(dist: BaseDistribution, finder: PackageFinder, machine: Machine) -> OnIndex:
    """Look for a better file of an installed version."""
    name = dist.canonical_name
    version = version_of(dist)
    if version is None:
        return OnIndex(False, None)
    specifier = SpecifierSet(f"=={version}")
    release = finder.find_best_candidate(name, specifier).applicable_candidates
    evaluator = finder.make_candidate_evaluator(name)
    best = finder.variants.candidates.newest(evaluator, release)
    if best is None or not differs(dist, best.link):
        return OnIndex(bool(release), None)
    outdated = judge(dist, best, release, machine)
    if outdated is None or reason_to_keep(dist):
        return OnIndex(True, None)
    return OnIndex(True, outdated.best)


def leave_in_step(
    checked: Sequence[Checked], evaluator: VariantEvaluator
) -> list[Checked]:
    """Return the same, with the files that one upgrade of all would take.

    Where packages have to agree, a file is not better that would not.
    """
    better = {
        each.installed.dist.canonical_name: each.on_index.better
        for each in checked
        if each.on_index and each.on_index.better
    }
    if not better or not evaluator.machine.settings.coherent:
        return list(checked)
    installed = {c.installed.dist.canonical_name: c.installed.dist for c in checked}
    agreeing = Coherence(evaluator).find_agreeing(better, installed)
    return [_with_better(each, agreeing) for each in checked]


def _with_better(checked: Checked, better: Mapping[NormalizedName, Link]) -> Checked:
    dist, on_index = checked.installed.dist, checked.on_index
    link = better.get(dist.canonical_name)
    if on_index is None or on_index.better is None or link == on_index.better:
        return checked
    taken = link if differs(dist, link) else None
    return checked._replace(on_index=on_index._replace(better=taken))
