"""The tables of a lock file about variants, and about the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pip._internal.variants.models import VariantCandidate
from pip._internal.variants.pylock.tables import machine_table, variants_table
from tests.builders import hash_of, label_document, make_label_wheel, make_wheel
from tests.unit.scene import (
    candidate,
    label_offer,
    machine,
    on_offer,
    reader,
    unasked,
    wheel_name,
)

V2, V3 = "hw :: level :: v2", "hw :: level :: v3"
HERE = machine({"hw": {"level": ["v3", "v2"], "other": ["1"]}, "gpu": {"sm": ["90"]}})


def hashed(folder: Path, kind: str) -> VariantCandidate:
    make_wheel(folder, "pkg", properties=[kind])
    return on_offer(candidate(wheel_name(kind), folder=folder))


def labelled(folder: Path, *labels: str, **members: Any) -> list[VariantCandidate]:
    variants = {label: {"hw": {"level": [label]}} for label in labels}
    document = label_document(variants, ["hw"], **members)
    (folder / "pkg-1.0-variants.json").write_bytes(document)
    return [label_offer(label, folder=folder) for label in labels]


def test_hashes_and_labels_are_described(tmp_path: Path) -> None:
    offers = [hashed(tmp_path, V3), hashed(tmp_path, V2)]
    table: Any = variants_table(offers, reader())
    assert table["variants"] == {
        hash_of([V2]): {"hw": {"level": ["v2"]}},
        hash_of([V3]): {"hw": {"level": ["v3"]}},
    }


def test_a_wheel_of_which_nothing_is_known(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / wheel_name(V2)).write_bytes(b"junk")
    bad = on_offer(candidate(wheel_name(V2), folder=tmp_path))
    assert variants_table([bad], reader()) is None
    (record,) = caplog.records
    assert record.message.startswith("The lock file has no properties of pkg-1.0~")
    table: Any = variants_table([bad, hashed(tmp_path, V3)], reader())
    assert list(table["variants"]) == [hash_of([V3])]


def test_only_the_keys_that_mattered_are_kept(tmp_path: Path) -> None:
    table = machine_table([[hashed(tmp_path, V3)]], reader(), HERE)
    assert table is not None
    assert table["providers"] == {
        "hw": {
            "distribution": "hw",
            "version": "1.0",
            "keys": {"level": ["v3", "v2"]},
        }
    }


def test_for_versions_of_packages_nobody_is_asked(tmp_path: Path) -> None:
    variants = {"one": {"abi_dependency": {"torch": ["2.9"]}}}
    document = label_document(variants, ["abi_dependency"])
    (tmp_path / "pkg-1.0-variants.json").write_bytes(document)
    offers = [label_offer("one", folder=tmp_path)]
    table = machine_table([offers], reader(), unasked(torch="2.9.0"))
    assert table is not None
    assert "2.9" in table["providers"]["abi_dependency"]["keys"]["torch"]


def test_where_nothing_mattered_nothing_is_said(tmp_path: Path) -> None:
    assert machine_table([], reader(), HERE) is None
    (tmp_path / wheel_name(V2)).write_bytes(b"junk")
    bad = on_offer(candidate(wheel_name(V2), folder=tmp_path))
    assert machine_table([[bad]], reader(), HERE) is None


def test_a_label_of_a_namespace_that_nobody_can_use(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("v3", "v2"):
        content = label_document({name: {"hw": {"level": [name]}}}, ["gpu"])
        make_label_wheel(tmp_path, "pkg", "1.0", name, {}, document=content)
    offers = [label_offer(label, folder=tmp_path) for label in ("v3", "v2")]
    assert variants_table(offers, reader()) is None
    (record,) = caplog.records
    reason = "nobody can use the namespace hw: it is not in default-priorities"
    assert f"of {offers[0].link.filename} and 1 other: {reason}" in record.message


def test_a_wheel_that_states_another_hash(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = make_wheel(tmp_path, "pkg", properties=[V3], variant_hash="12345678")
    found = on_offer(candidate(path.name, folder=tmp_path))
    assert variants_table([found], reader()) is None
    (record,) = caplog.records
    assert "The lock file has no properties of" in record.message
