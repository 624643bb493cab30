"""nvidia-smi in both wordings, and as it fails; asked in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .nvidia_machines import (
    BOTH,
    OLD_WORDS,
    UUID,
    add_smi,
    answer,
    ask,
    enter_machine,
    keys_of,
)

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="needs programs of Linux"
)

NEW_WORDS = BOTH.format(
    header="KMD Version                               : 610.43.02\n"
    "CUDA Version : 13.2 [Deprecated; will be removed in CUDA 14.0]\n"
    "CUDA UMD Version                          : 13.3",
    devices=f"610.43.02, 12.0, {UUID}, NVIDIA RTX PRO",
)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    enter_machine(tmp_path, monkeypatch)
    return tmp_path


@pytest.mark.parametrize(
    "script",
    [
        "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18",
        "echo 'Failed to initialize NVML: Driver/library version mismatch'",
        "exit 18",
    ],
)
def test_nvidia_smi_tells_of_an_update(machine: Path, script: str) -> None:
    add_smi(machine / "bin", script)
    report = answer(machine, ask())
    assert keys_of(report)["cuda_version_lower_bound"] == "12.8"
    assert "before a restart" in report.notes[0]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (OLD_WORDS, ("12.8", "90_real", "NVIDIA H100 (GPU-00000000)")),
        (NEW_WORDS, ("13.3", "120_real", "NVIDIA RTX PRO (GPU-00000000)")),
    ],
)
def test_nvidia_smi_in_both_wordings(
    machine: Path, script: str, expected: tuple[str, str, str]
) -> None:
    add_smi(machine / "bin", script)
    report = answer(machine, ask())
    keys = keys_of(report)
    found = keys["cuda_version_lower_bound"], keys["sm_arch"], report.devices[0].name
    assert (found, report.notes) == (expected, ())


@pytest.mark.parametrize(
    ("script", "note"),
    [
        ("head -c 3000 /dev/urandom", None),
        ("exit 9", "nvidia-smi failed with code 9 (the driver is not loaded)"),
        ("exit 6", None),
        ("kill -SEGV $$", "nvidia-smi crashed"),
    ],
)
def test_nvidia_smi_fails(machine: Path, script: str, note: str | None) -> None:
    add_smi(machine / "bin", script)
    report = answer(machine, ask())
    assert keys_of(report)["cuda_version_lower_bound"] == "12.8"
    guess = "CUDA 12.8 is a guess by the driver 570.86.15"
    nothing = "no GPU is visible here" if script == "exit 6" else "no GPU could be read"
    assert report.notes == tuple(filter(None, (guess, note, nothing)))


def test_nvidia_smi_does_not_know_the_capability(machine: Path) -> None:
    script = OLD_WORDS.replace('*) echo "570', '*) echo "x"; exit 2; echo "570')
    add_smi(machine / "bin", script)
    assert "sm_arch" not in keys_of(answer(machine, ask()))
    add_smi(machine / "bin", OLD_WORDS.replace("9.0", "[N/A]"))
    assert "sm_arch" not in keys_of(answer(machine, ask()))


def test_nvidia_smi_hangs_with_a_child(machine: Path) -> None:
    add_smi(machine / "bin", "sleep 1000 & sleep 1000")
    # An answer is believed only if no process is left.
    facts = ask()
    assert facts is not None
    assert facts["smi"] == ("timeout",)
    assert "nvidia-smi did not answer in time" in answer(machine, facts).notes
