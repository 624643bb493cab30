"""Properties (`provider :: key :: value`) and sets of them, as plain values.

These are the light forms, for code that handles many wheels. `variantlib.meta` has
the same as validated objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from ..errors import DuplicateKey, InvalidProperty, NoProperties, VariantError, shorten
from .grammar import check_key, check_provider, check_value

MAX_PROPERTIES = 1000
"""More properties than this are no variant."""

Property = tuple[str, str, str]
"""(provider, key, value)."""

Properties = Mapping[str, Mapping[str, Sequence[str]]]
"""The JSON form of a variant: provider -> key -> values."""

Supported = Sequence[tuple[str, Sequence[tuple[str, Sequence[str]]]]]
"""The properties of a machine, [(provider, [(key, [best value, ...])])], validated."""


def parse_property(text: object) -> Property:
    """Return the property written as `provider :: key :: value`.

    Blanks around `::` are free. Raises InvalidProperty for another form, InvalidField
    for a part that breaks the grammar.
    """
    parts = text.split("::") if isinstance(text, str) else []
    if len(parts) != 3:
        raise InvalidProperty(text)
    provider, key, value = (part.strip(" \t") for part in parts)
    return check_provider(provider), check_key(key), check_value(value)


def format_property(prop: Property) -> str:
    """Return the property as `provider :: key :: value`."""
    return " :: ".join(prop)


def hash_form(properties: Iterable[Property]) -> tuple[Property, ...]:
    """Return the properties of one variant, sorted by provider and key.

    Raises NoProperties if there is none, DuplicateKey if a key has two values.
    """
    ordered = tuple(sorted(properties))
    if not ordered:
        raise NoProperties
    for (provider, key), group in groupby(ordered, key=lambda item: item[:2]):
        values = tuple(value for _, _, value in group)
        if len(values) > 1:
            raise DuplicateKey(provider, key, values)
    return ordered


def to_mapping(properties: Iterable[Property]) -> dict[str, dict[str, list[str]]]:
    """Return the properties in their JSON form, sorted."""
    mapping: dict[str, dict[str, list[str]]] = {}
    for provider, key, value in sorted(properties):
        mapping.setdefault(provider, {}).setdefault(key, []).append(value)
    return mapping


def from_mapping(mapping: object) -> tuple[Property, ...]:
    """Return the properties that a foreign object states in the JSON form, sorted.

    Raises VariantError if it is not of that form, breaks the grammar, is empty, is
    larger than MAX_PROPERTIES, or has a key with more or less than one value.
    """
    properties = hash_form(
        (check_provider(provider), check_key(key), value)
        for provider, keys in _items(mapping, "a variant")
        for key, values in _items(keys, "a provider in a variant")
        for value in _values(values)
    )
    check_count(len(properties))
    return properties


def check_count(count: int) -> None:
    """Raise VariantError if so many properties are no variant."""
    if count > MAX_PROPERTIES:
        raise VariantError(f"a variant has at most {MAX_PROPERTIES} properties")


def _items(mapping: object, what: str) -> Iterable[tuple[object, object]]:
    if not isinstance(mapping, Mapping):
        raise VariantError(f"{what} must be an object, not {shorten(mapping)}")
    if not mapping:
        raise VariantError(f"{what} must not be empty")
    return mapping.items()


def _values(values: object) -> Iterable[str]:
    if not isinstance(values, (list, tuple)):
        raise VariantError(f"values must be a list, not {shorten(values)}")
    if not values:
        raise VariantError("values must not be empty")
    return map(check_value, values)
