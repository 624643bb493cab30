"""Which dependencies of a distribution hold for its variant."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from pip._internal.variants.selection import dependencies
from pip._internal.variants.selection.dependencies import (
    MarkerValues,
    bind_dependencies,
    bind_message,
    copy_values,
    set_values,
    use_machine,
)
from tests.builders import parse_properties
from tests.unit.scene import hash_name, label_name, machine
from tests.unit.selecting import V3, V4, installed

IF_V3 = "fast; 'hw :: level :: v3' in variant_properties"
IF_CPU = "slow; variant_label == 'cpu'"


@pytest.fixture(autouse=True)
def here() -> Iterator[None]:
    """A machine with v3 and v2, and no other that would be asked."""
    before = list(dependencies._machines)
    use_machine(machine({"hw": {"level": ["v3", "v2"]}}))
    yield
    dependencies._machines[:] = before


def test_an_installed_variant_states_its_own(tmp_path: Path) -> None:
    dist = installed(tmp_path, V3)
    assert bind_dependencies(dist, ["always", IF_V3, IF_CPU]) == ["always", "fast"]


def test_a_plain_distribution_has_none(tmp_path: Path) -> None:
    assert bind_dependencies(installed(tmp_path), ["always", IF_V3]) == ["always"]


def test_the_reason_of_the_choice_outranks_it(tmp_path: Path) -> None:
    dist = installed(tmp_path)
    set_values(dist, MarkerValues(label_name("cpu")))
    assert bind_dependencies(dist, [IF_CPU]) == ["slow"]


def test_other_metadata_of_the_same_wheel(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    dist, other = installed(tmp_path), installed(tmp_path / "other")
    copy_values(dist, other)
    set_values(dist, MarkerValues(label_name("cpu")))
    copy_values(dist, other)
    assert bind_dependencies(other, [IF_CPU]) == ["slow"]


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


def test_metadata_that_somebody_keeps(tmp_path: Path) -> None:
    message = Message()
    for text in ("always", IF_V3, IF_CPU):
        message["Requires-Dist"] = text
    bind_message(installed(tmp_path, V3), message)
    assert message.get_all("Requires-Dist") == ["always", "fast"]
