from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from variantlib.errors import InvalidVariable
from variantlib.providers.host import Host
from variantlib.providers.nvidia import PROVIDER
from variantlib.providers.provider import Facts, Policy, Report

from .nvidia_machines import host_of, make_tree

CUDA = "NV_VARIANT_PROVIDER_FORCE_CUDA_DRIVER_VERSION"
SM_ARCH = "NV_VARIANT_PROVIDER_FORCE_SM_ARCH"
TORCH = Path(__file__).parents[1] / "data" / "real" / "torch-2.9.0-variants.json"
POLICY = Policy()
NOTHING: Facts = {"nvml": ("missing",), "libcuda": ("missing",), "smi": ("missing",)}
ORIN = {
    "/etc/nv_tegra_release": "# R36 (release), REVISION: 4.3, GCID: 38, BOARD: x\n",
    "/proc/device-tree/compatible": "nvidia,p3768\0nvidia,tegra234\0",
    "/dev/nvhost-gpu": "",
}


def answer(
    host: Host, facts: Facts | None = None, gpus: str = "highest"
) -> dict[str, tuple[str, ...]]:
    return dict(PROVIDER.report(host, facts, Policy(gpus)).config)


def best(report: Report) -> dict[str, str]:
    return {key: values[0] for key, values in report.config}


def told(*capabilities: str, cuda: str = "12080") -> Facts:
    """The findings about a machine where all is well."""
    devices = tuple(
        f"{index}__{capability}__GPU_2d{index}__A" if capability else ""
        for index, capability in enumerate(capabilities)
    )
    return {
        "nvml": ("ok",),
        "nvml_cuda": (cuda,),
        "nvml_count": (str(len(devices)),),
        "nvml_devices": devices,
    }


def is_needed(host: Host) -> bool:
    assert PROVIDER.probe is not None
    return PROVIDER.probe.is_needed(host)


def test_a_machine_without_such_hardware(tmp_path: Path) -> None:
    for system in ("linux", "macos", "windows"):
        host = host_of(tmp_path, system)
        assert not is_needed(host)
        assert PROVIDER.report(host, None, Policy()) == Report()


def test_the_provider_says_whom_it_stands_for() -> None:
    assert PROVIDER.name == "nvidia"
    assert PROVIDER.stands_for == {
        "nvidia-variant-provider": ("0.0.1", "0.0.2", "0.0.*")
    }
    assert PROVIDER.keys == (
        *("cuda_version_lower_bound", "cuda_version_upper_bound"),
        "sm_arch",
    )
    assert {CUDA, SM_ARCH, "CUDA_VISIBLE_DEVICES"} <= set(PROVIDER.variables)
    assert all(path.startswith("/") for path in PROVIDER.files)


def test_forced_facts_are_the_plugins_answer_and_ask_nobody(tmp_path: Path) -> None:
    make_tree(tmp_path)
    host = host_of(tmp_path, **{CUDA: "12.8", SM_ARCH: "9.0"})
    assert not is_needed(host)
    found = answer(host)
    assert list(found) == list(PROVIDER.keys)
    assert [len(values) for values in found.values()] == [32, 78, 42]
    assert found["sm_arch"][:2] == ("90_real", "90_virtual")


def test_a_forced_cuda_version_may_be_any(tmp_path: Path) -> None:
    found = answer(host_of(tmp_path, **{CUDA: "17"}))
    assert {key: len(values) for key, values in found.items()} == {
        "cuda_version_lower_bound": 134
    }
    found = answer(host_of(tmp_path, **{CUDA: "10.0"}))
    assert {key: len(values) for key, values in found.items()} == {
        "cuda_version_upper_bound": 130
    }
    report = PROVIDER.report(
        host_of(tmp_path, CONDA_OVERRIDE_CUDA="10.2"), None, POLICY
    )
    assert report.config == ()
    assert report.notes == ("packages can ask for CUDA 11.0 to 15.20, and not 10.2",)


