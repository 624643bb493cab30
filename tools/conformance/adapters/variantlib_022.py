"""The `variantlib` 0.2.2 of PyPI, in whose environment this has to run.

Its reader of documents wants a `providers` table, so it is passed by; and it orders
variants, not wheels: those of one variant are put in order here.
"""

from __future__ import annotations

from conformance.adapters import files_of, serve
from conformance.cases import Case, Machine, Variant
from variantlib.errors import ValidationError
from variantlib.models.variant import VariantDescription, VariantProperty
from variantlib.resolver.lib import sort_and_filter_supported_variants


def order(case: Case) -> list[str]:
    """Return the names of the wheels that fit, best first; none if it refuses them."""
    # It would refuse to sort a property without a priority.
    supported: Machine = {
        namespace: features
        for namespace, features in case.supported.items()
        if namespace in case.namespaces
    }
    on_offer = {wheel.label for wheel in case.wheels}
    labels = [label for label in sorted(case.variants) if label in on_offer]
    try:
        found = sort_and_filter_supported_variants(
            [_describe(label, case.variants[label]) for label in labels],
            _properties(supported),
            case.namespaces,
            feature_priorities={name: [*keys] for name, keys in supported.items()},
            property_priorities=supported,
            filter_values=True,
        )
    except ValidationError:
        return []
    # It adds a variant without properties where there is none.
    return files_of(case, [v.label for v in found if v.label in labels])


def _describe(label: str, variant: Variant) -> VariantDescription:
    return VariantDescription(_properties(variant), label=label)


def _properties(nested: Variant) -> list[VariantProperty]:
    return [
        VariantProperty(namespace, feature, value)
        for namespace, features in nested.items()
        for feature, values in features.items()
        for value in values
    ]


if __name__ == "__main__":
    serve(order)
