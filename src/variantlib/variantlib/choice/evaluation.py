"""The verdicts on the files of a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from packaging.utils import NormalizedName
from packaging.version import Version

from ..index.candidates import Candidate
from ..names.properties import Property

__all__ = ["FileEvaluation", "ProjectEvaluation", "ReleaseEvaluation"]


@dataclass(frozen=True)
class FileEvaluation:
    """The verdict on one file.

    :param rank: Its place in the order in which the files of its release are tried, 1
        for the first; None for one that does not fit.
    :param problem: Why it does not fit; None for one that does.
    :param properties: Those of a variant, where they are known and make sense.
    :param source: Who states them.
    :param cause: The problem without the property, if it is about its provider.
    :param is_foreign: Whether it is for another Python or platform.
    """

    candidate: Candidate
    rank: int | None = None
    problem: str | None = None
    properties: tuple[Property, ...] = ()
    source: str | None = None
    cause: str = ""
    is_foreign: bool = False

    @property
    def filename(self) -> str:
        """Its name, as the place has it."""
        return self.candidate.filename

    @property
    def reason(self) -> str:
        """The problem; empty if there is none."""
        return self.problem or ""


@dataclass(frozen=True)
class ReleaseEvaluation:
    """The verdicts on the files of a release, in the order in which they are tried.

    :param chosen: The one that the machine gets of this release, if any.
    :param reason: Why it is that one.
    :param summary: How many of them fit; None if the release was not asked for.
    """

    version: Version
    files: Sequence[FileEvaluation]
    chosen: FileEvaluation | None = None
    reason: str | None = None
    summary: str | None = None


@dataclass(frozen=True)
class ProjectEvaluation:
    """The releases of a project, the newest first.

    :param faults: The mistakes in the documents of releases, in a line each.
    :param missing: The documents that cannot be read from here: name and URL.
    """

    project: NormalizedName
    releases: Sequence[ReleaseEvaluation]
    faults: Sequence[str] = ()
    missing: Sequence[tuple[str, str]] = ()

    @property
    def chosen(self) -> ReleaseEvaluation | None:
        """The newest release with a file for the machine."""
        return next((r for r in self.releases if r.chosen is not None), None)
