"""Packages of one family in step: their variants agree in the declared keys.

The setting ``coherent`` declares them. Installed variants stay, and so do those that
the user requested by name: the others adapt. ``choice.coherence`` has the rule.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.catalogues.catalogue import NAMESPACE
from pip._vendor.variantlib.choice.coherence import (
    Feature,
    Known,
    Values,
    bring_in_step,
    declared_values,
    find_discords,
    rule_for,
    shared_features,
)
from pip._vendor.variantlib.documents.document import ABI_DEPENDENCY, WHEEL_DOCUMENT
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.names.properties import to_mapping
from pip._vendor.variantlib.text import and_others, printable

from pip._internal.exceptions import PipError
from pip._internal.variants.exceptions import VariantsOutOfStep
from pip._internal.variants.metadata.forms import stated_properties
from pip._internal.variants.names import (
    differs,
    installed_variant,
    read_info,
    release_of,
)
from pip._internal.variants.utils.state import PROCESS
from pip._internal.variants.utils.titles import title_of, version_of

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.choice.ranking import Ranked
    from pip._vendor.variantlib.names.properties import Properties

    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.link import Link
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.catalogues.agreement import WayOut
    from pip._internal.variants.catalogues.recognition import Recognition
    from pip._internal.variants.selection.evaluator import VariantEvaluator

logger = logging.getLogger(__name__)

MAX_ROUNDS = 5
"""So many times the resolver is asked for variants that agree."""

Distributions = Mapping["NormalizedName", "BaseDistribution"]


Offer = tuple["BaseDistribution", "Link | None"]
"""An installed distribution, and the better file that it has alone."""


class Package(NamedTuple):
    """A variant that is to be installed, or that is installed and stays.

    :param title: Its name in sentences.
    :param values: Its values of declared keys, as they are compared.
    :param properties: The properties that it states.
    :param link: Where its wheel is; None for one that is installed.
    """

    title: str
    values: Values
    properties: Properties
    link: Link | None = None


Packages = Mapping[str, Package]


class _Option(NamedTuple):
    """A wheel that could be taken, None for an installed one; and its values."""

    link: Link | None
    values: Values


class Coherence:
    """The families among the packages of one command.

    :param find_staying: Returns distributions that stay, though the resolver does not
        know them.
    :param recognition: Tells the variant of packages that state none.
    """

    def __init__(
        self,
        evaluator: VariantEvaluator,
        find_staying: Callable[[], Distributions] = dict,
        recognition: Recognition | None = None,
    ) -> None:
        self._evaluator = evaluator
        self._declared = evaluator.machine.settings.coherent
        self._find_staying = find_staying
        self._recognition = recognition
        # Packages that were not recognised, each with one that it has to agree with.
        self._unknown: list[tuple[str, str]] = []
        # Projects to wheels that are not the best, but agree.
        self._moved: dict[str, Link] = {}
        self._rounds = 0

    def gather(
        self, reqs: Mapping[str, InstallRequirement], installed: Distributions
    ) -> Packages:
        """Return the variants that have to agree; none where no two share a key.

        No metadata is read unless a chosen variant has a declared key.

        :param reqs: The requirements to install, by their normalised names.
        """
        if not self._declared:
            return {}
        packages = {
            name: self._chosen_package(req)
            for name, req in reqs.items()
            if req.variant is not None and req.variant.properties
        }
        if not any(package.values for package in packages.values()):
            return {}
        there = {**self._find_staying(), **installed}
        chosen = dict(packages)
        packages |= self._installed_packages(there, reqs)
        if self._recognition is not None:
            packages |= self._recognised(chosen, self._recognition, there, reqs)
        return packages if shared_features(_values(packages).values()) else {}

    def move(self, packages: Packages) -> bool:
        """Return whether other wheels are preferred from now on, so that they agree."""
        if self._rounds >= MAX_ROUNDS:
            return False
        if self._is_disregarded(packages):
            self.give_up()
            return True
        if not self._moved and not find_discords(_values(packages), {}):
            return False
        taken, moved = self._bring_in_step(packages)
        if all(packages[name].link == option.link for name, option in taken.items()):
            # A command may ask for more than one decision.
            self._rounds = 0
            return False
        self._rounds += 1
        self._prefer(taken, moved)
        return True

    def find_agreeing(
        self, offers: Mapping[NormalizedName, Link], installed: Distributions
    ) -> dict[NormalizedName, Link]:
        """Return the files that would replace installed ones, all in one command.

        :param offers: The best file for each of them.
        :param installed: All installed variants.
        :return: Those that agree; none for a project whose files cannot.
        """
        packages = {
            name: self._offered_package(link) for name, link in offers.items()
        } | self._installed_packages(installed, offers)
        taken, _ = self._bring_in_step(packages)
        values = {name: option.values for name, option in taken.items()}
        features = [discord.feature for discord in find_discords(values, {})]
        return {
            name: link
            for name in offers
            if (link := taken[name].link) and values[name].keys().isdisjoint(features)
        }

    def _bring_in_step(self, packages: Packages) -> tuple[dict[str, _Option], set[str]]:
        """Return the options to be taken, and the projects that do not get the best."""
        options = {name: self._options(name, p) for name, p in packages.items()}
        values = {name: [o.values for o in own] for name, own in options.items()}
        places = bring_in_step(values, self._known(packages))
        taken = {name: options[name][place] for name, place in places.items()}
        return taken, {name for name, place in places.items() if place}

    def _is_disregarded(self, packages: Packages) -> bool:
        """Return whether the resolver found no way to take the preferred variants."""
        return any(
            packages[name].link not in (link, None)
            for name, link in self._moved.items()
            if name in packages
        )

    def _prefer(self, taken: Mapping[str, _Option], moved: Collection[str]) -> None:
        self._moved = {name: link for name in moved if (link := taken[name].link)}
        self._evaluator.preferred = {
            link.url: f"consistent with {_peers(name, taken, moved)}"
            for name, link in self._moved.items()
        }

    def drop(self, link: Link) -> None:
        """Prefer a wheel no more, as it contradicts its description."""
        self._moved = {n: other for n, other in self._moved.items() if other != link}

    def give_up(self) -> None:
        """Prefer nothing from now on: the best is taken of each."""
        self._moved, self._evaluator.preferred = {}, {}
        self._rounds = MAX_ROUNDS

    def check(self, packages: Packages) -> None:
        """Refuse packages that do not agree.

        :raises VariantsOutOfStep: If at least one of them is to be installed.
        """
        for discord in find_discords(_values(packages), self._known(packages)):
            having = [p for p in packages.values() if discord.feature in p.values]
            # Among installed ones, that is how it was before.
            if any(package.link for package in having):
                provider, key = discord.feature
                stated = {p.title: sorted(p.properties[provider][key]) for p in having}
                way_out = self._find_way_out(discord.feature, packages)
                raise VariantsOutOfStep(discord.feature, stated, way_out)
        for unknown in self._unknown:
            if PROCESS.is_first("recognition", *unknown):
                text = "pip cannot tell which variant %s is: it may not go with %s"
                logger.warning(text, *unknown)

    def _find_way_out(self, feature: Feature, packages: Packages) -> WayOut | None:
        """Return the advice of catalogues, None if it is not about one."""
        if feature[0] != NAMESPACE or self._recognition is None:
            return None
        having = {
            n: p.properties[NAMESPACE]
            for n, p in packages.items()
            if feature in p.values
        }
        labels = {name: keys[feature[1]][0] for name, keys in having.items()}
        installed = [name for name in having if packages[name].link is None]
        return self._recognition.way_out(labels, installed, self._evaluator.machine)

    def _options(self, name: str, package: Package) -> list[_Option]:
        """Return the alternatives of a package, best first.

        A variant that the resolver passed over is in conflict.
        """
        options = []
        for ranked in self._alternatives(package.link):
            properties, error = ranked.facts.check(ranked.offer.name)
            if error is not None:
                continue
            values = self._values_of(to_mapping(properties))
            options.append(_Option(ranked.offer.link, values))
        if name not in self._moved:
            taken = (option.link == package.link for option in options)
            options = options[next(itertools.compress(itertools.count(), taken), 0) :]
        return options or [_Option(package.link, package.values)]

    def _alternatives(self, link: Link | None) -> list[Ranked]:
        return self._evaluator.alternatives(link.url) if link else []

    def _known(self, packages: Packages) -> Known:
        """Return the order of declared keys, and their best values."""
        machine = self._evaluator.machine
        documents = [
            ranked.facts.document
            for package in packages.values()
            for ranked in self._alternatives(package.link)[:1]
        ]
        known: dict[Feature, Sequence[str]] = {}
        for document in documents:
            for provider, config in machine.supported_of(document):
                for key, values in config:
                    rule = rule_for((provider, key), self._declared)
                    if rule is not None:
                        compared = list(map(rule.compared, values))
                        known.setdefault((provider, key), compared)
        return {feature: known[feature] for feature in sorted(known, key=self._rank)}

    def _rank(self, feature: Feature) -> int:
        priority = self._evaluator.machine.provider_priority
        provider = feature[0]
        return priority.index(provider) if provider in priority else len(priority)

    def _values_of(self, properties: Properties) -> Values:
        # An installed file is one and the same for all, however exactly it is named.
        own = {p: keys for p, keys in properties.items() if p != ABI_DEPENDENCY}
        return declared_values(own, self._declared)

    def _chosen_package(self, req: InstallRequirement) -> Package:
        assert req.variant is not None
        version, variant = req.metadata["version"], req.variant.name.text
        title = f"{req.name} {version} (variant {variant})"
        properties = to_mapping(req.variant.properties)
        values = self._values_of(properties)
        return Package(printable(title), values, properties, req.link)

    def _offered_package(self, link: Link) -> Package:
        found = (r for r in self._alternatives(link) if r.offer.link == link)
        properties = next((r.facts.properties for r in found), {})
        return Package(link.filename, self._values_of(properties), properties, link)

    def _installed_packages(
        self, installed: Distributions, replaced: Collection[str]
    ) -> dict[str, Package]:
        return {
            name: self._installed_package(dist)
            for name, dist in installed.items()
            if name not in replaced and _may_be_variant(dist)
        }

    def _recognised(
        self,
        chosen: Packages,
        recognition: Recognition,
        installed: Distributions,
        reqs: Mapping[str, InstallRequirement],
    ) -> dict[str, Package]:
        """Return the packages that say nothing, but have to agree with those chosen."""
        peers = {key: p.title for p in chosen.values() for key in p.values}
        families = {
            name: family
            for name in {*installed, *map(canonicalize_name, reqs)}
            if (family := recognition.family_of(name)) in peers
        }
        found: dict[str, Package] = {}
        self._unknown = []
        for name, version, link in _silent(families, installed, reqs):
            title = printable(f"{name} {version}")
            stated = recognition.state(name, version, link.filename if link else None)
            if stated is None:
                self._unknown.append((title, peers[families[name]]))
                continue
            properties = to_mapping(stated.facts.check(stated.name).properties)
            values = self._values_of(properties)
            title += f" (variant {stated.name.text}{'' if link else ', installed'})"
            found[name] = Package(title, values, properties, link)
        return found

    def _installed_package(self, dist: BaseDistribution) -> Package:
        title = f"{title_of(dist)} (variant {installed_variant(dist)}, installed)"
        properties = stated_properties(dist)
        return Package(printable(title), self._values_of(properties), properties)


def in_step(offers: Sequence[Offer], evaluator: VariantEvaluator) -> list[Link | None]:
    """Return the better files that one command would take of all distributions.

    :param offers: Of all installed variants, and of others that have a better file.
    """
    better = {dist.canonical_name: link for dist, link in offers if link is not None}
    if not better or not evaluator.machine.settings.coherent:
        return [link for _, link in offers]
    installed = {dist.canonical_name: dist for dist, _ in offers}
    agreeing = Coherence(evaluator).find_agreeing(better, installed)
    return [_better(dist, agreeing.get(dist.canonical_name)) for dist, _ in offers]


def _better(dist: BaseDistribution, link: Link | None) -> Link | None:
    return link if link is not None and differs(dist, link) else None


def _values(packages: Packages) -> dict[str, Values]:
    return {name: package.values for name, package in packages.items()}


def _silent(
    names: Iterable[NormalizedName],
    installed: Distributions,
    reqs: Mapping[str, InstallRequirement],
) -> Iterator[tuple[NormalizedName, Version, Link | None]]:
    """Yield those that state no variant, with the version and the file to install."""
    for name in names:
        req = reqs.get(name)
        if req is None:
            dist = installed[name]
            if installed_variant(dist) is None and version_of(dist) is not None:
                yield name, dist.version, None
        elif req.variant is None and req.link is not None:
            release = release_of(req.link.filename)
            if release is not None:
                yield name, release[1], req.link


def _peers(name: str, taken: Mapping[str, _Option], moved: Collection[str]) -> str:
    """Return the packages for which another one moved, if possible those that stay."""
    keys = taken[name].values.keys()
    sharing = [n for n, o in taken.items() if n != name and o.values.keys() & keys]
    peers = [other for other in sharing if other not in moved] or sharing
    return and_others(peers[0], len(peers))


def _may_be_variant(dist: BaseDistribution) -> bool:
    """Return whether it is worth to parse the metadata of an installed distribution."""
    for name, sign in ((WHEEL_DOCUMENT, ""), ("METADATA", "variant-hash:")):
        try:
            if sign in read_info(dist, name).lower():
                return True
        except (OSError, ValueError, PipError):
            continue
    return False
