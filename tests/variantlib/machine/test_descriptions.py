"""Machines that add up out of several descriptions."""

from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.errors import InvalidMachine
from variantlib.machine.descriptions import read_machine
from variantlib.machine.files import MachineFile
from variantlib.providers.nvidia_values import lower_bounds, sm_archs, upper_bounds


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def keys_of(machine: MachineFile) -> dict[str, dict[str, tuple[str, ...]]]:
    return {a.provider: dict(a.config or ()) for a in machine.answers}


def test_parts_add_up() -> None:
    machine = read_machine("sm_90+x86_64_v4+cuda12.8")
    assert machine.name == "sm_90+x86_64_v4+cuda12.8"
    assert machine.platform.texts == {"platform": "x86_64"}
    found = keys_of(machine)
    assert list(found) == ["nvidia", "x86_64"]
    assert found["x86_64"]["level"] == ("v4", "v3", "v2", "v1")
    # In the provider's order, whatever that of the parts.
    assert list(found["nvidia"].items()) == [
        ("cuda_version_lower_bound", lower_bounds((12, 8))),
        ("cuda_version_upper_bound", upper_bounds((12, 8))),
        ("sm_arch", sm_archs((9, 0))),
    ]
    assert keys_of(read_machine("gfx942 + rocm7.0"))["amd"] == {
        "gfx_arch": ("gfx942",),
        "rocm_version": ("7.0",),
    }


def test_a_file_is_a_part(folder: Path) -> None:
    folder.joinpath("node.toml").write_text(
        "format = 1\ndetect = true\nglibc = '2.28'\n"
        "providers.nvidia.distribution = 'plugin'\nproviders.nvidia.version = '1'\n"
        "providers.nvidia.keys.sm_arch = '<= 8.0'\n"
    )
    machine = read_machine(f"{folder}/node.toml+cuda12.4+x86_64_v3")
    assert (machine.name, machine.detect) == ("node.toml+cuda12.4+x86_64_v3", True)
    assert machine.platform.texts == {"platform": "x86_64", "glibc": "2.28"}
    assert machine.answers[0].distribution == "plugin"
    folder.joinpath("a+b").write_text("format = 1")
    assert read_machine("a+b").name == "a+b"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("sm_90+sm_80", "Two parts of it describe nvidia :: sm_arch."),
        ("x86_64_v3+jetson_orin", "jetson_orin is of linux_aarch64, glibc 2.35, and"),
        ("x86_64_v3+", "There is nothing before or behind one + of it."),
        ("x86_64_v3+cuda12.99", "maybe you meant cuda12.9"),
    ],
)
def test_what_does_not_add_up(text: str, problem: str) -> None:
    with pytest.raises(InvalidMachine) as caught:
        read_machine(text)
    assert problem in caught.value.problem


def test_a_folder_is_no_part(folder: Path) -> None:
    with pytest.raises(InvalidMachine) as caught:
        read_machine(f"cuda12.8+{folder}")
    assert caught.value.problem == f"{folder} is a folder."
    assert caught.value.hint.endswith("and no folders.")
