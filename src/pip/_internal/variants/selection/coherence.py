"""Packages of one family in step: their variants agree, where the wheels allow it.

Installed variants stay, and so do those that the user requested by name: the others
adapt. ``coherence`` has the rule.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pip._vendor.variantlib.choice.coherence import (
    Discord,
    Feature,
    Known,
    Values,
    bring_in_step,
    find_discords,
    shared_features,
)
from pip._vendor.variantlib.documents.document import ABI_DEPENDENCY, WHEEL_DOCUMENT
from pip._vendor.variantlib.names.properties import to_mapping
from pip._vendor.variantlib.text import and_others, printable

from pip._internal.exceptions import PipError
from pip._internal.variants.exceptions import VariantsOutOfStep
from pip._internal.variants.metadata.forms import stated_properties
from pip._internal.variants.names import installed_variant
from pip._internal.variants.utils.titles import title_of

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.choice.ranking import Ranked
    from pip._vendor.variantlib.names.properties import Properties

    from pip._internal.metadata import BaseDistribution
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.selection.evaluator import VariantEvaluator

MAX_ROUNDS = 5
"""So many times the resolver is asked for variants that agree."""


class Package(NamedTuple):
    """A variant that is to be installed, or that is installed and stays.

    :param title: Its name in sentences.
    :param values: Its properties.
    :param url: Where its wheel is; None for one that is installed.
    """

    title: str
    values: Values
    url: str | None = None


Packages = Mapping[str, Package]


Stated = tuple[Discord, Mapping[str, Sequence[str]]]
"""A key in which packages do not agree, and the values of each."""


class _Option(NamedTuple):
    """A wheel that could be taken, by its URL, and its properties."""

    url: str | None
    values: Values


class Coherence:
    """The families among the packages of one command."""

    def __init__(self, evaluator: VariantEvaluator) -> None:
        self._evaluator = evaluator
        # Projects to the URLs of wheels that are not the best, but agree.
        self._moved: dict[str, str] = {}
        self._rounds = 0

    def gather(
        self,
        reqs: Mapping[str, InstallRequirement],
        installed: Mapping[NormalizedName, BaseDistribution],
    ) -> Packages:
        """Return the variants that may have to agree; none where no two share a key.

        :param reqs: The requirements to install, by their normalised names.
        """
        packages = {
            name: _chosen_package(req)
            for name, req in reqs.items()
            if req.variant is not None and req.variant.properties
        }
        if packages:
            packages |= {
                name: _installed_package(dist)
                for name, dist in installed.items()
                if name not in reqs and _may_be_variant(dist)
            }
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
        options = {name: self._options(name, p) for name, p in packages.items()}
        values = {name: [o.values for o in own] for name, own in options.items()}
        places = bring_in_step(values, self._known(packages))
        taken = {name: options[name][place] for name, place in places.items()}
        if all(packages[name].url == option.url for name, option in taken.items()):
            return False
        self._rounds += 1
        self._prefer(taken, {name for name, place in places.items() if place})
        return True

    def _is_disregarded(self, packages: Packages) -> bool:
        """Return whether the resolver found no way to take the preferred variants."""
        return any(
            packages[name].url not in (url, None)
            for name, url in self._moved.items()
            if name in packages
        )

    def _prefer(self, taken: Mapping[str, _Option], moved: Collection[str]) -> None:
        self._moved = {name: url for name in moved if (url := taken[name].url)}
        self._evaluator.preferred = {
            url: f"consistent with {_peers(name, taken, moved)}"
            for name, url in self._moved.items()
        }

    def drop(self, url: str) -> None:
        """Prefer a wheel no more, as it contradicts its description."""
        self._moved = {n: other for n, other in self._moved.items() if other != url}

    def give_up(self) -> None:
        """Prefer nothing from now on: the best is taken of each."""
        self._moved, self._evaluator.preferred = {}, {}
        self._rounds = MAX_ROUNDS

    def discords(self, packages: Packages) -> list[Stated]:
        """Return in which keys packages do not agree.

        :raises VariantsOutOfStep: If they have to agree by the settings.
        """
        values = _values(packages)
        if not find_discords(values, {}):
            return []
        found: list[Stated] = []
        for discord in find_discords(values, self._known(packages)):
            having = [p for p in packages.values() if discord.feature in p.values]
            if all(package.url is None for package in having):
                # That is how it was before.
                continue
            stated = {p.title: sorted(p.values[discord.feature]) for p in having}
            if self._must_agree(discord.feature):
                raise VariantsOutOfStep(discord.feature, stated)
            found.append((discord, stated))
        return found

    def _must_agree(self, feature: Feature) -> bool:
        coherent = self._evaluator.machine.settings.coherent
        return any(feature[: len(parts)] == parts for parts in coherent)

    def _options(self, name: str, package: Package) -> list[_Option]:
        """Return the alternatives of a package, best first.

        A variant that the resolver passed over is in conflict.
        """
        options = []
        for ranked in self._alternatives(package):
            properties, error = ranked.facts.check(ranked.offer.name)
            if error is not None:
                continue
            values = _values_of(to_mapping(properties))
            options.append(_Option(ranked.offer.link.url, values))
        if name not in self._moved:
            taken = (option.url == package.url for option in options)
            options = options[next(itertools.compress(itertools.count(), taken), 0) :]
        return options or [_Option(package.url, package.values)]

    def _alternatives(self, package: Package) -> list[Ranked]:
        return self._evaluator.alternatives(package.url) if package.url else []

    def _known(self, packages: Packages) -> Known:
        """Return the order of keys, and their best values."""
        machine = self._evaluator.machine
        documents = [
            ranked.facts.document
            for package in packages.values()
            for ranked in self._alternatives(package)[:1]
        ]
        known: dict[Feature, Sequence[str]] = {}
        for document in documents:
            for provider, config in machine.supported_of(document):
                for key, values in config:
                    known.setdefault((provider, key), values)
        return {feature: known[feature] for feature in sorted(known, key=self._rank)}

    def _rank(self, feature: Feature) -> tuple[bool, int]:
        priority = self._evaluator.machine.provider_priority
        provider = feature[0]
        place = priority.index(provider) if provider in priority else len(priority)
        return not self._must_agree(feature), place


def _values(packages: Packages) -> dict[str, Values]:
    return {name: package.values for name, package in packages.items()}


def _values_of(properties: Properties) -> Values:
    return {
        (provider, key): frozenset(values)
        for provider, keys in properties.items()
        # An installed file is one and the same for all, however exactly it is named.
        if provider != ABI_DEPENDENCY
        for key, values in keys.items()
    }


def _peers(name: str, taken: Mapping[str, _Option], moved: Collection[str]) -> str:
    """Return the packages for which another one moved, if possible those that stay."""
    keys = taken[name].values.keys()
    sharing = [n for n, o in taken.items() if n != name and o.values.keys() & keys]
    peers = [other for other in sharing if other not in moved] or sharing
    return and_others(peers[0], len(peers))


def _chosen_package(req: InstallRequirement) -> Package:
    assert req.variant is not None
    assert req.link is not None
    title = f"{req.name} {req.metadata['version']} (variant {req.variant.name.text})"
    values = _values_of(to_mapping(req.variant.properties))
    return Package(printable(title), values, req.link.url)


def _installed_package(dist: BaseDistribution) -> Package:
    title = f"{title_of(dist)} (variant {installed_variant(dist)}, installed)"
    return Package(printable(title), _values_of(stated_properties(dist)))


def _may_be_variant(dist: BaseDistribution) -> bool:
    """Return whether it is worth to parse the metadata of an installed distribution."""
    for name, sign in ((WHEEL_DOCUMENT, ""), ("METADATA", "variant-hash:")):
        try:
            if sign in dist.read_text(name).lower():
                return True
        except (OSError, ValueError, PipError):
            continue
    return False
