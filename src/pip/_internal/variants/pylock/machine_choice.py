"""Choose among the choices of a lock file for several machines, for this one.

A machine with the facts of one that the lock file was made for gets what that one got.
For any other the choices are compared like releases: project by project, in the order
in which pip decided on them; the newer version first, then the variant that is better
here; and siblings by the variant alone.
At last the versions of all other packages decide. A choice with a wheel that cannot be
installed here is taken only if there is no other.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.pylock import Pylock
from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.variantlib.documents.document import ABI_DEPENDENCY
from pip._vendor.variantlib.documents.lock_choices import (
    NO_PROVIDER,
    PLAIN,
    Facts,
    LockChoice,
    parse_facts,
)
from pip._vendor.variantlib.models import VariantMetadata
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.exceptions import VariantOptionError
from pip._internal.variants.models import release_version
from pip._internal.variants.pylock.groups import is_in
from pip._internal.variants.pylock.installable import LockedFiles
from pip._internal.variants.pylock.package import LockedFile, read_release
from pip._internal.variants.pylock.portable import stated_project
from pip._internal.variants.pylock.reader import hide_variants, versions_in
from pip._internal.variants.pylock.sibling_order import Taken, places_of
from pip._internal.variants.pylock.tables import machine_table

if TYPE_CHECKING:
    from pip._vendor.packaging.tags import Tag
    from pip._vendor.packaging.version import Version

    from pip._internal.variants.pylock.package import LockedRelease
    from pip._internal.variants.requested import RequestedVariants
    from pip._internal.variants.selection.evaluator import VariantEvaluator


Ranks = Mapping[NormalizedName, "tuple[int, int] | None"]
"""The ranks of version and variant of each project, lower is better.

