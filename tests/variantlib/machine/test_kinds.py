"""Machines are told apart by markers."""

from __future__ import annotations

import pytest

from tests.variantlib.machine.test_platforms import HERE, described
from variantlib.machine.kinds import facts_within_kinds, find_indistinct, kind_markers

LINUX = "platform_system == 'Linux' and platform_machine == "


@pytest.mark.parametrize(
    ("machines", "markers"),
    [
        ([{}, {"glibc": "2.17"}, {"python": "3.12"}], [None, None, None]),
        (
            [{"platform": "linux_aarch64"}, {}],
            [f"{LINUX}'aarch64'", f"{LINUX}'x86_64'"],
        ),
        (
            [{"python": "3.10"}, {}],
            ["python_version == '3.10'", "python_version == '3.12'"],
        ),
        (
            [{"python": "3.10.4"}, {"platform": "aarch64"}],
            [
                f"{LINUX}'x86_64' and python_version == '3.10'",
                f"{LINUX}'aarch64' and python_version == '3.12'",
            ],
        ),
    ],
)
def test_only_what_differs(machines: list[dict[str, str]], markers: list[str]) -> None:
    assert kind_markers([described(**texts) for texts in machines], HERE) == markers


def test_a_python_that_is_no_cpython() -> None:
    here = described(platform="linux_x86_64")
    found = kind_markers([described(), described(python="3.12")], here)
    assert found == ["implementation_name != 'cpython'", "python_version == '3.12'"]


def test_no_marker_tells_of_the_global_lock() -> None:
    machines = [{"python": "3.11"}, {"python": "3.12t"}, {"python": "3.12"}]
    platforms = [described(**texts) for texts in machines]
    assert find_indistinct(platforms, HERE) == (1, 2)
    assert find_indistinct(platforms[:2], HERE) is None


def test_what_no_marker_tells_of_machines_of_one_kind() -> None:
    machines = [
        {"glibc": "2.17"},
        {"glibc": "2.34", "python": "3.12.1"},
        {"platform": "linux_aarch64", "glibc": "2.28"},
        {"platform": "macosx_12_0_arm64"},
        {"platform": "macosx_14_0_arm64"},
    ]
    found = facts_within_kinds([described(**texts) for texts in machines], HERE)
    assert found == [
        {("", "glibc"): ("2.17",)},
        {("", "glibc"): ("2.34",)},
        {},
        {("", "platform"): ("macosx_12_0_arm64",)},
        {("", "platform"): ("macosx_14_0_arm64",)},
    ]
