"""Named tuples do what those of `typing` do."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any

import pytest

from variantlib.named_tuples import NamedTuple


class Ours(NamedTuple):
    first: int
    second: str = "b"
    third: int = 3

    @property
    def total(self) -> int:
        return self.first + self.third


class Theirs(typing.NamedTuple):
    first: int
    second: str = "b"
    third: int = 3


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((1, "x", 5), {}),
        ((1,), {}),
        ((1, "x"), {}),
        ((), {"first": 1}),
        ((1,), {"third": 4}),
        ((1, "x"), {"third": 4}),
        ((), {"third": 3, "second": "y", "first": 0}),
    ],
)
def test_they_are_as_those_of_typing(values: Any, named: Any) -> None:
    ours, theirs = Ours(*values, **named), Theirs(*values, **named)
    assert ours == theirs
    assert hash(ours) == hash(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert ours._asdict() == theirs._asdict()
    assert ours._replace(second="z") == theirs._replace(second="z")
    assert (ours.first, ours.second, ours.third) == theirs
    assert ours.total == theirs.first + theirs.third
    assert isinstance(ours._make(theirs), Ours)


@pytest.mark.parametrize(
    ("values", "named", "message"),
    [
        ((), {}, "Ours lacks first"),
        ((), {"second": "x"}, "Ours lacks first"),
        ((1, "x", 3, 4), {}, "Ours has no such fields, or is given some twice"),
        ((1,), {"first": 1}, "Ours has no such fields, or is given some twice"),
        ((1,), {"fourth": 1}, "Ours has no such fields, or is given some twice"),
    ],
)
def test_each_field_has_one_value(values: Any, named: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Ours(*values, **named)
    with pytest.raises(TypeError):
        Theirs(*values, **named)


def test_only_fields_are_replaced() -> None:
    with pytest.raises(TypeError, match="Ours has no fourth"):
        Ours(1)._replace(fourth=4)  # type: ignore[arg-type]


def test_they_are_frozen_and_have_no_other_attributes() -> None:
    for name in ("first", "fourth"):
        with pytest.raises(AttributeError):
            setattr(Ours(1), name, 2)


def test_other_processes_get_them() -> None:
    for made in (pickle.loads(pickle.dumps(Ours(1))), copy.copy(Ours(1))):
        assert made == Ours(1)
        assert isinstance(made, Ours)


def test_patterns_match_them() -> None:
    match Ours(1, "x"):
        case Ours(first, second, third):
            assert (first, second, third) == (1, "x", 3)
        case _:
            pytest.fail("it matches nothing")


def test_a_class_of_them_may_have_others_under_it() -> None:
    class More(Ours):
        fourth: int = 4

    assert More._fields == Ours._fields == ("first", "second", "third")
    assert More(1).total == 4
