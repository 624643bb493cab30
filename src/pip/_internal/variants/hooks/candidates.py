"""The candidates of a project in the order in which they are tried.

The facet of a finder that is asked for every project, so it hands back its arguments
until a variant was seen.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import (
    InvalidWheelFilename,
    NormalizedName,
    canonicalize_name,
)

from pip._internal.variants.names import (
    parse_plain_filename,
    variant_of,
    without_reserved,
)

if TYPE_CHECKING:
    from pip._vendor.packaging.version import Version

    from pip._internal.index.package_finder import (
        BestCandidateResult,
        CandidateEvaluator,
        PackageFinder,
    )
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.models.link import Link
    from pip._internal.models.wheel import Wheel
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.utils.hashes import Hashes
    from pip._internal.variants.catalogues.siblings import Siblings
    from pip._internal.variants.hooks.finder import FinderState
    from pip._internal.variants.requested import Requested
    from pip._internal.variants.selection.evaluator import VariantEvaluator
    from pip._internal.variants.selection.lazy_order import LazyOrder
    from pip._internal.variants.selection.recorder import Recorder
    from pip._internal.variants.selection.upgrades import Latest

logger = logging.getLogger(__name__)


class CandidateHooks:
    """Take note of the candidates of each project, and put them in order."""

    def __init__(self, state: FinderState) -> None:
        self._state = state
        # They are looked at for every file.
        self._is_off = state.is_off
        self._seen = state.seen.variants
        self._orders: dict[tuple[NormalizedName, Requested, bool], list[LazyOrder]] = {}
        # The orders of projects whose installed variant gives way to a better one.
        self._walked: dict[NormalizedName, LazyOrder] = {}

    def keep_record(self) -> Recorder:
        """Record from now on the candidates of each choice, and return the record."""
        from pip._internal.variants.selection.recorder import Recorder

        state = self._state
        state.record = Recorder(None if state.is_off else state.get_evaluator)
        return state.record

    @property
    def record(self) -> Recorder:
        """The record that is kept."""
        assert self._state.record is not None
        return self._state.record

    @property
    def has_chosen(self) -> bool:
        """Whether the candidates of any project were put in order."""
        return bool(self._orders)

    def forget(self) -> None:
        """Put the candidates in order anew, as others are to be handed out."""
        self._orders.clear()

    # Called while the links of a project are read.

    def skip_reason(self, wheel: Wheel) -> str | None:
        """Return why a wheel that this Python can run is left out, None if it stays."""
        if wheel.variant is None:
            return None
        if self._is_off:
            self._state.seen.passed_over.add(wheel.name)
            return f"variant {wheel.variant.text} is not wanted here"
        self._seen.add(wheel.name)
        return None

    def note_link(self, link: Link) -> None:
        """Take note of a file that is no candidate, but may describe some."""
        if "-variants.json" in link.url:
            self._state.seen.documents.append(link)
        if link.url.endswith("-none.whl") and not self._is_off:
            self._note_reserved(link.filename)
        if self._state.record is not None:
            self._state.record.skipped.append(link)

    def _note_reserved(self, filename: str) -> None:
        """Take note of a wheel that has a label which stands for the plain wheel."""
        try:
            project = parse_plain_filename(without_reserved(filename) or "")[0]
        except InvalidWheelFilename:
            return
        if filename.isprintable():
            self._state.seen.reserved.setdefault(project, {})[filename] = None

    # Called while candidates are chosen.

    def ordered(
        self,
        reqs: Sequence[InstallRequirement],
        result: BestCandidateResult,
        hashes: Hashes | None,
    ) -> Iterator[InstallationCandidate]:
        """Return the applicable candidates from the best down, without unfit ones.

        :param reqs: The requirements on the project that are to be met.
        :raises VariantNotFound: If a variant was asked for that is not published.
        """
        assert reqs[0].name, "Candidates found on index must be PEP 508"
        name, siblings = canonicalize_name(reqs[0].name), self._state.siblings
        if siblings is not None:
            return self._fitting_sibling(siblings, name, reqs, result, hashes)
        return self._fitting(name, reqs, result, hashes)

    def _fitting_sibling(
        self,
        siblings: Siblings,
        name: NormalizedName,
        reqs: Sequence[InstallRequirement],
        result: BestCandidateResult,
        hashes: Hashes | None,
    ) -> Iterator[InstallationCandidate]:
        """Yield the same, without releases that may not stand for another project."""
        found = siblings.covered(name, result, *(req.specifier for req in reqs))
        candidate = None
        for candidate in self._fitting(name, reqs, found, hashes):
            yield candidate
        if candidate is None:
            siblings.explain_lack(name)

    def _fitting(
        self,
        name: NormalizedName,
        reqs: Sequence[InstallRequirement],
        result: BestCandidateResult,
        hashes: Hashes | None,
    ) -> Iterator[InstallationCandidate]:
        state = self._state
        if state.record is not None:
            found = self.whole(name, result, hashes)
            state.record.note(name, reqs, *found, partial(self._requested, name))
        # Backtracking may still find candidates that dependencies exclude.
        is_strict = all(req.user_supplied for req in reqs)
        order = self.order(name, result, hashes, is_strict)
        if name in state.upgraded and not isinstance(order, Sequence):
            self._walked[name] = order
        return iter(order)

    def order(
        self,
        name: NormalizedName,
        result: BestCandidateResult,
        hashes: Hashes | None,
        is_strict: bool,
    ) -> LazyOrder | Sequence[InstallationCandidate]:
        """Return the same, which may be walked again and again.

        :param is_strict: Whether a variant that was asked for has to be applicable.
        :raises VariantNotFound: If it is not, or is not published.
        """
        state = self._state
        candidates = self._with_statements(name, result.applicable_candidates)
        self._tell_of_unused(name, candidates)
        if not self._has_choice(name):
            return candidates[::-1]
        if state.get_requested().takes_any:
            self._take_unfit(name, candidates)
        # The resolver walks over the same candidates again and again.
        requested = self._requested(name)
        orders = self._orders.setdefault((name, requested, is_strict), [])
        for known in orders:
            if known.is_of(candidates):
                return known
        evaluator = state.get_evaluator()
        if requested.is_binding and candidates:
            everything = candidates
            if not is_strict:
                everything = self._with_statements(name, result.all_candidates)
            if state.asks_sources:
                sources = state.get_sources()
                if found := sources.candidates(requested, candidates, everything):
                    return found
            catalogues = state.seen.catalogues
            unread = catalogues.notices.unread_labels(name) if catalogues else None
            evaluator.check_on_offer(name, everything, requested, unread)
        orders.append(evaluator.lazily_ordered(candidates, hashes, requested))
        return orders[-1]

    def _with_statements(
        self, name: NormalizedName, candidates: list[InstallationCandidate]
    ) -> list[InstallationCandidate]:
        """Return the same with what catalogues stated of them, by a lock file."""
        locks = self._state.locks
        if locks is None or not locks.stated:
            return candidates
        return [locks.with_statement(name, candidate) for candidate in candidates]

    def _tell_of_unused(
        self, name: NormalizedName, candidates: Sequence[InstallationCandidate]
    ) -> None:
        """Say once which files of a project that is looked for do not count."""
        seen = self._state.seen
        if not candidates and name in seen.passed_over:
            seen.passed_over.discard(name)
            logger.warning("Skipping the variants of %s because of --no-variant.", name)
        if name in seen.reserved:
            state = importlib.import_module("pip._internal.variants.utils.state")
            for filename in seen.reserved.pop(name):
                if state.PROCESS.is_first("reserved", filename):
                    reason = "the label none stands for the plain wheel"
                    logger.warning("Not using %s: %s", filename, reason)

    def _take_unfit(
        self, name: NormalizedName, candidates: Sequence[InstallationCandidate]
    ) -> None:
        """Have any variant do of a project if none of its files fits."""
        variants = {v.text for c in candidates if (v := variant_of(c.link))}
        if variants:
            best = self._state.get_evaluator().best
            self._state.get_requested().take_unfit(
                name,
                variants,
                lambda requested: best(reversed(candidates), requested) is not None,
            )

    def key_of(self, candidate: InstallationCandidate) -> Version:
        """Return the version by which the resolver knows a candidate.

        It tries one candidate of each version, and here one of each variant.
        """
        if not self._seen:
            return candidate.version
        name = canonicalize_name(candidate.name)
        if name not in self._seen:
            return candidate.version

        order = self._walked[name].known if name in self._walked else ()
        installed = self._state.installed.get(name)
        return self._state.get_evaluator().version_of(candidate, installed, order)

    def _has_choice(self, name: NormalizedName) -> bool:
        """Return whether a project may have variants to choose among."""
        return name in self._seen or self._state.is_bound(name)

    def whole(
        self, name: NormalizedName, result: BestCandidateResult, hashes: Hashes | None
    ) -> tuple[BestCandidateResult, Hashes | None]:
        """Return the same, but all that there is of a project in a lock file.

        It has only the chosen file for a candidate.
        """
        locks = self._state.locks
        whole = locks and locks.whole(name, result)
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
        if not self._has_choice(name):
            return result.best_candidate
        return next(order, None)

    def latest(
        self,
        finder: PackageFinder,
        dist: BaseDistribution,
        pip_evaluator: CandidateEvaluator,
        candidates: list[InstallationCandidate],
    ) -> InstallationCandidate | Latest | None:
        """Return the best of all candidates of a project, as ``pip list`` wants it.

        Of a variant that an upgrade would take in place of the installed distribution,
        the version is later than that of the distribution.
        """
        best = self.newest(pip_evaluator, candidates)
        if best is None or dist.canonical_name not in self._seen:
            return best
        return self._state.get_evaluator().latest(finder, dist, best, candidates)

    def newest(
        self, pip_evaluator: CandidateEvaluator, candidates: list[InstallationCandidate]
    ) -> InstallationCandidate | None:
        """Return the best of all candidates of a project."""
        if not candidates or not self._seen:
            return pip_evaluator.sort_best_candidate(candidates)
        key = pip_evaluator._sort_key  # noqa: SLF001 (pip has no other name for it)
        ordered = sorted(candidates, key=key, reverse=True)
        evaluator, requested = self._evaluator_for(ordered[0].name)
        return evaluator.best(ordered, requested)

    def installable(
        self, finder: PackageFinder, project: str
    ) -> list[InstallationCandidate]:
        """Return the candidates of those versions that have a file to install.

        If pip would take a sibling for the project, it says so.
        """
        siblings = finder.variants.resolver.siblings
        if siblings is not None:
            siblings.tell_listed(canonicalize_name(project))
        candidates = finder.find_all_candidates(project)
        if not candidates or not self._seen:
            return candidates
        evaluator, requested = self._evaluator_for(candidates[0].name)
        return evaluator.installable(candidates, requested)

    def _evaluator_for(self, project: str) -> tuple[VariantEvaluator, Requested]:
        requested = self._requested(canonicalize_name(project))
        return self._state.get_evaluator(), requested

    def _requested(self, name: NormalizedName) -> Requested:
        return self._state.get_requested().of(name)
