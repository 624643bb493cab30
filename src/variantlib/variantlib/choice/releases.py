"""Choose the file of each project that a machine gets, and explain it file by file.

The version comes first: the newest release that has a file for the machine. Within it
the variants that fit come first, the best first, then plain wheels, then a source
archive. ``packaging`` says which wheels this Python takes, and which it prefers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from email.parser import BytesHeaderParser

from packaging.specifiers import SpecifierSet
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

from ..documents.document import WHEEL_DOCUMENT
from ..documents.listed import SUFFIX
from ..documents.statements import METADATA, flaw
from ..documents.wheel_zip import open_wheel
from ..errors import InvalidVariantFilename, NotAtHand, VariantError
from ..index.access import Access
from ..index.candidates import Candidate, parse_candidate
from ..index.files import IndexFile, Place
from ..index.reader import PropertyReader
from ..machine.machine import Machine
from ..machine.messages import listed
from ..models import MetadataUnavailable, VariantMetadata
from ..names.properties import format_property
from .evaluation import FileEvaluation, ProjectEvaluation, ReleaseEvaluation
from .ranking import Ranked, Ranking, rank_offers
from .summary import Tally
from .target import Target, target_of

__all__ = ["evaluate_place"]


def evaluate_place(
    place: Place,
    machine: Machine,
    access: Access,
    target: Target | None = None,
    specifier: SpecifierSet | None = None,
    is_complete: bool = False,
    only: str | None = None,
) -> tuple[list[ProjectEvaluation], list[tuple[IndexFile, str]]]:
    """Choose among the files of a place, for each project there.

    :param target: The Python that is installed for; None for that of the machine.
    :param specifier: The versions that will do; None for all. It says also whether
        pre-releases do; else one is taken only where there is nothing else.
    :param is_complete: Whether to look at releases older than the chosen one, too.
    :param only: The name of a project; others are left out.
    :return: The projects by name; and the files that belong to none, with the reason.
    """
    projects: dict[NormalizedName, list[Candidate]] = {}
    strangers = []
    for file in place.files:
        if file.filename.endswith(SUFFIX):
            continue
        try:
            candidate = parse_candidate(file)
        except InvalidVariantFilename as error:
            strangers.append((file, error.reason))
        else:
            projects.setdefault(candidate.project, []).append(candidate)
    reader, target = (
        PropertyReader(place, access, machine),
        target or target_of(machine.platform),
    )
    evaluator = _Evaluator(reader, machine, access, target)
    wanted = SpecifierSet() if specifier is None else specifier
    return [
        evaluator.evaluate(project, projects[project], wanted, is_complete)
        for project in sorted(projects)
        if only is None or project == canonicalize_name(only)
    ], strangers


class _Evaluator:
    """Evaluates the files of projects, for one machine and one Python."""

    def __init__(
        self, reader: PropertyReader, machine: Machine, access: Access, target: Target
    ) -> None:
        self._reader = reader
        self._machine = machine
        self._access = access
        self._target = target

    def evaluate(
        self,
        project: NormalizedName,
        candidates: Sequence[Candidate],
        specifier: SpecifierSet,
        is_complete: bool,
    ) -> ProjectEvaluation:
        """Evaluate the releases of a project, the newest first."""
        self._reader.faults.clear()
        self._reader.missing.clear()
        problems = {c.file: self._target.misfit(c) for c in candidates}
        by_version: dict[Version, list[Candidate]] = {}
        for candidate in candidates:
            by_version.setdefault(candidate.version, []).append(candidate)
        usable = {c.version for c in candidates if problems[c.file] is None}
        allowed = set(specifier.filter(usable))
        releases = []
        for version in sorted(by_version, reverse=True):
            release = by_version[version]
            if version in allowed:
                found = self._evaluate_release(version, release, problems)
            else:
                found = _passed_over(version, release, problems)
            releases.append(found)
            if found.chosen is not None and not is_complete:
                break
        faults, missing = tuple(self._reader.faults), tuple(self._reader.missing)
        return ProjectEvaluation(project, releases, faults, missing)

    def _evaluate_release(
        self,
        version: Version,
        release: Sequence[Candidate],
        problems: Mapping[IndexFile, str | None],
    ) -> ReleaseEvaluation:
        usable = self._in_order([c for c in release if problems[c.file] is None])
        offers = [candidate for candidate in usable if candidate.name is not None]
        ranking = self._rank(offers)
        tried = list(map(_as_stated, ranking.best_first()))
        tried += [FileEvaluation(c) for c in usable if c.name is None]
        fitting, unfit = self._try(tried)
        unfit += [self._explain(offer, facts) for offer, facts in ranking.unfit]
        unfit += [_not_for_us(c, problems[c.file]) for c in release]
        unfit = [each for each in unfit if each.problem is not None]
        ranked = [replace(each, rank=i) for i, each in enumerate(fitting, start=1)]
        files = [*ranked, *unfit]
        summary = _tally(files).sentence(self._machine.subject.name)
        if not ranked:
            return ReleaseEvaluation(version, files, summary=summary)
        reason = _reason(ranked, bool(offers))
        return ReleaseEvaluation(version, files, ranked[0], reason, summary)

    def _try(
        self, tried: Sequence[FileEvaluation]
    ) -> tuple[list[FileEvaluation], list[FileEvaluation]]:
        """Look into files until one is as it should be.

        :return: That one and those that come after it; and those that are not.
        """
        unfit: list[FileEvaluation] = []
        for place, each in enumerate(tried):
            problem = each.problem or self._problem_inside(each)
            if problem is None:
                sound = [each for each in tried[place:] if each.problem is None]
                return sound, unfit + [e for e in tried[place:] if e.problem]
            unfit.append(replace(each, problem=problem))
        return [], unfit

    def _in_order(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Return files as pip tries them: by platform, then build number."""

        def key(candidate: Candidate) -> tuple[bool, int, object]:
            place = self._target.place(candidate.tags) or 0
            return bool(candidate.tags), -place, candidate.build

        # Of two that are alike, the last on the page comes first.
        return sorted(candidates, key=key)[::-1]

    def _rank(self, offers: Sequence[Candidate]) -> Ranking:
        if not offers:
            return Ranking([], [])
        facts = self._reader.read(offers)
        self._machine.learn_builds(facts)
        return rank_offers(offers, facts, self._machine.rank)

    def _problem_inside(self, found: FileEvaluation) -> str | None:
        """Return why a file that fits cannot be taken, after a look into it.

        None also for one that is not at hand.
        """
        candidate = found.candidate
        if not candidate.tags:
            return None
        try:
            with open_wheel(self._access.wheel(candidate.file)) as wheel:
                headers = BytesHeaderParser().parsebytes(wheel.read(METADATA))
        except NotAtHand:
            return None
        except OSError as error:
            return f"it cannot be read: {error.strerror or error}"
        except VariantError as error:
            return str(error)
        problem = self._target.python_misfit(headers.get("Requires-Python"))
        return problem or self._contradiction(found)

    def _contradiction(self, found: FileEvaluation) -> str | None:
        """Return how a wheel contradicts what is stated of it; None if it does not."""
        name = found.candidate.name
        if name is None or found.source in (METADATA, WHEEL_DOCUMENT):
            return None
        own = self._reader.read_own(found.candidate)
        if isinstance(own, MetadataUnavailable):
            return own.reason
        if own.check(name).properties == found.properties:
            return None
        return f"{found.source} is wrong about it: its own {own.source} says otherwise"

    def _explain(
        self, offer: Candidate, facts: VariantMetadata | MetadataUnavailable
    ) -> FileEvaluation:
        """Return the verdict on a variant that does not fit."""
        if isinstance(facts, MetadataUnavailable):
            return FileEvaluation(offer, problem=facts.reason)
        found = _evaluate(offer, facts)
        if found.problem is not None:
            return found
        problem = flaw(facts)
        if problem is None:
            misfit = self._machine.misfit(facts)
            if misfit is not None:
                return replace(found, problem=misfit.text, cause=misfit.cause)
        return replace(found, problem=problem or "it does not fit")


