from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib import errors
from variantlib.errors import VariantError, shorten

SAMPLES = [
    errors.InvalidField("key", "a b", "text"),
    errors.InvalidProperty("a::b"),
    errors.NoProperties(),
    errors.DuplicateKey("a", "b", ("c", "d")),
    errors.InvalidRequest("a :: b <", 8, "a value is expected after '<'"),
    errors.InvalidVariantFilename("a~b.whl", "no hash"),
    errors.InvalidHeaders("no line"),
    errors.HashMismatch("00000000", "ffffffff"),
    errors.HashCollision("98a0872e"),
    errors.InvalidRule("no comparison"),
    errors.InvalidDocument("no JSON"),
    errors.InvalidCatalogue("a.toml", "no TOML.", "Write it."),
    errors.InvalidConfig("no list"),
    errors.InvalidWheel("a.whl", "no zip"),
    errors.InvalidUserFile("a.toml", "no TOML.", "Write it."),
    errors.InvalidMachine("a.toml", "no TOML.", "Write it."),
    errors.InvalidOverride("a: no fact.", "Write one."),
    errors.InvalidVariable("FORCE_CUDA", "x", "a version such as 12.8"),
    errors.InvalidPage("no HTML"),
    errors.NotAtHand("on a server"),
]


def test_every_error_has_a_sample() -> None:
    found = vars(errors).values()
    classes = {
        c for c in found if isinstance(c, type) and c.__module__ == errors.__name__
    }
    assert classes - {VariantError} == {type(sample) for sample in SAMPLES}


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_errors_keep_message_and_facts_between_processes(error: VariantError) -> None:
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert vars(twin) == vars(error)


@given(st.text() | st.binary() | st.integers() | st.lists(st.text()))
def test_foreign_values_are_shown_short_and_printable(value: object) -> None:
    shown = shorten(value)
    assert len(shown) < 700
    assert shown.isascii()
    assert shown.isprintable()


def test_a_number_that_python_refuses_to_print_is_shown() -> None:
    assert shorten(10**5000) == "a number"


def test_escape_sequences_are_shown_not_sent() -> None:
    assert shorten("\x1b[31mred") == r"'\x1b[31mred'"
