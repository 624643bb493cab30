"""The candidates of a project in the order in which they are tried.

The part of a ``FinderVariants`` that is asked for every project, so it hands back
its arguments until a variant was seen.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name

from pip._internal.variants.requested import Requested, RequestedVariants

if TYPE_CHECKING:
    from pip._vendor.packaging.version import Version

    from pip._internal.index.package_finder import (
        BestCandidateResult,
        CandidateEvaluator,
        PackageFinder,
    )
    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.models.link import Link
    from pip._internal.models.wheel import Wheel
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.utils.hashes import Hashes
    from pip._internal.variants.pylock.packages import LockedPackages
    from pip._internal.variants.selection.chooser import Chooser
    from pip._internal.variants.selection.lazy_order import Replay
    from pip._internal.variants.selection.recorder import Record

logger = logging.getLogger(__name__)


class CandidateOrder:
    """Take note of the candidates of each project, and put them in order.

    :param get_chooser: Returns the object that does the work, always the same;
        None if variant wheels are not wanted.
    :param documents: Takes up files that may describe variants, for the chooser.
    :param requested: The variants that the user asked for.
    """

    def __init__(
        self,
        get_chooser: Callable[[], Chooser] | None,
        documents: list[Link],
        requested: RequestedVariants,
    ) -> None:
        self._get_chooser = get_chooser
        self._documents = documents
        self._requested = requested
        self._orders: dict[tuple[NormalizedName, Requested, bool], list[Replay]] = {}
        # Projects of which a wheel that could be chosen was seen.
        self._seen: set[NormalizedName] = set()
        # The same where variants are not wanted; until that was said.
        self._passed_over: set[NormalizedName] = set()
        # The installed variants of the projects that the resolver has looked at.
        self._installed: dict[NormalizedName, str | None] = {}
        # Projects whose installed variant gives way to a better one, and their orders.
        self._upgraded: set[NormalizedName] = set()
        self._walked: dict[NormalizedName, Replay] = {}
        self._record: Record | None = None
        self._locks: LockedPackages | None = None

    def keep_record(self) -> Record:
        """Record from now on the candidates of each choice, and return the record."""
        from pip._internal.variants.selection.recorder import Record

        self._record = Record(self._get_chooser)
        return self._record

    @property
    def _is_off(self) -> bool:
        return self._get_chooser is None

    @property
    def _chooser(self) -> Chooser:
        assert self._get_chooser is not None
        return self._get_chooser()

    # Called while the links of a project are read.

    def skip_reason(self, wheel: Wheel) -> str | None:
        """Return why a wheel that this Python can run is left out, None if it stays."""
        if wheel.variant is None:
            return None
        if self._is_off:
            self._passed_over.add(wheel.name)
            return f"variant {wheel.variant.text} is not wanted here"
        self._seen.add(wheel.name)
        return None

    def note_link(self, link: Link) -> None:
        """Take note of a file that is no candidate, but may describe some."""
        if "-variants.json" in link.url:
            self._documents.append(link)
        if self._record is not None:
            self._record.skipped.append(link)

    # Called while candidates are chosen.

    def ordered(
        self,
        reqs: Sequence[InstallRequirement],
        result: BestCandidateResult,
        hashes: Hashes | None,
    ) -> Iterator[InstallationCandidate]:
        """Return the applicable candidates from the best down, without unfit ones.

        :param reqs: The requirements on the project that are to be met.
        :raises VariantNotOnOffer: If a variant was asked for that is not published.
        """
        assert reqs[0].name, "Candidates found on index must be PEP 508"
        name = canonicalize_name(reqs[0].name)
        requested = self._requested.of(name)
        if self._record is not None:
            whole = self._whole(name, result, hashes)
            self._record.note(name, reqs, *whole, requested)
        # Backtracking may still find candidates that dependencies exclude.
        is_strict = all(req.user_supplied for req in reqs)
        order = self._order(name, requested, result, hashes, is_strict)
        if name in self._upgraded and not isinstance(order, Sequence):
            self._walked[name] = order
        return iter(order)

    def _order(
        self,
        name: NormalizedName,
        requested: Requested,
        result: BestCandidateResult,
        hashes: Hashes | None,
        is_strict: bool,
    ) -> Replay | Sequence[InstallationCandidate]:
        candidates = result.applicable_candidates
        if not candidates and name in self._passed_over:
            self._passed_over.discard(name)
            logger.warning("Skipping the variants of %s because of --no-variant.", name)
        if not self._has_choice(name, requested):
            return candidates[::-1]
        from pip._internal.variants.selection.lazy_order import Replay

        # The resolver walks over the same candidates again and again.
        orders = self._orders.setdefault((name, requested, is_strict), [])
        for known in orders:
            if known.is_of(candidates):
                return known
        if requested.is_binding and candidates:
            everything = candidates if is_strict else result.all_candidates
            self._chooser.check_on_offer(name, everything, requested)
        order = self._chooser.ordered(reversed(candidates), hashes, requested)
        orders.append(Replay(candidates, order))
        return orders[-1]

    def key_of(self, candidate: InstallationCandidate) -> Version:
        """Return the version by which the resolver knows a candidate.

        It tries one candidate of each version, and here one of each variant.
        """
        if not self._seen:
            return candidate.version
        name = canonicalize_name(candidate.name)
        if name not in self._seen:
            return candidate.version

        from pip._internal.variants.selection.versions import distinguish

        order = self._walked[name].known if name in self._walked else ()
        return distinguish(candidate, self._installed.get(name), order)

    def _has_choice(self, name: NormalizedName, requested: Requested) -> bool:
        """Return whether a project may have variants to choose among."""
        return name in self._seen or requested.is_binding

    def _whole(
        self, name: NormalizedName, result: BestCandidateResult, hashes: Hashes | None
    ) -> tuple[BestCandidateResult, Hashes | None]:
        """Return the same, but all that there is of a project in a lock file.

        It has only the chosen file for a candidate.
        """
        whole = self._locks and self._locks.whole(name, result)
        return (whole, None) if whole else (result, hashes)

    def fitting(
        self,
        reqs: Sequence[InstallRequirement],
        result: BestCandidateResult,
        hashes: Hashes | None,
    ) -> Sequence[InstallationCandidate]:
        """Return the applicable candidates of a pinned version that fit.

        Whether only yanked files are left (PEP 592) must not depend on wheels for
        other machines. It matters for a single version only, and looking into more
        of them would read metadata that nobody needs.
        """
        candidates = result.applicable_candidates
        if not self._seen or not any(c.link.is_yanked for c in candidates):
            return candidates
        if len({candidate.version for candidate in candidates}) > 1:
            return candidates
        return list(self.ordered(reqs, result, hashes))

    def best(
        self,
        req: InstallRequirement,
        result: BestCandidateResult,
        hashes: Hashes | None,
    ) -> InstallationCandidate | None:
        """Return the best candidate for one requirement, None if there is none.

        Without variants it is the one that upstream has found: here it takes the first
        of equal candidates, and in its resolver the last.
        """
        assert req.name, "Candidates found on index must be PEP 508"
        name = canonicalize_name(req.name)
        order = self.ordered([req], result, hashes)
        if not self._has_choice(name, self._requested.of(name)):
            return result.best_candidate
        return next(order, None)

    def newest(
        self, evaluator: CandidateEvaluator, candidates: list[InstallationCandidate]
    ) -> InstallationCandidate | None:
        """Return the best of all candidates of a project, as ``pip list`` wants it."""
        if not candidates or not self._seen:
            return evaluator.sort_best_candidate(candidates)
        ordered = sorted(candidates, key=evaluator._sort_key, reverse=True)
        requested = self._requested.of(canonicalize_name(ordered[0].name))
        return self._chooser.best(ordered, requested)

    def installable(
        self, finder: PackageFinder, project: str
    ) -> list[InstallationCandidate]:
        """Return the candidates of those versions that have a file to install."""
        candidates = finder.find_all_candidates(project)
        if not candidates or not self._seen:
            return candidates
        requested = self._requested.of(canonicalize_name(candidates[0].name))
        return self._chooser.installable(candidates, requested)
