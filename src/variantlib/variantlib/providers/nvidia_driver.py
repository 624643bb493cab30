"""Read from files which NVIDIA driver runs, and where its devices are.

Sources: the file formats of the driver's own README and of its open kernel modules; the
CUDA Toolkit release notes, table "CUDA Toolkit and Corresponding Driver Versions"; the
release notes of NVIDIA Jetson Linux.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from ..named_tuples import NamedTuple
from .host import Host
from .nvidia_values import LOWER, Number, parse_cuda
from .pci import has_display

__all__ = [
    "FILES",
    "TEGRA_CAPABILITIES",
    "WINDOWS_LIBRARIES",
    "Guess",
    "Tegra",
    "cuda_of_driver",
    "driver_version",
    "find_tegra",
    "has_card",
    "has_device",
    "has_hints",
    "is_driver",
    "newer_driver",
]

_PROC = "/proc/driver/nvidia/version"
_SYS = "/sys/module/nvidia/version"
_WSL = "/dev/dxg"
_RELEASE = "/etc/nv_tegra_release"
_TREES = (
    "/proc/device-tree/compatible",
    "/sys/firmware/devicetree/base/compatible",
)
_TEGRA_DEVICES = (
    *("/dev/nvhost-gpu", "/dev/nvhost-ctrl-gpu", "/dev/nvhost-ctrl"),
    *("/dev/nvgpu", "/dev/nvmap"),
)
_VENDOR = "0x10de"
WINDOWS_LIBRARIES = ("nvcuda.dll", "nvml.dll")

FILES = (
    *(_SYS, _PROC, "/proc/driver/nvidia/gpus"),
    *("/dev/nvidiactl", "/dev/nvidia-uvm", _WSL, "/usr/lib/wsl/lib"),
    # Windows updates the driver below WSL, where nothing else tells its version.
    *("/usr/lib/wsl/lib/libcuda.so.1", "/usr/lib/wsl/lib/libnvidia-ml.so.1"),
    *(f"/dev/nvidia{number}" for number in range(8)),
    *(_RELEASE, _TREES[0], *_TEGRA_DEVICES),
)

# The first number of a driver's version, and the CUDA version that it supports.
_CUDA_OF_BRANCH: dict[int, Number] = {
    615: (13, 4),
    610: (13, 3),
    595: (13, 2),
    590: (13, 1),
    580: (13, 0),
    575: (12, 9),
    570: (12, 8),
    565: (12, 7),
    560: (12, 6),
    555: (12, 5),
    550: (12, 4),
    545: (12, 3),
    535: (12, 2),
    530: (12, 1),
    525: (12, 0),
    520: (11, 8),
    515: (11, 7),
    510: (11, 6),
    495: (11, 5),
    470: (11, 4),
    465: (11, 3),
    460: (11, 2),
    455: (11, 1),
    450: (11, 0),
    440: (10, 2),
    418: (10, 1),
}
# On Windows the drivers of this branch have a number of their own.
_KNOWN_BRANCHES = frozenset((*_CUDA_OF_BRANCH, 617))

# Jetson Linux: its release and revision, and the CUDA version that it came with.
_CUDA_OF_JETSON: dict[Number, Number] = {
    (38, 0): (13, 0),
    (36, 4): (12, 6),
    (36, 0): (12, 2),
    (34, 0): (11, 4),
    (32, 0): (10, 2),
}
_CAPABILITY_OF_CHIP: dict[str, Number] = {
    "tegra264": (11, 0),
    "tegra234": (8, 7),
    "tegra194": (7, 2),
    "tegra186": (6, 2),
    "tegra210": (5, 3),
}

TEGRA_CAPABILITIES = frozenset((*_CAPABILITY_OF_CHIP.values(), (10, 1)))
"""Only such chips have these. That of Thor was 10.1 before CUDA 13."""

is_driver = partial(re.fullmatch, r"[0-9]{3}(?:\.[0-9]+)+")
"""Returns whether a text is the version of a driver, as in "570.86.15"."""

_is_device = partial(re.fullmatch, r"nvidia[0-9]+")


class Guess(NamedTuple):
    """A CUDA version by a table.

    :param is_near: Whether the driver is not in the table, but an older one is.
    """

    cuda: Number
    is_near: bool = False


class Tegra(NamedTuple):
    """A Jetson, or another board with such a chip.

    :param cuda: The CUDA version that its system came with, if that is known.
    :param capability: That of its GPU, if the chip is known.
    """

    cuda: Number | None
    capability: Number | None


def cuda_of_driver(version: str) -> Guess | None:
    """Return the CUDA version that a driver supports; None if it is too old."""
    branch = int(version.partition(".")[0])
    older = [known for known in _CUDA_OF_BRANCH if known <= branch]
    if not older:
        return None
    return Guess(_CUDA_OF_BRANCH[max(older)], branch not in _KNOWN_BRANCHES)


def newer_driver(key: str, wanted: Sequence[str], has: Sequence[str]) -> str | None:
    """Say which driver is new enough for one of some CUDA versions.

    :param has: The versions that the driver of a machine supports, the newest first.
    """
    lowest = min(filter(None, map(parse_cuda, wanted)), default=None)
    best = parse_cuda(next(iter(has), ""))
    if key != LOWER or lowest is None or best is None or lowest <= best:
        return None
    newer = [branch for branch, cuda in _CUDA_OF_BRANCH.items() if cuda >= lowest]
    if not newer:
        return None
    version = ".".join(map(str, lowest))
    return f"CUDA {version} comes with NVIDIA's driver {min(newer)} and newer"


def driver_version(host: Host) -> str | None:
    """Return the version of the kernel module that runs, as in "570.86.15".

    After an update these files still have the old version, until the machine restarts.
    """
    lines = (host.read(_PROC) or "").splitlines()
    # "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.90.07  Fri May 31 ...", or
    # "... UNIX Open Kernel Module for x86_64  550.144.03  Release Build  ...".
    fields = re.split(r" {2,}|\t+", lines[0]) if lines else []
    fields = [*fields[1:2], (host.read(_SYS) or "").strip()]
    return next((text for text in fields if is_driver(text)), None)


def has_device(host: Host) -> bool:
    """Return whether there is a device through which a GPU may be used."""
    if host.system == "windows":
        return _has_windows_library(host)
    if any(map(host.exists, (_WSL, *_TEGRA_DEVICES))):
        return True
    return any(map(_is_device, host.names("/dev")))


def has_hints(host: Host) -> bool:
    """Return whether files say that there may be an NVIDIA GPU, or its driver."""
    if host.system == "windows":
        return _has_windows_library(host)
    if host.system != "linux":
        return False
    files = (_SYS, _PROC, "/dev/nvidiactl", _RELEASE)
    return any(map(host.exists, files)) or has_device(host)


def has_card(host: Host) -> bool:
    """Return whether there is a card by NVIDIA, with a driver or without."""
    return has_display(host, _VENDOR)


def find_tegra(host: Host) -> Tegra | None:
    """Return the kind of Jetson that this is; None if it is something else."""
    release = host.read(_RELEASE)
    # The names in this file are parted by a null byte.
    trees = ("".join(host.read(path) or "" for path in _TREES)).replace("\0", " ")
    chips = re.findall(r"nvidia,(tegra[0-9]+)", trees)
    if release is None and not chips:
        return None
    capabilities = map(_CAPABILITY_OF_CHIP.get, chips)
    capability = next(filter(None, capabilities), None)
    return Tegra(_cuda_of_jetson(release or ""), capability)


def _cuda_of_jetson(text: str) -> Number | None:
    # "# R36 (release), REVISION: 4.3, GCID: ..., BOARD: ..., EABI: aarch64, DATE: ..."
    match = re.search(r"R([0-9]{1,4}) \(release\), REVISION: ([0-9]{1,4})\b", text)
    if match is None:
        return None
    release = int(match[1]), int(match[2])
    older = [known for known in _CUDA_OF_JETSON if known <= release]
    return _CUDA_OF_JETSON[max(older)] if older else None


def _has_windows_library(host: Host) -> bool:
    return any(map(host.exists, map(host.system_library, WINDOWS_LIBRARIES)))
