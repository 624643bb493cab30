"""Which dependencies of a distribution hold for its variant."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.variants.selection import dependencies, marker_values
from pip._internal.variants.selection.dependencies import bind_dependencies
from pip._internal.variants.selection.marker_values import (
    MarkerValues,
    copy_values,
    set_values,
)
from pip._internal.variants.utils.state import ProcessState
from tests.unit.scene import label_name, machine
from tests.unit.selecting import V3, installed

IF_V3 = "fast; 'hw :: level :: v3' in variant_properties"
IF_CPU = "slow; variant_label == 'cpu'"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with v3 and v2, and no other that would be asked."""
    state = ProcessState()
    state.machine = machine({"hw": {"level": ["v3", "v2"]}})
    for module in (dependencies, marker_values):
        monkeypatch.setattr(module, "PROCESS", state)


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


def test_a_label_that_cannot_be_believed_has_no_properties(tmp_path: Path) -> None:
    dist = installed(tmp_path)
    (tmp_path / "pkg-1.0.dist-info/variant.json").write_text("[]")
    bound = bind_dependencies(dist, ["always", IF_V3, IF_CPU])
    assert bound[0] == "always"
    assert "fast" not in bound


def test_without_a_command_the_settings_say_which_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for `pip show`, which installs nothing."""
    monkeypatch.setattr(dependencies, "PROCESS", ProcessState())
    described = tmp_path / "machine.toml"
    described.write_text("format = 1\nproviders.hw.keys.level = ['v3']\n")
    monkeypatch.setenv("PIP_MACHINE", str(described))
    dist = installed(tmp_path, V3)
    assert bind_dependencies(dist, ["always", IF_V3, IF_CPU]) == ["always", "fast"]
