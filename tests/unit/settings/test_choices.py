"""What `--variant` may say."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pip._vendor.packaging.utils import NormalizedName

from pip._internal.req.constructors import install_req_from_line
from pip._internal.variants.exceptions import VariantOptionError
from pip._internal.variants.settings.choices import (
    Choices,
    check_not_off,
    parse_choices,
    parse_requirement_choices,
    refuse_all_and_none,
    refuse_alone,
)

NAME = NormalizedName("pkg")
A, B, C = "36266d4d", "9091cdc4", "a496bd9c"


@pytest.mark.parametrize(
    ("values", "everywhere", "by_project"),
    [
        ([], (), {}),
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


def test_properties_are_asked_for() -> None:
    found = parse_choices(["nvidia::driver<13, none", "pkg=x::*&y::z b"])
    assert list(map(str, found.everywhere)) == ["nvidia :: driver < 13", "none"]
    assert list(map(str, found.by_project[NAME])) == ["x :: * & y :: z", "b"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("ZZ", "--variant: 'ZZ' is not a variant hash or label or a set."),
        ("36266D4D", "'36266D4D' is not a variant hash or label"),
        ("cuda-13", "'cuda-13' is not a variant hash or label"),
        ("pkg=", "--variant: a variant is expected after '='."),
        ("Cuda13", "'Cuda13' is not a variant hash or label"),
        (f"={A}", "a variant is expected here"),
        (f"a=b={A}", "'provider :: key' is expected before '='"),
        (f"-x={A}", "'-x' is not the name of a project"),
        (f"pkg=={A}", "'provider :: key' is expected before '=='"),
        (f"{A};{B}", f"'{A};{B}' is no hash, label or other name of a variant"),
        ("٣6266d4d", "is no hash, label or other name of a variant"),
        ("nvidia :: driver <", "--variant: a value is expected after '<'."),
    ],
)
def test_malformed_values(value: str, shown: str) -> None:
    with pytest.raises(VariantOptionError) as caught:
        parse_choices([value])
    assert shown in str(caught.value.message)
    assert "36266d4d" in str(caught.value.hint_stmt)


def test_errors_point_at_the_place() -> None:
    with pytest.raises(VariantOptionError) as caught:
        parse_choices([A, f"pkg={B} CUDA"])
    assert str(caught.value.context) == f"pkg={B} CUDA\n{' ' * 13}^"


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
        ("ZZ", False, "It follows pkg"),
        (f"other={A}", False, "follows pkg, so it cannot name a project"),
        (A, True, "cannot be combined with"),
    ],
)
def test_bad_lines(value: str, no_variant: bool, said: str) -> None:
    req = install_req_from_line("pkg")
    req.variants = [value]
    with pytest.raises(VariantOptionError) as caught:
        parse_requirement_choices(req, no_variant)
    assert said in str(caught.value.message)


@pytest.mark.parametrize("value", ["", " , ", "\n"])
def test_a_value_that_asks_for_nothing(value: str) -> None:
    with pytest.raises(VariantOptionError) as caught:
        parse_choices([A, value])
    assert "--variant needs a variant." in str(caught.value.message)


def test_both_options_contradict() -> None:
    check_not_off(parse_choices([]), no_variant=True)
    check_not_off(parse_choices([A]), no_variant=False)
    with pytest.raises(VariantOptionError, match="invalid-variant-option"):
        check_not_off(parse_choices([A]), no_variant=True)


@pytest.mark.parametrize(
    ("refuse", "problem", "hint"),
    [
        (
            lambda: refuse_alone("reqs.txt", 3, is_built=True),
            "--variant follows an editable requirement on line 3 of reqs.txt",
            "the project decides what pip builds",
        ),
        (
            lambda: refuse_alone("reqs.txt", 3, is_built=False),
            "--variant is on line 3 of reqs.txt without a requirement.",
            "Write it after the name of a project",
        ),
        (
            refuse_all_and_none,
            "--variants=all cannot be combined with --no-variant.",
            "PIP_VARIANTS and PIP_NO_VARIANT",
        ),
    ],
)
def test_options_where_they_mean_nothing(
    refuse: Callable[[], object], problem: str, hint: str
) -> None:
    with pytest.raises(VariantOptionError) as caught:
        refuse()
    assert problem in str(caught.value.message)
    assert hint in str(caught.value.hint_stmt)


def test_constraints_request_no_variants() -> None:
    req = install_req_from_line("pkg<2", constraint=True)
    req.variants = (A,)
    with pytest.raises(VariantOptionError) as caught:
        parse_requirement_choices(req, no_variant=False)
    assert "--variant follows the constraint pkg<2" in str(caught.value.message)
    assert "on the command line as --variant=name=hash" in str(caught.value.hint_stmt)
