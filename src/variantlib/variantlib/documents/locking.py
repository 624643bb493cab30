"""Make the statement of a lock file about the variants of a release.

`[packages.variants-json]` of a pylock.toml (PEP 825) is the document of the release in
TOML, with only those variants of which the lock file lists a wheel. Variants of the
hash form stand in it under their hash, as in a `*-variants.json`. It is read by
`document.parse_document`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..errors import VariantError
from ..names.labels import LabelProperties, label_mapping, parse_label_properties
from ..names.properties import Property
from .document import Document, combine
from .writing import document_mapping, with_hash_variants


def lock_table(
    documents: Iterable[Document],
    labels: Collection[str],
    hash_variants: Iterable[Iterable[Property]] = (),
) -> dict[str, object]:
    """Return the table for the wheels of some labels, and of variants of the hash form.

    `documents` are the statements of its source about the release. Left out are the
    other labels, namespaces that only these use, and labels that nobody can use. TOML
    can hold all of it. Raises as `writing.with_hash_variants` does.
    """
    kept = with_hash_variants(_restrict(combine(documents), labels), hash_variants)
    return document_mapping(kept)


def _restrict(document: Document, labels: Collection[str]) -> Document:
    variants = {label: _usable(document, label) for label in sorted(labels)}
    stated = {label: form for label, form in variants.items() if form is not None}
    used = {namespace for form in stated.values() for namespace, _ in form}
    others = _namespaces_of(document, document.variants.keys() - stated.keys())
    order = tuple(
        name for name in document.namespaces if name in used or name not in others
    )
    # A document has to name one, even if it is about nothing but the null variant.
    order = order or document.namespaces or tuple(sorted(document.bad_namespaces))
    tables = document.providers
    return Document(
        default_priorities=order,
        variants={label: label_mapping(form) for label, form in stated.items()},
        providers={name: tables[name] for name in order if name in tables},
        bad_namespaces={},
        bad_labels={},
    )


def _usable(document: Document, label: str) -> LabelProperties | None:
    try:
        form = parse_label_properties(document.properties(label))
    except VariantError:
        return None
    return form if all(document.can_use(namespace) for namespace, _ in form) else None


def _namespaces_of(document: Document, labels: Iterable[str]) -> set[str]:
    forms = (_usable(document, label) for label in labels)
    return {namespace for form in forms if form for namespace, _ in form}