def _as_stated(ranked: Ranked) -> FileEvaluation:
    return _evaluate(ranked.offer, ranked.facts)


def _evaluate(offer: Candidate, facts: VariantMetadata) -> FileEvaluation:
    """Return the verdict on a variant by its name and properties alone."""
    assert offer.name is not None
    parsed = facts.check(offer.name)
    if parsed.error is not None:
        problem = f"{facts.source} is wrong about it: {parsed.error}"
        return FileEvaluation(offer, problem=problem, source=facts.source)
    return FileEvaluation(offer, properties=parsed.properties, source=facts.source)


def _passed_over(
    version: Version,
    release: Sequence[Candidate],
    problems: Mapping[IndexFile, str | None],
) -> ReleaseEvaluation:
    """Return a release of which no file is asked for, or none is for this Python."""
    kind = "a pre-release" if version.is_prerelease else "another version"
    reason = f"{kind}, which is not asked for"
    files = [
        _not_for_us(candidate, problems[candidate.file])
        if problems[candidate.file]
        else FileEvaluation(candidate, problem=reason)
        for candidate in release
    ]
    return ReleaseEvaluation(version, files)


def _not_for_us(candidate: Candidate, problem: str | None) -> FileEvaluation:
    """Return the verdict on a file by what the page says of it."""
    # Of two problems, that it was yanked comes first.
    is_foreign = problem is not None and not candidate.file.is_yanked
    return FileEvaluation(candidate, problem=problem, is_foreign=is_foreign)


def _tally(files: Sequence[FileEvaluation]) -> Tally:
    variants = [each for each in files if each.candidate.name is not None]
    fitting = sum(each.rank is not None for each in variants)
    return Tally(len(files), len(variants), fitting)


def _reason(ranked: Sequence[FileEvaluation], has_variants: bool) -> str:
    """Say why the first of some files is taken."""
    chosen = ranked[0]
    if chosen.candidate.name is None:
        kind = "wheel" if chosen.candidate.tags else "source archive"
        if has_variants:
            return f"a plain {kind}, as no variant fits"
        return f"a plain {kind}, as there are no variants for this Python"
    fitting = sum(each.candidate.name is not None for each in ranked)
    shown = listed([*map(format_property, chosen.properties)]) or "no properties"
    if fitting == 1:
        return f"the only variant that fits: {shown}"
    return f"the best of {fitting} variants that fit: {shown}"
