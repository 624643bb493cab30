"""Rules about METADATA: of one wheel, and among the wheels of a release."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from ..documents.variant_markers import is_marked, is_sound
from ..documents.wheel_zip import is_release
from ..models import MetadataUnavailable
from ..text import printable
from .findings import Problem
from .markers import shown_lines
from .release import Metadata, Release, WheelFile

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "differing_fields",
    "invalid_requirements",
    "of_another_release",
    "wrong_statements",
]

_VARIANT = "variant"
_HASH = "variant-hash"
_REQUIRES = "requires-dist"
_OF_VARIANTS = {_VARIANT, _HASH, _REQUIRES, "metadata-version"}
_SHORT = 60

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_find_lock_variable = re.compile(r"\b(?:extras|dependency_groups)\b").search


def wrong_statements(release: Release) -> Iterator[Problem]:
    """Find wheels that state another variant than their names."""
    for wheel in release.wheels:
        if isinstance(wheel.own, MetadataUnavailable):
            yield Problem(wheel.filename, wheel.own.reason, "make the variant again")
        elif not wheel.is_labelled:
            yield from _stated_elsewhere(wheel)


def _stated_elsewhere(wheel: WheelFile) -> Iterator[Problem]:
    fields = wheel.metadata.fields if wheel.metadata else {}
    if wheel.has_document:
        yield Problem(
            wheel.filename,
            "it has a variant.json, but no label in its name",
            "name it by its label, or make the plain wheel again",
        )
    if wheel.name is None and (_VARIANT in fields or _HASH in fields):
        yield Problem(
            wheel.filename,
            "its METADATA has Variant lines, but its name no hash",
            "name it by its hash, or make the plain wheel again",
        )


def invalid_requirements(release: Release) -> Iterator[Problem]:
    """Find dependencies and versions of Python that nobody can parse."""
    for wheel in release.wheels:
        if wheel.metadata is None:
            continue
        lines = wheel.metadata.requires
        of_locks = [line for line in lines if _has_lock_marker(line)]
        if of_locks:
            yield Problem(
                wheel.filename,
                f"it requires {shown_lines(of_locks)}: extras and dependency_groups are"
                " for the markers of lock files, and installers refuse them in a wheel",
                "write it as in extra == 'name'",
            )
        others = [line for line in lines if line not in of_locks]
        odd = [line for line in others if is_marked(line) and not is_sound(line)]
        if odd:
            yield Problem(
                wheel.filename,
                f"it requires {shown_lines(odd)}: installers cannot read this marker"
                " about variants, and refuse the wheel",
                "compare variant_label with a text by ==, !=, in or not in, and look"
                " for a text in one of the others",
            )
        bad = [
            line for line in others if not is_marked(line) and not _is_requirement(line)
        ]
        if not _is_specifier(wheel.metadata.requires_python):
            bad.append(f"Python {wheel.metadata.requires_python}")
        if bad:
            yield Problem(
                wheel.filename,
                f"it requires {shown_lines(bad)}, which is no valid requirement",
                "correct it: installers refuse the wheel",
            )


def of_another_release(release: Release) -> Iterator[Problem]:
    """Find wheels whose names were changed, or METADATA without the name."""
    if release.planned is not None:
        return
    for wheel in release.wheels:
        if wheel.metadata is None:
            continue
        fields = wheel.metadata.fields
        name, version = ("".join(fields.get(key, ())) for key in ("name", "version"))
        if not is_release(name, version, release.project, Version(release.version)):
            stated = f"{name} {version}".strip()
            yield Problem(
                wheel.filename,
                f"its METADATA is of {printable(stated) or 'no project'}, and its name"
                f" of {release.title}: installers refuse it",
                "build it again: another file name does not change what is in it",
            )


def _has_lock_marker(text: str) -> bool:
    """Say whether a dependency has a marker that only lock files may have.

    The library of packaging reads it all the same, since 25.0.
    """
    bare = _QUOTED.sub("", text.partition(";")[2])
    return _find_lock_variable(bare) is not None


def _is_requirement(text: str) -> bool:
    try:
        Requirement(text)
    except (InvalidRequirement, RecursionError):
        return False
    return True


def _is_specifier(text: str) -> bool:
    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        return False
    return True


def differing_fields(release: Release) -> Iterator[Problem]:
    """Find headers that differ among wheels, but for those about variants."""
    read = [wheel for wheel in release.wheels if wheel.metadata is not None]
    # What a maker's file does not change, nobody has read.
    nothing = "none" if release.planned is None else "what the project has"
    names = sorted({name for wheel in read for name in _metadata(wheel).fields})
    for name in names:
        if name not in _OF_VARIANTS:
            yield from _differing(read, name, _reader(name), nothing)
    yield from _differing(
        read, "description", lambda found: (found.description,), nothing
    )
    for variant in sorted({wheel.variant for wheel in read}):
        same = [wheel for wheel in read if wheel.variant == variant]
        yield from _differing(
            same, _REQUIRES, lambda found: sorted(found.requires), nothing
        )


def _metadata(wheel: WheelFile) -> Metadata:
    assert wheel.metadata is not None
    return wheel.metadata


def _reader(name: str) -> Callable[[Metadata], Iterable[str]]:
    return lambda metadata: metadata.fields.get(name, ())


def _differing(
    wheels: Iterable[WheelFile],
    name: str,
    read: Callable[[Metadata], Iterable[str]],
    nothing: str,
) -> Iterator[Problem]:
    """Compare wheels, and name those that are not like most others.

    :param nothing: What a header is called that is not there.
    """
    groups: dict[tuple[str, ...], list[WheelFile]] = {}
    for wheel in wheels:
        groups.setdefault(tuple(read(_metadata(wheel))), []).append(wheel)
    if len(groups) < 2:
        return
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    (usual, like), *others = ordered
    odd, named = others[0][0], [w.filename for _, group in others for w in group]
    values = ""
    if name != "description":
        shown = [_value(values) or nothing for values in (odd, usual)]
        values = f" ({' against '.join(shown)})"
    yield Problem(
        named[0],
        f"{_title(name)} of {_files(named)} differs from that of {_files(_names(like))}"
        f"{values}: installers read one wheel for all of a release",
        "make them equal",
    )


def _names(wheels: Iterable[WheelFile]) -> list[str]:
    return [wheel.filename for wheel in wheels]


def _files(names: list[str]) -> str:
    if len(names) == 1:
        return printable(names[0])
    return f"{len(names)} wheels ({printable(names[0])}, ...)"


def _value(values: tuple[str, ...]) -> str:
    text = "; ".join(values)
    return printable(text) if len(text) <= _SHORT else f"{printable(text[:_SHORT])}..."


def _title(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))
