"""Read the documents about the label variants of a release.

`*.dist-info/variant.json` in a wheel and `{name}-{version}-variants.json` beside the
wheels have one structure (PEP 825; `provider_tables` describes the other members):

    {"$schema": "https://.../v0.1.1.json",
     "default-priorities": {"namespace": ["x86_64", "blas_lapack"]},
     "variants": {"x86_64_v3_openblas": {"blas_lapack": {"library": ["openblas"]},
                                         "x86_64": {"level": ["v3"]}}}}

A document with the hash form's hashes as labels is one of this kind too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from ..errors import InvalidDocument, VariantError, shorten
from ..named_tuples import NamedTuple
from ..names.grammar import check_all, check_provider
from ..names.labels import (
    NULL_LABEL,
    LabelProperties,
    check_label,
    label_mapping,
    parse_label_properties,
)
from ..names.packed import PackedVariants, Stated
from ..names.properties import Properties, Supported
from .json_text import check_object, load_document, load_json, refuse_duplicates
from .provider_tables import MAX_TABLES, ProviderTable, read_tables
from .split_wheels import as_one_label

ABI_DEPENDENCY = "abi_dependency"
"""The reserved namespace of versions of other packages that a variant is built for.

PEP 850 forbids to list it in default-priorities, PEP 825 to leave out a namespace in
use. Where it is not listed, it comes last.
"""

WHEEL_DOCUMENT = "variant.json"
"""The document in the .dist-info folder of a label wheel."""

_T = TypeVar("_T")


@dataclass(frozen=True, eq=False, slots=True)
class Document:
    """The statement of one source about a release, its variants unchecked.

    Two of them are never equal: a statement that is made twice has two sources.
    `bad_namespaces` and `bad_labels` say why some of them cannot be used.
    """

    default_priorities: tuple[str, ...]
    variants: Mapping[str, Properties]
    providers: Mapping[str, ProviderTable]
    bad_namespaces: Mapping[str, str]
    bad_labels: Mapping[str, str]

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces that can be used, in the package's order."""
        listed = self.default_priorities
        if ABI_DEPENDENCY not in listed and any(map(_is_built, self.built)):
            listed = (*listed, ABI_DEPENDENCY)
        return tuple(name for name in listed if name not in self.bad_namespaces)

    @property
    def built(self) -> Iterable[Properties]:
        """Variants, among them all that are built for versions of other packages."""
        if isinstance(self.variants, PackedVariants):
            return self.variants.with_namespace(ABI_DEPENDENCY)
        return self.variants.values()

    def can_use(self, namespace: str) -> bool:
        """Return whether a namespace of some variant is among `namespaces`."""
        if namespace in self.bad_namespaces:
            return False
        return namespace in self.default_priorities or namespace == ABI_DEPENDENCY

    def properties(self, label: str) -> Properties | None:
        """Return the statement about a label, None if there is nothing to use.

        It is of foreign origin: `LabelPreferences.rank` takes it as it is,
        `labels.parse_label_properties` validates it. The same holds for a hash, with
        `hash_order.Preferences` and `properties.from_mapping`.
        """
        return None if label in self.bad_labels else self.variants.get(label)

    def stated(self, label: str) -> Stated | None:
        """Return the same as `properties` in the form in which the document has it."""
        if label in self.bad_labels:
            return None
        if isinstance(self.variants, PackedVariants):
            return self.variants.stated(label)
        return self.variants.get(label)

    def supported(self, reported: Supported) -> Supported:
        """Return the supported properties, for the label form.

        These are the reports of the machine's providers but for namespaces whose static
        properties the document carries: those hold on any machine.
        """
        static = {
            namespace: table.static
            for namespace, table in self.providers.items()
            if table.static is not None
        }
        rest = [entry for entry in reported if entry[0] not in static]
        return [*rest, *static.items()]


def parse_document(raw: object) -> Document:
    """Read a document, parsed already from JSON or a lock file's TOML.

    Known are schemas 0.0.x, 0.1.x (PEP 825), 0.2.x (PEP 850), and newer ones of major
    version 0 as far as they are alike: members that are not known here are not looked
    at. Raises InvalidDocument, or another VariantError, for anything else.
    """
    document = check_object(raw)
    variants = document.get("variants")
    if not isinstance(variants, (dict, PackedVariants)):
        raise InvalidDocument(f"variants must be an object, not {shorten(variants)}")
    providers, bad_namespaces = read_tables(document)
    null_is_empty = _normal(variants.get(NULL_LABEL, {})) == ()
    bad_labels = {} if null_is_empty else {NULL_LABEL: "must have no properties"}
    order = _default_priorities(document)
    return Document(order, variants, providers, bad_namespaces, bad_labels)


def read_index_document(data: bytes | str) -> Document:
    """Read a document that lies beside the wheels.

    Of two variants of one label the last counts. Raises InvalidDocument, or another
    VariantError, if it is too large or too deep, is not JSON, has a member twice, or
    `parse_document` refuses it.
    """
    return parse_document(load_document(data))


