"""Three dozen machines without plugins: their builds, or the line that says why not.

They are trees written anew from public facts, with libraries and programs that stand in
for those of drivers. The packages: torch 2.9.0 by its published document, one with
builds for processors, one for accelerators. All are chosen in one run for each machine.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.builders import label_document, make_label_wheel
from tests.conftest import REPOSITORY
from tests.unit.running import run
from tests.variantlib.providers import cpus, nvidia_machines, test_ascend
from tests.variantlib.providers.kfd_trees import CPU, HIDDEN, Node, write_kfd
from tests.variantlib.providers.nvidia_machines import (
    COMPILER,
    build,
    make_tree,
)
from tests.variantlib.providers.probing import build_library
from tests.variantlib.providers.test_intel import packed

pytestmark = pytest.mark.skipif(
    COMPILER is None or sys.platform != "linux",
    reason="needs a C compiler, and a loader that heeds LD_LIBRARY_PATH",
)

TORCH = REPOSITORY / "tests/variantlib/data/real/torch-2.9.0-variants.json"
LEVEL_ZERO = Path(nvidia_machines.__file__).with_name("fake_level_zero.c")
PROCESSORS: Mapping[str, Any] = {
    **{f"v{level}": {"x86_64": {"level": [f"v{level}"]}} for level in (4, 3, 2)},
    **{label: {"aarch64": {"version": [label]}} for label in ("9.0a", "8.2a")},
    "null": {},
}
ACCELERATORS: Mapping[str, Any] = {
    "tpu": {"tpu": {"present": ["true"]}},
    "npu": {"ascend": {"npu_type": ["910b"], "cann_version": ["8.0.rc3"]}},
    "null": {},
}


@dataclass
class Machine:
    """A machine, and what it gets.

    :ivar said: A part of the only warning; empty for none.
    :ivar tree: Arguments of `make_tree`; None for no driver by NVIDIA.
    :ivar libraries: The folders of the libraries that the loader finds.
    :ivar programs: Scripts that stand for programs, by name.
    """

    torch: str = "null"
    cpu: str = "v3"
    accelerator: str = "null"
    said: str = ""
    cpuinfo: str = cpus.x86(cpus.HASWELL)
    platform: str = "linux-x86_64"
    tree: Mapping[str, Any] | None = None
    nodes: Sequence[Node] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    libraries: Sequence[str] = ()
    programs: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, str, str]:
        return self.torch, self.cpu, self.accelerator

    def write(self, root: Path) -> None:
        tree = {"driver": None, "devices": None} if self.tree is None else self.tree
        make_tree(root, **tree, files={"/proc/cpuinfo": self.cpuinfo, **self.files})
        if self.nodes:
            write_kfd(root, self.nodes)


def nvidia(torch: str, gpus: str, cuda: int, **more: Any) -> Machine:
    """A machine with libraries by NVIDIA."""
    usual = {"tree": {"devices": len(gpus.split())}, "libraries": ["nvml", "libcuda"]}
    fakes = {"FAKE_GPUS": gpus, "FAKE_VERSION": str(cuda), **more.pop("fakes", {})}
    return Machine(torch, **{**usual, "variables": fakes, **more})


def device(vendor: str, number: str = "0x1234") -> dict[str, str]:
    """The files of a device for graphics on the PCI bus."""
    facts = {"vendor": vendor, "device": number, "class": "0x030000"}
    folder = "/sys/bus/pci/devices/0000:01:00.0"
    return {f"{folder}/{name}": f"{text}\n" for name, text in facts.items()}


ARM = "linux-aarch64"
INTEL = {**device("0x8086"), "/dev/dri/renderD128": ""}
ROCM = "/opt/rocm/.info/version"
JETSON = {
    "/etc/nv_tegra_release": "# R36 (release), REVISION: 4.3, GCID: 38, BOARD: x\n",
    "/proc/device-tree/compatible": "nvidia,p3768\0nvidia,tegra234\0",
    "/dev/nvhost-gpu": "",
}
SMI = """\
case "$*" in
-q) echo 'KMD Version : 610.43.02'; echo 'CUDA UMD Version : 13.3' ;;
*) echo '610.43.02, 12.0, GPU-1, NVIDIA RTX PRO' ;;
esac"""
MACHINES = {
    "laptop of 2012": Machine(cpu="v2", cpuinfo=cpus.x86(cpus.IVY_BRIDGE)),
    "AMD of 2008": Machine(cpu="null", cpuinfo=cpus.x86(cpus.K10)),
    "Zen 4": Machine(cpu="v4", cpuinfo=cpus.x86(cpus.ZEN4)),
    "no /proc": Machine(
        cpu="null", cpuinfo="", said="cpu has better builds for x86_64 that pip cannot"
    ),
    "Neoverse N1": Machine(
        cpu="8.2a",
        platform=ARM,
        cpuinfo=cpus.arm(("0x41", "0xd0c", cpus.NEOVERSE_N1)),
    ),
    "phone with two kinds of cores": Machine(
        cpu="null",
        platform=ARM,
        cpuinfo=cpus.arm(
            ("0x41", "0xd0c", cpus.NEOVERSE_N1), ("0x41", "0xd08", cpus.CORTEX_A72)
        ),
    ),
    "Grace Hopper": nvidia(
        "cuda13.0",
        *("9.0", 13000),
        cpu="9.0a",
        platform=ARM,
        cpuinfo=cpus.arm(("0x41", "0xd4f", cpus.NEOVERSE_V2)),
    ),
    "A100, driver 525": nvidia("cuda12.8", "8.0", 12000),
    "A100 in MIG devices": nvidia("cuda12.8", "8.0", 12080, fakes={"FAKE_MIG": "1"}),
    "V100, driver 580": nvidia("cuda12.8", "7.0", 13000),
    "GTX 1080": nvidia("cuda12.6", "6.1", 12040),
    "RTX 5090": nvidia("cuda13.0", "12.0", 13000),
    "driver of CUDA 11.8": nvidia("null", "9.0", 11080),
    "K80": nvidia(
        *("null", "3.7", 12000),
        said="has compute capability 3.7, and packages are for 5.0 and newer",
    ),
    "GTX 1080 beside an RTX 4090": nvidia(
        *("cuda12.8", "6.1 8.9", 12080), said="has no code for NVIDIA A0"
    ),
    "one of two GPUs is denied": nvidia("cuda12.8", "-17 9.0", 12080),
    "all GPUs are denied": nvidia(
        "null", "-17", 12080, said="the system or its control group denies it"
    ),
    "utility container": nvidia(
        *("null", "9.0", 12080),
        libraries=["nvml"],
        fakes={"FAKE_NVML": "version=12"},
        said="a container needs NVIDIA_DRIVER_CAPABILITIES=compute,utility",
    ),
    "container without --gpus": Machine(
        tree={"devices": None}, said="neither /dev/nvidia0 nor /dev/dxg is"
    ),
    "driver updated": nvidia(
        *("null", "9.0", 12080),
        fakes={"FAKE_NVML": "init=18"},
        said="no GPU can be used before a restart",
    ),
    "nothing but nvidia-smi": Machine(
        "cuda13.0", tree={}, programs={"nvidia-smi": SMI}
    ),
    "nvidia-smi fails": Machine(
        tree={},
        programs={"nvidia-smi": "exit 9"},
        said="failed with code 9 (the driver is not loaded)",
    ),
    "card without driver": Machine(
        files=device("0x10de"),
        said="an NVIDIA card is here, but its driver is not loaded",
    ),
    "WSL": nvidia("cuda12.8", "8.6", 12080, tree=None, files={"/dev/dxg": ""}),
    "Jetson Orin": nvidia(
        *("null", "8.7", 12060),
        cpu="8.2a",
        platform=ARM,
        cpuinfo=cpus.arm(("0x41", "0xd42", cpus.NEOVERSE_N1)),
        libraries=["libcuda"],
        tree=None,
        files=JETSON,
    ),
    "eight MI210, ROCm 6.4": Machine(
        "rocm6.4", nodes=[CPU, *[Node(90010)] * 8], files={ROCM: "6.4.1-83\n"}
    ),
    "MI300X, ROCm 7.0": Machine(nodes=[CPU, Node(90402)], files={ROCM: "7.0.0-1\n"}),
    "RX 7900 without ROCm": Machine(
        nodes=[CPU, Node(110000)], said="no ROCm is found, so builds that ask"
    ),
    "container of another one's GPU": Machine(
        nodes=[CPU, HIDDEN], said="KFD does not show node 1 here"
    ),
    "Arc A770": Machine("xpu", files=INTEL, libraries=["arc"]),
    "Arc A770, broken driver": Machine(
        files=INTEL,
        libraries=["broken"],
        said="the process that asks its libraries was killed by",
    ),
    # Most such chips compute nothing for which there are builds.
    "graphics of Intel": Machine(files=INTEL),
    "TPU v5e": Machine(
        accelerator="tpu",
        files={**device("0x1ae0", "0x0063"), "/dev/accel0": ""},
    ),
    "Ascend 910B": Machine(
        accelerator="npu",
        files={
            "/dev/davinci0": "",
            "/usr/local/Ascend/driver/version.info": "Version=24.1.rc3\n",
            "/usr/local/Ascend/ascend-toolkit/latest/x86_64-linux/"
            "ascend_toolkit_install.info": "version=8.0.RC3\n",
        },
        programs={"npu-smi": f"cat <<'END'\n{test_ascend.table((0, '910B3'))}END"},
    ),
}
PROJECTS = ("torch", "cpu", "accelerator")


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders with a library each; the sources tell how these behave."""
    folder = tmp_path_factory.mktemp("libraries")
    for name in ("nvml", "libcuda"):
        (folder / name).mkdir()
    build(folder / "nvml", "libnvidia-ml.so.1", "NVML")
    build(folder / "libcuda", "libcuda.so.1")
    design = {"COUNT": "1", "VENDORS": "{0x8086}", "TYPES": "{1}"}
    design["IPS"] = f"{{{packed('12.56.5')}}}"
    for name, how in (("arc", "0"), ("broken", "8")):
        path = folder / name / "libze_loader.so.1"
        build_library(path, LEVEL_ZERO.read_text(), {**design, "HOW": how})
    return folder


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheels of the three packages."""
    folder = tmp_path_factory.mktemp("offered")
    documents = {
        "torch": json.loads(TORCH.read_text("utf-8")),
        "cpu": json.loads(label_document(PROCESSORS)),
        "accelerator": json.loads(label_document(ACCELERATORS)),
    }
    for name, stated in documents.items():
        for label, needs in stated["variants"].items():
            own = json.dumps({**stated, "variants": {label: needs}}).encode()
            make_label_wheel(folder, name, "1.0", label, {}, document=own)
    return folder


def taken(report: Path) -> dict[str, str]:
    """The label of each project that would be installed."""
    installs = json.loads(report.read_text("utf-8"))["install"]
    names = [entry["download_info"]["url"].rpartition("/")[2] for entry in installs]
    parts = [name.removesuffix(".whl").split("-") for name in names]
    return {part[0]: part[5] for part in parts}


@pytest.mark.parametrize("name", MACHINES)
def test_each_machine_gets_its_build_or_a_reason(
    name: str,
    libraries: Path,
    offered: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    machine = MACHINES[name]
    root, programs = tmp_path / "root", tmp_path / "bin"
    machine.write(root)
    programs.mkdir()
    for program, script in machine.programs.items():
        (programs / program).write_text(f"#!/bin/sh\n{script}\n")
        (programs / program).chmod(0o755)
    variables = {
        "VARIANTLIB_SYSROOT": str(root),
        "VARIANTLIB_PLATFORM": machine.platform,
        "LD_LIBRARY_PATH": os.pathsep.join(
            str(libraries / each) for each in machine.libraries
        ),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        **machine.variables,
    }
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    report = tmp_path / "report.json"
    options = ("--dry-run", "--quiet", "--ignore-installed", "--report", str(report))
    assert run("install", offered, *options, *PROJECTS, facts="") == 0
    assert taken(report) == dict(zip(PROJECTS, machine.labels, strict=True))
    said = " ".join("".join(capsys.readouterr()).split())
    assert machine.said in said
    assert said.count("WARNING") == (1 if machine.said else 0)
