"""The label form of a variant (PEP 825, draft of August 2026).

A label names a set of properties, `namespace :: feature :: value`. Unlike in the hash
form a feature may have several values, of which a machine needs one, and the set may
be empty. The grammar is narrower, so whatever is valid here is valid there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..errors import InvalidField, VariantError, shorten
from .properties import Property, check_count

NULL_LABEL = "null"
"""The label of the variant without any property, which always fits."""

PLAIN = "none"
"""What asks for the plain wheel, so nobody could ask for a label of this name."""

NAME_RULE = "text of the characters a-z 0-9 _"
VALUE_RULE = "text of the characters a-z 0-9 _ ."

LabelProperties = tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
"""((namespace, ((feature, (values...)), ...)), ...), everything sorted: equal sets of
properties are equal values."""

is_name = re.compile(r"[a-z0-9_]+").fullmatch
is_value = re.compile(r"[a-z0-9_.]+").fullmatch


def check_namespace(name: object) -> str:
    """Return `name`; raise InvalidField if it cannot be a namespace."""
    return _check_name("namespace", name)


def check_feature(name: object) -> str:
    """Return `name`; raise InvalidField if it cannot be a feature."""
    return _check_name("feature", name)


def check_label_value(value: object) -> str:
    """Return `value`; raise InvalidField if it cannot be a value."""
    return _check_value("value", value)


def check_label(label: object) -> str:
    """Return `label`; raise InvalidField if it cannot be a label."""
    return _check_value("label", label)


def check_new_label(label: object) -> str:
    """Return `label`; raise InvalidField if no wheel may have it."""
    if label == PLAIN:
        rule = "another word than the one that stands for the plain wheel"
        raise InvalidField("label", label, rule)
    return check_label(label)


def parse_label_properties(mapping: object) -> LabelProperties:
    """Return the properties that a foreign object states in the JSON form.

    Values are a set: their order, and one that is listed twice, mean nothing; nor does
    a namespace without features. Raises VariantError if it is not of that form, breaks
    the grammar, is larger than MAX_PROPERTIES, or has a feature without values.
    """
    parsed = [
        (check_namespace(namespace), _parse_features(features))
        for namespace, features in _items(mapping, "a variant")
    ]
    check_count(sum(len(values) for _, features in parsed for _, values in features))
    return tuple(sorted((name, features) for name, features in parsed if features))


def label_properties(properties: Iterable[Property]) -> LabelProperties:
    """Return a set of single properties in the same form.

    Raises InvalidField for a part that breaks the grammar.
    """
    mapping: dict[str, dict[str, list[str]]] = {}
    for namespace, feature, value in properties:
        mapping.setdefault(namespace, {}).setdefault(feature, []).append(value)
    return parse_label_properties(mapping)


def label_mapping(properties: LabelProperties) -> dict[str, dict[str, list[str]]]:
    """Return the properties in their JSON form, sorted."""
    return {
        namespace: {feature: list(values) for feature, values in features}
        for namespace, features in properties
    }


def each_property(properties: LabelProperties) -> Iterator[Property]:
    """Yield the single properties, sorted by namespace and feature."""
    for namespace, features in properties:
        for feature, values in features:
            for value in values:
                yield namespace, feature, value


def _parse_features(features: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    items = _items(features, "a namespace in a variant")
    return tuple(sorted((check_feature(name), _values(v)) for name, v in items))


def _values(values: object) -> tuple[str, ...]:
    if not isinstance(values, (list, tuple)):
        raise VariantError(f"values must be a list, not {shorten(values)}")
    if not values:
        raise VariantError("values must not be empty")
    return tuple(sorted(set(map(check_label_value, values))))


def _items(mapping: object, what: str) -> Iterable[tuple[object, object]]:
    if not isinstance(mapping, Mapping):
        raise VariantError(f"{what} must be an object, not {shorten(mapping)}")
    return mapping.items()


def _check_name(field: str, name: object) -> str:
    if isinstance(name, str) and is_name(name):
        return name
    raise InvalidField(field, name, NAME_RULE)


def _check_value(field: str, value: object) -> str:
    if isinstance(value, str) and is_value(value):
        return value
    raise InvalidField(field, value, VALUE_RULE)
