"""Built-in providers of GPUs: the build that has code for them, or why there is none.

The machines are folders that stand for the root of another system.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Index, PipEnv, make_label_wheel, make_wheel
from tests.functional.documents import read_json
from tests.functional.machine.conftest import Put, output
from tests.variantlib.providers.kfd_trees import CPU, Node, write_kfd
from tests.variantlib.providers.nvidia_machines import (
    COMPILER,
    add_smi,
    build,
    make_tree,
)

GPUS: Mapping[str, Any] = {
    "rocm6": {"amd": {"gfx_arch": ["gfx90a", "gfx942"], "rocm_version": ["6.4"]}},
    "any": {"amd": {"gfx_arch": ["gfx90a"]}},
    "null": {},
}


@pytest.mark.parametrize(
    ("requires", "label"),
    [
        (["amd-variant-provider>=0.0.2,<1.0.0"], "rocm6"),
        # It has never reported a version.
        (["rocm-bootstrap"], "any"),
    ],
)
def test_a_key_of_the_old_plugin_is_for_its_packages(
    env: PipEnv, host: Path, put: Put, requires: list[str], label: str
) -> None:
    write_kfd(host, [CPU, Node(90010)])
    (host / "opt/rocm/.info").mkdir(parents=True)
    (host / "opt/rocm/.info/version").write_text("6.4.1-83\n")
    put(GPUS, amd=requires)
    said = output(env, "install", "pkg")
    assert env.installed("pkg") == label
    assert "WARNING" not in said
    # A description of the machine makes no difference.
    described = host.parent / "node.toml"
    env.pip("variant", "detect", "--output", described)
    again = ("install", "--dry-run", "--ignore-installed")
    said = output(env, *again, "--machine", described, "pkg")
    assert f"Using variant {label} of pkg 1.0" in said


@pytest.mark.parametrize(
    ("nodes", "label", "devices"),
    [
        ([CPU, Node(90402)], "rocm7", {"gfx942"}),
        ([CPU, Node(90402), Node(90010)], "rocm7", {"gfx942", "gfx90a"}),
        ([CPU], None, set()),
    ],
)
def test_split_wheels_bring_the_code_of_the_gpus_that_are_there(
    env: PipEnv,
    host: Path,
    index: Index,
    wheels: Path,
    nodes: list[Node],
    label: str | None,
    devices: set[str],
) -> None:
    write_kfd(host, nodes)
    kinds = ("gfx942", "gfx90a", "gfx1100")
    document = {
        "default-priorities": {"namespace": ["amd"]},
        "providers": {"amd": {"requires": ["amd-variant-provider >= 1.0"]}},
        "variants": {kind: {"amd": {"gfx_arch": [kind]}} for kind in kinds},
    }
    requires = [
        f'pkg-device-{kind}; "amd :: gfx_arch :: {kind}" in variant_properties'
        for kind in kinds
    ]
    needs = {"amd": {"gfx_arch": list(kinds)}}
    host_wheel = make_label_wheel(
        *(wheels, "pkg", "1.0", "rocm7", needs),
        document=json.dumps(document).encode(),
        requires=requires,
    )
    device_wheels = [make_wheel(wheels, f"pkg-device-{kind}", "1.0") for kind in kinds]
    index.add(host_wheel, make_wheel(wheels, "pkg", "1.0"), *device_wheels)
    env.variables["PIP_INDEX_URL"] = index.url
    env.pip("install", "pkg")
    assert env.installed("pkg") == (label or "plain")
    there = {kind for kind in kinds if env.installed(f"pkg-device-{kind}")}
    assert there == devices


BY_CHIP: Mapping[str, Any] = {
    "cdna": {"amd": {"gfx_arch": ["gfx942"]}},
    "both": {"amd": {"gfx_arch": ["gfx1100", "gfx942"]}},
    "null": {},
}


def test_gpus_that_the_build_does_not_serve_are_named(
    env: PipEnv, host: Path, put: Put
) -> None:
    write_kfd(host, [CPU, Node(90402), Node(110000), Node(90010)])
    put({name: BY_CHIP[name] for name in ("cdna", "null")}, amd=["rocm-bootstrap"])
    said = output(env, "install", "pkg")
    assert env.installed("pkg") == "cdna"
    gaps = [
        "no code for AMD GPU (KFD node 2), which is gfx1100",
        "no code for AMD GPU (KFD node 3), which is gfx90a",
    ]
    both = f"{gaps[0]}, and {gaps[1].removeprefix('no code ')}"
    assert f"WARNING: Variant cdna of pkg has {both}" in said
    assert said.count("has no code for") == 1
    shown = output(env, "variant", "explain", "pkg")
    assert all(f"It has {gap}." in shown for gap in gaps)
    shown = output(env, "variant", "check", "--no-index")
    assert all(gap in shown for gap in gaps)
    (checked,) = read_json(env, "check", "--no-index")["packages"]
    assert (checked["verdict"], checked["gaps"]) == ("fits", gaps)


def test_each_gpu_is_to_be_served_on_request(env: PipEnv, host: Path, put: Put) -> None:
    write_kfd(host, [CPU, Node(90402), Node(110000)])
    put(BY_CHIP, amd=["rocm-bootstrap"])
    env.variables["PIP_VARIANTLIB_GPUS"] = "every"
    said = output(env, "install", "pkg")
    assert env.installed("pkg") == "both"
    assert "has no code for" not in said
    shown = output(env, "variant", "explain", "pkg")
    gap = "it has no code for AMD GPU (KFD node 2), which is gfx1100"
    assert f"it needs amd :: gfx_arch :: gfx942; {gap}" in shown
    env.variables["PIP_VARIANTLIB_GPUS"] = "most"
    done = env.pip("install", "pkg", "-U", expect_error=True)
    assert "gpus is not a rule that is known: 'most'." in done.stderr


def test_only_gpus_that_programs_see_count_on_request(
    env: PipEnv, host: Path, put: Put
) -> None:
    write_kfd(host, [CPU, Node(90402), Node(110000)])
    rdna = {"amd": {"gfx_arch": ["gfx1100"]}}
    chips = {"cdna": BY_CHIP["cdna"], "rdna": rdna, "null": {}}
    put(chips, amd=["rocm-bootstrap"])
    env.variables["ROCR_VISIBLE_DEVICES"] = "1"
    env.pip("install", "pkg")
    assert env.installed("pkg") == "cdna"
    env.variables["PIP_VARIANTLIB_GPUS"] = "visible"
    (checked,) = read_json(env, "check", expect_error=True)["packages"]
    assert (checked["verdict"], checked["gaps"]) == ("misfit", [])
    assert "rdna" in checked["instead"]
    assert "pkg-1.0-py3-none-any-rdna.whl is chosen" in output(
        env, "variant", "explain", "pkg"
    )
    said = output(env, "install", "-U", "pkg")
    assert env.installed("pkg") == "rdna"
    assert "has no code for" not in said


CUDA: Mapping[str, Any] = {
    "cuda13": {
        "nvidia": {
            "cuda_version_lower_bound": ["13.0"],
            "sm_arch": ["75_real", "80_real", "90_real", "120_virtual"],
        }
    },
    "cuda12": {
        "nvidia": {
            "cuda_version_lower_bound": ["12.0"],
            "sm_arch": ["70_real", "75_real", "90_real", "90_virtual"],
        }
    },
    "null": {},
}
NVIDIA = ["nvidia-variant-provider>=0.0.1,<1.0.0"]


@pytest.mark.parametrize(
    ("cuda", "chip", "label"),
    [
        ("12.8", "9.0", "cuda12"),
        ("13.0", "9.0", "cuda13"),
        ("13.0", "7.0", "cuda12"),
        ("12.8", "12.0", "cuda12"),
        ("11.8", "9.0", "null"),
        ("12.8", "6.1", "null"),
    ],
)
def test_the_build_for_the_driver_and_the_gpu(
    env: PipEnv, host: Path, put: Put, cuda: str, chip: str, label: str
) -> None:
    put(CUDA, nvidia=NVIDIA)
    env.variables["NV_VARIANT_PROVIDER_FORCE_CUDA_DRIVER_VERSION"] = cuda
    env.variables["NV_VARIANT_PROVIDER_FORCE_SM_ARCH"] = chip
    assert "WARNING" not in output(env, "install", "pkg")
    assert env.installed("pkg") == label


SMI = """\
case "$*" in
-q) echo 'Driver Version : 580.65.06'; echo 'CUDA Version : 13.0' ;;
*) echo 7.0; echo 9.0 ;;
esac"""
BY_CODE: Mapping[str, Any] = {
    "hopper": {"nvidia": {"sm_arch": ["90_real"]}},
    "volta": {"nvidia": {"sm_arch": ["70_real", "70_virtual"]}},
    "null": {},
}


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for nvidia-smi")
def test_the_oldest_gpu_counts_on_request(
    env: PipEnv, host: Path, put: Put, tmp_path: Path
) -> None:
    put(BY_CODE, nvidia=NVIDIA)
    make_tree(host, driver="580.65.06", devices=2)
    (tmp_path / "bin").mkdir()
    add_smi(tmp_path / "bin", SMI)
    env.variables["PATH"] = f"{tmp_path / 'bin'}:{env.variables['PATH']}"
    env.variables["PIP_VARIANTLIB_GPUS"] = "lowest"
    said = output(env, "install", "pkg")
    assert env.installed("pkg") == "volta"
    # The newer GPU compiles it.
    assert "has no code for" not in said
    (checked,) = read_json(env, "check")["packages"]
    assert (checked["verdict"], checked["gaps"]) == ("fits", [])
    shown = output(env, "variant", "explain", "pkg")
    assert "pkg-1.0-py3-none-any-volta.whl is chosen" in shown
    assert "it needs nvidia :: sm_arch :: 90_real" in shown
    del env.variables["PIP_VARIANTLIB_GPUS"]
    # The newest one counts: a better build is there.
    (checked,) = read_json(env, "check")["packages"]
    assert "hopper" in checked["instead"]


@pytest.mark.skipif(COMPILER is None, reason="needs a C compiler")
def test_libraries_are_asked_once(
    env: PipEnv, host: Path, put: Put, tmp_path: Path
) -> None:
    put(CUDA, nvidia=NVIDIA)
    make_tree(host)
    (tmp_path / "lib").mkdir()
    build(tmp_path / "lib", "libnvidia-ml.so.1", "NVML")
    build(tmp_path / "lib", "libcuda.so.1")
    env.variables["LD_LIBRARY_PATH"] = str(tmp_path / "lib")
    env.variables |= {"FAKE_GPUS": "9.0", "FAKE_VERSION": "12080"}
    output(env, "install", "pkg")
    assert env.installed("pkg") == "cuda12"
    # Now they are gone, and the answer is kept as long as the driver is the same.
    for library in (tmp_path / "lib").iterdir():
        library.unlink()
    output(env, "install", "pkg", "--force-reinstall")
    assert env.installed("pkg") == "cuda12"
    make_tree(host, driver="535.54.03")
    said = output(env, "install", "pkg", "--force-reinstall")
    assert env.installed("pkg") == "null"
    guess = "CUDA 12.2 is a guess by the driver 535.54.03"
    assert guess in said
    shown = output(env, "variant", "explain", "pkg")
    assert f"nvidia reports no sm_arch on this machine: {guess}" in shown


def test_a_driver_without_a_device_is_no_silent_fallback(
    env: PipEnv, host: Path, put: Put
) -> None:
    put(CUDA, nvidia=NVIDIA)
    make_tree(host, devices=None)
    said = output(env, "install", "--quiet", "pkg")
    assert env.installed("pkg") == "null"
    better = "pkg has better builds for nvidia that pip cannot choose"
    assert said == (
        f"WARNING: {better}: the NVIDIA driver 570.86.15 is here, but neither "
        "/dev/nvidia0 nor /dev/dxg is, so no GPU can be used"
    )
    # What the user wants is told, and is nothing to warn of.
    env.variables["CONDA_OVERRIDE_CUDA"] = ""
    said = output(env, "install", "--force-reinstall", "pkg")
    assert f"{better}: CUDA is switched off by the empty CONDA_OVERRIDE_CUDA" in said
    assert "WARNING" not in said
