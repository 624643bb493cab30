"""Under which names the answer of a provider counts."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement

from variantlib.machine.aliases import meets
from variantlib.plugins.answers import Builtin, ProviderAnswer

BUILT_IN = ProviderAnswer(
    "gpu", "", None, builtin=Builtin({"gpu-plugin": ("0.1.0", "0.1.*")})
)


def plugin(distribution: str, version: str) -> ProviderAnswer:
    return ProviderAnswer("x", "", None, distribution=distribution, version=version)


@pytest.mark.parametrize(
    ("requirement", "is_met"),
    [
        ("gpu-plugin", True),
        ("GPU_Plugin>=0.1,<0.2", True),
        ("gpu-plugin==0.1.0", True),
        ("gpu-plugin>=0.1.7", True),
        ("gpu-plugin>=0.2", False),
        ("other", False),
    ],
)
def test_a_built_in_provider_counts_as_a_series(requirement: str, is_met: bool) -> None:
    assert meets(BUILT_IN, Requirement(requirement)) is is_met


@pytest.mark.parametrize(
    ("distribution", "version", "requirement", "is_met"),
    [
        ("hw-plugin", "1.0", "hw-plugin>=1", True),
        ("hw-plugin", "1.0", "hw-plugin>1", False),
        # Both are names of one provider, in versions that answer alike.
        ("provider-variant-x86-64", "0.0.1", "x86-64-variant-provider>=0.2.1", True),
        ("x86-64-variant-provider", "0.2.5", "provider-variant-x86-64<1", True),
        ("provider-variant-x86-64", "9.0", "x86-64-variant-provider", False),
        ("provider-variant-x86-64", "0.0.1", "x86-64-variant-provider>=0.3", False),
        ("rocm-bootstrap", "0.3.0", "nvidia-variant-provider", False),
    ],
)
def test_a_plugin_counts_under_each_name_of_its_provider(
    distribution: str, version: str, requirement: str, is_met: bool
) -> None:
    answer = plugin(distribution, version)
    assert meets(answer, Requirement(requirement)) is is_met


def test_the_user_adds_names() -> None:
    aliases = {("mine", "theirs"), ("gpu", "ours")}
    assert meets(plugin("mine", "0.1"), Requirement("theirs>=5"), aliases)
    assert meets(BUILT_IN, Requirement("ours"), aliases)
    assert not meets(plugin("gpu", "0.1"), Requirement("ours>=5"), {("mine", "ours")})
