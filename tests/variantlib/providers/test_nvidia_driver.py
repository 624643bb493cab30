from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.providers.host import Host
from variantlib.providers.nvidia_driver import (
    Guess,
    Tegra,
    cuda_of_driver,
    driver_version,
    find_tegra,
    has_card,
    has_device,
    has_hints,
)

from .nvidia_machines import PROC, SYS, host_of, make_tree

TREE = "/proc/device-tree/compatible"


@pytest.mark.parametrize(
    ("driver", "cuda"),
    [
        ("617.14", (13, 4)),
        ("615.71.09", (13, 4)),
        ("610.43.02", (13, 3)),
        ("595.45.04", (13, 2)),
        ("590.44.01", (13, 1)),
        ("580.65.06", (13, 0)),
        ("575.51.03", (12, 9)),
        ("570.86.15", (12, 8)),
        ("565.57.01", (12, 7)),
        ("560.28.03", (12, 6)),
        ("555.42.02", (12, 5)),
        ("550.54.14", (12, 4)),
        ("545.23.06", (12, 3)),
        ("535.274.02", (12, 2)),
        ("530.30.02", (12, 1)),
        ("525.60.13", (12, 0)),
        ("520.61.05", (11, 8)),
        ("515.43.04", (11, 7)),
        ("510.39.01", (11, 6)),
        ("495.29.05", (11, 5)),
        ("470.42.01", (11, 4)),
        ("465.19.01", (11, 3)),
        ("460.27.03", (11, 2)),
        ("455.23", (11, 1)),
        ("450.36.06", (11, 0)),
        ("440.33", (10, 2)),
        ("418.39", (10, 1)),
    ],
)
def test_the_table_of_drivers(driver: str, cuda: tuple[int, int]) -> None:
    assert cuda_of_driver(driver) == Guess(cuda)


def test_a_driver_that_is_not_in_the_table_counts_as_the_nearest_older_one() -> None:
    assert cuda_of_driver("585.12") == Guess((13, 0), is_near=True)
    assert cuda_of_driver("701.3") == Guess((13, 4), is_near=True)
    assert cuda_of_driver("410.48") is None


@pytest.mark.parametrize(
    "line",
    [
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.90.07  Fri May 31 09:3",
        "NVRM version: NVIDIA UNIX aarch64 Kernel Module  550.90.07  Fri May 31 09:",
        (
            "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.90.07"
            "  Release Build  (root@builder)  Mon Dec 30 17:00:00 UTC 2024"
        ),
    ],
)
def test_both_forms_of_the_module_s_file(tmp_path: Path, line: str) -> None:
    make_tree(tmp_path, driver=None, files={PROC: f"{line}\nGCC version:  12\n"})
    assert driver_version(host_of(tmp_path)) == "550.90.07"


def test_the_module_s_other_file(tmp_path: Path) -> None:
    make_tree(tmp_path, driver=None, files={PROC: "unreadable\n", SYS: "570.86.15\n"})
    assert driver_version(host_of(tmp_path)) == "570.86.15"
    make_tree(tmp_path, driver=None, files={SYS: "rm -rf\n"})
    assert driver_version(host_of(tmp_path)) is None


@pytest.mark.parametrize(
    "path",
    [
        *(SYS, PROC, "/dev/nvidiactl", "/dev/nvidia0", "/dev/nvidia11", "/dev/dxg"),
        *("/etc/nv_tegra_release", "/dev/nvhost-gpu", "/dev/nvgpu/igpu0/ctrl"),
        *("/dev/nvmap",),
    ],
)
def test_signs_of_a_gpu(tmp_path: Path, path: str) -> None:
    assert not has_hints(host_of(tmp_path))
    make_tree(tmp_path, driver=None, devices=None, files={path: ""})
    assert has_hints(host_of(tmp_path))
    assert not has_hints(host_of(tmp_path, "macos"))


