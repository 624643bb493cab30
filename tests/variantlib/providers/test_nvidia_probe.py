"""The probe, asked in a process of its own, with libraries and programs that lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from variantlib.providers.nvidia_findings import read_findings

from .nvidia_machines import (
    OLD_WORDS,
    UUID,
    add_smi,
    answer,
    ask,
    build,
    enter_machine,
    keys_of,
    make_tree,
)

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="needs the loader of Linux"
)

NVML, LIBCUDA = "libnvidia-ml.so.1", "libcuda.so.1"


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("libraries")
    build(folder, NVML, "NVML")
    build(folder, LIBCUDA)
    return folder


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree with a driver and a GPU, where no library and no program is found yet."""
    enter_machine(tmp_path, monkeypatch)
    return tmp_path


class Fakes:
    """The libraries of a machine, and how they behave."""

    def __init__(
        self, libraries: Path, machine: Path, patch: pytest.MonkeyPatch
    ) -> None:
        self._libraries = libraries
        self._machine = machine
        self._patch = patch

    def put(self, *names: str, gpus: str = "9.0", version: str = "12080") -> None:
        for name in names:
            os.link(self._libraries / name, self._machine / "lib" / name)
        self.set(GPUS=gpus, VERSION=version)

    def set(self, **variables: str) -> None:
        for name, value in variables.items():
            self._patch.setenv(f"FAKE_{name}", value)


