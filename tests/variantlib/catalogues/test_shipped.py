"""What the catalogue of PyTorch gives to machines, beside what uv 0.13.9 gives them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.real.providers import answers_of
from tests.variantlib.scene import machine
from variantlib.catalogues.reading import read_catalogue
from variantlib.machine.machine import Machine
from variantlib.providers.nvidia_driver import cuda_of_driver

REPOSITORY = Path(__file__).resolve().parents[3]
PAGE = REPOSITORY / "docs/using/todays-torch.md"
MACHINES: dict[str, Any] = json.loads(
    (REPOSITORY / "tests/real/machines.json").read_text("utf-8")
)
TORCH = canonicalize_name("torch")

# The first index that uv asks for torch with `--torch-backend=auto`, by the driver that
# UV_CUDA_DRIVER_VERSION gives; measured with uv 0.13.9 on 29 November 2026.
UV = {
    "440.33": "cu102",
    "450.36.06": "cu110",
    "450.80.02": "cu118",
    "470.42.01": "cu118",
    "510.39.01": "cu118",
    "520.61.05": "cu118",
    "525.60.12": "cu118",
    "525.60.13": "cu129",
    "535.54.03": "cu129",
    "550.54.14": "cu129",
    "560.28.03": "cu129",
    "570.26": "cu129",
    "575.51.03": "cu129",
    "580.65.06": "cu132",
    "590.44.01": "cu132",
    "595.45.04": "cu132",
    "610.43.02": "cu132",
    "615.71.09": "cu132",
}

# The builds that the index has of one release.
OF_2_9_0 = ("cu126", "cu128", "cu130", "rocm6.3", "rocm6.4", "xpu", "cpu")

# The same by UV_AMD_GPU_ARCHITECTURE.
UV_AMD = {
    "gfx900": "rocm7.2",
    "gfx942": "rocm7.2",
    "gfx950": "rocm7.2",
    "gfx1100": "rocm7.2",
    "gfx1151": "rocm7.2",
    "gfx1201": "rocm7.2",
}


def of_facts(facts: dict[str, Any]) -> Machine:
    """A machine of `machines.json`."""
    return machine({name: dict(config) for name, config in answers_of(facts)})


def with_driver(version: str, gpu: str = "9.0") -> Machine:
    guess = cuda_of_driver(version)
    if guess is None or guess.cuda < (11, 0):
        # The provider reports no bounds of older drivers.
        return machine({})
    driver = ".".join(map(str, guess.cuda))
    return of_facts({"nvidia": {"driver": driver, "gpus": [gpu]}})


def best(
    this: Machine, version: str = "2.9.0", labels: Collection[str] | None = None
) -> str:
    """The label that comes first for a machine.

    :param labels: Those that the release has; None for all of the catalogue.
    """
    catalogue = read_catalogue("torch")
    ranks = {}
    for entry in catalogue.entries_of(TORCH):
        if labels is not None and entry.label not in labels:
            continue
        local = Version(f"{version}+{entry.label}")
        name = f"torch-{local}-cp312-cp312-manylinux_2_28_x86_64.whl"
        if stated := catalogue.state(TORCH, name, local, entry):
            rank = this.rank(stated.facts)
            if rank is not None:
                ranks.setdefault(entry.label, rank)
    return min(ranks, key=lambda label: ranks[label])


@pytest.mark.parametrize(
    ("name", "label"),
    {
        "old laptop": "cpu",
        "v3 desktop": "cpu",
        "v4 workstation": "cpu",
        "H100 server": "cu128",
        "RTX 50 desktop": "cu130",
        "CUDA 11 server": "cpu",
        "unlike GPUs": "cu128",
        "ROCm desktop": "rocm6.4",
        "Intel GPU": "xpu",
        "Apple laptop": "cpu",
        "Arm server": "cpu",
        "Grace Hopper": "cu130",
        "no plugins": "cpu",
    }.items(),
)
def test_each_machine_gets_its_build(name: str, label: str) -> None:
    assert best(of_facts(MACHINES[name]), labels=OF_2_9_0) == label
    assert f"| {name} | {label} |" in PAGE.read_text("utf-8")


def test_the_page_shows_both_answers_for_each_driver() -> None:
    shown = re.findall(
        r"^\| ([\d.]+) \| (\w+) \| (\w+) \|", _section("By driver"), re.MULTILINE
    )
    assert shown == [
        (driver, uv, best(with_driver(driver))) for driver, uv in UV.items()
    ]
    # Each difference has its reason on the page.
    different = {driver for driver, uv, ours in shown if uv != ours}
    assert different == set(
        re.findall(r"^\* \*\*([\d.]+)\*\*", PAGE.read_text(), re.MULTILINE)
    )


def _section(title: str) -> str:
    text = PAGE.read_text("utf-8").partition(f"## {title}\n")[2]
    return text.partition("\n## ")[0]


@pytest.mark.parametrize(("gfx", "label"), UV_AMD.items())
def test_amd_gpus_get_what_uv_gives_them(gfx: str, label: str) -> None:
    assert best(machine({"amd": {"gfx_arch": [gfx]}})) == label


@pytest.mark.parametrize(
    ("gpu", "version", "label"),
    [
        # uv gives all of these cu132, as the driver is new enough.
        ("6.1", "2.9.0", "cu126"),
        ("7.0", "2.8.0", "cu126"),
        ("7.0", "2.9.0", "cu128"),
        ("7.0", "2.11.0", "cu126"),
        ("7.5", "2.9.0", "cu132"),
        ("11.0", "2.9.0", "cu132"),
        ("12.1", "2.9.0", "cu132"),
        # Of a GPU that no build has code for, only builds that do not say remain.
        ("3.5", "2.9.0", "cu124"),
    ],
)
def test_a_build_has_code_for_the_gpu(gpu: str, version: str, label: str) -> None:
    assert best(with_driver("580.65.06", gpu), version) == label


@pytest.mark.parametrize(("version", "label"), [("2.9.1", "cpu"), ("2.10.0", "xpu")])
def test_newer_intel_gpus_have_a_build_from_some_release_on(
    version: str, label: str
) -> None:
    assert best(machine({"intel": {"device_ip": ["30.0.4"]}}), version) == label


def test_the_family_has_the_same_labels() -> None:
    catalogue = read_catalogue("torch")
    of = {
        project: [
            entry.label for entry in catalogue.entries_of(canonicalize_name(project))
        ]
        for project in ("torch", "torchvision", "torchaudio")
    }
    assert len({tuple(labels) for labels in of.values()}) == 1
