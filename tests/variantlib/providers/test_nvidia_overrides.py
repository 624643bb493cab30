from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.errors import InvalidVariable
from variantlib.providers.nvidia import PROVIDER
from variantlib.providers.nvidia_overrides import Overrides, read_overrides
from variantlib.providers.provider import Policy

from .nvidia_machines import host_of

CUDA = "NV_VARIANT_PROVIDER_FORCE_CUDA_DRIVER_VERSION"
SM_ARCH = "NV_VARIANT_PROVIDER_FORCE_SM_ARCH"


def read(folder: Path, **variables: str) -> Overrides:
    return read_overrides(host_of(folder, **variables))


@pytest.mark.parametrize(
    ("text", "number"),
    [("12.8", (12, 8)), ("13", (13, 0)), ("13.0.1", (13, 0)), (" 12.8 ", (12, 8))],
)
def test_a_cuda_version(tmp_path: Path, text: str, number: tuple[int, int]) -> None:
    assert read(tmp_path, **{CUDA: text}) == Overrides(number, is_free=True)
    assert read(tmp_path, CONDA_OVERRIDE_CUDA=text) == Overrides(number)


def test_empty_ones_are_not_set(tmp_path: Path) -> None:
    variables = {CUDA: "", SM_ARCH: "", "CONDA_OVERRIDE_CUDA_ARCH": ""}
    assert read(tmp_path, **variables, UV_CUDA_DRIVER_VERSION="") == Overrides()


def test_an_empty_one_of_conda_means_none(tmp_path: Path) -> None:
    found = read(tmp_path, CONDA_OVERRIDE_CUDA="")
    assert (found.is_none, found.is_complete) == (True, True)
    # That of the plugin comes first.
    found = read(tmp_path, CONDA_OVERRIDE_CUDA="", **{CUDA: "12.8"})
    assert (found.is_none, found.cuda) == (False, (12, 8))


def test_their_rank(tmp_path: Path) -> None:
    variables = {"UV_CUDA_DRIVER_VERSION": "570.86"}
    assert read(tmp_path, **variables).cuda == (12, 8)
    variables["CONDA_OVERRIDE_CUDA"] = "12.4"
    variables["CONDA_OVERRIDE_CUDA_ARCH"] = "8.6"
    found = read(tmp_path, **variables)
    assert (found.cuda, found.capability, found.is_free) == ((12, 4), (8, 6), False)
    variables |= {CUDA: "13.0", SM_ARCH: "9.0"}
    found = read(tmp_path, **variables)
    assert (found.cuda, found.capability, found.is_free) == ((13, 0), (9, 0), True)


def test_they_are_complete_together(tmp_path: Path) -> None:
    assert not read(tmp_path, **{CUDA: "12.8"}).is_complete
    assert not read(tmp_path, **{SM_ARCH: "9.0"}).is_complete
    assert read(tmp_path, **{CUDA: "12.8", SM_ARCH: "9.0"}).is_complete


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (
            CUDA,
            (
                "twelve",
                "12.",
                "v12.8",
                "12.8rc1",
                "-1",
                "12,8",
                "99999.9",
                "\u0663.\u0662",
            ),
        ),
        ("CONDA_OVERRIDE_CUDA", ("none", ">=12")),
        (SM_ARCH, ("90", "9", "sm_90", "9.0a", "9.0.1", "9.10", "9.0,8.0")),
        ("CONDA_OVERRIDE_CUDA_ARCH", ("8", "8.6.1")),
        ("UV_CUDA_DRIVER_VERSION", ("12.8", "570.x", "304.125", "57086")),
    ],
)
def test_bad_values_are_errors(
    tmp_path: Path, name: str, values: tuple[str, ...]
) -> None:
    for value in values:
        with pytest.raises(InvalidVariable) as caught:
            read(tmp_path, **{name: value})
        assert (caught.value.name, caught.value.value) == (name, value)


def test_what_no_gpu_and_no_known_driver_can_be_is_noted(tmp_path: Path) -> None:
    host = host_of(tmp_path, UV_CUDA_DRIVER_VERSION="999.1", **{SM_ARCH: "4.9"})
    answer = PROVIDER.report(host, None, Policy())
    driver = "the driver of UV_CUDA_DRIVER_VERSION, which is not in the table"
    assert answer.notes == (
        f"CUDA 13.4 is a guess by {driver}",
        "a variable states a GPU of 4.9, and packages are for 5.0 and newer",
    )
    assert dict(answer.config)["cuda_version_lower_bound"][0] == "13.4"


def test_the_error_says_how_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(InvalidVariable) as caught:
        read(tmp_path, **{SM_ARCH: "90"})
    assert str(caught.value) == (
        f"the environment variable {SM_ARCH} must be a compute capability such as 9.0,"
        " not '90'"
    )
