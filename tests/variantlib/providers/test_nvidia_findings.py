from __future__ import annotations

import pytest

from variantlib.providers._children import encode
from variantlib.providers.gpus import Gpu
from variantlib.providers.nvidia_findings import Findings, decode, read_findings
from variantlib.providers.provider import Facts


def test_nvml_comes_before_libcuda_and_that_before_nvidia_smi() -> None:
    smi: Facts = {"smi_cuda": ("12.4",), "smi_devices": ("0__8.0__GPU_2da__A100",)}
    libcuda: Facts = {
        "libcuda_cuda": ("12060",),
        "libcuda_devices": ("0__9.0__GPU_2db__H100",),
    }
    nvml: Facts = {"nvml_cuda": ("12080",), "nvml_devices": ("0__7.5__GPU_2dc__T4",)}
    each = ({**smi}, {**smi, **libcuda}, {**smi, **libcuda, **nvml})
    found = list(map(read_findings, each))
    assert [(one.cuda, one.gpus) for one in found] == [
        ((12, 4), (Gpu(0, (8, 0), "GPU-a", "A100"),)),
        ((12, 6), (Gpu(0, (9, 0), "GPU-b", "H100"),)),
        ((12, 8), (Gpu(0, (7, 5), "GPU-c", "T4"),)),
    ]


def test_no_answer() -> None:
    assert read_findings(None) == Findings()
    assert not read_findings(None).was_asked


MANY_DIGITS = "9" * 5000


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"nvml_cuda": (MANY_DIGITS,), "smi_cuda": (f"{MANY_DIGITS}.1",)},
        {"nvml_devices": (f"{MANY_DIGITS}__9.0", f"1__{MANY_DIGITS}.0")},
        {"nvml_refused": (f"{MANY_DIGITS}__4",)},
        {"nvml_cuda": ()},
        {"nvml_cuda": ("x",), "libcuda_cuda": ("1",), "smi_cuda": ("N",)},
        {"nvml_devices": ("", "x", "x__9.0", "1__9", "1__9.0.1__x", "___")},
        {"nvml_refused": ("x", "__4"), "smi_driver": ("N_2fA",)},
    ],
)
def test_findings_that_make_no_sense_are_left_out(facts: Facts) -> None:
    found = read_findings(facts)
    assert found == Findings(was_asked=True)


def test_texts_are_encoded_and_back() -> None:
    text = "NVIDIA H100 80GB_HBM3 (\xe9, \u4e2d)"
    coded = encode(text)
    assert coded.replace("_", "").replace(".", "").isalnum()
    assert coded.isascii()
    assert "__" not in coded
    assert decode(coded) == text
    assert decode(encode("A\x1b[31m")) == r"A\x1b[31m"
