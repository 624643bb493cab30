"""Foreign text, made fit for the terminal."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib.text import (
    MAX_LENGTH,
    and_others,
    counted,
    guess,
    guess_or_all,
    printable,
    shown,
)


@given(st.text())
def test_it_is_one_harmless_line(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert shown == text or not text.isprintable() or len(text) > MAX_LENGTH


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("a b é 漢", "a b é 漢"),
        ("\x1b[31m\n", "\\x1b[31m\\n"),
        ("\u202e\x9b\x7f", "\\u202e\\x9b\\x7f"),
        ("x" * MAX_LENGTH, "x" * MAX_LENGTH),
        ("x" * 10**6, "x" * MAX_LENGTH + "..."),
    ],
)
def test_forms(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_how_many() -> None:
    assert [counted(count, "row") for count in (0, 1, 2)] == [
        "0 rows",
        "1 row",
        "2 rows",
    ]
    assert [and_others("a", count) for count in (1, 2, 3)] == [
        "a",
        "a and 1 other",
        "a and 2 others",
    ]


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "Gerät ☃ 😀"),
        ("latin-1", "Gerät \\u2603 \\U0001f600"),
        ("ascii", "Ger\\xe4t \\u2603 \\U0001f600"),
    ],
)
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_what_the_output_cannot_write_is_escaped(
    monkeypatch: pytest.MonkeyPatch, stream: str, encoding: str, expected: str
) -> None:
    output = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, stream, output)
    assert printable("Gerät ☃ 😀") == expected


def test_without_an_output_nothing_has_to_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert printable("Gerät") == "Gerät"


def test_values_of_any_kind() -> None:
    nested: list[object] = []
    for _ in range(10_000):
        nested = [nested]
    assert shown("a\nb") == r"'a\nb'"
    assert shown(["a"] * 1000) == printable(repr(["a"] * 1000))
    assert shown(16**10_000) == shown(nested) == "this"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("labl", " - maybe you meant label"),
        ("HASH", " - maybe you meant hash"),
        ("shah", " - maybe you meant hash"),
        ("cpi", " - maybe you meant cpu"),
        ("nothing alike", ""),
        ("mine", ""),
        ("l" * 1_000_000, ""),
    ],
)
def test_a_name_that_may_be_meant(name: str, said: str) -> None:
    assert guess(name, ["hash", "label", "intel", "cpu"]) == said
    assert guess(name, []) == ""


def test_all_that_is_known_where_nothing_is_alike() -> None:
    known = {"label", "form"}
    assert guess_or_all("lable", known) == " - maybe you meant label"
    assert guess_or_all("x", known) == "; known are form, label"
