"""Check the texts of providers, keys and values."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from ..errors import InvalidConfig, InvalidField, shorten

NAME_RULE = "text of the characters A-Z a-z 0-9 _"
VALUE_RULE = "text of the characters A-Z a-z 0-9 _ ."

Validator = Callable[[object, object, Any], None]
_T = TypeVar("_T")

_is_name = re.compile(r"[A-Za-z0-9_]+").fullmatch
_is_value = re.compile(r"[A-Za-z0-9_.]+").fullmatch


def check_provider(name: object) -> str:
    """Return `name`; raise InvalidField if it cannot be a provider's name."""
    return _check_name("provider", name)


def check_key(name: object) -> str:
    """Return `name`; raise InvalidField if it cannot be a key."""
    return _check_name("key", name)


def check_value(value: object) -> str:
    """Return `value`; raise InvalidField if it cannot be a value."""
    if isinstance(value, str) and _is_value(value):
        return value
    raise InvalidField("value", value, VALUE_RULE)


def check_values(values: object) -> tuple[str, ...]:
    """Return the values of one key, best first, as a tuple.

    Raises InvalidConfig if `values` is no list or tuple, is empty or holds a value
    twice; InvalidField for a value that breaks the grammar.
    """
    return check_all("values", values, check_value, identity=str)


def check_all(
    field: str,
    items: object,
    check: Callable[[object], _T],
    identity: Callable[[_T], Hashable],
) -> tuple[_T, ...]:
    """Return the checked items of a list or tuple.

    Raises InvalidConfig, naming `field`, if `items` is something else, is empty or
    holds two items of one identity; and whatever `check` raises.
    """
    if not isinstance(items, (list, tuple)):
        raise InvalidConfig(f"{field} must be a list, not {shorten(items)}")
    if not items:
        raise InvalidConfig(f"{field} must not be empty")
    checked = tuple(map(check, items))
    seen: set[Hashable] = set()
    for item in map(identity, checked):
        if item in seen:
            raise InvalidConfig(f"{field} must not hold {shorten(item)} twice")
        seen.add(item)
    return checked


def validator(check: Callable[[object], object]) -> Validator:
    """Return a check of this module as a validator of an attrs field."""

    def validate(instance: object, attribute: object, value: Any) -> None:
        check(value)

    return validate


def _check_name(field: str, name: object) -> str:
    if isinstance(name, str) and _is_name(name):
        return name
    raise InvalidField(field, name, NAME_RULE)
