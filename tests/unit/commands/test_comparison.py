"""What decided between two files of a release."""

from __future__ import annotations

from pathlib import Path

import pytest
from pip._vendor.variantlib.documents.index_json import write_document

from tests.builders import hash_of, make_wheel, parse_properties
from tests.unit.explaining import (
    LEVEL2,
    MACHINE,
    compared,
    explained,
    hash_release,
    label_release,
)
from tests.unit.scene import candidate


@pytest.mark.parametrize(
    ("better", "worse", "by", "properties"),
    [
        ("cpu :: level :: v2, cpu :: aes :: on", "gpu :: sm :: 90", "count", ""),
        (
            "cpu :: level :: v2",
            "cpu :: aes :: on",
            "key",
            "cpu::level::v2 / cpu::aes::on",
        ),
        (
            "gpu :: driver :: 12.8, cpu :: level :: v3",
            "gpu :: driver :: 12.8, cpu :: level :: v2",
            "value",
            "cpu::level::v3 / cpu::level::v2",
        ),
        ("cpu :: level :: v2", None, "variant", ""),
    ],
)
def test_what_decided_between_hashes(
    tmp_path: Path, better: str, worse: str | None, by: str, properties: str
) -> None:
    found = explained(hash_release(tmp_path, worse, better), MACHINE)
    assert compared(found.decision) == (by, properties)


@pytest.mark.parametrize(
    ("better", "worse", "by", "properties"),
    [
        ({"gpu": {"sm": ["90"]}}, LEVEL2, "provider", "gpu::sm::90 / cpu::level::v2"),
        (LEVEL2, {}, "count", "cpu::level::v2"),
        (LEVEL2, LEVEL2, "label", ""),
        (
            {"cpu": {"level": ["v9", "v3"]}},
            LEVEL2,
            "value",
            "cpu::level::v3 / cpu::level::v2",
        ),
    ],
)
def test_what_decided_between_labels(
    tmp_path: Path,
    better: dict[str, dict[str, list[str]]],
    worse: dict[str, dict[str, list[str]]],
    by: str,
    properties: str,
) -> None:
    candidates = label_release(tmp_path, {"a": better, "b": worse}, "cpu", "gpu")
    found = explained(candidates, MACHINE)
    assert found.chosen == candidates[0].link.filename
    assert compared(found.decision) == (by, properties)


def test_a_label_comes_before_a_hash(tmp_path: Path) -> None:
    labelled = label_release(tmp_path, {"a": LEVEL2}, "cpu")
    hashed = hash_release(tmp_path, "gpu :: sm :: 90")
    assert compared(explained([*labelled, *hashed], MACHINE).decision) == ("form", "")


def test_the_source_that_comes_first_decides_before_ranks(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    poor = label_release(tmp_path, {"b": LEVEL2}, "cpu")
    good = label_release(tmp_path / "other", {"a": {"cpu": {"level": ["v3"]}}}, "cpu")
    found = explained([*poor, *good], MACHINE)
    assert found.chosen == poor[0].link.filename
    assert compared(found.decision) == ("source", "")


@pytest.mark.parametrize(
    ("first", "second", "by"),
    [
        ("pkg-1.0-py3-none-any", "pkg-1.0.tar.gz", "wheel"),
        ("pkg-1.0-py3-none-any", "pkg-1.0-py2.py3-none-any", "place"),
        ("pkg-1.0-2-py3-none-any", "pkg-1.0-1-py3-none-any", "build"),
        ("pkg-1.0-py3-none-any", "pkg-1.0-py30-none-any", "tag"),
    ],
)
def test_what_decided_between_plain_files_is_pips_order(
    first: str, second: str, by: str
) -> None:
    pair = [
        candidate(name if name.endswith(".gz") else f"{name}.whl")
        for name in (first, second)
    ]
    assert compared(explained(pair, MACHINE).decision) == (by, "")


def test_of_one_variant_the_tag_and_the_build_decide(tmp_path: Path) -> None:
    kind = ["cpu :: level :: v3"]
    digest = hash_of(kind)
    make_wheel(tmp_path, "pkg", properties=kind)
    (tmp_path / "pkg-1.0-variants.json").write_bytes(
        write_document([parse_properties(kind)])
    )
    names = ("py3-none-any", "py30-none-any")
    pair = [candidate(f"pkg-1.0~{digest}-{tag}.whl", folder=tmp_path) for tag in names]
    assert compared(explained(pair, MACHINE).decision) == ("tag", "")


def test_yanked_and_disallowed_files_come_after_all_variants(tmp_path: Path) -> None:
    (good,) = hash_release(tmp_path, "cpu :: level :: v2")
    (best,) = hash_release(tmp_path, "cpu :: level :: v3")
    yanked = candidate(best.link.filename, folder=tmp_path, yanked_reason="bad")
    assert compared(explained([yanked, good], MACHINE).decision) == ("yanked", "")
