"""Rules about file names and versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packaging.tags import Tag
from packaging.version import InvalidVersion, Version

from ..text import counted, joined, printable
from .findings import Problem
from .release import Release

__all__ = [
    "build_tags",
    "local_versions",
    "misnamed",
    "other_tags",
    "unreadable",
    "unrepaired_platforms",
]

# So many tags are named in one finding.
_TAGS = 3


def misnamed(release: Release) -> Iterator[Problem]:
    """Find files whose names are those of no wheel."""
    for filename, reason in release.misnamed:
        yield Problem(
            filename,
            f"this is not the name of a wheel: {reason}",
            "rename it, or take it out",
        )


def unreadable(release: Release) -> Iterator[Problem]:
    """Find wheels that cannot be read."""
    for wheel in release.wheels:
        if wheel.fault is not None:
            yield Problem(
                wheel.filename,
                f"the wheel cannot be read: {wheel.fault}",
                "upload it again, to a server that gives parts of files"
                if wheel.listed
                else "build it again",
            )


def build_tags(release: Release) -> Iterator[Problem]:
    """Find hashes behind a build tag."""
    for wheel in release.wheels:
        if wheel.build and wheel.is_hashed:
            yield Problem(
                wheel.filename,
                "older installers take this for a plain wheel with a high build tag,"
                " and install it on every machine",
                "remove the build tag; publish a post release instead",
            )


def other_tags(release: Release) -> Iterator[Problem]:
    """Find wheels whose names have other tags than their WHEEL."""
    for wheel in release.wheels:
        if wheel.stated_tags and wheel.stated_tags != wheel.tags:
            stated, named = _shown(wheel.stated_tags), _shown(wheel.tags)
            yield Problem(
                wheel.filename,
                f"its WHEEL states the tags {stated}, and its name {named}: installers"
                " go by the name, and pip check by WHEEL",
                "rename it with a program that changes both, as 'wheel tags' does",
            )


def _shown(tags: Iterable[Tag]) -> str:
    return joined(sorted(printable(str(tag)) for tag in tags), _TAGS)


def local_versions(release: Release) -> Iterator[Problem]:
    """Find variants of a version with a local part, as 2.9.0+cu130."""
    try:
        local = Version(release.version).local
    except InvalidVersion:
        return
    if local is not None and release.variants:
        yield Problem(
            "",
            f"the version has the local part {printable(local)}: it sorts above the"
            " same version without one, and PyPI refuses it",
            "let the variant say it, and drop it when you make the wheels",
            "make --drop-local",
        )


def unrepaired_platforms(release: Release) -> Iterator[Problem]:
    """Find wheels for any Linux at all, as a back end makes them."""
    # The rows of a maker's file are repaired later.
    wheels = () if release.planned else release.wheels
    found = [
        wheel.filename
        for wheel in wheels
        if any(tag.platform.startswith("linux_") for tag in wheel.tags)
    ]
    if found:
        others = len(found) - 1
        whose = (
            f"its platform, and that of {counted(others, 'other')},"
            if others
            else "its platform"
        )
        yield Problem(
            found[0],
            f"{whose} is linux alone, which does not say what C library it needs: PyPI"
            " refuses it",
            "repair the plain wheel with auditwheel, and make the variant of that",
        )
