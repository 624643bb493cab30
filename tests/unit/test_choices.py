"""What `--variant` may say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pip._vendor.packaging.utils import NormalizedName

from pip._internal.req.constructors import install_req_from_line
from pip._internal.variants.choices import (
    Choices,
    check_not_off,
    parse_choices,
    parse_requirement_choices,
)
from pip._internal.variants.errors import VariantOptionError

A, B, C = "36266d4d", "9091cdc4", "a496bd9c"


@pytest.mark.parametrize(
    ("values", "everywhere", "by_project"),
    [
        ([], (), {}),
        ([""], (), {}),
        ([" , "], (), {}),
        ([A], (A,), {}),
        ([f"{A},{B}"], (A, B), {}),
        ([f"{A} {B}\n{C}"], (A, B, C), {}),
        ([B, A], (B, A), {}),
        ([A, B, A], (A, B), {}),
        (["cuda13"], ("cuda13",), {}),
        (["x86_64_v3.1,null"], ("x86_64_v3.1", "null"), {}),
        ([f"pkg=cuda13,{A}"], (), {"pkg": ("cuda13", A)}),
        (["36266d4", "36266d4d1"], ("36266d4", "36266d4d1"), {}),
        (["none"], ("none",), {}),
        ([f"{A},none"], (A, "none"), {}),
        ([f"pkg={A}"], (), {"pkg": (A,)}),
        ([f"Some_Pkg.x={A}"], (), {"some-pkg-x": (A,)}),
        ([f"pkg={A},{B}"], (), {"pkg": (A, B)}),
        ([f"pkg={A}", f"Pkg={B}"], (), {"pkg": (A, B)}),
        ([f"one={A},two={B},{C}"], (), {"one": (A,), "two": (B, C)}),
        ([f"{A},one={B}"], (A,), {"one": (B,)}),
        ([f"one={A}", B], (B,), {"one": (A,)}),
        (["pkg=none"], (), {"pkg": ("none",)}),
        (["none=none"], (), {"none": ("none",)}),
    ],
)
def test_forms(
    values: list[str],
    everywhere: tuple[str, ...],
    by_project: dict[NormalizedName, tuple[str, ...]],
) -> None:
    assert parse_choices(values) == Choices(everywhere, by_project)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("ZZ", "--variant=ZZ: 'ZZ' is no variant hash or label."),
        ("36266D4D", "'36266D4D' is no variant hash or label"),
        ("cuda-13", "'cuda-13' is no variant hash or label"),
        ("pkg=", "'' is no variant hash or label"),
        ("Cuda13", "'Cuda13' is no variant hash or label"),
        (f"={A}", "'' is not the name of a project"),
        (f"a=b={A}", "'a=b' is not the name of a project"),
        (f"-x={A}", "'-x' is not the name of a project"),
        (f"pkg=={A}", "'pkg=' is not the name of a project"),
        (f"Pkg = {A}", "'Pkg' is no variant hash or label"),
        (f"pkg = {A}", "'' is not the name of a project"),
        (f"{A};{B}", f"'{A};{B}' is no variant hash or label"),
        ("٣6266d4d", "is no variant hash or label"),
    ],
)
def test_malformed_values(value: str, shown: str) -> None:
    with pytest.raises(VariantOptionError) as caught:
        parse_choices([value])
    assert shown in str(caught.value.message)
    assert "36266d4d" in str(caught.value.hint_stmt)


@given(st.lists(st.text(st.sampled_from(f"{A}none=,- _\x1b[]")), max_size=3))
def test_anything_else_is_an_option_error(values: list[str]) -> None:
    try:
        choices = parse_choices(values)
    except VariantOptionError:
        return
    found = [*choices.everywhere, *sum(choices.by_project.values(), ())]
    assert all(re.fullmatch(r"[0-9a-z_.]+", item) for item in found)


def test_a_line_of_a_requirements_file() -> None:
    req = install_req_from_line("pkg")
    req.variants = [f"{A},{B}", C]
    assert parse_requirement_choices(req, no_variant=False) == (A, B, C)


@pytest.mark.parametrize(
    ("value", "no_variant", "said"),
    [
        ("ZZ", False, "It stands behind pkg"),
        (f"other={A}", False, "behind pkg, so it cannot name a project"),
        (A, True, "exclude each other"),
    ],
)
def test_bad_lines(value: str, no_variant: bool, said: str) -> None:
    req = install_req_from_line("pkg")
    req.variants = [value]
    with pytest.raises(VariantOptionError) as caught:
        parse_requirement_choices(req, no_variant)
    assert said in str(caught.value.message)


def test_both_options_contradict() -> None:
    check_not_off(parse_choices([""]), no_variant=True)
    check_not_off(parse_choices([A]), no_variant=False)
    with pytest.raises(VariantOptionError, match="invalid-variant-option"):
        check_not_off(parse_choices([A]), no_variant=True)
