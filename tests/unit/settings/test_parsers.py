"""The value of each setting, as text of pip.conf or as types of TOML."""

from __future__ import annotations

from typing import Any

import pytest
from pip._vendor.variantlib.machine.settings import Coherent

from pip._internal.variants.settings.parsers import (
    MAX_SECONDS,
    PARSERS,
    parse_coherent,
    parse_names,
    parse_parts,
    parse_seconds,
    parse_timeout,
)


@pytest.mark.parametrize(
    "value",
    ["a b", "a, b", " a,\n b,a", '["a", "b"]', ["a", "b", "a"]],
)
def test_names_in_each_form(value: Any) -> None:
    assert parse_names(value) == ("a", "b")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("a -b", "holds '-b', which is not a name."),
        (["a", 5], "holds 5, which is not a name."),
        ("[a", "is not a list of names: '[a'."),
        ({"a": "b"}, "is not a list of names: {'a': 'b'}."),
        (True, "is not a list of names: True."),
        ("[" * 100_000, "is not a list of names: "),
    ],
)
def test_names_that_are_none(value: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=r"^(holds|is not)") as caught:
        parse_names(value)
    assert str(caught.value).startswith(problem)


def test_blanks_around_colons_do_not_separate() -> None:
    found = parse_parts("a :: b, c::d  e ::f, a::b", [2])
    assert found == (("a", "b"), ("c", "d"), ("e", "f"))


@pytest.mark.parametrize("value", ["a", "a :: b :: c", "a :: B C", [5], "a ::"])
def test_parts_of_another_number_or_form(value: Any) -> None:
    form = r"which is not of the form provider :: key\.$"
    with pytest.raises(ValueError, match=form):
        parse_parts(value, [2])


def test_several_sizes_are_all_named() -> None:
    with pytest.raises(ValueError, match="provider or provider :: key"):
        parse_parts("a::b::c", [1, 2])


@pytest.mark.parametrize(("value", "seconds"), [("1.5", 1.5), (0, 0), ("1e3", 1000)])
def test_seconds(value: Any, seconds: float) -> None:
    assert parse_seconds(value) == seconds


@pytest.mark.parametrize(
    "value",
    ["", "soon", "nan", "inf", -1, True, None, [], MAX_SECONDS + 1, "9" * 500, 10**400],
)
def test_what_is_no_number_of_seconds(value: Any) -> None:
    with pytest.raises(ValueError, match=r"^is not a number of seconds: "):
        parse_seconds(value)


def test_a_timeout_is_more_than_none() -> None:
    assert parse_timeout("0.1") == 0.1
    with pytest.raises(ValueError, match=r"more than 0 seconds"):
        parse_timeout(0)


@pytest.mark.parametrize(
    ("name", "value", "parsed"),
    [
        ("disabled_providers", "a b", frozenset({"a", "b"})),
        ("disabled_providers", "x86-64 A-b", frozenset({"x86_64", "A-b"})),
        ("key_priority", "a::b", (("a", "b"),)),
        ("value_priority", "a::b::c", (("a", "b", "c"),)),
        ("excluded", "a b::c", frozenset({("a",), ("b", "c")})),
        (
            "excluded",
            "a x86_64 :: level >= v3",
            frozenset({("a",), ("x86_64", "level", "v3"), ("x86_64", "level", "v4")}),
        ),
        ("coherent", "a b::c", (Coherent(("a",)), Coherent(("b", "c")))),
        ("cache_max_age", "0", 0),
        ("builtin_providers", "[]", frozenset()),
        ("builtin_providers", "tpu, x86_64", frozenset({"tpu", "x86_64"})),
        ("gpus", "lowest", "lowest"),
        ("provider_aliases", "My_A = b, nvidia=c", {("my-a", "b"), ("nvidia", "c")}),
        ("provider_aliases", ["x86_64 = C.D"], {("x86_64", "c-d")}),
    ],
)
def test_each_setting_has_its_parser(name: str, value: str, parsed: object) -> None:
    parse, hint = PARSERS[name]
    assert parse(value) == parsed
    assert hint.endswith((".", "time."))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("builtin_providers", "nvida"),
        ("excluded", "a :: b > 1"),
        ("excluded", ["x86_64 :: level > v9", "tpu"]),
        ("excluded", "a > 1"),
        ("gpus", "most"),
        ("gpus", ["highest"]),
        *(("provider_aliases", v) for v in ("a", "a = b = c", ["a="], [5], "= b")),
    ],
)
def test_bad_values_of_settings_for_providers(name: str, value: Any) -> None:
    parse, _ = PARSERS[name]
    with pytest.raises(ValueError, match=r"^(holds|is not) .*\.$"):
        parse(value)


@pytest.mark.parametrize(
    "value",
    [
        "a ~ major, b :: c~major  d::e",
        "a~ major b::c ~major, d :: e",
        '["a ~ major", "b :: c ~ major", "d::e", "d :: e"]',
        ["a~major", "b::c  ~  major", "d::e"],
    ],
)
def test_how_values_are_compared(value: Any) -> None:
    a, b = Coherent(("a",), is_major=True), Coherent(("b", "c"), is_major=True)
    assert parse_coherent(value) == (a, b, Coherent(("d", "e")))


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("a ~ minor", r"^holds 'a~minor', where only major can follow the ~\.$"),
        (["a ~"], "only major can follow"),
        (["a ~ major ~ major"], "only major can follow"),
        ("~ major", "not of the form provider or provider :: key"),
        ("a::b::c ~ major", "not of the form provider or provider :: key"),
        ([1], "not of the form provider or provider :: key"),
        (1, "is not a list"),
    ],
)
def test_what_is_no_comparison(value: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_coherent(value)
