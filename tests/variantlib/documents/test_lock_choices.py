"""The choices of a lock file for several machines."""

from __future__ import annotations

from typing import Any

import pytest

from variantlib.documents.lock_choices import (
    MAX_CHOICES,
    LockChoice,
    choice_table,
    parse_choices,
    parse_facts,
)
from variantlib.errors import InvalidDocument

FACTS = {("hw", "level"): ("v3", "v2"), ("net", "speed"): ("1",)}


def test_what_is_written_is_read() -> None:
    choices = [
        LockChoice("gpu01", {"lab": ("good", "none")}, {"gpu01.toml": FACTS, "b": {}}),
        LockChoice(None, {}),
        LockChoice(None, {}, marker="os_name == 'nt'"),
    ]
    assert parse_choices(list(map(choice_table, choices))) == choices


def test_projects_are_known_by_any_spelling() -> None:
    (choice,) = parse_choices([{"variants": {"My_Lab": ["a"]}}])
    assert choice.variants == {"my-lab": ("a",)}


def test_facts_are_those_of_a_description() -> None:
    keys = {"level": ["v3", "v2"]}
    described = {"format": 1, "providers": {"hw": {"version": "1", "keys": keys}}}
    assert parse_facts(described) == {("hw", "level"): ("v3", "v2")}
    assert parse_facts({"providers": {"hw": {}}}) == {}
    assert parse_facts({"glibc": "2.17"}) == {("", "glibc"): ("2.17",)}


BROKEN: list[tuple[Any, str]] = [
    ({}, "choices must be a list of at most 10000 tables"),
    ([{}] * (MAX_CHOICES + 1), "choices must be a list"),
    (["a"], "'a choice' must be a table, not 'a'"),
    ([{"group": 5}], "group must be a text, not a number"),
    ([{"marker": []}], "marker must be a text"),
    ([{"variants": ["a"]}], "'variants' must be a table"),
    ([{"variants": {"lab": "good"}}], "'lab' must be a list of texts"),
    ([{"variants": {"lab": []}}], "'lab' must be a list of texts"),
    ([{"variants": {"lab": [1]}}], "'lab' must be a list of texts"),
    ([{"machines": {"a": 1}}], "'a machine' must be a table"),
    ([{"machines": {"a": {"providers": 1}}}], "'providers' must be a table"),
    ([{"machines": {"a": {"providers": {"\x1b": 1}}}}], r"'\\x1b' must be a table"),
    ([{"machines": {"a": {"providers": {"p": {"keys": 1}}}}}], "'keys' must be"),
]


@pytest.mark.parametrize(("stated", "problem"), BROKEN)
def test_mistakes_are_named(stated: Any, problem: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        parse_choices(stated)
    assert problem.replace("\\\\", "\\") in str(caught.value)
    assert str(caught.value).isprintable()
