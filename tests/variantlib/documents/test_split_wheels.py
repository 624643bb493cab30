"""The `variant.json` of AMD's split wheels, with an entry for each kind of GPU."""

from __future__ import annotations

import json
from typing import Any

import pytest

from variantlib.documents.document import read_wheel_document
from variantlib.errors import VariantError

KINDS = ("gfx90a", "gfx942")
ENTRIES: dict[str, Any] = {kind: {"amd": {"gfx_arch": [kind]}} for kind in KINDS}


def split(**members: Any) -> bytes:
    document = {
        "default-priorities": {
            "namespace": ["amd"],
            "feature": {"amd": ["gfx_arch"]},
            "property": {"amd": {"gfx_arch": list(KINDS)}},
        },
        "providers": {
            "amd": {"requires": ["amd-variant-provider >= 1.0"], "install-time": True}
        },
        "variants": ENTRIES,
        **members,
    }
    return json.dumps({name: each for name, each in document.items() if each}).encode()


def test_any_of_the_kinds_will_do() -> None:
    document = read_wheel_document(split(), "rocm7")
    assert document.variants == {"rocm7": {"amd": {"gfx_arch": ["gfx90a", "gfx942"]}}}
    assert document.namespaces == ("amd",)
    table = document.providers["amd"]
    assert table.requires == ("amd-variant-provider >= 1.0",)
    # The order of the package is that of the early drafts.
    assert table.values == (("gfx_arch", KINDS),)


@pytest.mark.parametrize(
    "members",
    [
        {"$schema": "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json"},
        {"variants": {**ENTRIES, "other": {"cpu": {"level": ["v3"]}}}},
        {"variants": {**ENTRIES, "bad": {"amd": {"gfx_arch": "gfx942"}}}},
        {"variants": {**ENTRIES, "null": {}}},
        {"variants": None},
        {"variants": {"rocm7": {"amd": {"gfx_arch": ["gfx942"]}}}},
        {"variants": [1]},
    ],
)
def test_other_documents_are_wrong_as_before(members: dict[str, Any]) -> None:
    with pytest.raises(VariantError, match=r"must have one variant|schema"):
        read_wheel_document(split(**members), "rocm7")
