"""Rules about pages of an index: how they go with the wheels, and with each other."""

from __future__ import annotations

from collections.abc import Iterator

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from ..text import printable
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
        names = (printable(first.title), printable(other.title))
        for filename in sorted(first.files.keys() | other.files.keys()):
            if filename not in other.files:
                yield Problem(filename, f"{names[0]} has it, {names[1]} not", *_ANEW)
            elif filename not in first.files:
                yield Problem(filename, f"{names[1]} has it, {names[0]} not", *_ANEW)
            elif _is_other(first.files[filename], other.files[filename]):
                text = f"it is another file by {names[0]} than by {names[1]}"
                yield Problem(filename, text, *_ANEW)


def _is_other(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other
