"""Documents of real releases."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from variantlib.documents.document import (
    parse_document,
    read_index_document,
)
from variantlib.documents.writing import document_mapping
from variantlib.names.filename import split_variant
from variantlib.names.labels import parse_label_properties

REAL = sorted((Path(__file__).parents[1] / "data" / "real").glob("*-variants.json"))


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_published_documents_are_read(path: Path) -> None:
    found = read_index_document(path.read_bytes())
    assert found.bad_labels == found.bad_namespaces == {}
    assert set(found.providers) == set(found.namespaces)
    for label in found.variants:
        properties = parse_label_properties(found.properties(label))
        assert {namespace for namespace, _ in properties} <= set(found.namespaces)
        assert bool(properties) == (label != "null")
    for table in found.providers.values():
        assert (table.static is None) == (table.plugin_api is not None)


def test_published_file_names_have_a_known_label() -> None:
    releases = json.loads((REAL[0].parent / "files.json").read_text())["files"]
    for release, names in releases.items():
        path = REAL[0].parent / f"{release}-variants.json"
        found = read_index_document(path.read_bytes())
        for name in names:
            plain, variant = split_variant(name)
            assert plain.startswith(f"{release}-")
            assert variant is not None
            assert variant.is_label
            assert found.properties(variant.text) is not None


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_published_documents_are_written_and_read_again(path: Path) -> None:
    found = read_index_document(path.read_bytes())
    assert asdict(parse_document(document_mapping(found))) == asdict(found)
