"""What a setting may be: the values of the section ``variantlib``, parsed.

Configuration files of pip and environment variables hold text, where a project's
files have the types of TOML. Whatever cannot be understood is a ``ValueError``, whose
text goes on from the name of the setting.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from pip._internal.variants.text import printable

MAX_SECONDS = 10 * 365 * 24 * 60 * 60

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|_[A-Za-z0-9_]*")

Parser = Callable[[Any], Any]


def shown(value: Any) -> str:
    """Return a value as it is shown in an error."""
    return printable(repr(value))


def parse_names(value: Any) -> tuple[str, ...]:
    """Parse a list of names: a JSON or TOML list, or text with separators."""
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("["):
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                raise ValueError(f"is not a list of names: {shown(text)}.") from None
        else:
            value = [item for item in re.split(r"[,\s]+", text) if item]
    if not isinstance(value, list):
        raise ValueError(f"is not a list of names: {shown(value)}.")
    for name in value:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ValueError(f"holds {shown(name)}, which is not a name.")
    return tuple(dict.fromkeys(value))


def parse_seconds(value: Any) -> float:
    """Parse a number of seconds."""
    try:
        seconds = float("nan" if isinstance(value, bool) else value)
    except (TypeError, ValueError, OverflowError):
        seconds = math.nan
    if not 0 <= seconds <= MAX_SECONDS:
        raise ValueError(f"is not a number of seconds: {shown(value)}.")
    return seconds


def parse_timeout(value: Any) -> float:
    """Parse a number of seconds, more than none."""
    seconds = parse_seconds(value)
    if seconds == 0:
        raise ValueError("has to be more than 0 seconds.")
    return seconds


def _parse_set_of_names(value: Any) -> frozenset[str]:
    return frozenset(parse_names(value))


_NAMES = 'a list of names, as in ["first", "second"].'

PARSERS: dict[str, tuple[Parser, str]] = {
    "provider_priority": (parse_names, _NAMES),
    "disabled_providers": (_parse_set_of_names, _NAMES),
    "trusted_providers": (_parse_set_of_names, _NAMES),
    "provider_timeout": (parse_timeout, "seconds, as in 30."),
    "cache_max_age": (
        parse_seconds,
        "seconds, as in 86400 for one day; 0 asks anew each time.",
    ),
}
"""The settings: how each is parsed, and what to write."""
