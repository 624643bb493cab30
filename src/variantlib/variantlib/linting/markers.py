"""Rules about markers of dependencies that are about variants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..documents.variant_markers import (
    LABEL,
    Comparison,
    comparisons,
    hash_form_problem,
    is_marked,
    without_labels,
)
from ..names.labels import NULL_LABEL, each_property
from ..text import and_others, guess, joined, printable
from .findings import Problem
from .release import Release, WheelFile

__all__ = ["in_plain_wheels", "labels_in_hash_wheels", "shown_lines", "unknown_names"]

# So many dependencies are named in one finding.
_SHOWN = 3


def shown_lines(lines: Iterable[str]) -> str:
    """Return dependencies in a sentence."""
    return joined([*map(printable, lines)], _SHOWN)


def in_plain_wheels(release: Release) -> Iterator[Problem]:
    """Find variant markers in plain wheels."""
    for wheel in release.wheels_of(""):
        lines = wheel.metadata.requires if wheel.metadata else ()
        marked = [line for line in lines if is_marked(line)]
        if marked:
            yield Problem(
                wheel.filename,
                f"the plain wheel requires {shown_lines(marked)}: other installers"
                " refuse a wheel with a marker about variants",
                "leave the marker, or the dependency, out of plain wheels",
            )


def labels_in_hash_wheels(release: Release) -> Iterator[Problem]:
    """Find markers about labels in wheels that have none."""
    variants = {
        name: tuple(each_property(variant.properties))
        for name, variant in release.variants.items()
    }
    hashed = [wheel for wheel in release.wheels if wheel.is_hashed]
    for line, names in _by_line(hashed).items():
        problem = hash_form_problem(line)
        if problem is not None:
            require = "require" if len(names) > 1 else "requires"
            yield Problem(
                names[0],
                f"{and_others(printable(names[0]), len(names))} {require}"
                f" {printable(line)}: {problem}",
                f"write it as in {without_labels(line, variants)}, which holds in"
                " either form",
            )


def unknown_names(release: Release) -> Iterator[Problem]:
    """Find markers with a label or property that no variant of the release has."""
    if not release.is_listed:
        return
    wheels = [wheel for wheel in release.wheels if wheel.name is not None]
    known = _known_names(release)
    for line, names in _by_line(wheels).items():
        unknown: dict[str, dict[tuple[str, str], None]] = {}
        for each in comparisons(line):
            if (text := _unknown(each, known)) is not None:
                remedy = _ALWAYS if each.is_negative else _NEVER
                unknown.setdefault(remedy, {})[each.variable, text] = None
        for remedy, texts in unknown.items():
            variable, text = next(iter(texts))
            title = "the label " if variable == LABEL else ""
            first = f"{title}{printable(text)}{guess(text, known[variable])}"
            more = f", and {len(texts) - 1} more" if len(texts) > 1 else ""
            yield Problem(
                names[0],
                f"{printable(line)}: no variant of this release has {first}{more}",
                remedy,
            )


_NEVER = "correct the marker, or leave the dependency out"
_ALWAYS = "correct the marker, or leave out this part, which always holds"


def _known_names(release: Release) -> dict[str, set[str]]:
    """Return all that a marker can meet, by its variable.

    A variable is left out if a wheel does not say all that it has.
    """
    found: dict[str, set[str]] = {}
    names = {wheel.variant for wheel in release.wheels if wheel.name is not None}
    labels = {wheel.variant for wheel in release.wheels if wheel.is_labelled}
    labels |= {variant.name for variant in release.labels}
    if labels:
        # Hash wheels alone are no matter of labels, and of another rule.
        found[LABEL] = {*labels, NULL_LABEL, ""}
    if names <= release.variants.keys():
        for variant in release.variants.values():
            for prop in each_property(variant.properties):
                for place, variable in enumerate(_SETS, start=1):
                    found.setdefault(variable, set()).add(" :: ".join(prop[:place]))
    return found


_SETS = ("variant_namespaces", "variant_features", "variant_properties")


def _unknown(each: Comparison, known: dict[str, set[str]]) -> str | None:
    """Return a text to which a marker compares, as no variant of a release has it."""
    is_equality = each.operator in ("==", "!=")
    if each.variable not in known or is_equality != (each.variable == LABEL):
        return None
    text = each.text
    if not is_equality:
        text = " :: ".join(part.strip(" \t") for part in text.split("::"))
    return None if text in known[each.variable] else text


def _by_line(wheels: Iterable[WheelFile]) -> dict[str, list[str]]:
    """Return the files with each dependency whose marker is about variants."""
    found: dict[str, list[str]] = {}
    for wheel in wheels:
        for line in dict.fromkeys(wheel.metadata.requires if wheel.metadata else ()):
            if is_marked(line):
                found.setdefault(line, []).append(wheel.filename)
    return found
