"""The values of the variant markers for a chosen wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.variants.selection import marker_values
from pip._internal.variants.selection.marker_values import (
    MarkerValues,
    copy_values,
    set_values,
)
from pip._internal.variants.utils.state import ProcessState
from tests.builders import parse_properties
from tests.unit.scene import hash_name, label_name
from tests.unit.selecting import V3, V4, installed


def test_a_hash_is_no_label() -> None:
    assert MarkerValues(hash_name(V3))("variant_label") == ""
    assert MarkerValues(label_name("cpu"))("variant_label") == "cpu"
    assert MarkerValues(None)("variant_label") == ""


def test_only_supported_values_count() -> None:
    stated = parse_properties([V3, V4])
    supported = {"hw": {"level": ["v3", "v2"]}}
    values = MarkerValues(hash_name(V3), lambda: (stated, supported))
    assert values("variant_properties") == {"hw :: level :: v3"}


def test_of_a_forced_variant_all_values_count() -> None:
    values = MarkerValues(hash_name(V4), lambda: (parse_properties([V4]), {}))
    assert values("variant_properties") == {"hw :: level :: v4"}


def test_plugins_run_only_for_a_marker_that_needs_them() -> None:
    values = MarkerValues(label_name("cpu"), lambda: pytest.fail("it was asked"))
    assert values("variant_label") == "cpu"


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
