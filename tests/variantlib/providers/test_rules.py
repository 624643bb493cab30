"""Values by a rule are those that a built-in provider reports."""

from __future__ import annotations

import pytest

from variantlib.errors import InvalidRule
from variantlib.providers.nvidia_values import lower_bounds, sm_archs, upper_bounds
from variantlib.providers.rules import is_rule, values_of_rule


@pytest.mark.parametrize(
    ("key", "rule", "values"),
    [
        ("cuda_version_lower_bound", "<= 12.8", lower_bounds((12, 8))),
        ("cuda_version_lower_bound", "<=11", ("11.0", "11")),
        ("cuda_version_lower_bound", "< 13", lower_bounds((12, 20))),
        ("cuda_version_lower_bound", ">= 12.7, <= 12.8", ("12.8", "12.7")),
        ("cuda_version_upper_bound", "> 12.8", upper_bounds((12, 8))),
        ("sm_arch", "<= 9.0", sm_archs((9, 0))),
        ("sm_arch", "<= 121_real", sm_archs((12, 1))),
        ("sm_arch", "== 8.7", ("87_real", "87_virtual")),
    ],
)
def test_nvidia(key: str, rule: str, values: tuple[str, ...]) -> None:
    assert values_of_rule("nvidia", key, rule) == values


def test_processors() -> None:
    assert values_of_rule("x86_64", "level", "<= v3") == ("v3", "v2", "v1")
    assert values_of_rule("aarch64", "version", "< 8.2a") == ("8.1a", "8a")


@pytest.mark.parametrize(
    ("provider", "key", "rule", "problem"),
    [
        ("amd", "gfx_arch", "<= gfx942", "amd :: gfx_arch no order is known: list"),
        ("hw", "a", "<= 1", "hw :: a no order is known"),
        ("nvidia", "sm_arhc", "<= 9.0", "sm_arhc - maybe you meant nvidia :: sm_arch"),
        ("nvidea", "sm_arch", "<= 9.0", "sm_arch - maybe you meant nvidia :: sm_arch"),
        ("x86_64", "avx512f", "== on", "x86_64 :: avx512f no order is known"),
        ("x86_64", "level", "<= many", "many is no value of x86_64 :: level"),
        ("x86_64", "level", "~= v3", "a rule is one of < <= > >= == and a value"),
        ("x86_64", "level", "<= v3 v2", "a rule is one of"),
        ("x86_64", "level", "> v4", "no value of x86_64 :: level is > v4"),
        ("nvidia", "sm_arch", ">= 9.0", "a rule for sm_arch is as '<= 9.0'"),
        ("nvidia", "sm_arch", "<= 4.9", "no package can have code for the capability"),
    ],
)
def test_what_is_no_rule(provider: str, key: str, rule: str, problem: str) -> None:
    assert is_rule(rule)
    with pytest.raises(InvalidRule) as caught:
        values_of_rule(provider, key, rule)
    assert problem in str(caught.value)
