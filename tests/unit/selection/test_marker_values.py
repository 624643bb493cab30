"""The values of the variant markers for a chosen wheel."""

from __future__ import annotations

from pathlib import Path

import pytest
from pip._vendor.variantlib.filename import VariantName

from pip._internal.variants.selection import marker_values
from pip._internal.variants.selection.marker_values import (
    MarkerValues,
    copy_values,
    set_values,
)
from pip._internal.variants.utils.state import ProcessState
from tests.unit.selecting import installed


def test_properties_that_count_are_those_of_the_machine() -> None:
    level = [("hw", "level", value) for value in ("v2", "v4")]
    values = MarkerValues(None, lambda: (level, {"hw": {"level": ["v3", "v2"]}}))
    assert values("variant_properties") == {"hw :: level :: v2"}
    forced = MarkerValues(None, lambda: (level[1:], {"hw": {"level": ["v2"]}}))
    assert forced("variant_properties") == {"hw :: level :: v4"}


def test_a_label_needs_no_machine() -> None:
    def find() -> object:
        pytest.fail("the machine was asked")

    name = VariantName("cu12", is_label=True)
    assert MarkerValues(name, find)("variant_label") == "cu12"  # type: ignore[arg-type]


def test_other_metadata_of_a_wheel_have_its_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = ProcessState()
    monkeypatch.setattr(marker_values, "PROCESS", state)
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
    one, other, stranger = (installed(tmp_path / folder) for folder in "abc")
    values = MarkerValues(None)
    set_values(one, values)
    copy_values(one, other)
    copy_values(stranger, one)
    assert state.marker_values[other] is values
    assert state.marker_values[one] is values
    assert stranger not in state.marker_values
