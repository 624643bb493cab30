"""Rules about pages of an index: how they go with the wheels, and with each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from ..text import and_others, printable
from .findings import Problem
from .release import Release, WheelFile

__all__ = ["differing_lists", "differing_pages"]

_ANEW = ("write the pages anew, and upload all of them", "index FOLDER")


def differing_pages(release: Release) -> Iterator[Problem]:
    """Find wheels of which the page states something else than they do."""
    for wheel in release.wheels:
        for reason in _differences(wheel):
            yield Problem(wheel.filename, reason, *_ANEW)


def _differences(wheel: WheelFile) -> Iterator[str]:
    if wheel.metadata is None:
        return
    own = wheel.metadata
    if wheel.beside not in (None, own.digest):
        yield "the file .metadata beside the wheel is not the METADATA in it"
    if wheel.not_beside is not None:
        yield f"the file .metadata beside the wheel cannot be had: {wheel.not_beside}"
    listed = wheel.listed
    if listed is None:
        return
    if listed.metadata_sha256 not in (None, own.digest):
        yield (
            "the page states another digest of its METADATA than it has, so installers"
            " refuse it"
        )
    stated = listed.requires_python
    if stated is not None and not _is_same(stated, own.requires_python):
        says = printable(own.requires_python) or "any"
        yield f"the page says that it needs Python {printable(stated)}, and it {says}"


def _is_same(one: str, other: str) -> bool:
    try:
        return SpecifierSet(one) == SpecifierSet(other)
    except InvalidSpecifier:
        return one == other


def differing_lists(release: Release) -> Iterator[Problem]:
    """Find files that one list of the release lacks, or has otherwise."""
    for other in release.lists[1:]:
        first = release.lists[0]
        one, two = printable(first.title), printable(other.title)
        names, others = first.files.keys(), other.files.keys()
        both = names & others
        changed = {n for n in both if _is_other(first.files[n], other.files[n])}
        are = "is another file" if len(changed) == 1 else "are other files"
        yield from _together(changed, "", f" {are} by {one} than by {two}")
        yield from _together(names - others, f"{one} has ", f", {two} not")
        yield from _together(others - names, f"{two} has ", f", {one} not")


def _together(files: Collection[str], start: str, end: str) -> Iterator[Problem]:
    """Yield a problem that all of some files have, by the name of the first."""
    if files:
        text = f"{start}{and_others('it', len(files))}{end}"
        yield Problem(min(files), text, *_ANEW)


def _is_other(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other
