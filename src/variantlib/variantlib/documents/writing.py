"""The documents about variants, as they are written: see `document` for reading.

They follow PEP 825 (schema 0.1.1) or, where they say who answers for a namespace, PEP
850 (schema 0.2.0). Only schema 0.0.3 has a package's own order for the reports of a
provider. The bytes do not depend on any order but that of namespaces, features and
values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..errors import HashCollision, InvalidDocument, clip, shorten
from ..names.grammar import check_all
from ..names.hashing import variant_hash
from ..names.labels import (
    NULL_LABEL,
    LabelProperties,
    check_namespace,
    check_new_label,
    label_mapping,
)
from ..names.properties import Property, format_property, hash_form, to_mapping
from ..wire import KeyValues
from .document import Document, combine
from .provider_tables import ProviderTable

SCHEMA = "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json"
PROVIDERS_SCHEMA = "https://variants-schema.wheelnext.dev/peps/850/v0.2.0.json"
ORDERS_SCHEMA = "https://variants-schema.wheelnext.dev/v0.0.3.json"


def wheel_document(
    label: str,
    properties: LabelProperties,
    namespaces: Sequence[str] = (),
    providers: Mapping[str, ProviderTable] = {},
) -> bytes:
    """Return the `variant.json` of a label.

    `namespaces` is their order in the whole release; it may be left out if the variant
    has one namespace only. `providers` says who answers for each of them, or nothing.
    Raises VariantError if the order is none or lacks a namespace, one of them has no
    provider, this is no label, or its properties do not go together with it or with the
    providers.
    """
    if (check_new_label(label) == NULL_LABEL) != (not properties):
        problem = "" if properties else f"; name those that {label} needs"
        raise InvalidDocument(
            f"the label {NULL_LABEL} is for the variant without properties, and for no"
            f" other{problem}"
        )
    used = [namespace for namespace, _ in properties]
    order = namespaces or used
    if not namespaces and len(used) != 1:
        needs = "" if used else ", by the null variant, too"
        raise InvalidDocument(
            f"the order of the release's namespaces is needed{needs}: name them all,"
            " the most important first, by --priority (in a file: 'priority')"
        )
    check_all("the order of namespaces", order, check_namespace, str)
    _check_providers(properties, order, providers)
    variants = {label: label_mapping(properties)}
    return _dump(Document(tuple(order), variants, providers, {}, {}))


def release_document(
    documents: Iterable[Document], hash_variants: Iterable[Iterable[Property]] = ()
) -> bytes:
    """Return the document of a release, of the documents in its wheels.

    `hash_variants` are its variants of the hash form. Raises VariantError if the
    documents contradict one another, a namespace has no place in their order, or two
    variants have one hash or a hash is another variant's label.
    """
    labels = combine(documents)
    for name, reason in sorted(labels.bad_labels.items()):
        raise InvalidDocument(f"the label {shorten(name)}: {reason}")
    for name, reason in sorted(labels.bad_namespaces.items()):
        raise InvalidDocument(
            f"the namespace {shorten(name)}: {reason}; make all wheels of the release"
            " with the same priority and providers"
        )
    return _dump(with_hash_variants(labels, hash_variants))


def with_hash_variants(
    labels: Document, hash_variants: Iterable[Iterable[Property]]
) -> Document:
    """Return a document that states variants of the hash form, too.

    Raises NoProperties, DuplicateKey, HashCollision, or InvalidDocument if a hash is
    the label of another variant.
    """
    by_hash = variants_by_hash(hash_variants)
    for digest in by_hash:
        if digest in labels.variants:
            raise InvalidDocument(
                f"{digest} is the label of one variant, the hash of another"
            )
    used = {provider for variant in by_hash.values() for provider, _, _ in variant}
    order = (*labels.namespaces, *sorted(used.difference(labels.namespaces)))
    mappings = {digest: to_mapping(variant) for digest, variant in by_hash.items()}
    variants = {**labels.variants, **mappings}
    return replace(labels, default_priorities=order, variants=variants)


def document_mapping(document: Document) -> dict[str, object]:
    """Return the usable part of a document in its JSON form.

    Its `$schema` is the newest one known here that can say it.
    """
    tables = {
        name: document.providers[name]
        for name in sorted(document.providers)
        if name not in document.bad_namespaces
    }
    variants = {
        label: document.variants[label]
        for label in sorted(document.variants)
        if label not in document.bad_labels
    }
    order = {"namespace": list(document.namespaces)}
    if any(table.has_order for table in tables.values()):
        return {**_with_orders(order, tables), "variants": variants}
    providers = {name: _table(table) for name, table in tables.items()}
    return {
        "$schema": PROVIDERS_SCHEMA if providers else SCHEMA,
        "default-priorities": order,
        **({"providers": providers} if providers else {}),
        "variants": variants,
    }


def _with_orders(
    order: Mapping[str, object], tables: Mapping[str, ProviderTable]
) -> dict[str, object]:
    """Return the same in schema 0.0.3, but for the variants."""
    static = {name: table.static for name, table in tables.items() if table.static}
    features = {
        name: [feature for feature, _ in known] for name, known in static.items()
    }
    features |= {name: list(t.features) for name, t in tables.items() if t.features}
    values = {name: _lists(t.values) for name, t in tables.items() if t.values}
    return {
        "$schema": ORDERS_SCHEMA,
        "default-priorities": {**order, "feature": features, "property": values},
        "providers": {name: _old_table(table) for name, table in tables.items()},
        "static-properties": {name: _lists(known) for name, known in static.items()},
    }


def _old_table(table: ProviderTable) -> dict[str, object]:
    stated = _table(table._replace(static=None))
    return stated if table.static is None else {**stated, "install-time": False}


def _lists(pairs: Iterable[KeyValues]) -> dict[str, list[str]]:
    return {name: list(values) for name, values in pairs}


def variants_by_hash(
    variants: Iterable[Iterable[Property]],
) -> dict[str, tuple[Property, ...]]:
    """Return variants of the hash form by their hash.

    Raises NoProperties, DuplicateKey, or HashCollision if two different variants have
    one hash.
    """
    by_hash: dict[str, tuple[Property, ...]] = {}
    for properties in map(hash_form, variants):
        digest = variant_hash(properties)
        if by_hash.setdefault(digest, properties) != properties:
            raise HashCollision(digest)
    return by_hash


def _check_providers(
    properties: LabelProperties,
    order: Iterable[str],
    providers: Mapping[str, ProviderTable],
) -> None:
    """Refuse providers that installers would, or with which no machine fits."""
    if not providers:
        return
    for namespace in sorted(providers.keys() ^ set(order)):
        missing = "place in the order" if namespace in providers else "provider"
        raise InvalidDocument(f"the namespace {clip(namespace)} has no {missing}")
    for namespace, features in properties:
        static = providers[namespace].static if namespace in providers else None
        for feature, values in features if static is not None else ():
            if set(values).isdisjoint(dict(static or ()).get(feature, ())):
                needed = format_property((namespace, feature, values[0]))
                raise InvalidDocument(
                    f"{clip(needed)} is not in the 'static-properties' of its provider"
                )


def _dump(document: Document) -> bytes:
    order = document.namespaces
    for label in sorted(document.variants):
        used = document.variants[label]
        for namespace in sorted(set(used).difference(order)):
            raise InvalidDocument(
                f"the order of namespaces lacks {clip(namespace)},"
                f" which {clip(label)} has"
            )
    mapping = document_mapping(document)
    return json.dumps(mapping, separators=(",", ":")).encode() + b"\n"


def _table(table: ProviderTable) -> dict[str, object]:
    members: dict[str, object] = {
        "requires": list(table.requires),
        "plugin-api": table.plugin_api,
        "enable-if": table.enable_if,
        "optional": table.optional,
        "builtin": table.builtin,
    }
    stated = {name: value for name, value in members.items() if value}
    if table.static is not None:
        stated["static-properties"] = _lists(table.static)
        stated["feature-order"] = [name for name, _ in table.static]
    return stated
