"""Variants in the reports of pip."""

from __future__ import annotations

from pathlib import Path

import pytest
from pip._vendor.variantlib.store import variants_folder

from pip._internal.metadata import BaseDistribution, get_directory_distribution
from pip._internal.variants.commands.report import (
    MAX_SHOWN,
    describe_cache,
    describe_choice,
    describe_installed,
    installed_properties,
    shown_properties,
)
from pip._internal.variants.models import SelectedVariant
from tests.builders import hash_of, label_document, parse_properties
from tests.unit.scene import hash_name, label_name
from tests.unit.selecting import V2, V3, installed


def labelled(folder: Path, document: bytes) -> BaseDistribution:
    info = folder / "pkg-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n")
    (info / "variant.json").write_bytes(document)
    return get_directory_distribution(str(info))


def test_a_choice_by_the_machine() -> None:
    properties = tuple(parse_properties([V3]))
    supported = {"hw": {"level": ["v3", "v2"]}}
    choice = SelectedVariant(hash_name(V3), properties, "METADATA", 2, supported)
    assert describe_choice(choice) == {
        "hash": hash_of([V3]),
        "properties": [V3],
        "source": "METADATA",
        "fitting": 2,
        "asked": None,
        "machine": supported,
    }


def test_a_choice_by_name() -> None:
    found = describe_choice(
        SelectedVariant(label_name("cpu"), (), None, 0, None, "cpu")
    )
    assert found["label"] == "cpu"
    assert "hash" not in found
    assert found["machine"] is None
    assert found["asked"] == "cpu"


def test_an_installed_hash(tmp_path: Path) -> None:
    dist = installed(tmp_path, V3)
    assert describe_installed(dist) == {"hash": hash_of([V3]), "properties": [V3]}
    assert shown_properties(dist) == V3


def test_an_installed_label(tmp_path: Path) -> None:
    document = label_document({"cpu": {"hw": {"level": ["v3", "v2"]}}}, ["hw"])
    dist = labelled(tmp_path, document)
    assert describe_installed(dist) == {"label": "cpu", "properties": [V2, V3]}


@pytest.mark.parametrize(
    "document",
    [b"", b"[]", label_document({"a": {}, "b": {}}, ["hw"])],
    ids=["empty", "no object", "two variants"],
)
def test_a_document_that_tells_nothing(tmp_path: Path, document: bytes) -> None:
    dist = labelled(tmp_path, document)
    assert installed_properties(dist) == []
    assert shown_properties(dist) == "no properties"


def test_few_of_many_properties_are_shown(tmp_path: Path) -> None:
    kinds = [f"hw :: key{number} :: v" for number in range(MAX_SHOWN + 5)]
    shown = shown_properties(installed(tmp_path, *kinds))
    assert shown.count("hw :: ") <= MAX_SHOWN
    assert "\n" not in shown


def test_the_cache(tmp_path: Path) -> None:
    assert describe_cache(str(tmp_path)) == []
    folder = Path(variants_folder(str(tmp_path)), "answers")
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / name).write_bytes(b"x" * 1000)
    place, size, count = describe_cache(str(tmp_path))
    assert place.endswith(variants_folder(str(tmp_path)))
    assert size.endswith(" 2.0 kB")
    assert count.endswith(" 2")
