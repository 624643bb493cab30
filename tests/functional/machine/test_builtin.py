"""Built-in providers: the right build without any plugin, or a line that says why not.

The machines are folders that stand for the root of another system.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    Index,
    PipEnv,
    label_document,
    make_label_wheel,
    make_plugin,
    make_wheel,
)
from tests.functional.documents import read_json
from tests.variantlib.providers import cpus
from tests.variantlib.providers.kfd_trees import CPU, Node, write_kfd
from tests.variantlib.providers.nvidia_machines import (
    COMPILER,
    add_smi,
    build,
    make_tree,
)

LEVELS: Mapping[str, Any] = {
    "v4": {"x86_64": {"level": ["v4"]}},
    "v3": {"x86_64": {"level": ["v3"]}},
    "v2": {"x86_64": {"level": ["v2"]}},
    "null": {},
}
PUBLISHED = ["provider-variant-x86-64>=0.0.1,<1"]

Put = Callable[..., None]


@pytest.fixture
def host(env: PipEnv, tmp_path: Path) -> Path:
    """The root folder of the machine that is installed for: a Haswell."""
    root = tmp_path / "host"
    (root / "proc").mkdir(parents=True)
    (root / "proc/cpuinfo").write_text(cpus.x86(cpus.HASWELL))
    del env.variables["PIP_VARIANTLIB_BUILTIN_PROVIDERS"]
    env.variables["VARIANTLIB_SYSROOT"] = str(root)
    env.variables["VARIANTLIB_PLATFORM"] = "linux-x86_64"
    return root


@pytest.fixture
def put(index: Index, wheels: Path, env: PipEnv) -> Put:
    """Put label wheels of `pkg` on the index, with the tables of their providers."""

    def put(variants: Mapping[str, Any], **requires: Sequence[str]) -> None:
        for label, properties in variants.items():
            made = make_label_wheel(wheels, "pkg", "1.0", label, properties)
            index.add(made)
        tables = {name: {"requires": list(names)} for name, names in requires.items()}
        document = label_document(variants, providers=tables)
        index.add_bytes("pkg-1.0-variants.json", document, "pkg")
        env.variables["PIP_INDEX_URL"] = index.url

    return put


def output(env: PipEnv, *args: object) -> str:
    done = env.pip(*args)
    return done.words


@pytest.mark.skipif(sys.platform == "win32", reason="not everybody may make links")
def test_links_of_a_mounted_host_stay_in_it(env: PipEnv, host: Path, put: Put) -> None:
    put(LEVELS, x86_64=PUBLISHED)
    (host / "proc/cpuinfo").rename(host / "flags")
    (host / "proc/cpuinfo").symlink_to("/flags")
    env.pip("install", "pkg")
    assert env.installed("pkg") == "v3"
    (host / "proc/cpuinfo").unlink()
    (host.parent / "outside").write_text(cpus.x86(cpus.SKYLAKE_SERVER))
    (host / "proc/cpuinfo").symlink_to(host.parent / "outside")
    said = output(env, "variant", "detect", "--verbose")
    assert "the flags of the processor are unknown" in said
    assert "v4" not in said


def test_the_best_build_for_the_processor(env: PipEnv, host: Path, put: Put) -> None:
    put(LEVELS, x86_64=PUBLISHED)
    said = output(env, "install", "pkg")
    assert "Using variant v3 of pkg 1.0, the best of 3 that fit this machine" in said
    assert "WARNING" not in said
    assert env.installed("pkg") == "v3"
    (host / "proc/cpuinfo").write_text(cpus.x86(cpus.SKYLAKE_SERVER))
    assert "Replacing pkg 1.0 (variant v3) by variant v4" in output(
        env, "install", "-U", "pkg"
    )


def test_hashes_need_no_table(
    env: PipEnv, host: Path, index: Index, wheels: Path
) -> None:
    properties = [f"x86_64 :: level :: v{level}" for level in (4, 3, 2)]
    made = [make_wheel(wheels, "pkg", "1.0", properties=[each]) for each in properties]
    index.add(*made, make_wheel(wheels, "pkg", "1.0"))
    env.variables["PIP_INDEX_URL"] = index.url
    said = output(env, "install", "pkg")
    assert "the best of 2 that fit this machine: x86_64 :: level :: v3" in said


def test_detect_says_that_no_plugin_was_asked(env: PipEnv, host: Path) -> None:
    lines = env.pip("variant", "detect").stdout.splitlines()
    assert lines[:2] == ["tpu  (built in)", "  present  false"]
    assert lines[3:5] == ["x86_64  (built in)", "  level       v3, v2, v1"]
    answers = read_json(env, "detect")["providers"]
    found = {each["provider"]: each for each in answers}
    assert found["amd"]["keys"] == []
    assert found["x86_64"]["origin"] == "built in"
    assert found["x86_64"]["distribution"] is None
    captured = env.pip("variant", "detect", "-o", "-").stdout
    assert 'level = ["v3", "v2", "v1"]' in captured


def test_an_installed_plugin_has_the_word(
    env: PipEnv, host: Path, put: Put, tmp_path: Path
) -> None:
    put(LEVELS)
    env.unpack(make_plugin(tmp_path / "plugin", "x86_64", {"level": ["v2"]}))
    output(env, "install", "pkg")
    assert env.installed("pkg") == "v2"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BUILTIN_PROVIDERS", "[]"),
        ("BUILTIN_PROVIDERS", "nvidia, amd"),
        ("DISABLED_PROVIDERS", "x86_64"),
        ("DISABLED_PROVIDERS", "provider-variant-x86-64"),
    ],
)
def test_the_user_switches_it_off(
    env: PipEnv, host: Path, put: Put, name: str, value: str
) -> None:
    put(LEVELS, x86_64=PUBLISHED)
    env.variables[f"PIP_VARIANTLIB_{name}"] = value
    said = output(env, "install", "pkg")
    assert env.installed("pkg") == "null"
    warns = "WARNING: 3 better builds of pkg need x86_64, which nothing here answers"
    # Who disables a provider knows it.
    assert (warns in said) is (name == "BUILTIN_PROVIDERS")


def test_what_is_not_built_in_is_an_error(env: PipEnv, host: Path, put: Put) -> None:
    put(LEVELS)
    env.variables["PIP_VARIANTLIB_BUILTIN_PROVIDERS"] = "nvida"
    done = env.pip("install", "pkg", expect_error=True)
    said = " ".join(done.stderr.split())
    assert "builtin_providers holds 'nvida', which is not built in" in said
    assert "nvidia" in said
    assert env.installed("pkg") is None


def test_a_package_that_wants_more_gets_no_answer(
    env: PipEnv, host: Path, put: Put
) -> None:
    put(LEVELS, x86_64=["provider-variant-x86-64>=9"])
    said = output(env, "install", "pkg")
    assert env.installed("pkg") == "null"
    assert "3 better builds of pkg need x86_64, which nothing here answers for" in said
    shown = output(env, "variant", "explain", "pkg")
    assert (
        "the package needs provider-variant-x86-64>=9 for x86_64, not the built-in "
        "provider" in shown
    )


def test_unknown_flags_are_not_those_of_the_oldest_processor(
    env: PipEnv, host: Path, put: Put
) -> None:
    put(LEVELS, x86_64=PUBLISHED)
    (host / "proc/cpuinfo").unlink()
    said = output(env, "install", "pkg")
    assert env.installed("pkg") == "null"
    note = "the flags of the processor are unknown: /proc/cpuinfo cannot be read"
    assert f"pkg has better builds for x86_64 that pip cannot choose: {note}" in said
    shown = output(env, "variant", "explain", "pkg")
    assert f"provider x86_64 has no answer here: {note}" in shown


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("VARIANTLIB_SYSROOT", "relative", "must be the absolute path of a folder"),
        ("VARIANTLIB_PLATFORM", "linux-vax", "must be one of linux-x86_64, linux-"),
        (
            "ROCM_BOOTSTRAP_FORCE_GFX_ARCH",
            "gfx1",
            "ROCM_BOOTSTRAP_FORCE_GFX_ARCH holds",
        ),
    ],
)
def test_a_bad_variable_is_an_error_that_changes_nothing(
    env: PipEnv, host: Path, put: Put, name: str, value: str, said: str
) -> None:
    put(LEVELS)
    env.variables[name] = value
    done = env.pip("install", "pkg", expect_error=True)
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert env.installed("pkg") is None


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


def test_what_cannot_be_learned_does_not_replace_a_variant(
    env: PipEnv, host: Path, put: Put
) -> None:
    put(LEVELS, x86_64=PUBLISHED)
    env.pip("install", "pkg")
    assert env.installed("pkg") == "v3"
    (host / "proc/cpuinfo").write_text("processor : 0\n")
    env.pip("install", "-U", "pkg")
    assert env.installed("pkg") == "v3"
    (checked,) = read_json(env, "check", expect_error=True)["packages"]
    assert (checked["verdict"], checked["instead"]) == ("unknown", None)
    assert "the flags of the processor are unknown" in checked["reason"]
    (host / "proc/cpuinfo").write_text(cpus.x86(cpus.NEHALEM))
    env.pip("install", "-U", "pkg")
    assert env.installed("pkg") == "v2"


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


def test_a_driver_without_a_device_says_so(env: PipEnv, host: Path, put: Put) -> None:
    put(CUDA, nvidia=NVIDIA)
    make_tree(host, devices=None)
    said = output(env, "install", "pkg")
    assert env.installed("pkg") == "null"
    assert (
        "pkg has better builds for nvidia that pip cannot choose: "
        "the NVIDIA driver 570.86.15 is here, but neither /dev/nvidia0 nor /dev/dxg "
        "is, so no GPU can be used" in said
    )


def test_stated_facts_win_whatever_the_package_requires(
    env: PipEnv, host: Path, put: Put
) -> None:
    put(LEVELS, x86_64=["provider-variant-x86-64>=9"])
    fact = "--machine-set=x86_64 :: level :: v4, v3"
    said = output(env, "install", fact, "pkg")
    assert env.installed("pkg") == "v4"
    assert "WARNING" not in said


def test_names_of_one_provider_count_as_each_other(
    env: PipEnv, host: Path, put: Put, tmp_path: Path
) -> None:
    put(LEVELS, x86_64=["x86-64-variant-provider>=0.2.1,<0.3"])
    plugin = make_plugin(
        tmp_path / "plugin",
        "x86_64",
        {"level": ["v2"]},
        dist_name="provider-variant-x86-64",
        version="0.0.1",
    )
    env.unpack(plugin)
    output(env, "install", "pkg")
    assert env.installed("pkg") == "v2"


def test_the_user_says_which_name_counts(env: PipEnv, host: Path, put: Put) -> None:
    put(LEVELS, x86_64=["corporate-cpu-plugin"])
    env.variables["PIP_VARIANTLIB_PROVIDER_ALIASES"] = "x86_64 = corporate_cpu.plugin"
    output(env, "install", "pkg")
    assert env.installed("pkg") == "v3"
