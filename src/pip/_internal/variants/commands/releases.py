"""Find the candidates of a choice, in the releases of a project that were looked at.

The selection has recorded them while pip resolved; pip gives its reasons for files that
it left out before that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.choice.ranking import Ranking

from pip._internal.index.package_finder import BestCandidateResult, LinkType
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.variants.commands.evaluations import (
    UNWANTED,
    Excluded,
    ReleaseSnapshot,
)
from pip._internal.variants.models import public, release_version, stated_in
from pip._internal.variants.names import release_of, variant_of
from pip._internal.variants.requested import Requested
from pip._internal.variants.selection.recorder import Observation
from pip._internal.variants.selection.reporter import Reporter

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.catalogues.catalogue import Place
    from pip._vendor.variantlib.names.filename import VariantName

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.models.link import Link
    from pip._internal.variants.selection.evaluator import VariantEvaluator
    from pip._internal.variants.selection.recorder import Recorder

MAX_PASSED = 3
"""So many newer releases are looked at of which no file was taken."""

_REASONS = {
    LinkType.platform_mismatch: "none of its tags fits this Python and platform",
    LinkType.variant_unwanted: UNWANTED,
}
_FOREIGN = (LinkType.platform_mismatch, LinkType.requires_python_mismatch)
WRONG_HASH = "its digest is not allowed"


def find_choosings(
    record: Recorder, finder: PackageFinder, name: NormalizedName, chosen: Link | None
) -> Iterator[ReleaseSnapshot]:
    """Yield the candidates in newer releases, then in the chosen one.

    Yield nothing for a project that is no file: a folder or a repository.

    :param chosen: Where the file is that was chosen, None if there is none.
    """
    look = record.look(name, chosen) or _look_at_file(name, chosen)
    if look is None:
        return
    project = _Project(record, finder, name, look)
    for version in _versions(look, chosen) or project.skipped_versions():
        choosing = project.choosing(version, chosen)
        yield choosing
        if choosing.chosen is not None:
            return


def _look_at_file(name: NormalizedName, link: Link | None) -> Observation | None:
    """Return the candidates if the user named the file itself."""
    parsed = release_of(link.filename) if link else None
    if link is None or parsed is None:
        return None
    only = InstallationCandidate(name, str(parsed[1]), link)
    return Observation([], BestCandidateResult([only], [only], only), None, Requested)


def _versions(look: Observation, chosen: Link | None) -> list[Version]:
    """Return the versions down to the one chosen, in the order of pip's trials."""
    candidates = look.result.applicable_candidates[::-1]
    versions = list(dict.fromkeys(map(release_version, candidates)))
    chosen_at = [release_version(c) for c in candidates if c.link == chosen]
    if not chosen_at:
        return versions[:MAX_PASSED]
    newer = versions[: versions.index(chosen_at[0])]
    return [*newer[:MAX_PASSED], chosen_at[0]]


class _Project:
    """The files of one project."""

    def __init__(
        self,
        record: Recorder,
        finder: PackageFinder,
        name: NormalizedName,
        look: Observation,
    ) -> None:
        self._get_evaluator = record.get_evaluator
        self._finder = finder
        self._name = name
        self._look = look
        self._skipped: dict[Version, list[Link]] = {}
        self._catalogue = finder.variants.catalogues.get(name)
        is_catalogued = any(stated_in(c.link) for c in look.result.all_candidates)
        for link in record.skipped:
            found = release_of(link.filename)
            if found is not None and found[0] == name:
                is_stated = is_catalogued or self._state(link, found[1]) is not None
                version = public(found[1]) if is_stated else found[1]
                self._skipped.setdefault(version, []).append(link)

    def skipped_versions(self) -> list[Version]:
        """Return the newest version that was asked for, by files that pip left out."""
        fitting = [
            version
            for version in self._skipped
            if all(req.specifier.contains(version, True) for req in self._look.reqs)
        ]
        return [max(fitting)] if fitting else []

    def choosing(self, version: Version, chosen: Link | None) -> ReleaseSnapshot:
        look = self._look
        release = [
            candidate
            for candidate in reversed(look.result.applicable_candidates)
            if release_version(candidate) == version
        ]
        evaluator = self._evaluator(release)
        tried = usual = self._order(release, evaluator, look.requested)
        if look.requested.requests:
            usual = self._order(release, evaluator, Requested())
        if chosen is None and tried:
            # There is no solution, but for this project alone there would be one.
            chosen = tried[0].link
        elif all(candidate.link != chosen for candidate in release):
            chosen = None
        pip_evaluator = self._finder.make_candidate_evaluator(
            self._name, hashes=look.hashes
        )
        return ReleaseSnapshot(
            project=self._name,
            version=str(version),
            candidates=release,
            tried=tried,
            usual=usual,
            ranking=evaluator.ranking(release) if evaluator else Ranking([], []),
            excluded=list(self._excluded(version)),
            pip_key=pip_evaluator._sort_key,  # noqa: SLF001 (pip has no other name for it)
            machine=evaluator.machine if evaluator else None,
            chosen=chosen,
            is_in_step=bool(evaluator and chosen and chosen.url in evaluator.preferred),
            usable=evaluator.wheels.usable if evaluator else (),
        )

    def _evaluator(
        self, release: Sequence[InstallationCandidate]
    ) -> VariantEvaluator | None:
        """Return the chooser of a release; None if that was left to pip."""
        if self._get_evaluator is None:
            return None
        has_variants = any(variant_of(candidate.link) for candidate in release)
        return (
            self._get_evaluator()
            if has_variants or self._look.requested.requests
            else None
        )

    def _order(
        self,
        release: Sequence[InstallationCandidate],
        evaluator: VariantEvaluator | None,
        requested: Requested,
    ) -> Sequence[InstallationCandidate]:
        if evaluator is None:
            return release
        return list(
            evaluator.ordered(release, self._look.hashes, requested, Reporter())
        )

    def _excluded(self, version: Version) -> Iterator[Excluded]:
        result = self._look.result
        applicable = {candidate.link.url for candidate in result.applicable_candidates}
        for candidate in result.all_candidates:
            is_of_version = release_version(candidate) == version
            if is_of_version and candidate.link.url not in applicable:
                yield Excluded(candidate.link.filename, WRONG_HASH)
        pip_evaluator = self._finder.make_link_evaluator(self._name)
        for link in self._skipped.get(version, ()):
            kind, reason = pip_evaluator.evaluate_link(link)
            reason = _REASONS.get(kind, reason)
            found = release_of(link.filename)
            stated = self._state(link, found[1]) if found else None
            yield Excluded(link.filename, reason, kind in _FOREIGN, stated)

    def _state(self, link: Link, version: Version) -> VariantName | None:
        """Return the variant that a catalogue takes a file for that pip left out."""
        if (stated := stated_in(link)) is not None:
            return stated.name
        if self._catalogue is None:
            return None
        page = str(link.comes_from or "")

        def is_there(place: Place) -> bool:
            return place.has_page(page, self._name)

        describe = self._catalogue.describe
        found = describe(self._name, link.filename, version, is_there)
        return None if isinstance(found, bool) else found.name