def test_a_forced_capability_needs_a_cuda_version(tmp_path: Path) -> None:
    host = host_of(tmp_path, **{SM_ARCH: "9.0"})
    note = "a variable states a GPU of 9.0, but no CUDA version is known"
    report = PROVIDER.report(host, None, POLICY)
    assert report == Report(notes=(note,), is_blocked=True)
    make_tree(tmp_path)
    assert is_needed(host)
    report = PROVIDER.report(host, told("7.5", cuda="13000"), POLICY)
    assert best(report) == {
        "cuda_version_lower_bound": "13.0",
        "cuda_version_upper_bound": "15.20",
        "sm_arch": "90_real",
    }
    assert report.devices == ()


def test_a_forced_cuda_version_leaves_the_gpu_to_be_found(tmp_path: Path) -> None:
    make_tree(tmp_path)
    host = host_of(tmp_path, **{CUDA: "12.4"})
    assert is_needed(host)
    found = answer(host, told("8.6"))
    assert found["cuda_version_lower_bound"][0] == "12.4"
    assert found["sm_arch"][0] == "86_real"
    assert "sm_arch" not in answer(host)


def test_conda_s_word_for_no_cuda(tmp_path: Path) -> None:
    make_tree(tmp_path)
    host = host_of(tmp_path, CONDA_OVERRIDE_CUDA="")
    assert not is_needed(host)
    report = PROVIDER.report(host, None, POLICY)
    assert report.config == ()
    assert report.notes == ("CUDA is switched off by the empty CONDA_OVERRIDE_CUDA",)
    assert not report.is_blocked


def test_a_bad_value_is_an_error_and_asks_nobody(tmp_path: Path) -> None:
    make_tree(tmp_path)
    host = host_of(tmp_path, **{SM_ARCH: "90"})
    assert not is_needed(host)
    with pytest.raises(InvalidVariable, match="NV_VARIANT_PROVIDER_FORCE_SM_ARCH"):
        PROVIDER.report(host, None, POLICY)


def test_a_driver_whose_devices_are_hidden(tmp_path: Path) -> None:
    make_tree(tmp_path, devices=0)
    for facts in (None, NOTHING):
        report = PROVIDER.report(host_of(tmp_path), facts, POLICY)
        assert report.config == ()
        [note] = report.notes
        assert note == (
            "the NVIDIA driver 570.86.15 is here, but neither /dev/nvidia0 nor /dev/dxg"
            " is, so no GPU can be used"
        )


def test_a_device_whose_driver_is_not_there(tmp_path: Path) -> None:
    make_tree(tmp_path, driver=None)
    report = PROVIDER.report(host_of(tmp_path), NOTHING, POLICY)
    assert report.notes == ("an NVIDIA device is here, but its driver does not answer",)


def test_a_card_without_a_driver(tmp_path: Path) -> None:
    files = {
        "/sys/bus/pci/devices/0000:01:00.0/vendor": "0x10de\n",
        "/sys/bus/pci/devices/0000:01:00.0/class": "0x030000\n",
    }
    make_tree(tmp_path, driver=None, devices=None, files=files)
    assert not is_needed(host_of(tmp_path))
    report = PROVIDER.report(host_of(tmp_path), None, POLICY)
    assert report.notes == ("an NVIDIA card is here, but its driver is not loaded",)
    assert report.is_blocked


def test_an_unknown_driver_is_guessed_by_an_older_one(tmp_path: Path) -> None:
    make_tree(tmp_path, driver="585.10")
    report = PROVIDER.report(host_of(tmp_path), None, POLICY)
    assert best(report)["cuda_version_lower_bound"] == "13.0"
    assert report.notes == (
        "CUDA 13.0 is a guess by the driver 585.10, which is not in the table",
    )
    make_tree(tmp_path, driver="390.157")
    report = PROVIDER.report(host_of(tmp_path), None, POLICY)
    assert report.config == ()
    assert report.notes == ("the NVIDIA driver 390.157 is too old for CUDA 11",)


