"""Read the `variant.json` of AMD's split wheels, which is of no schema.

Their splitter takes the code for GPUs out of a wheel into wheels of their own, one for
each kind of GPU. The host wheel that is left has a label, and a `variant.json` with an
entry for each kind instead of one for the label: it serves any of them. Markers in its
METADATA ask for the wheels of those that are there.

Source: `rocm_kpack/wheel_splitter.py` of https://github.com/ROCm/rocm-systems.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import VariantError
from ..names.labels import LabelProperties, label_mapping, parse_label_properties

__all__ = ["as_one_label"]

_SCHEMA = "https://variants-schema.wheelnext.dev/v0.0.3.json"
"""The schema whose other members they have."""


def as_one_label(raw: object, label: str) -> object:
    """Return the document of a split wheel as one about its label.

    The label needs any of the values that the entries have of a feature, so all of them
    have to have the same features. Other documents are returned as they are.
    """
    if not isinstance(raw, Mapping) or "$schema" in raw:
        return raw
    variants = raw.get("variants")
    if not isinstance(variants, Mapping) or not variants or label in variants:
        return raw
    try:
        entries = [parse_label_properties(each) for each in variants.values()]
    except VariantError:
        return raw
    union = _union(entries)
    if union is None:
        return raw
    return {**raw, "$schema": _SCHEMA, "variants": {label: label_mapping(union)}}


def _union(entries: list[LabelProperties]) -> LabelProperties | None:
    """Return all values of the features that each entry has; None if one has others."""
    values: dict[tuple[str, str], set[str]] = {}
    for entry in entries:
        for namespace, features in entry:
            for feature, own in features:
                values.setdefault((namespace, feature), set()).update(own)
    mapping: dict[str, dict[str, list[str]]] = {}
    for (namespace, feature), all_values in values.items():
        mapping.setdefault(namespace, {})[feature] = sorted(all_values)
    if any(_features(entry) != values.keys() for entry in entries):
        return None
    return parse_label_properties(mapping)


def _features(entry: LabelProperties) -> set[tuple[str, str]]:
    return {(namespace, name) for namespace, features in entry for name, _ in features}
