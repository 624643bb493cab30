"""Check whether the installed variants are still right for the machine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.catalogues.catalogue import NAMESPACE
from pip._vendor.variantlib.machine.messages import no_code
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.catalogues.noted import noted_project
from pip._internal.variants.catalogues.recognition import recognize
from pip._internal.variants.commands.evaluations import Evaluation
from pip._internal.variants.commands.sibling_choice import find_better
from pip._internal.variants.machine.remembered import Described, chosen_elsewhere
from pip._internal.variants.metadata.forms import stated_name
from pip._internal.variants.selection.coherence import in_step
from pip._internal.variants.selection.upgrades import is_known_misfit, read_facts
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.catalogues.catalogue import Catalogue
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.names.filename import VariantName
    from pip._vendor.variantlib.names.properties import Property

    from pip._internal.metadata import BaseDistribution
    from pip._internal.variants.catalogues.siblings import Siblings
    from pip._internal.variants.selection.evaluator import VariantEvaluator
    from pip._internal.variants.selection.on_index import OnIndex


class Installed(NamedTuple):
    """An installed variant, or a plain file of which the index has variants.

    :param name: The variant; None for a plain file.
    :param properties: The properties that it states; empty if they make no sense.
    :param reason: Why it does not fit, or cannot be judged.
    :param gaps: The GPUs here that it has no code for, in words.
    :param chosen_for: The machine that it was chosen for, if that was described, and
        is not the one that is described now.
    """

    dist: BaseDistribution
    name: VariantName | None
    properties: tuple[Property, ...]
    verdict: Evaluation
    reason: str | None = None
    gaps: tuple[str, ...] = ()
    chosen_for: str | None = None


class Checked(NamedTuple):
    """Something installed, and the offer of the index; None if it was not asked.

    :param sibling: The project that would be taken in its place, which may be the same
        in another version; None if it would stay.
    :param stands_for: The project that it is taken for; None for one without siblings.
    :param catalogue: The feature of the catalogue that it is from, if the command lacks
        that: nothing else says where its files are.
    :param beside: The installed projects with the same modules, if it gives way.
    """

    installed: Installed
    on_index: OnIndex | None
    sibling: str | None = None
    stands_for: str | None = None
    catalogue: str | None = None
    beside: tuple[str, ...] = ()

    @property
    def instead(self) -> str | None:
        """The name of the file that would be taken now, if it is another one.

        Or that of the project, if it would be another.
        """
        if self.sibling is not None:
            return self.sibling
        link = self.on_index.better if self.on_index else None
        return link.filename if link else None

    @property
    def project(self) -> str:
        return self.installed.dist.canonical_name

    @property
    def asked_for(self) -> str:
        """The project that a user names who wants another choice."""
        return self.stands_for or self.project

    @property
    def is_outdated(self) -> bool:
        """Whether another choice may help; nobody knows before the index is asked."""
        if self.sibling is not None:
            return False
        return bool(self.instead) or (self.is_misfit and self.on_index is None)

    @property
    def needs_room(self) -> bool:
        """Whether it has to go before pip chooses again.

        No sibling is installed beside another one, nor in its place.
        """
        is_sibling = self.stands_for is not None and self.stands_for != self.project
        is_unknown = self.is_outdated and self.on_index is None
        return self.sibling is not None or (is_sibling and is_unknown)

    @property
    def needs_another_version(self) -> bool:
        """Whether it does not fit, and the index has nothing better of its version."""
        is_known = self.on_index is not None and self.on_index.is_known
        return self.is_misfit and is_known and self.instead is None

    @property
    def is_misfit(self) -> bool:
        return self.installed.verdict is Evaluation.MISFIT

    @property
    def is_missing(self) -> bool:
        """Whether the index was asked, and does not have this version."""
        is_known = self.on_index is None or self.on_index.is_known
        return not is_known and self.sibling is None


def catalogue_of(
    installed: Installed, known: Collection[str] = (), is_asked: bool = False
) -> str | None:
    """Return the catalogue that a command lacks, by its feature; None for none.

    :param known: The features of those that the command has.
    :param is_asked: Whether it looks for better files of those that fit, too.
    """
    if not is_asked and installed.verdict is not Evaluation.MISFIT:
        return None
    properties = installed.properties
    features = [key for namespace, key, _ in properties if namespace == NAMESPACE]
    return next((feature for feature in features if feature not in known), None)


def check_all(
    variants: Iterable[BaseDistribution],
    machine: Machine,
    plain: Collection[BaseDistribution] = (),
    catalogues: Mapping[NormalizedName, Catalogue] | None = None,
) -> Iterator[Installed]:
    """Yield for each variant whether it fits the machine as it is now.

    :param plain: Distributions that state none; their catalogues may know better.
    :param catalogues: Which one speaks for each project.
    """
    recognized = recognize(plain, catalogues or {})
    known = (dist for dist in plain if dist.canonical_name in recognized)
    for dist in (*variants, *known):
        stated = recognized.get(dist.canonical_name)
        name = stated.name if stated else stated_name(dist)
        assert name is not None
        facts = stated.facts if stated else read_facts(dist)
        if facts is None:
            reason = "its variant metadata is not valid"
            yield Installed(dist, name, (), Evaluation.UNKNOWN, reason)
            continue
        properties = facts.check(name).properties
        misfit = machine.misfit(facts)
        if misfit is None:
            unserved = machine.unserved(facts)
            gaps = tuple(no_code([gap.device]) for gap in unserved)
            yield Installed(dist, name, properties, Evaluation.FITS, None, gaps)
            continue
        is_known = is_known_misfit(facts, machine)
        verdict = Evaluation.MISFIT if is_known else Evaluation.UNKNOWN
        yield Installed(dist, name, properties, verdict, misfit.text)


def plain_with_better(dist: BaseDistribution, on_index: OnIndex) -> Checked:
    """Return the verdict on a plain file of which the index has a better variant."""
    return Checked(Installed(dist, None, (), Evaluation.FITS), on_index)


def with_siblings(
    checked: Iterable[Checked],
    plain: Iterable[BaseDistribution],
    siblings: Siblings | None,
    is_asked: bool,
) -> Iterator[Checked]:
    """Yield the same, with the siblings that would be taken for installed projects.

    :param is_asked: Whether the index was asked.
    """
    known = {each.project: each for each in checked}
    for dist in plain if siblings is not None else ():
        stays = Checked(Installed(dist, None, (), Evaluation.FITS), None)
        known.setdefault(dist.canonical_name, stays)
    for each in known.values():
        if siblings is None:
            yield each
            continue
        name = each.installed.dist.canonical_name
        sibling = find_better(siblings, name, each.is_misfit) if is_asked else None
        stands_for = siblings.project_of(name)
        if sibling is not None and stands_for is None:
            stands_for = name
        yield each._replace(sibling=sibling, stands_for=stands_for)


def with_notes(checked: Iterable[Checked], here: Described | None) -> Iterator[Checked]:
    """Yield the same, with the machines and projects that files were chosen for.

    :param here: The machine that is described now.
    """
    for each in checked:
        dist = each.installed.dist
        installed = each.installed._replace(chosen_for=chosen_elsewhere(dist, here))
        stands_for = each.stands_for or noted_project(dist)
        yield each._replace(installed=installed, stands_for=stands_for)


def with_room(
    checked: Iterable[Checked], get_installed: Callable[[], Iterable[BaseDistribution]]
) -> Iterator[Checked]:
    """Yield the same, with all that has to go together with one that gives way.

    pip would keep a sibling that stays, whose modules went with the other one.

    :param get_installed: Returns all that is installed.
    """
    found = list(checked)
    families: dict[str, list[str]] = {}
    named = PROCESS.project_of or (lambda _: None)
    for dist in get_installed() if any(each.needs_room for each in found) else ():
        name = dist.canonical_name
        project = named(name) or noted_project(dist) or name
        families.setdefault(project, []).append(name)
    for each in found:
        family = families.get(each.asked_for, []) if each.needs_room else []
        beside = sorted(name for name in family if name != each.project)
        yield each._replace(beside=tuple(beside))


def leave_in_step(
    checked: Sequence[Checked], evaluator: VariantEvaluator
) -> list[Checked]:
    """Return the same, with the files that one upgrade of all would take.

    Where packages have to agree, a file is not better that would not.
    """
    offers = [
        (each.installed.dist, each.on_index and each.on_index.better)
        for each in checked
    ]
    links = in_step(offers, evaluator)
    return [
        each._replace(on_index=each.on_index and each.on_index._replace(better=link))
        for each, link in zip(checked, links, strict=True)
    ]
