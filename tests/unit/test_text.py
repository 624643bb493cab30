"""Foreign text, made fit for the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pip._internal.variants.text import MAX_LENGTH, and_others, printable


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
    assert [and_others("a", count) for count in (1, 2, 3)] == [
        "a",
        "a and 1 other",
        "a and 2 others",
    ]