def test_new_libraries_beside_an_old_module_are_not_believed(tmp_path: Path) -> None:
    make_tree(tmp_path)
    facts: Facts = {
        "nvml": ("missing",),
        "libcuda": ("error_100",),
        "libcuda_cuda": ("13000",),
        "smi": ("exit_18",),
    }
    report = PROVIDER.report(host_of(tmp_path), facts, POLICY)
    assert best(report)["cuda_version_lower_bound"] == "12.8"
    facts = {"nvml": ("missing",), "libcuda": ("error_803",)}
    report = PROVIDER.report(host_of(tmp_path), facts, POLICY)
    assert "before a restart" in report.notes[0]


class Here(Host):
    """A tree that counts as the machine that this process runs on."""

    @property
    def is_here(self) -> bool:
        return True


def test_no_libraries_on_this_machine_are_no_cuda(tmp_path: Path) -> None:
    make_tree(tmp_path)
    report = PROVIDER.report(Here("linux", "x86_64", str(tmp_path)), NOTHING, POLICY)
    assert report.config == ()
    [note] = report.notes
    assert note == (
        "the NVIDIA driver 570.86.15 is here, but libcuda is not,"
        " so CUDA cannot be used"
    )
    # Those of a tree are out of reach.
    assert answer(host_of(tmp_path), NOTHING)["cuda_version_lower_bound"][0] == "12.8"


def test_windows_subsystem_for_linux(tmp_path: Path) -> None:
    make_tree(tmp_path, driver=None, devices=None, files={"/dev/dxg": ""})
    host = host_of(tmp_path)
    assert is_needed(host)
    assert answer(host, told("8.9"))["sm_arch"][0] == "89_real"
    # The GPU may be another vendor's.
    assert PROVIDER.report(host, NOTHING, POLICY) == Report()
    facts: Facts = {"nvml": ("error_9",), "libcuda": ("missing",), "smi": ("missing",)}
    assert PROVIDER.report(host, facts, POLICY).notes == (
        "libraries by NVIDIA are here, but no driver answers them",
        "NVML failed with code 9 (the driver is not loaded)",
    )


def test_windows(tmp_path: Path) -> None:
    files = {"/Windows/System32/nvcuda.dll": ""}
    make_tree(tmp_path, driver=None, devices=None, files=files)
    host = host_of(tmp_path, "windows")
    assert is_needed(host)
    assert answer(host, told("8.9"))["sm_arch"][0] == "89_real"
    assert PROVIDER.report(host, NOTHING, POLICY) == Report()


def test_jetson_runs_code_for_its_own_chip_only(tmp_path: Path) -> None:
    make_tree(tmp_path, driver=None, devices=None, files=ORIN)
    host = host_of(tmp_path)
    assert is_needed(host)
    facts: Facts = {
        "nvml": ("missing",),
        "libcuda": ("ok",),
        "libcuda_cuda": ("12060",),
        "libcuda_devices": ("0__8.7____Orin",),
    }
    report = PROVIDER.report(host, facts, POLICY)
    assert dict(report.config)["sm_arch"] == ("87_real", "87_virtual")
    assert [device.name for device in report.devices] == ["Orin"]
    assert report.notes == ()


def test_jetson_by_its_files(tmp_path: Path) -> None:
    make_tree(tmp_path, driver="540.4.0", devices=None, files=ORIN)
    report = PROVIDER.report(host_of(tmp_path), None, POLICY)
    assert best(report)["cuda_version_lower_bound"] == "12.6"
    assert best(report)["sm_arch"] == "87_real"
    assert report.notes == ("CUDA 12.6 is a guess by the release of Jetson Linux",)
    assert report.is_partial


