"""Lock the dependencies of all variants, and not of the chosen ones only."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.catalogues.catalogue import NAMESPACE
from pip._vendor.variantlib.documents.lock_choices import LockChoice
from pip._vendor.variantlib.text import joined, printable

from pip._internal.exceptions import CommandError, PipError
from pip._internal.variants.commands.conflicts import naming_conflict
from pip._internal.variants.commands.lock_unfit import resolve_anyhow
from pip._internal.variants.metadata.failures import first_line
from pip._internal.variants.models import release_version, stated_in
from pip._internal.variants.pylock.dependencies import group_by_needs
from pip._internal.variants.pylock.merging import Part
from pip._internal.variants.settings.choices import PLAIN

if TYPE_CHECKING:
    from pip._internal.variants.catalogues.siblings import Offer
    from pip._internal.variants.commands.lock_resolving import LockResolver
    from pip._internal.variants.pylock.writer import Resolved

logger = logging.getLogger(__name__)

MAX_COMBINATIONS = 100
"""So many sets of dependencies are locked."""

_Release = tuple[str, str]
"""A project and a version."""


class VariantGroups:
    """The variants of each release in groups: those together that require the same.

    :param marker: That of the machines that they are for, as in ``kinds``.
    """

    def __init__(self, resolver: LockResolver, marker: str | None) -> None:
        self._resolver = resolver
        self._marker = marker
        self._groups: dict[_Release, list[tuple[str, ...]]] = {}
        # By which label each variant of a catalogue goes there.
        self._stated: dict[tuple[_Release, str], Mapping[str, Sequence[str]]] = {}
        # The groups that were tried together.
        self._tried: set[frozenset[tuple[_Release, int]]] = set()
        # Those of each project that has siblings, and those that were taken together.
        self._offers: dict[str, Sequence[Offer]] = {}
        self._taken: set[frozenset[Offer]] = {frozenset()}

    def find_all(self, known: Sequence[Resolved]) -> Iterator[tuple[Part, Resolved]]:
        """Yield a part for each combination of groups, those known among them.

        :raises CommandError: If there are too many.
        """
        waiting = list(known)
        for resolved in waiting:
            self._learn(resolved)
        waiting = [each for each in waiting if self._is_new(each, each.chosen)]
        while waiting:
            resolved = waiting.pop(0)
            yield self._part_of(resolved), resolved
            for names in self._others(resolved):
                found = self._try(names, resolved.taken)
                if found is not None:
                    self._learn(found)
                    waiting.append(found)
            for offers in self._other_siblings(resolved):
                found = self._try({}, offers)
                if found is not None:
                    self._learn(found)
                    if self._is_new(found, found.chosen):
                        waiting.append(found)

    def _part_of(self, resolved: Resolved) -> Part:
        """Return the part of the lock file for all variants that require the same."""
        variants: dict[str, tuple[str, ...]] = {}
        title = [text for each in resolved.taken for text in (each.project, each.label)]
        for release, name in _chosen_releases(resolved, resolved.chosen):
            groups, place = self._groups[release], self._place(release, name)
            variants[release[0]] = groups[place]
            if len(groups) > 1:
                title += [release[0], groups[place][0]]
        choice = LockChoice(None, variants, marker=self._marker)
        return Part(resolved.packages, choice, " ".join(title))

    def _learn(self, resolved: Resolved) -> None:
        self._taken.add(frozenset(resolved.taken))
        for project, offers in resolved.offers.items():
            # Later ones are for a request of ours.
            self._offers.setdefault(project, offers)
        for release, _ in _chosen_releases(resolved, resolved.chosen):
            if release not in self._groups:
                wheels = resolved.releases[release[0]]
                session, reader = self._resolver.session, self._resolver.reader
                self._groups[release] = group_by_needs(wheels, session, reader)
                for stated in filter(None, (stated_in(w.link) for w in wheels)):
                    own = stated.facts.properties[NAMESPACE]
                    self._stated[release, stated.name.text] = own

    def _is_new(self, resolved: Resolved, names: Mapping[str, str]) -> bool:
        """Return whether a combination is tried for the first time, and note it."""
        combination = frozenset(
            (release, self._place(release, name))
            for release, name in _chosen_releases(resolved, names)
        )
        is_new = combination not in self._tried
        self._tried.add(combination)
        self._check_number()
        return is_new

    def _check_number(self) -> None:
        """:raises CommandError: If there are too many combinations."""
        if max(len(self._tried), len(self._taken)) > MAX_COMBINATIONS:
            raise CommandError(
                f"The variants have more than {MAX_COMBINATIONS} combinations of "
                "dependencies. Name the machines that the lock file is for, with "
                "--machine, or some of the variants, with --variant"
            )

    def _other_siblings(self, resolved: Resolved) -> Iterator[Sequence[Offer]]:
        """Yield an offer for each project, for each combination not tried yet."""
        known = [self._offers[project] for project in resolved.offers]
        for offers in itertools.product(*known):
            together = frozenset(offers)
            if together not in self._taken and _are_of_one_label(offers):
                self._taken.add(together)
                self._check_number()
                yield offers

    def _others(self, resolved: Resolved) -> Iterator[dict[str, str]]:
        """Yield a variant of each project, for each combination not tried yet."""
        releases = [r for r, _ in _chosen_releases(resolved, resolved.chosen)]
        if all(len(self._groups[release]) == 1 for release in releases):
            return
        firsts = [[group[0] for group in self._groups[r]] for r in releases]
        for chosen in itertools.product(*firsts):
            pairs = [*zip(releases, chosen, strict=True)]
            names = {project: name for (project, _), name in pairs}
            if self._agree(pairs) and self._is_new(resolved, names):
                yield names

    def _agree(self, variants: Iterable[tuple[_Release, str]]) -> bool:
        """Return whether variants are of one label of each catalogue."""
        labels: dict[str, set[str]] = {}
        for variant in variants:
            for feature, own in self._stated.get(variant, {}).items():
                labels.setdefault(feature, set()).update(own)
        return all(len(own) == 1 for own in labels.values())

    def _try(
        self, names: Mapping[str, str], offers: Iterable[Offer]
    ) -> Resolved | None:
        names = {**{offer.project: offer.label for offer in offers}, **names}
        asked = [f"{project}={name}" for project, name in names.items()]
        try:
            return resolve_anyhow(self._resolver, asked, self._marker)
        except PipError as error:
            which = joined([printable(f"{p}~{n}") for p, n in names.items()], 5)
            reason = first_line(naming_conflict(error))
            logger.warning("Not locking the dependencies of %s: %s", which, reason)
            return None

    def _place(self, release: _Release, name: str) -> int:
        groups = self._groups[release]
        return next((n for n, group in enumerate(groups) if name in group), 0)


def _are_of_one_label(offers: Iterable[Offer]) -> bool:
    """Return whether the siblings of each catalogue are for the same hardware."""
    labels: dict[str, set[str]] = {}
    for offer in offers:
        if offer.label != PLAIN:
            labels.setdefault(offer.catalogue, set()).add(offer.label)
    return all(len(own) == 1 for own in labels.values())


def _chosen_releases(
    resolved: Resolved, names: Mapping[str, str]
) -> Iterator[tuple[_Release, str]]:
    """Yield each release that has variants, with one of them."""
    for project, name in sorted(names.items()):
        wheels = resolved.releases.get(project)
        if wheels:
            yield (project, str(release_version(wheels[0]))), name