def test_devices_of_the_driver_alone_are_no_gpu(tmp_path: Path) -> None:
    make_tree(
        tmp_path, devices=0, files={"/dev/nvidia-uvm": "", "/dev/nvidia-caps": ""}
    )
    assert not has_device(host_of(tmp_path))
    make_tree(tmp_path, devices=1)
    assert has_device(host_of(tmp_path))


@pytest.mark.parametrize("name", ["nvcuda.dll", "nvml.dll"])
def test_windows_has_a_library(tmp_path: Path, name: str) -> None:
    host = host_of(tmp_path, "windows")
    assert not has_hints(host)
    make_tree(tmp_path, driver=None, files={f"/Windows/System32/{name}": ""})
    assert has_hints(host)
    assert has_device(host)


def test_windows_says_where_its_libraries_are(tmp_path: Path) -> None:
    host = Host("windows", "x86_64", environment={"SystemRoot": str(tmp_path)})
    assert not has_device(host)
    # Here a backslash is a part of a name like any other.
    Path(f"{tmp_path}\\System32\\nvcuda.dll").touch()
    assert has_device(host)


def test_a_card_on_the_bus(tmp_path: Path) -> None:
    files = {
        "/sys/bus/pci/devices/0000:00:02.0/vendor": "0x8086\n",
        "/sys/bus/pci/devices/0000:00:02.0/class": "0x030000\n",
        "/sys/bus/pci/devices/0000:01:00.1/vendor": "0x10de\n",
        "/sys/bus/pci/devices/0000:01:00.1/class": "0x040300\n",
    }
    make_tree(tmp_path, driver=None, devices=None, files=files)
    assert not has_card(host_of(tmp_path))
    files["/sys/bus/pci/devices/0000:01:00.0/vendor"] = "0x10de\n"
    files["/sys/bus/pci/devices/0000:01:00.0/class"] = "0x030200\n"
    make_tree(tmp_path, driver=None, devices=None, files=files)
    assert has_card(host_of(tmp_path))


@pytest.mark.parametrize(
    ("release", "cuda"),
    [
        ("R32 (release), REVISION: 7.4", (10, 2)),
        ("R34 (release), REVISION: 1.0", (11, 4)),
        ("R35 (release), REVISION: 4.1", (11, 4)),
        ("R36 (release), REVISION: 2.0", (12, 2)),
        ("R36 (release), REVISION: 3.0", (12, 2)),
        ("R36 (release), REVISION: 4.3", (12, 6)),
        ("R38 (release), REVISION: 2.0", (13, 0)),
        ("R28 (release), REVISION: 2.0", None),
        ("nonsense", None),
        (f"R{'9' * 5000} (release), REVISION: 4.3", None),
        (f"R36 (release), REVISION: {'9' * 5000}", None),
    ],
)
def test_releases_of_jetson(
    tmp_path: Path, release: str, cuda: tuple[int, int] | None
) -> None:
    text = f"# {release}, GCID: 1, BOARD: generic, EABI: aarch64, DATE: Wed Jan  8\n"
    files = {"/etc/nv_tegra_release": text}
    make_tree(tmp_path, driver=None, devices=None, files=files)
    assert find_tegra(host_of(tmp_path)) == Tegra(cuda, None)


@pytest.mark.parametrize(
    ("chip", "capability"),
    [
        ("tegra264", (11, 0)),
        ("tegra234", (8, 7)),
        ("tegra194", (7, 2)),
        ("tegra186", (6, 2)),
        ("tegra210", (5, 3)),
        ("tegra999", None),
    ],
)
def test_chips_of_jetson(
    tmp_path: Path, chip: str, capability: tuple[int, int] | None
) -> None:
    files = {TREE: f"nvidia,p3737-0000+p3701-0005\0nvidia,{chip}\0"}
    make_tree(tmp_path, driver=None, devices=None, files=files)
    assert find_tegra(host_of(tmp_path)) == Tegra(None, capability)


def test_other_boards_are_none(tmp_path: Path) -> None:
    make_tree(tmp_path, files={TREE: "raspberrypi,4-model-b\0brcm,bcm2711\0"})
    assert find_tegra(host_of(tmp_path)) is None
