"""Descriptions that no machine can have."""

from __future__ import annotations

import pytest

from variantlib.machine.descriptions import read_machine
from variantlib.machine.doubts import doubts_of
from variantlib.machine.files import parse_machine
from variantlib.machine.overrides import override_answers, parse_overrides
from variantlib.machine.presets import preset_names


def doubts(text: str) -> list[str]:
    machine = parse_machine(f"format = 1\n{text}".encode(), "node.toml")
    return doubts_of(machine.answers)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (
            "nvidia.keys.sm_arc = ['90_real']",
            "nothing reports nvidia :: sm_arc - maybe",
        ),
        ("nvidia.keys.sm_arch = ['90']", "nothing reports nvidia :: sm_arch :: 90"),
        ("nvida.keys.sm_arch = ['90_real']", "nvida is no built-in provider - maybe "),
        (
            "x86_64.keys.level = ['v1', 'v2', 'v3']",
            "the best value of x86_64 :: level must come first: v3, v2, v1 ...",
        ),
        (
            "nvidia.keys.cuda_version_lower_bound = ['12.6', '12.8']",
            "the best value of nvidia :: cuda_version_lower_bound must come first",
        ),
        ("tpu.keys.present = ['true', 'false']", "no machine has all these values of"),
        (
            "nvidia.keys.cuda_version_lower_bound = '<= 128'",
            "no machine reports as much of nvidia :: cuda_version_lower_bound as 128",
        ),
        ("nvidia.keys.cuda_version_lower_bound = '>= 12, < 99'", "no machine reports"),
        ("nvidia.keys.sm_arch = '<= 99.0'", "no machine reports as much of nvidia"),
        ("x86_64.keys.level = '<= v9'", "no machine reports as much of x86_64 :: lev"),
        ("aarch64.keys.version = '<= 99a'", "no machine reports as much of aarch64"),
    ],
)
def test_what_no_machine_reports(text: str, doubt: str) -> None:
    (found,) = doubts(f"providers.{text}")
    assert found.startswith(doubt)


@pytest.mark.parametrize(
    "text",
    [
        "nvidia.keys.cuda_version_lower_bound = ['12.8', '12.6']",
        # Of drivers, GPUs and processors to come.
        "nvidia.keys.cuda_version_lower_bound = '<= 13.9'",
        "nvidia.keys.cuda_version_lower_bound = '<= 14.0'",
        "nvidia.keys.cuda_version_lower_bound = '< 16'",
        "nvidia.keys.cuda_version_upper_bound = '> 12.8'",
        "nvidia.keys.sm_arch = '<= 13.0'",
        "aarch64.keys.version = '<= 9.2a'",
        "x86_64.keys.level = '< v5'",
        "x86_64.keys.level = ['v2']",
        "amd.keys.gfx_arch = ['gfx942', 'gfx1100']",
        "fictional_hw.keys.humor = ['1', '2']",
        "nvidia = {distribution = 'own', version = '1', keys.x = ['1']}",
        "amd = {}",
    ],
)
def test_what_some_machine_reports(text: str) -> None:
    assert doubts(f"providers.{text}") == []


def test_a_rule_of_an_option_for_more_than_any_machine_reports() -> None:
    overrides = parse_overrides(["x86_64 :: level <= v9"])
    (found,) = doubts_of(override_answers(overrides, ()))
    assert found == (
        "no machine reports as much of x86_64 :: level as v9: the rule stands for all "
        "values up to v4"
    )


def test_ready_machines_are_beyond_doubt() -> None:
    for name in preset_names():
        assert doubts_of(read_machine(name).answers) == []
