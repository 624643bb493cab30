"""List all rules; `docs/publish/lint.md` has a section for each.

A number is never used again, nor is it changed: people ignore rules by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ..errors import VariantError
from ..text import printable
from . import (
    choice,
    dependencies,
    documents,
    labels,
    listings,
    markers,
    matrix,
    metadata,
    names,
    others,
    places,
    properties,
)
from .findings import Finding, Rule, Severity
from .release import Release

__all__ = ["BY_NUMBER", "OF_INDEX", "RULES", "check", "parse_numbers"]

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

RULES = (
    Rule(
        "V101",
        "no-wheel-name",
        _E,
        "A file has a name that no installer takes for a wheel.",
        names.misnamed,
    ),
    Rule(
        "V102",
        "build-tag-before-hash",
        _E,
        "A hash stands behind a build tag, so older installers take the variant for a"
        " plain wheel.",
        names.build_tags,
    ),
    Rule(
        "V103",
        "unreadable-wheel",
        _E,
        "A wheel cannot be read.",
        names.unreadable,
    ),
    Rule(
        "V104",
        "local-version",
        _W,
        "A version has a local part, which a variant should say instead.",
        names.local_versions,
    ),
    Rule(
        "V105",
        "label-contradicts-properties",
        _E,
        "The text of a label says something else than its properties.",
        labels.contradictions,
    ),
    Rule(
        "V106",
        "unrepaired-platform",
        _W,
        "A wheel is for any Linux, whatever C library that has.",
        names.unrepaired_platforms,
    ),
    Rule(
        "V201",
        "twin-labels",
        _E,
        "Two labels need exactly the same, so one of them is never taken.",
        choice.twins,
    ),
    Rule(
        "V202",
        "never-taken",
        _W,
        "A variant is never taken: on each machine that it fits, a better one fits.",
        choice.cannot_win,
    ),
    Rule(
        "V301",
        "unknown-namespace",
        _W,
        "Nothing says who answers for a namespace.",
        properties.unknown_namespaces,
    ),
    Rule(
        "V302",
        "unknown-key",
        _E,
        "A variant needs a key that no known provider reports.",
        properties.unknown_keys,
    ),
    Rule(
        "V303",
        "unknown-value",
        _W,
        "Some of the values of a key are never reported by a known provider.",
        properties.unknown_values,
    ),
    Rule(
        "V304",
        "never-fits",
        _E,
        "A variant fits no machine, as no value of a key is ever reported.",
        properties.never_fits,
    ),
    Rule(
        "V305",
        "upper-bound",
        _W,
        "A variant needs a driver below some CUDA version.",
        properties.upper_bounds,
    ),
    Rule(
        "V401",
        "no-null-variant",
        _W,
        "Labels have no null variant beside them, or not for each platform.",
        matrix.missing_null,
    ),
    Rule(
        "V402",
        "no-plain-wheel",
        _W,
        "Variants have no plain wheel beside them, or not for each platform.",
        matrix.missing_plain,
    ),
    Rule(
        "V403",
        "missing-python",
        _W,
        "A variant lacks a Python that other variants have on the same platform.",
        matrix.other_pythons,
    ),
    Rule(
        "V404",
        "missing-platform",
        _N,
        "A variant lacks a platform that other variants have.",
        matrix.other_platforms,
    ),
    Rule(
        "V501",
        "wheel-states-another-variant",
        _E,
        "A wheel states another variant than its name does, or none.",
        metadata.wrong_statements,
    ),
    Rule(
        "V502",
        "metadata-differ",
        _W,
        "METADATA differs between wheels of the release.",
        metadata.differing_fields,
    ),
    Rule(
        "V503",
        "dependencies-of-some",
        _W,
        "Some variants have dependencies that others lack, without a marker.",
        dependencies.of_some,
    ),
    Rule(
        "V504",
        "marker-in-plain-wheel",
        _E,
        "A plain wheel has a dependency with a variant marker, so other installers"
        " refuse it.",
        markers.in_plain_wheels,
    ),
    Rule(
        "V505",
        "invalid-requirement",
        _E,
        "A wheel has a requirement that nobody can parse.",
        metadata.invalid_requirements,
    ),
    Rule(
        "V506",
        "metadata-of-another",
        _E,
        "METADATA of a wheel is of another project or version than its name.",
        metadata.of_another_release,
    ),
    Rule(
        "V507",
        "label-marker-in-hash-wheel",
        _E,
        "A wheel of the hash form has a marker about labels, which it does not have.",
        markers.labels_in_hash_wheels,
    ),
    Rule(
        "V508",
        "unknown-name-in-marker",
        _W,
        "A marker names a label or property that no variant of the release has.",
        markers.unknown_names,
    ),
    Rule(
        "V509",
        "tags-differ",
        _W,
        "WHEEL in a wheel states other tags than its name.",
        names.other_tags,
    ),
    Rule(
        "V601",
        "unusable-document",
        _E,
        "The document beside the wheels cannot be used at all.",
        documents.bad_documents,
    ),
    Rule(
        "V602",
        "wrong-entry",
        _E,
        "A part of the document cannot be used.",
        documents.bad_entries,
    ),
    Rule(
        "V603",
        "name-twice",
        _W,
        "A name stands twice in one object of the document.",
        documents.names_twice,
    ),
    Rule(
        "V604",
        "wheel-not-described",
        _E,
        "The document does not know a variant that there is a wheel of.",
        documents.unknown_wheels,
    ),
    Rule(
        "V605",
        "described-without-wheel",
        _W,
        "The document describes a variant that there is no wheel of.",
        documents.without_wheels,
    ),
    Rule(
        "V606",
        "described-differently",
        _E,
        "The document and a wheel state different properties of a variant.",
        documents.differing_wheels,
    ),
    Rule(
        "V607",
        "no-document",
        _W,
        "There is no document beside the variants.",
        documents.without_document,
    ),
    Rule(
        "V608",
        "wheels-disagree",
        _E,
        "Wheels contradict one another about a label or a namespace.",
        documents.disputes,
    ),
    Rule(
        "V609",
        "listed-differently",
        _E,
        "A page of the index states something else about a wheel than the wheel does.",
        listings.differing_pages,
    ),
    Rule(
        "V610",
        "lists-differ",
        _E,
        "Two lists of the files differ: the forms of a page, or an index and a folder.",
        listings.differing_lists,
    ),
    Rule(
        "V701",
        "refused-by-uv",
        _W,
        "uv 0.13.9 refuses the document, and with it the release.",
        others.refused_by_uv,
    ),
    Rule(
        "V702",
        "refused-by-variantlib",
        _N,
        "variantlib 0.2.2 of the package index refuses the document.",
        others.refused_by_variantlib,
    ),
    Rule(
        "V703",
        "not-answered-in-uv",
        _N,
        "uv 0.13.9 has no provider for a namespace: its users never get the labels.",
        others.unanswered_in_uv,
    ),
    Rule(
        "V704",
        "wheel-refused-by-uv",
        _W,
        "A wheel does not say itself who answers: uv 0.13.9 fails after the download.",
        others.wheels_refused_by_uv,
    ),
    Rule(
        "V801",
        "shadowed-table",
        _W,
        "A table of a catalogue has no files, as an earlier one has all of them.",
        places.shadowed_tables,
    ),
    Rule(
        "V802",
        "told-by-place",
        _N,
        "Only an index tells which variant a file is, so a folder of such files does"
        " not.",
        places.told_by_place,
    ),
)
"""All of them, by number."""

OF_INDEX = frozenset({"V101", "V103", "V501"}).union(
    rule.number for rule in RULES if rule.number.startswith("V6")
)
"""Those about what an index offers, by number."""

BY_NUMBER = {rule.number: rule for rule in RULES}


def check(release: Release, ignored: Collection[str] = ()) -> list[Finding]:
    """Return all that the rules find in a release, by number.

    :param ignored: The numbers of rules that are left out.
    """
    return [
        Finding(rule, release.title, problem)
        for rule in RULES
        if rule.number not in ignored
        for problem in rule.check(release)
    ]


def parse_numbers(texts: Iterable[str]) -> frozenset[str]:
    """Return the numbers of rules that stand in some texts, after commas.

    :raises VariantError: If there is no such rule.
    """
    numbers = {part for text in texts for part in re.split(r"[,\s]+", text) if part}
    for number in sorted(numbers - BY_NUMBER.keys()):
        known = f"{RULES[0].number} to {RULES[-1].number}"
        raise VariantError(f"there is no rule {printable(number)}: they are {known}")
    return frozenset(numbers)
