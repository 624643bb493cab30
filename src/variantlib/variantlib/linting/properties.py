"""Rules about properties: what they ask for, and whether anybody ever reports it."""

from __future__ import annotations

from collections.abc import Iterator

from ..documents.document import ABI_DEPENDENCY
from ..documents.provider_tables import ProviderTable
from ..names.properties import format_property
from ..providers.nvidia_values import UPPER
from ..providers.possible import is_answered_by, keys_of, possible_of
from ..providers.registry import NAMES
from ..text import guess, joined
from .findings import Problem
from .release import Release, Variant

__all__ = [
    "never_fits",
    "unknown_keys",
    "unknown_namespaces",
    "unknown_values",
    "upper_bounds",
]

# So many values are named in one finding.
_SHOWN = 5


def unknown_namespaces(release: Release) -> Iterator[Problem]:
    """Find namespaces of which nobody knows who answers."""
    seen = set()
    for variant in release.variants.values():
        for namespace, _ in variant.properties:
            if namespace in seen or _has_provider(release, variant, namespace):
                continue
            if not variant.is_label and not guess(namespace, NAMES):
                # A hash leaves it to a plugin of that name.
                continue
            seen.add(namespace)
            yield Problem(
                variant.source,
                f"nothing says who answers for the namespace {namespace}, which"
                f" {variant.shown} has{guess(namespace, NAMES)}",
                *_who_answers(release, variant),
            )


def _who_answers(release: Release, variant: Variant) -> tuple[str, str]:
    """Return the way out, and the command for it."""
    other = "use the namespace of a built-in provider"
    if not variant.is_label:
        # Their wheels say nothing of providers.
        return other, ""
    if release.planned is not None:
        return f"describe it in the table 'providers', or {other}", ""
    again = "make the label wheels again, say who answers, and then write the document"
    return f"{other}, or {again} anew", "make --providers FILE"


def _has_provider(release: Release, variant: Variant, namespace: str) -> bool:
    if namespace in NAMES or namespace == ABI_DEPENDENCY:
        return True
    table = release.providers.get(namespace) if variant.is_label else None
    if table is None:
        return False
    return table.static is not None or bool(table.requires or table.builtin)


def unknown_keys(release: Release) -> Iterator[Problem]:
    """Find keys that the provider of their namespace does not have."""
    for variant in release.variants.values():
        for namespace, key in variant.features:
            known = _known_keys(release, variant, namespace)
            if known is not None and key not in known:
                yield Problem(
                    variant.source,
                    f"{variant.shown} needs {namespace} :: {key}, and no known provider"
                    f" reports this key{guess(key, known)}",
                    f"use one of {joined(known, _SHOWN)}",
                )


def _known_keys(
    release: Release, variant: Variant, namespace: str
) -> tuple[str, ...] | None:
    """Return all keys of a namespace; None if nothing is known of it."""
    table = _table(release, variant, namespace)
    if table.static is not None:
        return tuple(key for key, _ in table.static)
    if is_answered_by(namespace, table.requires):
        return keys_of(namespace, table.requires)
    return None


def _table(release: Release, variant: Variant, namespace: str) -> ProviderTable:
    if not variant.is_label:
        return ProviderTable()
    return release.providers.get(namespace, ProviderTable())


def unknown_values(release: Release) -> Iterator[Problem]:
    """Find values that are of no use, beside others of the same key that are."""
    for variant, key, unknown in _unknown(release):
        if len(unknown) < len(variant.features[key]):
            yield _of_values(release, variant, key, unknown)


def never_fits(release: Release) -> Iterator[Problem]:
    """Find variants that fit no machine, as no value of a key is ever reported."""
    for variant, key, unknown in _unknown(release):
        if len(unknown) == len(variant.features[key]):
            yield _of_values(release, variant, key, unknown)


def _unknown(
    release: Release,
) -> Iterator[tuple[Variant, tuple[str, str], list[str]]]:
    """Yield the variants with values that are never reported."""
    for variant in release.variants.values():
        for (namespace, key), values in variant.features.items():
            unknown = [
                value
                for value in values
                if not _is_known(release, variant, namespace, key, value)
            ]
            if unknown:
                yield variant, (namespace, key), unknown


def _is_known(
    release: Release, variant: Variant, namespace: str, key: str, value: str
) -> bool:
    table = _table(release, variant, namespace)
    if table.static is not None:
        known = dict(table.static)
        return key not in known or value in known[key]
    if not is_answered_by(namespace, table.requires):
        return True
    possible = possible_of(namespace).get(key)
    return possible is None or possible.is_known(value)


def _of_values(
    release: Release, variant: Variant, feature: tuple[str, str], unknown: list[str]
) -> Problem:
    namespace, key = feature
    table = _table(release, variant, namespace)
    if table.static is not None:
        listed = dict(table.static)[key]
        reason = "is not among the static properties of the document"
        hint = guess(unknown[0], listed)
    else:
        reason = "no known provider reports"
        hint = possible_of(namespace)[key].hint(unknown[0])
    needs = format_property((namespace, key, joined(unknown, _SHOWN)))
    is_all = len(unknown) == len(variant.features[feature])
    result = "never fits: it needs" if is_all else "has"
    return Problem(
        variant.source,
        f"{variant.shown} {result} {needs}, which {reason}{hint}",
        "correct the value, or leave it out",
    )


def upper_bounds(release: Release) -> Iterator[Problem]:
    """Find upper bounds of CUDA versions."""
    for variant in release.variants.values():
        for (namespace, key), values in variant.features.items():
            if (namespace, key) == ("nvidia", UPPER):
                bound = joined(values, _SHOWN)
                yield Problem(
                    variant.source,
                    f"{variant.shown} needs a driver below CUDA {bound}, so it is lost"
                    " with the next driver, though newer drivers run older CUDA",
                    "leave the upper bound out",
                )