def read_wheel_document(data: bytes | str, label: str) -> Document:
    """Read the document inside the wheel of a label, and check it all.

    That of a split wheel may have an entry for each kind of GPU instead. Raises
    VariantError if it is none, has a name twice in one object, does not hold this one
    label, or its properties are not valid.
    """
    raw = load_json(data, refuse_duplicates)
    document = parse_document(as_one_label(raw, label))
    if set(document.variants) != {label}:
        raise InvalidDocument(
            f"must have one variant, {shorten(label)}, not {_shown(document.variants)}"
        )
    for reason in document.bad_labels.values():
        raise InvalidDocument(f"{shorten(label)} {reason}")
    properties = parse_label_properties(document.properties(check_label(label)))
    return replace(document, variants={label: label_mapping(properties)})


def combine(documents: Iterable[Document]) -> Document:
    """Return the common statement of several documents of one release.

    The order of the documents means nothing. Where they contradict one another, the
    labels and namespaces concerned are bad; of the namespaces also those that follow
    the place where two orders part.
    """
    found = list(documents)
    order, parted = _common_order({each.default_priorities for each in found})
    variants, bad_labels = _union(
        (label, _normal(properties))
        for each in found
        for label, properties in each.variants.items()
    )
    providers, bad_tables = _union(
        pair for each in found for pair in each.providers.items()
    )
    bad_order = dict.fromkeys(parted, "its place in default-priorities is disputed")
    bad_tables = dict.fromkeys(bad_tables, "its provider is described in two ways")
    stated = [each.bad_namespaces for each in found]
    return Document(
        default_priorities=order,
        variants={label: label_mapping(known) for label, known in variants.items()},
        providers=providers,
        bad_namespaces=_reasons([bad_order, bad_tables, *stated]),
        bad_labels=_reasons([bad_labels, *(each.bad_labels for each in found)]),
    )


def amend(document: Document, wheels: Document) -> Document:
    """Return a document, with the statements of wheels for labels that it has wrong.

    Its right parts stay: the order of the namespaces, and who answers for them.
    """
    ordered = dict.fromkeys([*document.default_priorities, *wheels.namespaces])
    bad_labels = _without(document.bad_labels, wheels.variants)
    bad_namespaces = _without(document.bad_namespaces, wheels.namespaces)
    disputed = _without(wheels.bad_namespaces, document.namespaces)
    return Document(
        default_priorities=tuple(ordered),
        variants={**document.variants, **wheels.variants},
        providers={**wheels.providers, **document.providers},
        bad_namespaces={**disputed, **bad_namespaces},
        bad_labels={**bad_labels, **wheels.bad_labels},
    )


def _without(reasons: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    return {name: reason for name, reason in reasons.items() if name not in names}


def _is_built(properties: object) -> bool:
    return isinstance(properties, dict) and ABI_DEPENDENCY in properties


def _default_priorities(document: Mapping[str, object]) -> tuple[str, ...]:
    """Return the order of the namespaces; empty if there is none.

    Documents of the hash form do well without. Label variants need it, so they do not
    fit then.
    """
    priorities = document.get("default-priorities", {})
    if not isinstance(priorities, dict):
        raise InvalidDocument(
            f"default-priorities must be an object, not {shorten(priorities)}"
        )
    names = priorities.get("namespace", [])
    if names == []:
        return ()
    order = check_all("default-priorities.namespace", names, check_provider, str)
    if len(order) > MAX_TABLES:
        raise InvalidDocument(f"default-priorities has more than {MAX_TABLES} names")
    return order


def _common_order(orders: set[tuple[str, ...]]) -> tuple[tuple[str, ...], set[str]]:
    """Return the order that all state, as far as it goes, and the names beyond it."""
    common = max(orders, key=len, default=())
    for order in orders:
        pairs = enumerate(zip(common, order, strict=False))
        place = next((i for i, (one, other) in pairs if one != other), None)
        common = common[:place]
    return common, set().union(*orders).difference(common)


def _union(
    members: Iterable[tuple[str, _T | _Fault]],
) -> tuple[dict[str, _T], dict[str, str]]:
    """Return the statement about each name, and the reasons for names without one."""
    forms: dict[str, set[_T | _Fault]] = {}
    for name, form in members:
        forms.setdefault(name, set()).add(form)
    agreed: dict[str, _T] = {}
    bad: dict[str, str] = {}
    for name, (form, *others) in forms.items():
        if others:
            bad[name] = "is described in two ways"
        elif isinstance(form, _Fault):
            bad[name] = form.reason
        else:
            agreed[name] = form
    return agreed, bad


class _Fault(NamedTuple):
    reason: str


def _normal(properties: object) -> LabelProperties | _Fault:
    try:
        return parse_label_properties(properties)
    except VariantError as error:
        return _Fault(str(error))


def _reasons(reasons: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the union; which of several reasons is given depends on no order."""
    pairs = sorted(pair for each in reasons for pair in each.items())
    return dict(reversed(pairs))


def _shown(variants: Mapping[str, object]) -> str:
    if len(variants) != 1:
        return str(len(variants))
    return shorten(next(iter(variants)))
