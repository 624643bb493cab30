from __future__ import annotations

import pytest

from variantlib.providers.gpus import Gpu, counting, serves, visible

T4 = Gpu(0, (7, 5), "GPU-8932f937-0000", "Tesla T4")
H100 = Gpu(1, (9, 0), "GPU-8932aaaa-0000", "H100", ("MIG-1111-aaaa", "MIG-2222-bbbb"))
ADA = Gpu(2, (8, 9), "GPU-77777777-0000", "RTX 4090")
GPUS = [T4, H100, ADA]


@pytest.mark.parametrize(
    ("value", "target", "is_served"),
    [
        ("80_real", "8.0", True),
        ("80_real", "8.9", True),
        ("86_real", "8.0", False),
        ("80_real", "9.0", False),
        ("90_real", "8.9", False),
        ("120_real", "12.1", True),
        ("100_real", "12.0", False),
        ("80_virtual", "9.0", True),
        ("75_virtual", "12.0", True),
        ("90_virtual", "8.9", False),
        ("90a_real", "9.0", True),
        ("90a_virtual", "10.0", False),
        ("100a_real", "10.3", False),
        ("100f_real", "10.3", True),
        ("100f_virtual", "12.0", False),
        ("80_real", "8.7", False),
        ("87_real", "8.7", True),
        ("87_real", "8.9", False),
        ("80_virtual", "8.7", True),
        ("native", "8.0", False),
    ],
)
def test_code_that_a_gpu_runs(value: str, target: str, is_served: bool) -> None:
    assert serves([value], target) is is_served


def test_one_value_is_enough_for_a_gpu() -> None:
    torch = ["75_real", "80_real", "86_real", "90_real", "100_real", "120_real"]
    assert all(serves(torch, target) for target in ("7.5", "8.9", "9.0", "12.1"))
    assert not serves(torch, "7.0")
    assert serves(torch, "unknown")


def test_rules_for_several_gpus() -> None:
    assert counting(GPUS, "highest", {}) == [H100]
    assert counting(GPUS, "lowest", {}) == [T4]
    assert counting(GPUS, "every", {}) == [H100, ADA, T4]
    assert counting(GPUS, "visible", {}) == [H100]
    hidden = {"CUDA_VISIBLE_DEVICES": "2"}
    assert counting(GPUS, "visible", hidden) == [ADA]
    assert counting(GPUS, "highest", hidden) == [H100]
    assert counting([], "highest", {}) == []


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (None, [T4, H100, ADA]),
        ("", []),
        ("-1", []),
        ("NoDevFiles", []),
        ("0,2", [T4, ADA]),
        ("2,0", [ADA, T4]),
        ("0,2,-1,1", [T4, ADA]),
        (" 1 , 0", [H100, T4]),
        ("0,7,1", [T4]),
        ("0,0", [T4]),
        ("99999999999999999999", []),
        ("GPU-8932f937", [T4]),
        ("GPU-8932f,GPU-7", [T4, ADA]),
        ("GPU-8932", []),
        ("GPU-unknown,0", []),
        ("MIG-2222", [H100]),
        ("MIG-GPU-8932aaaa-0000/7/0", [H100]),
        ("all", []),
    ],
)
def test_visible_gpus(listed: str | None, expected: list[Gpu]) -> None:
    assert visible(GPUS, listed) == expected


def test_numbers_mean_the_order_of_cuda_where_that_is_known() -> None:
    order = [H100.uuid, ADA.uuid, T4.uuid]
    assert visible(GPUS, "0", order) == [H100]
    assert visible(GPUS, "2,1", order) == [T4, ADA]
    assert visible(GPUS, "0", [ADA.uuid]) == [ADA]