None for a project of which nothing fits.
"""


_Rank = tuple[int, int]
_Release = tuple[NormalizedName, "Version"]
_Key = tuple[list[_Rank], list[int], list[_Rank], list[int]]


class MachineChoice:
    """Finds the choice for the machine that is installed for.

    :param document: The lock file, with all wheels in one place.
    :param lock: Its path or URL.
    :param tags: See ``read_release``.
    :param facts: See ``LockedPackages``.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        choices: Sequence[LockChoice],
        lock: str,
        evaluator: VariantEvaluator,
        requested: RequestedVariants,
        tags: tuple[Tag, ...] | None,
        facts: Facts,
    ) -> None:
        self._document = document
        self._choices = choices
        self._lock = lock
        self._evaluator = evaluator
        self._requested = requested
        self._tags = tags
        self._own = facts
        self._files = LockedFiles(document, tags)

    def find(self) -> LockChoice | None:
        """Return the choice for this machine, None if there is none.

        :raises VariantNotAsLocked: If a file has another name where it comes from.
        """
        if requested := self._find_requested():
            return requested
        # Such a machine gets it, whatever it looks like from here.
        mine = filter(self._is_for_this_machine, self._choices)
        if named := [each for each in mine if self._files.can_install(each)]:
            return self._most_alike(named)
        fitting = [(c, r) for c, r in self._ranked if None not in r.values()]
        fitting = [(c, r) for c, r in fitting if self._files.can_install(c)] or fitting
        keys = self._keys_of(fitting)
        choices = (choice for choice, _ in fitting)
        best = min(zip(keys, choices, strict=True), key=itemgetter(0), default=None)
        return best and best[1]

    def _keys_of(self, fitting: Sequence[tuple[LockChoice, Ranks]]) -> list[_Key]:
        """Return how good some choices are, lower is better.

        Project by project. With siblings, those that every machine gets come first,
        as each sibling has others in its wake, and then the siblings.
        """
        names = [set(ranks) for _, ranks in self._ranked]
        first, everything = set.intersection(*names), set.union(*names)
        taken = [self._taken(choice, everything - first) for choice, _ in fitting]
        places = places_of(taken, self._evaluator.machine)
        ages = self._files.ages([choice for choice, _ in fitting])
        if not any(places):
            first = everything
        # It is better to get one more that fits.
        worst = len(self._ages), 0
        return [
            (
                [*_in_row(first, choice, ranks), worst],
                place,
                [*_in_row(everything - first, choice, ranks), worst],
                age,
            )
            for (choice, ranks), place, age in zip(fitting, places, ages, strict=True)
        ]

    def _taken(
        self, choice: LockChoice, projects: Collection[NormalizedName]
    ) -> Iterator[Taken]:
        """Yield the variants that a choice has of some projects."""
        reader = self._evaluator.reader
        for package, release in self._releases:
            if release.project in projects and is_in(package, choice.group):
                allowed = choice.variants.get(release.project)
                offers = [
                    offer
                    for offer in release.offers
                    if allowed is None or offer.name.text in allowed
                ]
                for facts in reader.read(offers):
                    if isinstance(facts, VariantMetadata):
                        yield Taken(facts, stated_project(package) or "")

    def _find_requested(self) -> LockChoice | None:
        """Return the choice with all that the user asks for by name.

        No machine could get a better one, so this one is not asked.

        :return: None if something is left for it to decide.
        """
        if not self._releases:
            return None
        newest = {r.project: (package, r) for package, r in self._releases[::-1]}
        asked: list[tuple[Mapping[str, Any], NormalizedName, str]] = []
        for project, (package, release) in newest.items():
            first = next(iter(self._requested.of(project).requests), None)
            if not isinstance(first, str) or first not in map(_text, release.files):
                return None
            asked.append((package, project, first))
        for choice in self._choices:
            if all(
                is_in(package, choice.group)
                and name in choice.variants.get(project, (name,))
                for package, project, name in asked
            ):
                return choice
        return None

    def _is_for_this_machine(self, choice: LockChoice) -> bool:
        """Return whether a choice was made for a machine with the facts of this one."""
        projects = {release.project for _, release in self._releases}
        if any(self._requested.of(name).requests for name in projects):
            # Then the user decides, and not the machine alone.
            return False
        here, keys = self._facts
        return _is_made_for(choice, here, keys)

    def _most_alike(self, choices: Sequence[LockChoice]) -> LockChoice:
        """Return the choice for a machine that is like this one in all facts stated.

        What no locked variant names may still have decided, as the files of one that
        does were in conflict.
        """
        if len(choices) == 1:
            return choices[0]
        answers = self._evaluator.machine.answers
        told = {(a.provider, k): v for a in answers for k, v in a.config or ()}
        here, stated = {**told, **self._own}, _keys_in(choices)
        alike = (each for each in choices if _is_made_for(each, here, stated))
        return next(alike, choices[0])

    def tell_of_plain(self, choice: LockChoice) -> None:
        """Say why a choice has the plain wheel of a project that has variants."""
        for project in choice.plain:
            requested = self._requested.of(canonicalize_name(project))
            if not requested.requests:
                releases = (r for _, r in self._releases if r.project == project)
                listed = [each for release in releases for each in release.candidates]
                # The evaluator speaks of releases of which nothing fits.
                next(self._evaluator.ordered(listed, None, requested), None)

    def check_requests(self) -> None:
        """Refuse requests that no choice meets, alone or together.

        :raises VariantNotFound: If nothing in the lock file meets one.
        :raises VariantOptionError: If they are met in different choices only.
        """
        projects = sorted({release.project for _, release in self._releases})
        asked = {name: self._requested.of(name) for name in projects}
        asked = {name: each for name, each in asked.items() if each.is_binding}
        for project, requested in asked.items():
            listed = (r for _, r in self._releases if r.project == project)
            candidates = [each for release in listed for each in release.candidates]
            self._evaluator.check_on_offer(project, candidates, requested)
        named = {name: each for name, each in asked.items() if not each.expressions}
        if len(named) > 1 and all(
            any(name in ranks and ranks[name] is None for name in named)
            for _, ranks in self._ranked
        ):
            shown = [f"{project}={requested}" for project, requested in named.items()]
            raise VariantOptionError(
                f"No part of {self._lock} has all variants that you request.",
                "Request some that are in one part of it, or lock with these requests.",
                ", ".join(shown),
            )

    def find_unfit(self) -> LockedRelease:
        """Return the first release of which nothing fits, if there is no choice.

        It is of the choice that lacks the least. With all builds of a catalogue, though
        they are many packages.
        """
        unfit_in = [
            [name for name, rank in ranks.items() if rank is None]
            for _, ranks in self._ranked
        ]
        name = min(unfit_in, key=len)[0]
        releases = [release for _, release in self._releases]
        unfit = next(release for release in releases if release.project == name)
        alike = (each for each in releases if _release_of(each) == _release_of(unfit))
        return unfit._replace(files=[file for each in alike for file in each.files])

    def allowed(self, project: NormalizedName) -> set[str] | None:
        """Return the variants of a project that some choice has; None for all."""
        found = [choice.variants.get(project) for choice in self._choices]
        named = [names for names in found if names is not None]
        return set().union(*named) if len(named) == len(found) else None

    @cached_property
    def _ranked(self) -> list[tuple[LockChoice, Ranks]]:
        """The ranks of the projects in each choice."""
        versions = self._evaluator.machine.versions
        before = versions.decided
        try:
            return [(choice, self._rank(choice)) for choice in self._choices]
        finally:
            versions.assume(before)
            self._evaluator.forget_versions()

    def _rank(self, choice: LockChoice) -> Ranks:
        packages = [
            package
            for package in self._document["packages"]
            if is_in(package, choice.group)
        ]
        # Variants may be built for versions of other packages.
        decided = versions_in(packages)
        self._evaluator.machine.versions.assume(decided)
        self._evaluator.forget_versions()
        # A choice may have a release without variants of a project that has some.
        plain: Ranks = {
            each[0]: (self._ages[each], sys.maxsize)
            for each in decided.items()
            if each in self._ages
        }
        own = {
            release.project: self._best(release, choice)
            for package, release in self._releases
            if any(package is each for each in packages)
        }
        return {**plain, **own}

    def _best(
        self, release: LockedRelease, choice: LockChoice
    ) -> tuple[int, int] | None:
        allowed = choice.variants.get(release.project)
        own = {file.candidate.link.url: _text(file) for file in release.files}
        for place, url in enumerate(self._order(release)):
            if url in own and (allowed is None or own[url] in allowed):
                return self._ages[_release_of(release)], place
        return None

    @cached_property
    def _ages(self) -> Mapping[_Release, int]:
        """The places of the releases of projects with variants, the newest first."""
        releases = {_release_of(release) for _, release in self._releases}
        projects = {project for project, _ in releases}
        for package in self._document["packages"]:
            stated = versions_in([package]).items()
            releases.update(each for each in stated if each[0] in projects)
        # Of equal versions in an order that is the same in each run.
        newest_first = sorted(releases, key=itemgetter(1, 0), reverse=True)
        return {release: age for age, release in enumerate(newest_first)}

    @cached_property
    def _releases(self) -> list[tuple[Mapping[str, Any], LockedRelease]]:
        """The packages that have variants, the newest versions first."""
        found = [
            (package, release)
            for package in self._document["packages"]
            if (release := self._read(package)) is not None
        ]
        for _, release in found:
            self._evaluator.reader.learn(release.facts())
        found.sort(key=lambda item: item[1].candidates[0].version, reverse=True)
        return found

    def _read(self, package: Mapping[str, Any]) -> LockedRelease | None:
        """Return a package with several files, as it stands in the lock file."""
        alone = {k: v for k, v in package.items() if k != "marker"}
        hidden = hide_variants({**self._document, "packages": [alone]})
        (read,) = Pylock.from_dict(hidden).packages
        if not hasattr(read.tool, "variants"):
            return None
        release = read_release(read, self._lock, self._tags)
        return release if release.files else None

    def _order(self, release: LockedRelease) -> Iterator[str]:
        """Yield the files of a release that may be chosen here, best first.

        The builds of a catalogue are one release, though they are many packages.
        """
        requested = self._requested.of(release.project)
        together = [
            candidate
            for _, each in self._releases
            if _release_of(each) == _release_of(release)
            for candidate in each.candidates
        ]
        for candidate in self._evaluator.fitting(together, requested):
            yield candidate.link.url

    @cached_property
    def _facts(self) -> tuple[Facts, Collection[tuple[str, str]]]:
        """The facts about this machine, and the keys on which the choice depends."""
        reader, machine = self._evaluator.reader, self._evaluator.machine
        offers = [release.offers for _, release in self._releases]
        told = parse_facts(machine_table(offers, reader, machine) or {})
        here = {**told, **self._own}
        stated = _keys_in(self._choices)
        known = {
            (provider, key)
            for one in offers
            for facts in reader.read(one)
            for provider, key, _ in getattr(facts, "parsed", _NOTHING).properties
        }
        keys = {key for key in {*stated, *here} & known if key[0] != ABI_DEPENDENCY}
        keys |= {key for key in stated if key[0] == NO_PROVIDER}
        return here, keys


