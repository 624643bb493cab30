"""Rules about other tools: documents that they refuse, or can make nothing of.

All of it was tried with uv 0.13.9 (its preview feature `wheel-variants`) and with
variantlib 0.2.2 of the package index, which has no more than its name in common with
this library; `tests/variantlib/linting/test_others.py` has the documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from packaging.utils import canonicalize_name

from ..errors import VariantError
from ..models import VariantMetadata
from ..names.labels import (
    NULL_LABEL,
    check_feature,
    check_label,
    check_label_value,
    check_namespace,
)
from ..text import and_others, joined, printable, shown
from .findings import Problem
from .release import Release

__all__ = [
    "refused_by_uv",
    "refused_by_variantlib",
    "unanswered_in_uv",
    "wheels_refused_by_uv",
]

# So many reasons are given in one finding.
_SHOWN = 2

Members = Mapping[str, object]

_MEMBERS = {"$schema", "default-priorities", "providers", "variants"}
_BESIDE = {
    "requires": {"plugin-api", "optional"},
    "static-properties": {"feature-order", "optional"},
    "builtin": {"optional"},
}
_OF_850 = "/peps/850/"
_is_plugin_api = re.compile(r"[\w.]+(?:\s*:\s*[\w.]+)?").fullmatch

# Namespace, distribution, and the keys that are answered for.
_OF_UV = {
    "nvidia": ("nvidia-variant-provider", None),
    "tpu": ("tpu-variant-provider", None),
    "x86_64": ("x86-64-variant-provider", {"level"}),
    "aarch64": ("aarch64-variant-provider", {"version"}),
}


def refused_by_uv(release: Release) -> Iterator[Problem]:
    """Find documents with which uv takes no wheel at all of the release."""
    yield from _refused(
        release,
        _uv_reasons,
        "uv 0.13.9 refuses the document, and then all of the release, plain wheels too",
    )


def refused_by_variantlib(release: Release) -> Iterator[Problem]:
    """Find documents that variantlib of the package index cannot read.

    It reads no hash wheels at all.
    """
    if not release.labels:
        return
    yield from _refused(
        release,
        _variantlib_reasons,
        "variantlib 0.2.2 refuses the document",
    )


def _refused(
    release: Release, reasons_of: Callable[[Members], Iterator[str]], result: str
) -> Iterator[Problem]:
    statement = release.statement
    if statement is None or not isinstance(statement.raw, Mapping):
        return
    reasons = list(dict.fromkeys(reasons_of(statement.raw)))
    if reasons:
        yield Problem(
            statement.filename,
            f"{result}: {joined(reasons, _SHOWN, '; ')}",
            "make the label wheels again, say who answers as schema 0.2.0 has it, and"
            " then write the document anew",
            "make --providers FILE",
        )


def _uv_reasons(document: Members) -> Iterator[str]:
    yield from _odd_members(document, _MEMBERS, "it")
    priorities = _object(document, "default-priorities")
    namespaces = _list(priorities, "namespace")
    if not namespaces or len(set(map(str, namespaces))) < len(namespaces):
        yield "default-priorities.namespace must name each namespace once"
    yield from _odd_members(priorities, {"namespace"}, "default-priorities")
    if "variants" not in document:
        yield "it has no variants"
    yield from _uv_providers(document, {*map(str, namespaces)})
    for name, variant in _object(document, "variants").items():
        yield from _uv_variant(name, variant, {*map(str, namespaces)})


def _uv_providers(document: Members, namespaces: set[str]) -> Iterator[str]:
    providers = _object(document, "providers")
    is_of_850 = _OF_850 in str(document.get("$schema"))
    if providers.keys() != namespaces and ("providers" in document or is_of_850):
        yield "providers must describe just the namespaces of default-priorities"
    for namespace, table in providers.items():
        yield from _table_faults(namespace, table)
        for key, values in _object(table, "static-properties").items():
            if isinstance(values, list) and len(set(map(str, values))) < len(values):
                yield f"{printable(namespace)} :: {printable(key)} has a value twice"


def _uv_variant(name: str, variant: object, namespaces: set[str]) -> Iterator[str]:
    yield from _bad_texts(name, variant)
    if name == NULL_LABEL and variant:
        yield "null has properties"
    for namespace, keys in _items(variant):
        if namespace not in namespaces:
            yield f"default-priorities.namespace lacks {printable(namespace)}"
        for key, values in _items(keys):
            if not isinstance(values, list) or not values:
                yield f"{printable(name)} has no value of {printable(key)}"
            elif len(set(map(str, values))) < len(values):
                yield f"{printable(name)} has a value of {printable(key)} twice"


def _variantlib_reasons(document: Members) -> Iterator[str]:
    priorities = _object(document, "default-priorities")
    namespaces = {*map(str, _list(priorities, "namespace"))}
    if not namespaces:
        yield "default-priorities.namespace must not be empty"
    yield from _odd_members(priorities, {"namespace"}, "default-priorities")
    providers = _object(document, "providers")
    if providers.keys() != namespaces:
        yield "providers must describe just the namespaces of default-priorities"
    for namespace, table in providers.items():
        yield from _table_faults(namespace, table)
        yield from _variantlib_table(namespace, table)
    for name, variant in _object(document, "variants").items():
        yield from _variantlib_variant(name, variant, namespaces)


def _variantlib_table(namespace: str, table: object) -> Iterator[str]:
    title = f"providers.{printable(namespace)}"
    if isinstance(table, Mapping) and table.get("requires") == []:
        yield f"{title} requires nothing"
    api = table.get("plugin-api") if isinstance(table, Mapping) else None
    if isinstance(api, str) and not _is_plugin_api(api):
        yield f"{title} has no valid plugin-api"
    for key, values in _object(table, "static-properties").items():
        if not values:
            yield f"{title} has no value of {printable(key)}"


def _variantlib_variant(
    name: str, variant: object, namespaces: set[str]
) -> Iterator[str]:
    yield from _bad_texts(name, variant)
    values = [
        (namespace, key, str(value))
        for namespace, keys in _items(variant)
        for key, listed in _items(keys)
        for value in (listed if isinstance(listed, list) else ())
    ]
    if len(set(values)) < len(values):
        yield f"{printable(name)} has a value twice"
    if bool(values) == (name == NULL_LABEL):
        yield "the label without properties must be null, and no other"
    for namespace in sorted({namespace for namespace, _, _ in values} - namespaces):
        yield f"default-priorities.namespace lacks {printable(namespace)}"


def _table_faults(namespace: str, table: object) -> Iterator[str]:
    """Yield the mistakes in the description of a provider that both refuse."""
    title = f"providers.{printable(namespace)}"
    if not isinstance(table, Mapping):
        yield f"{title} is no object"
        return
    answers = sorted(table.keys() & _BESIDE.keys())
    if len(answers) != 1:
        yield f"{title} must have one of {', '.join(_BESIDE)}"
        return
    yield from _odd_members(table, {answers[0], *_BESIDE[answers[0]]}, title)
    if not isinstance(table.get("optional", False), bool):
        yield f"{title}.optional must be true or false"
    if not isinstance(table.get("builtin", ""), str):
        yield f"{title}.builtin must be a text"
    static = _object(table, "static-properties")
    order = _list(table, "feature-order")
    if (len(static) > 1 or order) and sorted(map(str, order)) != sorted(static):
        yield f"{title}.feature-order must list each static feature once"


def _odd_members(members: Members, known: set[str], title: str) -> Iterator[str]:
    for name in sorted(members.keys() - known):
        yield f"{title} has the unknown member {shown(name)}"


def _bad_texts(name: str, variant: object) -> Iterator[str]:
    """Yield names and values that break the grammar of labels."""
    try:
        check_label(name)
        for namespace, keys in _items(variant):
            check_namespace(namespace)
            for key, values in _items(keys):
                check_feature(key)
                for value in values if isinstance(values, list) else ():
                    check_label_value(value)
    except VariantError as error:
        yield f"{printable(name)}: {error}"


def _object(members: object, name: str) -> Members:
    value = members.get(name) if isinstance(members, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _list(members: Members, name: str) -> list[object]:
    value = members.get(name)
    return value if isinstance(value, list) else []


def _items(value: object) -> list[tuple[str, object]]:
    return list(value.items()) if isinstance(value, Mapping) else []


def unanswered_in_uv(release: Release) -> Iterator[Problem]:
    """Find labels that no user of uv gets, as it has no provider for them."""
    if release.document is None or not release.is_for_others:
        return
    lost: dict[str, list[str]] = {}
    for variant in release.labels:
        for namespace, keys in variant.properties:
            if not _uv_answers(release, namespace, {key for key, _ in keys}):
                lost.setdefault(namespace, []).append(variant.name)
    for namespace, labels in sorted(lost.items()):
        yield Problem(
            release.variants[labels[0]].source,
            f"uv 0.13.9 cannot tell whether a machine has {namespace}, so its users do"
            f" not get {joined(labels, _SHOWN)}",
            "name the provider and the keys that it knows, or give static properties",
        )


def wheels_refused_by_uv(release: Release) -> Iterator[Problem]:
    """Find wheels that uv downloads, and then refuses by their own ``variant.json``."""
    beside = release.statement.document if release.statement else None
    if beside is None:
        return
    odd: dict[str, list[str]] = {}
    for wheel in release.wheels:
        if not isinstance(wheel.own, VariantMetadata) or wheel.own.document is None:
            continue
        own = wheel.own.document.providers
        for namespace in wheel.own.properties:
            if namespace in beside.providers and namespace not in own:
                odd.setdefault(namespace, []).append(wheel.filename)
    for namespace, files in sorted(odd.items()):
        says = "does not say itself" if len(files) == 1 else "do not say themselves"
        yield Problem(
            files[0],
            f"{and_others(printable(files[0]), len(files))} {says} who answers for"
            f" {namespace}, as the document beside does: uv 0.13.9 downloads it, and"
            " then fails",
            "make the label wheels again, and say who answers",
            "make --providers FILE",
        )


def _uv_answers(release: Release, namespace: str, keys: set[str]) -> bool:
    table = release.providers.get(namespace)
    if table is None or table.optional:
        return False
    if table.static is not None:
        return True
    distribution, known = _OF_UV.get(namespace, ("", None))
    # It takes no extra, no marker and no URL, and few versions.
    names = [re.split(r"[^\w.-]", text)[0] for text in table.requires]
    is_named = [*map(canonicalize_name, names)] == [distribution]
    return is_named and (known is None or keys <= known)
