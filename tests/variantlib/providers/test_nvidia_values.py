from __future__ import annotations

import pytest

from variantlib.providers.nvidia_values import (
    Number,
    is_known_cuda,
    lower_bounds,
    sm_archs,
    upper_bounds,
)


def test_the_bounds_of_a_driver() -> None:
    lower, upper = lower_bounds((12, 8)), upper_bounds((12, 8))
    assert lower[:10] == (*(f"12.{minor}" for minor in range(8, -1, -1)), "12")
    assert (lower[10], lower[-2:], len(lower)) == ("11.20", ("11.0", "11"), 32)
    assert (upper[0], upper[20:23]) == ("15.20", ("15.0", "15", "14.20"))
    assert (upper[-13:], len(upper)) == (
        ("13", *(f"12.{minor}" for minor in range(20, 8, -1))),
        78,
    )


@pytest.mark.parametrize(
    ("cuda", "lower", "upper"),
    [
        ((13, 0), 46, 64),
        ((11, 0), 2, 108),
        ((15, 20), 110, 0),
        ((17, 0), 134, 0),
        ((10, 0), 0, 130),
    ],
)
def test_the_numbers_of_bounds(cuda: Number, lower: int, upper: int) -> None:
    assert (len(lower_bounds(cuda)), len(upper_bounds(cuda))) == (lower, upper)


def test_versions_that_packages_can_ask_for() -> None:
    numbers = [(10, 20), (11, 0), (15, 20), (15, 21), (16, 0)]
    known = [is_known_cuda(number) for number in numbers]
    assert known == [False, True, True, False, False]


def test_code_begins_with_the_values_of_the_plugin() -> None:
    assert sm_archs((12, 1))[:3] == ("121_real", "120_real", "120_virtual")
    assert sm_archs((9, 0))[:2] == ("90_real", "90_virtual")
    names = [f"8{minor}_real" for minor in range(9, -1, -1)]
    assert sm_archs((8, 9))[:11] == (*names, "80_virtual")


def test_code_for_older_gpus_that_the_driver_compiles_comes_last() -> None:
    assert sm_archs((5, 2)) == (
        *("52_real", "51_real", "50_real", "50_virtual"),
        *("52_virtual", "51_virtual"),
    )
    assert sm_archs((12, 0))[1:4] == ("120_virtual", "119_virtual", "118_virtual")
    assert {"90_virtual", "75_virtual", "50_virtual"} <= set(sm_archs((12, 0)))
    assert "49_virtual" not in sm_archs((12, 0))


def test_code_for_exactly_one_gpu() -> None:
    assert sm_archs((8, 7), is_exact=True) == ("87_real", "87_virtual")


def test_no_package_can_ask_for_very_old_gpus() -> None:
    assert sm_archs((3, 5)) == ()