class _Nothing(NamedTuple):
    properties: Sequence[tuple[str, str, str]] = ()


_NOTHING = _Nothing()


def _keys_in(choices: Iterable[LockChoice]) -> set[tuple[str, str]]:
    """Return the keys of all facts about the machines of some choices."""
    return {key for c in choices for facts in c.machines.values() for key in facts}


def _is_made_for(
    choice: LockChoice, here: Facts, keys: Collection[tuple[str, str]]
) -> bool:
    """Return whether a choice was made for a machine with some of the facts of this."""
    return any(
        all(facts.get(key) == here.get(key) for key in keys)
        for facts in choice.machines.values()
    )


def _in_row(
    projects: Collection[NormalizedName], choice: LockChoice, ranks: Ranks
) -> Iterator[_Rank]:
    """Yield the ranks of projects as pip decided on them for a choice, then all others.

    Where two choices are alike, pip decided on the same project next.
    """
    for name in dict.fromkeys([*choice.variants, *sorted(ranks)]):
        if name in projects and (rank := ranks.get(canonicalize_name(name))):
            yield rank


def _release_of(release: LockedRelease) -> _Release:
    return release.project, release_version(release.candidates[0])


def _text(file: LockedFile) -> str:
    return file.variant.text if file.variant else PLAIN
