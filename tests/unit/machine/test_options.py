"""The machine that the options of a command describe."""

from __future__ import annotations

from pip._vendor.variantlib.machine.files import parse_machine
from pip._vendor.variantlib.machine.platforms import UNSTATED

from pip._internal.variants.machine.options import (
    MachineOptions,
    indistinct,
    wrong_kind,
)

OTHER = parse_machine(b"format = 1\nplatform = 'win_arm64'\npython = '3.99'", "other")


def test_machines_that_could_not_run_the_files() -> None:
    error = wrong_kind(OTHER, "install")
    assert "It is of another platform, win_arm64;" in str(error.context)


def test_machines_that_no_marker_tells_apart() -> None:
    error = indistinct("first", "other")
    assert str(error.message) == "pip cannot use the machine other."
    assert "Its Python and that of first are of one version" in str(error.context)


def test_the_platform_can_be_left_out() -> None:
    assert MachineOptions().without_platform() == MachineOptions()
    machine = MachineOptions(OTHER).without_platform().machine
    assert machine == OTHER._replace(platform=UNSTATED)
