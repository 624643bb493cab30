"""Lock the dependencies of all variants, and not of the chosen ones only."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import Version
from pip._vendor.variantlib.catalogues.catalogue import NAMESPACE
from pip._vendor.variantlib.documents.lock_choices import LockChoice
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import joined, printable

from pip._internal.exceptions import CommandError, PipError
from pip._internal.variants.commands.conflicts import conflict_in_line, is_conflict
from pip._internal.variants.commands.lock_unfit import resolve_anyhow
from pip._internal.variants.commands.same_label import of_same_label
from pip._internal.variants.exceptions import VariantNotFound
from pip._internal.variants.models import stated_in
from pip._internal.variants.pylock.dependencies import group_by_needs
from pip._internal.variants.pylock.merging import Part
from pip._internal.variants.settings.choices import PLAIN

if TYPE_CHECKING:
    from pip._vendor.variantlib.catalogues.catalogue import Stated

    from pip._internal.network.session import PipSession
    from pip._internal.variants.catalogues.decisions import Offer
    from pip._internal.variants.commands.lock_resolving import LockResolver
    from pip._internal.variants.metadata.reader import PropertyReader
    from pip._internal.variants.pylock.writer import Resolved
    from pip._internal.variants.selection.possible_releases import PossibleRelease

logger = logging.getLogger(__name__)

MAX_COMBINATIONS = 100
"""So many sets of dependencies are locked."""

_Release = tuple[str, str]
"""A project and a version."""


class _Variant(NamedTuple):
    """A variant of a release, or its plain file, by name.

    :param is_newest: Whether machines may get no newer release.
    """

    project: str
    version: str
    name: str
    is_newest: bool

    @property
    def release(self) -> _Release:
        return self.project, self.version

    @property
    def limit(self) -> str:
        """The constraint that allows no newer release."""
        # A constraint cannot name a local version.
        return f"{self.project}<={Version(self.version).public}"


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
        # The groups that were met together, and the number of resolutions.
        self._met: set[frozenset[object]] = set()
        self._number = 1
        # Those of each project that has siblings, and those that were taken together.
        self._offers: dict[str, Sequence[Offer]] = {}
        self._taken: set[frozenset[Offer]] = {frozenset()}
        # Of which the user was told why they are not locked.
        self._told: set[object] = set()

    def find_all(self, known: Iterable[Resolved]) -> Iterator[tuple[Part, Resolved]]:
        """Yield a part for each combination of groups, those known among them.

        :raises CommandError: If there are too many.
        """
        for resolved in known:
            yield from self._find_beside(resolved, ())

    def _find_beside(
        self, resolved: Resolved, decided: Sequence[_Variant]
    ) -> Iterator[tuple[Part, Resolved]]:
        """Yield the part of a resolution, and those of its alternatives.

        They have another variant of one project, the same of those that were decided
        on before it, and the resolver finds the rest, as on a machine that it fits.

        :param decided: The variants that stay.
        """
        self._learn(resolved)
        chosen, before = [*_chosen_in(resolved)], decided
        # A machine with both would lose the modules of one.
        if self._agree(chosen) and not resolved.has_overlap:
            yield self._part_of(resolved, chosen), resolved
        kept = {variant.project for variant in decided}
        for own in chosen:
            if own.project in kept:
                continue
            self._is_new((*before, own), resolved.taken)
            for other in self._variants_of(own.project, resolved):
                variants = (*before, other)
                if self._agree(variants) and self._is_new(variants, resolved.taken):
                    is_told = other.release == own.release
                    found = self._try(variants, resolved.taken, is_told)
                    if found is not None:
                        yield from self._find_beside(found, variants)
            before = (*before, own)
        for beside in self._others_beside(resolved, decided):
            yield from self._find_beside(*beside)

    def _others_beside(
        self, resolved: Resolved, decided: Sequence[_Variant]
    ) -> Iterator[tuple[Resolved, Sequence[_Variant]]]:
        """Yield resolutions with other siblings, and where no variant has to fit.

        With each, the variants that stay.
        """
        for offers in self._other_siblings(resolved):
            if found := self._try((), offers):
                yield found, ()
        # Machines that it fits may get what this one cannot.
        if resolved.lacks_unfit and (
            found := self._try(decided, resolved.taken, False, takes_any=True)
        ):
            yield found, decided

    def _part_of(self, resolved: Resolved, chosen: Iterable[_Variant]) -> Part:
        """Return the part of the lock file for all variants that require the same."""
        variants: dict[str, tuple[str, ...]] = {}
        title = [text for each in resolved.taken for text in (each.project, each.label)]
        for variant in sorted(chosen):
            groups, place = self._groups[variant.release], self._place(variant)
            variants[variant.project] = groups[place]
            if len(groups) > 1 or len(resolved.possible[variant.project]) > 1:
                title += [variant.project, groups[place][0]]
        choice = LockChoice(None, variants, marker=self._marker)
        return Part(resolved.packages, choice, " ".join(title))

    def _learn(self, resolved: Resolved) -> None:
        self._taken.add(frozenset(resolved.taken))
        for sibling_of, offers in resolved.offers.items():
            # Later ones are for a request of ours.
            self._offers.setdefault(sibling_of, offers)
        session, reader = self._resolver.session, self._resolver.reader
        for project, releases in resolved.possible.items():
            for possible in releases:
                release = project, str(possible.version)
                if release not in self._groups:
                    self._groups[release] = _group(possible, session, reader)
                    for stated in _statements(possible):
                        own = stated.facts.properties[NAMESPACE]
                        self._stated[release, stated.name.text] = own

    def _is_new(self, variants: Iterable[_Variant], taken: Iterable[Offer]) -> bool:
        """Return whether a combination is met for the first time, and note it."""
        places = ((variant.release, self._place(variant)) for variant in variants)
        combination = frozenset([*places, *taken])
        is_new = combination not in self._met
        self._met.add(combination)
        return is_new

    def _check_number(self) -> None:
        """:raises CommandError: If there are too many combinations."""
        if max(self._number, len(self._taken)) > MAX_COMBINATIONS:
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

    def _variants_of(self, project: str, resolved: Resolved) -> Iterator[_Variant]:
        """Yield one variant of each group of each release that machines may get."""
        newest = resolved.possible[project][0]
        for possible in resolved.possible[project]:
            release = project, str(possible.version)
            for group in self._groups[release]:
                needed = (name for name in group if name in possible.names)
                for name in itertools.islice(needed, 1):
                    yield _Variant(*release, name, possible is newest)

    def _agree(self, variants: Iterable[_Variant]) -> bool:
        """Return whether variants are of one label of each catalogue."""
        return all(len(own) == 1 for own in self._labels_of(variants).values())

    def _labels_of(self, variants: Iterable[_Variant]) -> Mapping[str, set[str]]:
        labels: dict[str, set[str]] = {}
        for variant in variants:
            stated = self._stated.get((variant.release, variant.name), {})
            for feature, own in stated.items():
                labels.setdefault(feature, set()).update(own)
        return labels

    def _of_same_label(self, variants: Sequence[_Variant]) -> Iterator[tuple[str, str]]:
        """Yield the variants that go with some, as a catalogue has it, by project."""
        for variant in variants:
            # They may require releases of others than those known so far.
            project, catalogues = variant.project, self._resolver.catalogues
            known = of_same_label(catalogues, canonicalize_name(project), variant.name)
            yield from known.items()
        labels = self._labels_of(variants)
        for ((project, _), name), stated in self._stated.items():
            if any(set(own) == labels.get(feature) for feature, own in stated.items()):
                yield project, name

    def _try(
        self,
        variants: Sequence[_Variant],
        offers: Iterable[Offer],
        is_told: bool = True,
        takes_any: bool = False,
    ) -> Resolved | None:
        """Return the files of who gets some variants, None if there is no solution.

        :param is_told: Whether the user learns of conflicts.
        :param takes_any: See ``LockResolver.resolve_with``.
        :raises CommandError: If there were too many tries.
        """
        self._number += 1
        self._check_number()
        own: dict[str, str] = {offer.project: offer.label for offer in offers}
        own.update((variant.project, variant.name) for variant in variants)
        names = {**dict(self._of_same_label(variants)), **own}
        asked = [f"{project}={name}" for project, name in names.items()]
        limits = [v.limit for v in variants if not v.is_newest]
        try:
            return resolve_anyhow(
                self._resolver, asked, limits, self._marker, takes_any
            )
        except VariantNotFound as error:
            # No other requirement allows a release that has it: nobody gets it so.
            if is_told and not limits and error.project not in own:
                self._tell(error, own, variants)
        except (PipError, OSError) as error:
            # The same is true of a release that is older than required.
            if not is_conflict(error) or (is_told and not limits):
                self._tell(error, own, variants)
        return None

    def _tell(
        self, error: Exception, names: Mapping[str, str], variants: Sequence[_Variant]
    ) -> None:
        """Say why something is not locked, once for a variant with whatever siblings.

        :param names: Those of the variants and siblings, by project.
        """
        reason = conflict_in_line(error)
        told = frozenset(variants[-1:] or names.items()), reason
        if told not in self._told:
            self._told.add(told)
            older = {v.project: f" {v.version}" for v in variants if not v.is_newest}
            shown = [f"{p}{older.get(p, '')}~{name}" for p, name in names.items()]
            which = joined(list(map(printable, shown)), 5)
            logger.warning("Not locking the dependencies of %s: %s", which, reason)

    def _place(self, variant: _Variant) -> int:
        groups = self._groups[variant.release]
        return next((n for n, group in enumerate(groups) if variant.name in group), 0)


def _are_of_one_label(offers: Iterable[Offer]) -> bool:
    """Return whether the siblings of each catalogue are for the same hardware."""
    labels: dict[str, set[str]] = {}
    for offer in offers:
        if offer.label != PLAIN:
            labels.setdefault(offer.catalogue, set()).add(offer.label)
    return all(len(own) == 1 for own in labels.values())


def _chosen_in(resolved: Resolved) -> Iterator[_Variant]:
    """Yield the variant of each project, in the order in which it was decided on."""
    for project, releases in resolved.possible.items():
        for possible in releases:
            if possible.is_chosen:
                name, is_newest = resolved.chosen[project], possible is releases[0]
                yield _Variant(project, str(possible.version), name, is_newest)


def _group(
    possible: PossibleRelease, session: PipSession, reader: PropertyReader
) -> list[tuple[str, ...]]:
    """Return the variants of a release, those together that require the same."""
    wheels = [file for file in possible.files if file.link.is_wheel]
    groups = group_by_needs(wheels, session, reader)
    if PLAIN in possible.names and not any(PLAIN in group for group in groups):
        # What a source requires is known once it is tried.
        groups.append((PLAIN,))
    return groups


def _statements(possible: PossibleRelease) -> Iterator[Stated]:
    """Yield the statements of a catalogue about the files of a release."""
    yield from filter(None, (stated_in(file.link) for file in possible.files))
