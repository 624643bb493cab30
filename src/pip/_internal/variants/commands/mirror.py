"""Download the variants of each release that machines may get.

Dependencies of one variant may have other variants again. Each of these is downloaded
with the picks that led to it, and with what has to be of the same label by a catalogue,
as on a machine that it fits.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.lock_unfit import has_unfit
from pip._internal.variants.commands.rerunning import Pick
from pip._internal.variants.commands.same_label import go_together, of_same_label
from pip._internal.variants.models import VariantCandidate, release_version
from pip._internal.variants.names import variant_of
from pip._internal.variants.selection.possible_releases import (
    find_possible_here,
    name_of,
)
from pip._internal.variants.settings.choices import PLAIN

if TYPE_CHECKING:
    from pip._vendor.packaging.tags import Tag
    from pip._vendor.packaging.version import Version

    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.variants.catalogues.decisions import Offer
    from pip._internal.variants.commands.rerunning import Reruns
    from pip._internal.variants.commands.same_label import Catalogues
    from pip._internal.variants.hooks.finder import FinderVariants
    from pip._internal.variants.selection.recorder import Observation

logger = logging.getLogger(__name__)

MAX_VARIANTS = 1000
"""So many variants are downloaded beside those that were chosen."""


class Release(NamedTuple):
    """A release that has variants, or that machines get which fit none of another.

    :param version: Without a local part that is that of a variant.
    :param names: The names of the variants that a machine could run if it had the
        hardware, and that of the plain wheel if there is one, sorted.
    :param offers: The wheels of variants.
    :param chosen: The name of the one that is there already; empty for a release that
        other machines get.
    :param extras: Those that are wanted of it, which have dependencies of their own.
    """

    project: NormalizedName
    version: str
    names: tuple[str, ...]
    offers: Sequence[VariantCandidate]
    chosen: str
    extras: frozenset[str] = frozenset()

    def pick(self, name: str) -> Pick:
        return Pick(self.project, self.version, name)

    def __str__(self) -> str:
        return f"{self.project} {self.version}"


class _Task(NamedTuple):
    """A variant to download.

    :param decided: The picks that led to it.
    :param is_asked: Whether it is of a release that the user wants.
    :param extras: Those that are wanted of it.
    """

    pick: Pick
    decided: Sequence[Pick]
    is_asked: bool
    extras: frozenset[str]

    @property
    def picks(self) -> list[Pick]:
        others = (pick for pick in self.decided if pick.project != self.pick.project)
        return [*others, self.pick]


class Mirror:
    """Downloads all variants that machines may get.

    :param tags: Those of the wheels that these machines can install.
    :param done: The picks for other machines; those with the same tags share them.
    :ivar releases: Those that it met first.
    """

    def __init__(self, reruns: Reruns, tags: frozenset[Tag], done: set[object]) -> None:
        self.releases: list[Release] = []
        self._reruns = reruns
        self._tags = tags
        self._done = done
        self._tasks: deque[_Task] = deque()
        # With each project the picks that led to it.
        self._offers: deque[tuple[Offer, Sequence[Pick]]] = deque()
        self._number = 0
        self._catalogues: Catalogues = {}
        # Chosen in a run, so that no other need pick it.
        self._there: set[tuple[Pick, frozenset[str]]] = set()

    def add_all(self, variants: FinderVariants) -> None:
        """Download all variants of the releases of a run, and their dependencies.

        So, too, of the projects that a catalogue names in place of others.

        :raises CommandError: If there are too many.
        """
        self._catalogues = variants.catalogues
        self._meet(variants, ())
        if has_unfit(variants.candidates.record):
            # Machines that it fits may get newer releases than this one.
            found = self._reruns.take_any()
            if found is not None:
                self._meet(found, ())
        while self._tasks or self._offers:
            if self._tasks:
                self._add_variant(self._tasks.popleft())
            else:
                self._add_project(*self._offers.popleft())

    def _add_variant(self, task: _Task) -> None:
        if (task.pick, task.extras) in self._there:
            return
        logger.info("Also downloading %s", task.pick)
        beside: dict[NormalizedName, str] = {}
        for pick in task.picks:
            beside |= of_same_label(self._catalogues, pick.project, pick.name)
        found = self._reruns.take(task.picks, task.is_asked, beside)
        if found is not None:
            self._meet(found, task.picks)

    def _add_project(self, offer: Offer, decided: Sequence[Pick]) -> None:
        logger.info("Also downloading %s", offer.taken)
        own = {offer.project: offer.label}
        own |= of_same_label(self._catalogues, offer.project, offer.label)
        found = self._reruns.take(decided, not decided, own)
        if found is not None:
            self._meet(found, [*decided, *_picks_of(offer, found)])

    def _meet(self, variants: FinderVariants, decided: Sequence[Pick]) -> None:
        """Note all variants that a run could have chosen, and that are not there yet.

        :raises CommandError: If there are too many.
        """
        for release in (*chosen_releases(variants), *other_releases(variants)):
            extras = release.extras
            every = map(release.pick, release.names)
            keys = {
                (pick, extras, self._tags): pick
                for pick in every
                if self._goes_with(pick, decided)
            }
            if release.chosen:
                self._there.add((release.pick(release.chosen), extras))
            new = [
                pick
                for key, pick in keys.items()
                if pick.name != release.chosen and key not in self._done
            ]
            self._done.update(keys)
            is_asked = bool(release.chosen) and not decided
            self._tasks += [_Task(pick, decided, is_asked, extras) for pick in new]
            self._number += sum(pick.name != PLAIN for pick in new)
            if (release[:2], self._tags) not in self._done:
                self._done.add((release[:2], self._tags))
                self.releases.append(release)
        check_number(self._number)
        self._meet_offers(variants, decided)

    def _meet_offers(self, variants: FinderVariants, decided: Sequence[Pick]) -> None:
        """Note the projects that a catalogue names in place of chosen ones."""
        siblings, chosen = variants.resolver.siblings, variants.resolver.requirements
        for other in siblings.others(chosen) if siblings is not None else ():
            key = (other.taken, other.label, self._tags)
            pick = Pick(other.project, "", other.label)
            if key not in self._done and self._goes_with(pick, decided):
                self._done.add(key)
                self._offers.append((other, decided))

    def _goes_with(self, pick: Pick, decided: Sequence[Pick]) -> bool:
        """Return whether a machine may get a variant with those that led to it."""
        names = {other.project: other.name for other in (*decided, pick)}
        return go_together(self._catalogues, names)


def check_number(count: int) -> None:
    """Refuse to resolve very often, once for each variant.

    :raises CommandError: If there are too many.
    """
    if count > MAX_VARIANTS:
        raise CommandError(
            f"There are {count} more variants, and pip downloads at most "
            f"{MAX_VARIANTS} at a time. Name fewer projects; with --no-deps their "
            "dependencies do not count"
        )


def _picks_of(offer: Offer, variants: FinderVariants) -> Iterator[Pick]:
    """Yield the choice of a run that was to take the project of an offer."""
    for chosen, _, _ in _looks(variants):
        if canonicalize_name(chosen.name) == offer.taken:
            yield Pick(offer.taken, str(release_version(chosen)), offer.label)


def chosen_releases(variants: FinderVariants) -> Iterator[Release]:
    """Yield the chosen releases that have variants, in the order of their names."""
    for chosen, look, extras in _looks(variants):
        version = release_version(chosen)
        candidates = look.result.applicable_candidates
        files = [each for each in candidates if release_version(each) == version]
        release = _release(version, files, extras, name_of(chosen.link))
        if release.offers:
            yield release


def other_releases(variants: FinderVariants) -> Iterator[Release]:
    """Yield the releases that only other machines get, of the same projects."""
    evaluator = variants.candidates.record.evaluator
    for chosen, look, extras in _looks(variants):
        candidates = look.result.applicable_candidates
        for possible in find_possible_here(
            chosen, candidates, look.requested, evaluator
        ):
            files = [f for f in possible.files if name_of(f.link) in possible.names]
            release = _release(possible.version, files, extras)
            if release.names and not possible.is_chosen:
                yield release


def _looks(
    variants: FinderVariants,
) -> Iterator[tuple[InstallationCandidate, Observation, frozenset[str]]]:
    """Yield the chosen file of each project, the look at it and the others, and extras.

    Nothing of a project of which the user named the file.
    """
    record = variants.candidates.record
    for name, req in sorted(variants.resolver.requirements.items()):
        look = record.look(canonicalize_name(name), req.link)
        candidates = look.result.applicable_candidates if look else ()
        found = next((c for c in candidates if c.link == req.link), None)
        if look is not None and found is not None:
            yield found, look, frozenset(req.extras)


def _release(
    version: Version,
    files: Sequence[InstallationCandidate],
    extras: frozenset[str],
    chosen: str = "",
) -> Release:
    """Return a release of some wheels.

    Without sources: to download them, pip would run them.
    """
    wheels = [file for file in files if file.link.is_wheel]
    named = [(variant_of(wheel.link), wheel) for wheel in wheels]
    offers = [VariantCandidate(name, wheel) for name, wheel in named if name]
    names = tuple(sorted({name_of(wheel.link) for wheel in wheels}))
    project = canonicalize_name(files[0].name)
    return Release(project, str(version), names, offers, chosen, extras)
