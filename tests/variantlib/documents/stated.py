"""Documents as somebody may state them."""

from __future__ import annotations

import json

from variantlib.documents.document import (
    Document,
    read_index_document,
)

SCHEMA_825 = "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json"
SCHEMA_850 = "https://variants-schema.wheelnext.dev/peps/850/v0.2.0.json"
OLD = "https://variants-schema.wheelnext.dev/v0.0.3.json"


def document(**changes: object) -> str:
    good: dict[str, object] = {
        "$schema": SCHEMA_825,
        "default-priorities": {"namespace": ["gpu", "cpu"]},
        "variants": {"cuda13": {"gpu": {"cuda": ["13"]}}, "null": {}},
    }
    return json.dumps({**good, **changes})


def read(**changes: object) -> Document:
    return read_index_document(document(**changes))
