"""Sum up the files of a release: those of one reason, and those for other platforms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ..machine.messages import MAX_SHOWN
from ..text import HINT, joined, printable

__all__ = [
    "MAX_LISTED",
    "Listing",
    "SameReason",
    "list_files",
    "only_counted",
]

MAX_LISTED = 5
"""So many files of one kind are listed, or groups of those with one reason."""


class Judged(Protocol):
    """A file with a verdict.

    The names are those of ``FileEvaluation``; pip has one of its own.
    """

    @property
    def filename(self) -> str: ...

    @property
    def rank(self) -> int | None: ...

    @property
    def reason(self) -> str: ...

    @property
    def cause(self) -> str: ...

    @property
    def is_foreign(self) -> bool: ...


File = TypeVar("File", bound=Judged)


@dataclass(frozen=True)
class SameReason(Generic[File]):
    """Some files that are left out for one reason, or a single file."""

    files: Sequence[File]
    reason: str

    @property
    def title(self) -> str:
        """The line above the names of several files."""
        return f"{len(self.files)} files:"

    @property
    def names(self) -> str:
        """The names of some of them, in one line."""
        return joined([printable(file.filename) for file in self.files], MAX_SHOWN)


@dataclass(frozen=True)
class Listing(Generic[File]):
    """Files as an explanation lists them.

    :param hidden: The number of the files that it leaves out.
    """

    groups: Sequence[SameReason[File]]
    hidden: int = 0


def list_files(files: Sequence[File], is_whole: bool) -> Listing[File]:
    """Return files as an explanation lists them, in their order.

    Files of one reason are put together, unless they can be taken: each of these has a
    place of its own. Those for other platforms are left out, and not counted.

    :param is_whole: Whether to list each file alone, however many there are.
    """
    if is_whole:
        return Listing(list(_alone(files)))
    here = [file for file in files if not file.is_foreign]
    groups = [
        *_alone(file for file in here if file.rank is not None),
        *_by_reason(file for file in here if file.rank is None),
    ]
    hidden = sum(len(group.files) for group in groups[MAX_LISTED:])
    return Listing(groups[:MAX_LISTED], hidden)


def only_counted(files: Iterable[Judged]) -> str:
    """Say how many files are for other platforms; empty if none is."""
    count = sum(file.is_foreign for file in files)
    if not count:
        return ""
    if count == 1:
        return f"1 file is for another Python or platform{HINT}"
    return f"{count} files are for other Pythons or platforms{HINT}"


def _alone(files: Iterable[File]) -> Iterator[SameReason[File]]:
    for file in files:
        yield SameReason([file], file.reason)


def _by_reason(files: Iterable[File]) -> list[SameReason[File]]:
    """Put files together that are left out for the same reason.

    All properties of a provider that does not answer are the same reason.
    """
    groups: dict[str, list[File]] = {}
    for file in files:
        groups.setdefault(file.cause or file.reason, []).append(file)
    return [
        SameReason(group, reason if len(group) > 1 else group[0].reason)
        for reason, group in groups.items()
    ]
