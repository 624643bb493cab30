"""This project's `variantlib`: `python -m conformance.adapters.ours`."""

from __future__ import annotations

import json

from conformance.adapters import files_of, serve
from conformance.cases import Case
from variantlib.documents.document import read_index_document
from variantlib.errors import VariantError
from variantlib.names.filename import split_variant
from variantlib.order.label_order import LabelPreferences


def order(case: Case) -> list[str]:
    """Return the names of the wheels that fit, best first."""
    try:
        document = read_index_document(json.dumps(case.document))
    except VariantError:
        return files_of(case, [])
    supported = [
        (namespace, [(name, list(values)) for name, values in features.items()])
        for namespace, features in case.supported.items()
    ]
    preferences = LabelPreferences(supported, document.namespaces)
    ranks = {}
    for wheel in case.wheels:
        name = split_variant(wheel.filename)[1]
        properties = document.properties(name.text) if name else None
        if name is not None and properties is not None:
            ranks[name.text] = preferences.rank(properties)
    fitting = [(rank, label) for label, rank in ranks.items() if rank is not None]
    return files_of(case, [label for _, label in sorted(fitting)])


if __name__ == "__main__":
    serve(order)