@pytest.fixture
def fakes(libraries: Path, machine: Path, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    return Fakes(libraries, machine, monkeypatch)


def test_nvml_tells_all(fakes: Fakes, machine: Path) -> None:
    fakes.put(NVML, LIBCUDA)
    facts = ask()
    assert facts == {
        "nvml": ("ok",),
        "nvml_driver": ("570.86.15",),
        "nvml_cuda": ("12080",),
        "nvml_count": ("1",),
        "nvml_devices": (
            f"0__9.0__{UUID.replace('-', '_2d')}__NVIDIA_20A0_20_28_c3_a9_29",
        ),
    }
    report = answer(machine, facts)
    assert [(key, values[0], len(values)) for key, values in report.config] == [
        ("cuda_version_lower_bound", "12.8", 32),
        ("cuda_version_upper_bound", "15.20", 78),
        ("sm_arch", "90_real", 42),
    ]
    assert [(device.name, device.target) for device in report.devices] == [
        ("NVIDIA A0 (\xe9) (GPU-00000000)", "9.0")
    ]
    assert (report.notes, report.is_partial, report.is_blocked) == ((), False, False)


def test_several_gpus_and_a_denied_one(fakes: Fakes, machine: Path) -> None:
    fakes.put(NVML, LIBCUDA, gpus="7.5 -4 9.0")
    facts = ask()
    report = answer(machine, facts)
    assert keys_of(report)["sm_arch"] == "90_real"
    assert [device.target for device in report.devices] == ["7.5", "9.0"]
    assert report.notes == ("GPU 1 cannot be read: no permission",)
    assert keys_of(answer(machine, facts, "lowest"))["sm_arch"] == "75_real"
    every = dict(answer(machine, facts, "every").config)["sm_arch"]
    assert {"90_real", "75_real", "75_virtual"} <= set(every)
    assert every[0] == "90_real"
    hidden = answer(machine, facts, "visible", CUDA_VISIBLE_DEVICES="0")
    assert keys_of(hidden)["sm_arch"] == "75_real"
    hidden = answer(machine, facts, "visible", CUDA_VISIBLE_DEVICES="")
    assert "sm_arch" not in keys_of(hidden)
    assert "CUDA_VISIBLE_DEVICES hides every GPU" in hidden.notes


def test_numbers_of_visible_gpus_are_those_of_cuda(
    fakes: Fakes, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.put(NVML, LIBCUDA, gpus="7.5 9.0")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    facts = ask()
    assert facts is not None
    assert read_findings(facts).order == (
        "GPU-00000001-0000-0000-0000-000000000000",
        UUID,
    )
    report = answer(machine, facts, "visible", CUDA_VISIBLE_DEVICES="0")
    assert keys_of(report)["sm_arch"] == "90_real"
    # The user hides them.
    report = answer(machine, facts, "visible", CUDA_VISIBLE_DEVICES="")
    assert report.notes
    assert not report.is_blocked


def test_no_gpu(fakes: Fakes, machine: Path) -> None:
    fakes.put(NVML, LIBCUDA, gpus="")
    report = answer(machine, ask())
    assert keys_of(report) == {
        "cuda_version_lower_bound": "12.8",
        "cuda_version_upper_bound": "15.20",
    }
    assert report.notes == ("no GPU is visible here",)
    assert (report.is_blocked, report.is_partial) == (True, False)


def test_a_gpu_whose_capability_cannot_be_leaves_the_others(
    fakes: Fakes, machine: Path
) -> None:
    fakes.put(NVML, LIBCUDA, gpus="9.0 -17 9.-5 100.0 8.12 -17")
    report = answer(machine, ask())
    assert keys_of(report)["sm_arch"] == "90_real"
    denied = "the system or its control group denies it"
    assert report.notes == (
        f"GPU 1, 5 cannot be read: {denied}",
        "GPU 2, 3, 4 cannot be read: it tells no capability that can be",
    )
    fakes.set(NVML="version=999 count=999")
    assert keys_of(answer(machine, ask()))["sm_arch"] == "90_real"  # By libcuda.


def test_all_gpus_are_denied(fakes: Fakes, machine: Path) -> None:
    fakes.put(NVML, LIBCUDA, gpus="-17 -99")
    fakes.set(CUDA="init=100")
    report = answer(machine, ask())
    assert "sm_arch" not in keys_of(report)
    assert report.notes == (
        "GPU 0 cannot be read: the system or its control group denies it",
        "GPU 1 cannot be read: NVML says 99",
    )
    assert report.is_partial  # They may be there again soon.


def test_mig_devices_are_parts_of_their_gpu(fakes: Fakes, machine: Path) -> None:
    fakes.put(NVML, LIBCUDA, gpus="8.0 9.0")
    fakes.set(MIG="1")
    facts = ask()
    assert facts is not None
    parts = [gpu.parts for gpu in read_findings(facts).gpus]
    assert parts == [
        ("MIG-00001000-aaaa", "MIG-00001001-aaaa"),
        ("MIG-00001010-aaaa", "MIG-00001011-aaaa"),
    ]
    hidden = {"CUDA_VISIBLE_DEVICES": "MIG-00001001-aaaa"}
    report = answer(machine, facts, "visible", **hidden)
    assert keys_of(report)["sm_arch"] == "80_real"


@pytest.mark.parametrize("smi", [None, OLD_WORDS])
def test_nvml_without_libcuda_is_no_cuda(
    fakes: Fakes, machine: Path, smi: str | None
) -> None:
    fakes.put(NVML)
    fakes.set(NVML="version=12")
    if smi:
        add_smi(machine / "bin", smi)
    facts = ask()
    assert facts is not None
    assert (facts["nvml_cuda_error"], facts["libcuda"]) == (("12",), ("missing",))
    report = answer(machine, facts)
    assert report.config == ()
    assert [device.target for device in report.devices] == ["9.0"]
    [note] = report.notes
    assert note == (
        "NVML is here but libcuda is not, so CUDA cannot be used: a container needs"
        " NVIDIA_DRIVER_CAPABILITIES=compute,utility"
    )


def test_the_older_function_of_nvml_is_not_believed(
    fakes: Fakes, machine: Path, libraries: Path
) -> None:
    build(machine / "lib", NVML, "NVML", "OLD")
    fakes.put(LIBCUDA, version="11040")
    facts = ask()
    assert facts is not None
    assert facts["nvml_cuda_error"] == ("13",)
    assert keys_of(answer(machine, facts))["cuda_version_lower_bound"] == "11.4"


@pytest.mark.parametrize("version", ["0", "999", "99991", "-1"])
def test_numbers_that_cannot_be_are_not_believed(
    fakes: Fakes, machine: Path, version: str
) -> None:
    fakes.put(NVML, LIBCUDA)
    fakes.set(NVML_VERSION=version)
    make_tree(machine / "root", driver="550.54.14")
    assert keys_of(answer(machine, ask()))["cuda_version_lower_bound"] == "12.8"
    fakes.set(CUDA_VERSION=version)
    report = answer(machine, ask())
    assert report.notes == ("CUDA 12.4 is a guess by the driver 550.54.14",)
    assert keys_of(report)["cuda_version_lower_bound"] == "12.4"
    assert report.is_partial


def test_libcuda_alone(
    fakes: Fakes, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.put(LIBCUDA, gpus="8.6")
    # Nothing is hidden from the probe.
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    facts = ask()
    assert facts is not None
    assert (facts["nvml"], facts["libcuda"]) == (("missing",), ("ok",))
    assert keys_of(answer(machine, facts)) == {
        "cuda_version_lower_bound": "12.8",
        "cuda_version_upper_bound": "15.20",
        "sm_arch": "86_real",
    }


@pytest.mark.parametrize(
    ("code", "note"),
    [
        (1, "NVML failed with code 1"),
        (3, "NVML failed with code 3 (not supported)"),
        (4, "NVML failed with code 4 (no permission)"),
        (9, "NVML failed with code 9 (the driver is not loaded)"),
        (12, "NVML failed with code 12 (a library is missing)"),
        (13, "NVML failed with code 13 (a function is missing)"),
        (15, "NVML failed with code 15 (the GPU is lost)"),
        (17, "NVML failed with code 17 (the system or its control group denies it)"),
        (28, None),
        (999, "NVML failed with code 999"),
    ],
)
def test_nvml_fails_and_libcuda_answers(
    fakes: Fakes, machine: Path, code: int, note: str | None
) -> None:
    fakes.put(NVML, LIBCUDA)
    fakes.set(NVML=f"init={code}")
    report = answer(machine, ask())
    assert keys_of(report)["sm_arch"] == "90_real"
    assert report.notes == ((note,) if note else ())


def test_everything_fails_and_the_driver_is_known(fakes: Fakes, machine: Path) -> None:
    fakes.put(NVML, LIBCUDA)
    fakes.set(NVML="init=999", CUDA="init=999")
    add_smi(machine / "bin", "echo 'NVIDIA-SMI has failed'; exit 9")
    report = answer(machine, ask())
    assert keys_of(report)["cuda_version_lower_bound"] == "12.8"
    assert report.notes == (
        "CUDA 12.8 is a guess by the driver 570.86.15",
        "NVML failed with code 999",
        "libcuda failed with code 999",
        "nvidia-smi failed with code 9 (the driver is not loaded)",
        "no GPU could be read",
    )
    assert report.is_partial


def test_a_driver_that_was_updated_needs_a_restart(fakes: Fakes, machine: Path) -> None:
    fakes.put(NVML, LIBCUDA, version="13000")
    fakes.set(NVML="init=18")
    facts = ask()
    assert facts == {"nvml": ("error_18",)}
    report = answer(machine, facts)
    # That of the module which runs, and not that of the new libraries.
    assert keys_of(report) == {
        "cuda_version_lower_bound": "12.8",
        "cuda_version_upper_bound": "15.20",
    }
    [note] = report.notes
    assert note == (
        "the NVIDIA driver was updated and the old one still runs, so no GPU can be"
        " used before a restart; CUDA 12.8 is a guess by the driver 570.86.15"
    )
    assert report.is_partial


@pytest.mark.parametrize("how", ["abort", "crash"])
def test_a_library_that_crashes_takes_nothing_along(
    fakes: Fakes, machine: Path, how: str
) -> None:
    fakes.put(NVML, LIBCUDA)
    fakes.set(NVML=f"handle={how}")
    facts = ask()
    assert facts is not None
    assert facts["nvml"] == (f"signal_{6 if how == 'abort' else 11}",)
    report = answer(machine, facts)
    assert keys_of(report)["sm_arch"] == "90_real"
    assert report.notes == ("NVML crashed",)


@pytest.mark.parametrize(
    ("cuda", "note"),
    [
        ("init=crash", "libcuda crashed"),
        ("version=crash", "libcuda crashed"),
        ("init=abort", "libcuda crashed"),
        # A code of CUDA, and none of NVML.
        ("init=3", "libcuda failed with code 3"),
    ],
)
def test_the_last_library_fails_too(
    fakes: Fakes, machine: Path, cuda: str, note: str
) -> None:
    fakes.put(NVML, LIBCUDA)
    fakes.set(NVML="init=15", CUDA=cuda)
    report = answer(machine, ask())
    assert keys_of(report)["cuda_version_lower_bound"] == "12.8"
    assert report.notes == (
        "CUDA 12.8 is a guess by the driver 570.86.15",
        "NVML failed with code 15 (the GPU is lost)",
        note,
        "no GPU could be read",
    )
    assert report.is_blocked


def test_a_library_that_hangs_takes_nothing_along(
    fakes: Fakes, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.put(NVML, LIBCUDA)
    fakes.set(NVML="capability=hang")
    facts = ask()
    assert facts is not None
    assert (facts["nvml"], facts["nvml_cuda"]) == (("timeout",), ("12080",))
    report = answer(machine, facts)
    assert keys_of(report)["sm_arch"] == "90_real"
    assert report.notes == ("NVML did not answer in time",)
    assert report.is_partial


def test_a_probe_that_is_ended_leaves_the_table(fakes: Fakes, machine: Path) -> None:
    fakes.put(NVML, LIBCUDA)
    fakes.set(NVML="init=hang", CUDA="init=hang")
    assert ask(seconds=1) is None
    report = answer(machine, None)
    assert keys_of(report)["cuda_version_lower_bound"] == "12.8"
    assert report.notes == ("CUDA 12.8 is a guess by the driver 570.86.15",)
    assert report.is_partial


def test_chatter_is_no_finding(fakes: Fakes, machine: Path) -> None:
    fakes.put(NVML, LIBCUDA)
    fakes.set(CHATTER="1")
    facts = ask()
    assert facts is not None
    assert facts["nvml_cuda"] == ("12080",)


def test_a_library_that_cannot_be_loaded(machine: Path) -> None:
    (machine / "lib" / NVML).write_text("no library")
    (machine / "lib" / LIBCUDA).write_text("no library")
    facts = ask()
    assert facts == {
        "nvml": ("unloadable",),
        "libcuda": ("unloadable",),
        "smi": ("missing",),
    }
    assert "NVML cannot be loaded" in answer(machine, facts).notes


def test_a_driver_that_is_too_new_or_too_old(fakes: Fakes, machine: Path) -> None:
    fakes.put(NVML, LIBCUDA, version="10020")
    report = answer(machine, ask())
    assert report.config == ()
    assert report.notes == ("packages can ask for CUDA 11.0 to 15.20, and not 10.2",)
    fakes.set(VERSION="16000")
    assert answer(machine, ask()).config == ()
