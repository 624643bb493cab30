"""Rules about the matrix of a release: variants by Pythons and platforms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packaging.tags import Tag

from ..named_tuples import NamedTuple
from ..names.labels import NULL_LABEL
from ..text import joined
from .findings import Problem
from .release import Release
from .tags import covers, platform_of, python_of

__all__ = ["missing_null", "missing_plain", "other_platforms", "other_pythons"]

# So many Pythons or platforms are named in one finding.
_SHOWN = 6

_PLAIN = ""
_ANY = "any"


class _Matrix(NamedTuple):
    """The tags that the wheels of each variant have; those of "" are the plain ones."""

    tags: dict[str, set[Tag]]

    @classmethod
    def of(cls, release: Release) -> _Matrix:
        tags: dict[str, set[Tag]] = {}
        for wheel in release.wheels if release.is_listed else ():
            tags.setdefault(wheel.variant, set()).update(wheel.tags)
        return cls(tags)

    @property
    def is_empty(self) -> bool:
        """Whether there is no variant."""
        return not self.tags.keys() - {_PLAIN}

    def wanted(self, variant: str) -> set[Tag]:
        """Return the tags of the other variants."""
        others = (tags for name, tags in self.tags.items() if name not in {variant, ""})
        return {tag for tags in others for tag in tags}

    def gaps(self, variant: str) -> set[Tag]:
        """Return those of them on which the variant does not run."""
        own = self.tags.get(variant, set())
        cells = {(python_of(tag), platform_of(tag)) for tag in own}
        return {
            tag
            for tag in self.wanted(variant)
            if (python_of(tag), platform_of(tag)) not in cells
            and not any(covers(offered, tag) for offered in own)
        }


def missing_null(release: Release) -> Iterator[Problem]:
    """Find labels without the null variant, or platforms without it."""
    matrix = _Matrix.of(release)
    if not any(wheel.is_labelled for wheel in release.wheels):
        return
    if NULL_LABEL not in matrix.tags and release.is_listed:
        yield Problem(
            "",
            "there is no null variant: on a machine that no label fits, installers that"
            " know labels are left with a plain wheel, or with nothing",
            f"add a wheel with the label {NULL_LABEL}, without properties"
            if release.planned is None
            else "write null = true into the file",
        )
    elif gaps := matrix.gaps(NULL_LABEL):
        yield Problem(
            "",
            f"the null variant is missing where other labels are: {_cells(gaps)}",
            f"add wheels with the label {NULL_LABEL} for them",
        )


def missing_plain(release: Release) -> Iterator[Problem]:
    """Find releases without plain wheels, or platforms without them."""
    matrix = _Matrix.of(release)
    if matrix.is_empty:
        return
    if _PLAIN not in matrix.tags:
        instead = "build from source" if release.has_source else "do not find it"
        yield Problem(
            "",
            "there is no plain wheel: installers that know no variants"
            f" {instead}, or take an older release",
            "publish a plain wheel for each Python and platform"
            if release.planned is None
            else "write plain = true into the file",
        )
    elif gaps := matrix.gaps(_PLAIN):
        yield Problem(
            "",
            f"plain wheels are missing where variants are: {_cells(gaps)}",
            "publish plain wheels for them",
        )


def other_pythons(release: Release) -> Iterator[Problem]:
    """Find variants that lack a Python on a platform where they have others."""
    matrix = _Matrix.of(release)
    for name, tags in sorted(matrix.tags.items()):
        platforms = set(map(platform_of, tags))
        gaps = {
            tag
            for tag in matrix.gaps(name)
            if platform_of(tag) in platforms and not _is_of_every(tag.interpreter)
        }
        if gaps and name not in (NULL_LABEL, _PLAIN):
            yield Problem(
                "",
                f"{name} has no wheel where other variants have one: {_cells(gaps)}",
                f"build {name} for them too, or expect the next best there",
            )


def other_platforms(release: Release) -> Iterator[Problem]:
    """Find variants that are missing on a whole platform."""
    matrix = _Matrix.of(release)
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, tags in sorted(matrix.tags.items()):
        platforms = set(map(platform_of, tags))
        lacking = {platform_of(tag) for tag in matrix.gaps(name)} - {*platforms, _ANY}
        if lacking and name not in (NULL_LABEL, _PLAIN):
            groups.setdefault(tuple(sorted(lacking)), []).append(name)
    for lacking_too, names in groups.items():
        yield Problem(
            "",
            f"{joined(names, _SHOWN)} {'is' if len(names) == 1 else 'are'} not there"
            f" for {joined(lacking_too, _SHOWN)}, which other variants have",
            "nothing is to be done if it cannot be built there",
        )


def _is_of_every(interpreter: str) -> bool:
    """Return whether a tag says nothing about one Python."""
    return interpreter.startswith("py")


def _cells(tags: Iterable[Tag]) -> str:
    """Name Pythons by platform."""
    platforms: dict[str, set[str]] = {}
    for tag in tags:
        platforms.setdefault(platform_of(tag), set()).add(python_of(tag))
    return "; ".join(
        joined(sorted(pythons), _SHOWN)
        if platform == _ANY
        else f"{platform} ({joined(sorted(pythons), _SHOWN)})"
        for platform, pythons in sorted(platforms.items())
    )
