"""Files of one reason, and the sentence about all files."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.variants.commands.evaluations import UNWANTED, Excluded
from pip._internal.variants.commands.explain_groups import (
    by_reason,
    foreign_files,
    summary,
)
from tests.unit.explaining import explained, hash_release
from tests.unit.scene import machine
from tests.unit.selecting import V2, V3, V4

HERE = machine({"hw": {"level": ["v3", "v2"]}})


def test_properties_of_a_missing_provider_are_one_reason(tmp_path: Path) -> None:
    kinds = ["gpu :: arch :: 9", "gpu :: driver :: 13", V4, "npu :: a :: b"]
    files = explained(hash_release(tmp_path, *kinds), HERE).files
    found = {group.reason: len(group.files) for group in by_reason(files)}
    assert found == {
        "it needs gpu; no provider for gpu is installed": 2,
        f"it needs {V4}; this machine has v3, v2": 1,
        "it needs npu :: a :: b; no provider for npu is installed": 1,
    }


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([None], "Its only file is not a variant."),
        ([V2, V4, None], "1 of 2 variants fits this machine."),
        ([V2, V3], "All 2 variants fit this machine."),
    ],
)
def test_the_sentence(tmp_path: Path, kinds: list[str | None], said: str) -> None:
    assert summary(explained(hash_release(tmp_path, *kinds), HERE)) == said


@pytest.mark.parametrize(
    ("count", "said"), [(1, "Its variant cannot"), (2, "Its 2 variants cannot")]
)
def test_unwanted_variants(count: int, said: str) -> None:
    names = [f"pkg-1.0-py3-none-any-label{number}.whl" for number in range(count)]
    excluded = [Excluded(name, UNWANTED) for name in names]
    assert summary(explained([], HERE, excluded=excluded)).startswith(said)


def test_files_for_other_platforms() -> None:
    assert foreign_files(1) == "1 file is for another Python or platform"
    assert foreign_files(12) == "12 files are for other Pythons or platforms"
