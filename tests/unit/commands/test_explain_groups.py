"""The sentence about all files of a release."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.variants.commands.evaluations import UNWANTED, Excluded
from pip._internal.variants.commands.explain_groups import summary
from tests.builders import hash_of
from tests.unit.explaining import explained, hash_release
from tests.unit.scene import machine
from tests.unit.selecting import V2, V3, V4

HERE = machine({"hw": {"level": ["v3", "v2"]}})


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


def test_a_request_changes_nothing_about_what_fits(tmp_path: Path) -> None:
    found = explained(hash_release(tmp_path, V2, V3, V4), HERE, hash_of([V4]))
    assert found.chosen == f"pkg-1.0~{hash_of([V4])}-py3-none-any.whl"
    assert summary(found) == "2 of 3 variants fit this machine."


@pytest.mark.parametrize(
    ("count", "said"), [(1, "Its variant cannot"), (2, "Its 2 variants cannot")]
)
def test_unwanted_variants(count: int, said: str) -> None:
    names = [f"pkg-1.0-py3-none-any-label{number}.whl" for number in range(count)]
    excluded = [Excluded(name, UNWANTED) for name in names]
    assert summary(explained([], HERE, excluded=excluded)).startswith(said)