def test_a_jetson_whose_devices_are_hidden(tmp_path: Path) -> None:
    files = {path: text for path, text in ORIN.items() if "/dev" not in path[:5]}
    make_tree(tmp_path, driver=None, devices=None, files=files)
    report = PROVIDER.report(host_of(tmp_path), None, POLICY)
    assert report.config == ()
    assert report.notes == (
        "a Tegra chip is here, but no device of it is, so no GPU can be used",
    )


def test_an_unknown_jetson(tmp_path: Path) -> None:
    files = {"/etc/nv_tegra_release": "# R99?\n", "/dev/nvmap": ""}
    make_tree(tmp_path, driver=None, devices=None, files=files)
    report = PROVIDER.report(host_of(tmp_path), None, POLICY)
    assert report.notes == ("the CUDA version of this Tegra system is not known",)
    assert answer(host_of(tmp_path), told("8.9"))["sm_arch"] == (
        *("89_real", "89_virtual"),
    )


def test_a_desktop_card_in_a_jetson(tmp_path: Path) -> None:
    make_tree(tmp_path, driver=None, files=ORIN)
    assert "80_real" in answer(host_of(tmp_path), told("8.7", "8.9"))["sm_arch"]


def test_a_gpu_that_is_too_old(tmp_path: Path) -> None:
    make_tree(tmp_path)
    report = PROVIDER.report(host_of(tmp_path), told("3.5", cuda="11040"), POLICY)
    assert "sm_arch" not in best(report)
    assert report.notes == (
        "A (GPU-0) has compute capability 3.5, and packages are for 5.0 and newer",
    )


def test_an_old_card_beside_a_new_one_does_not_matter(tmp_path: Path) -> None:
    make_tree(tmp_path)
    report = PROVIDER.report(host_of(tmp_path), told("3.5", "9.0"), POLICY)
    assert (best(report)["sm_arch"], report.notes) == ("90_real", ())


def torch_for(capability: str, cuda: str, folder: Path) -> set[str]:
    """The builds of torch 2.9.0 that fit."""
    make_tree(folder)
    found = answer(host_of(folder), told(capability, cuda=cuda))
    document: dict[str, Any] = json.loads(TORCH.read_text("utf-8"))
    return {
        label
        for label, needs in document["variants"].items()
        if "nvidia" in needs
        and all(
            set(values) & set(found.get(key, ()))
            for key, values in needs["nvidia"].items()
        )
    }


@pytest.mark.parametrize(
    ("capability", "with_12_4", "added_by_13_0"),
    [
        ("5.2", {"cuda12.6"}, set()),
        ("6.1", {"cuda12.6"}, set()),
        ("7.0", {"cuda12.6", "cuda12.8"}, set()),
        ("7.5", {"cuda12.6", "cuda12.8"}, {"cuda13.0"}),
        ("8.0", {"cuda12.6", "cuda12.8"}, {"cuda13.0"}),
        ("8.6", {"cuda12.6", "cuda12.8"}, {"cuda13.0"}),
        ("8.9", {"cuda12.6", "cuda12.8"}, {"cuda13.0"}),
        ("9.0", {"cuda12.6", "cuda12.8"}, {"cuda13.0"}),
        ("10.0", {"cuda12.8"}, {"cuda13.0"}),
        ("10.3", {"cuda12.8"}, {"cuda13.0"}),
        ("12.0", {"cuda12.8"}, {"cuda13.0"}),
        ("12.1", {"cuda12.8"}, {"cuda13.0"}),
        # The chips of Orin and Thor run nothing that was made for desktops.
        ("8.7", set(), set()),
        ("11.0", set(), set()),
    ],
)
def test_the_builds_of_torch(
    tmp_path: Path, capability: str, with_12_4: set[str], added_by_13_0: set[str]
) -> None:
    assert torch_for(capability, "12040", tmp_path) == with_12_4
    assert torch_for(capability, "13000", tmp_path) == with_12_4 | added_by_13_0
