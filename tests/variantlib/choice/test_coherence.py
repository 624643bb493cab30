"""Which variants are taken so that packages agree, and where they cannot."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib.choice.coherence import (
    Discord,
    Values,
    bring_in_step,
    declared_values,
    find_discords,
    rule_for,
)
from variantlib.machine.settings import Coherent

DRIVER, ARCH = ("gpu", "driver"), ("gpu", "arch")
KNOWN = {DRIVER: ["13", "12", "11"], ARCH: ["a", "b"]}


def option(text: str) -> Values:
    """`"12|13 a"`: the driver 12 or 13, and the architecture a."""
    values: dict[tuple[str, str], frozenset[str]] = {}
    for part in text.split():
        feature = ARCH if part[0].isalpha() else DRIVER
        values[feature] = frozenset(part.split("|"))
    return values


def taken(*packages: str) -> list[str]:
    """`taken("13, 12", "12")`: what is taken of a package with two options, and one."""
    options = {
        str(place): [text.strip() for text in package.split(",")]
        for place, package in enumerate(packages)
    }
    places = bring_in_step(
        {name: [option(text) for text in texts] for name, texts in options.items()},
        KNOWN,
    )
    return [texts[places[name]] for name, texts in options.items()]


@pytest.mark.parametrize(
    ("packages", "expected"),
    [
        # Nothing in common: everyone gets the best.
        (["13, 12"], ["13"]),
        (["13, 12", "a, b"], ["13", "a"]),
        (["13, 12", ""], ["13", ""]),
        # The best value that all can have.
        (["13, 12", "13, 12"], ["13", "13"]),
        (["13, 12, 11", "12, 11"], ["12", "12"]),
        (["12, 13", "13, 12"], ["13", "13"]),
        # One of several values will do.
        (["13, 12", "12|11"], ["12", "12|11"]),
        (["13|12", "12|11", "13|12, 11"], ["13|12", "12|11", "13|12"]),
        # A key is not given up to agree, nor one picked up.
        (["13, a", "12"], ["13", "12"]),
        (["a, 13", "12"], ["a", "12"]),
        # Where not all can agree, most do; where nobody does, nobody is moved.
        (["13, 12", "12", "11"], ["12", "12", "11"]),
        (["12 a, 13", "11"], ["12 a", "11"]),
        # The more important key decides first, and what was decided holds.
        (["13 a, 12 b, 12 a", "12 a, 13 b"], ["13 a", "13 b"]),
        (["13 a, 12 b, 12 a", "12 a, 12 b"], ["12 a", "12 a"]),
        # A package that moves gets a key that others have.
        (["13, 12 b", "12 a, 12 b", "12"], ["12 b", "12 b", "12"]),
        # It does not agree in one key to disagree in a more important one.
        (["a, b 12", "b", "13"], ["a", "b", "13"]),
        (["13, 12 b", "12", "a"], ["12 b", "12", "a"]),
    ],
)
def test_what_is_taken(packages: list[str], expected: list[str]) -> None:
    assert taken(*packages) == expected


@pytest.mark.parametrize(
    ("packages", "expected"),
    [
        (["13", "13", "a"], []),
        (["13|12", "12|11"], []),
        (["13", "12"], [Discord(DRIVER, "13", ["1"])]),
        (["12", "13", "12"], [Discord(DRIVER, "12", ["1"])]),
        (["13|12", "12|11", "13|11"], [Discord(DRIVER, "13", ["1"])]),
        (
            ["13 b", "12 a"],
            [Discord(DRIVER, "13", ["1"]), Discord(ARCH, "a", ["0"])],
        ),
    ],
)
def test_who_is_odd(packages: list[str], expected: list[Discord]) -> None:
    named = {str(place): option(text) for place, text in enumerate(packages)}
    assert find_discords(named, KNOWN) == expected


@pytest.mark.parametrize(
    ("value", "compared"),
    [
        ("12.8", "12"),
        ("12", "12"),
        ("120.1", "120"),
        ("8.1a", "8"),
        ("v4", "v4"),
        ("HAL9000", "HAL9000"),
        (".5", ".5"),
    ],
)
def test_the_first_number_of_a_value(value: str, compared: str) -> None:
    assert Coherent(DRIVER, is_major=True).compared(value) == compared
    assert Coherent(DRIVER).compared(value) == value


def test_only_declared_keys_are_compared() -> None:
    properties = {"gpu": {"driver": ["12.6", "12.8", "13.0"], "arch": ["a"]}}
    assert declared_values(properties, []) == {}
    assert declared_values(properties, [Coherent(("other",))]) == {}
    assert declared_values(properties, [Coherent(ARCH)]) == {ARCH: {"a"}}
    major = Coherent(("gpu",), is_major=True)
    expected = {DRIVER: {"12", "13"}, ARCH: {"a"}}
    assert declared_values(properties, [major]) == expected


def test_the_rule_of_a_key_comes_before_that_of_its_provider() -> None:
    whole, own = Coherent(("gpu",), is_major=True), Coherent(DRIVER)
    for rules in ([whole, own], [own, whole]):
        assert rule_for(DRIVER, rules) is own
        assert rule_for(ARCH, rules) is whole
    assert rule_for(("gpus", "driver"), [whole, own]) is None


values = st.dictionaries(
    st.sampled_from([DRIVER, ARCH]),
    st.frozensets(st.sampled_from("xyz"), min_size=1, max_size=2),
)
several = st.lists(st.lists(values, min_size=1, max_size=4), max_size=4)


@given(several)
def test_one_key_is_agreed_on_where_it_can_be(packages: Sequence[list[Values]]) -> None:
    """Of one key alone, by trying everything that keeps the key."""
    alone = [
        [{DRIVER: option.get(DRIVER, frozenset("x"))} for option in options]
        for options in packages
    ]
    named = {str(place): options for place, options in enumerate(alone)}
    places = bring_in_step(named, {})
    chosen = [alone[int(name)][place][DRIVER] for name, place in places.items()]
    possible = any(
        frozenset.intersection(*(values[DRIVER] for values in combination))
        for combination in itertools.product(*alone)
        if combination
    )
    assert bool(chosen and frozenset.intersection(*chosen)) == possible


@given(several)
def test_they_never_agree_less_than_before(packages: Sequence[list[Values]]) -> None:
    def odd(places: Iterable[int]) -> list[int]:
        taken = {str(i): packages[i][place] for i, place in enumerate(places)}
        found = {d.feature: len(d.odd) for d in find_discords(taken, KNOWN)}
        return [found.get(feature, 0) for feature in KNOWN]

    named = {str(place): options for place, options in enumerate(packages)}
    before = [0] * len(packages)
    after = list(bring_in_step(named, KNOWN).values())
    assert odd(after) < odd(before) or after == before
