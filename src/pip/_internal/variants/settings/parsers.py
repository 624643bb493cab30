"""Parse the values of the section ``variantlib``.

Configuration files of pip and environment variables hold text, where a project's
files have the types of TOML. Whatever cannot be understood is a ``ValueError``, whose
text goes on from the name of the setting.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from pip._vendor.variantlib.errors import InvalidField, InvalidRule
from pip._vendor.variantlib.machine.settings import Coherent, Parts
from pip._vendor.variantlib.names.grammar import check_key, check_provider, check_value
from pip._vendor.variantlib.plugins.discovery import normalise
from pip._vendor.variantlib.providers.provider import GPUS
from pip._vendor.variantlib.providers.registry import NAMES
from pip._vendor.variantlib.providers.rules import values_of_rule
from pip._vendor.variantlib.text import guess, shown

MAX_SECONDS = 10 * 365 * 24 * 60 * 60

_is_name = partial(
    re.fullmatch, r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|_[A-Za-z0-9_]*"
)

# Tried once for many blanks, not for each of them.
_join = partial(re.sub, r"(?<!\s)\s*(::|~|[<>]=?|==)\s*", r"\1")
_RULE = partial(re.fullmatch, r"([^<>=]*)([<>=].*)")
_join_equals = partial(re.sub, r"(?<!\s)\s*=\s*", "=")
_PARTS = ("provider", "key", "value")

Parser = Callable[[Any], Any]


def parse_names(value: Any) -> tuple[str, ...]:
    """Parse a list of names: a JSON or TOML list, or text with separators."""
    items = _parse_list(value, "names")
    for name in items:
        if not isinstance(name, str) or not _is_name(name):
            raise ValueError(f"holds {shown(name)}, which is not a name.")
    return tuple(dict.fromkeys(items))


def parse_parts(value: Any, sizes: Sequence[int]) -> tuple[Parts, ...]:
    """Parse a list like that of providers, keys or properties.

    :param sizes: How many parts each may have.
    """
    return tuple(dict.fromkeys(_parse_part(item, sizes) for item in _parse_list(value)))


def parse_excluded(value: Any) -> frozenset[Parts]:
    """Parse a list of providers, keys and properties, or of rules for properties."""
    items = _parse_list(value)
    return frozenset(parts for item in items for parts in _parse_excluded(item))


def _parse_excluded(item: Any) -> Sequence[Parts]:
    match = _RULE(item) if isinstance(item, str) else None
    if match is None:
        return [_parse_part(item, [1, 2, 3])]
    provider, key = _parse_part(match[1], [2])
    try:
        values = values_of_rule(provider, key, match[2])
    except InvalidRule as error:
        raise ValueError(f"holds {shown(item)}: {error}.") from None
    return [(provider, key, value) for value in values]


def parse_coherent(value: Any) -> tuple[Coherent, ...]:
    """Parse a list of providers and keys, each with ``~ major`` behind it or not."""
    return tuple(dict.fromkeys(map(_parse_coherent, _parse_list(value, "keys"))))


def _parse_coherent(item: Any) -> Coherent:
    if not isinstance(item, str) or "~" not in item:
        return Coherent(_parse_part(item, [1, 2]))
    name, _, degree = item.partition("~")
    if degree.strip() != "major":
        raise ValueError(f"holds {shown(item)}, where only major can follow the ~.")
    return Coherent(_parse_part(name, [1, 2]), is_major=True)


def _parse_part(item: Any, sizes: Sequence[int]) -> Parts:
    parts = item.split("::") if isinstance(item, str) else []
    if len(parts) in sizes:
        checks = (check_provider, check_key, check_value)[: len(parts)]
        try:
            pairs = zip(checks, parts, strict=True)
            return tuple(check(part.strip()) for check, part in pairs)
        except InvalidField:
            pass
    forms = " or ".join(" :: ".join(_PARTS[:size]) for size in sizes)
    raise ValueError(f"holds {shown(item)}, which is not of the form {forms}.")


def parse_catalogues(value: Any) -> tuple[str, ...]:
    """Parse a list of names, or paths, of catalogues."""
    if isinstance(value, str) and not value.strip().startswith("["):
        value = [part.strip() for part in re.split(r"[,\n]", value) if part.strip()]
    items = _parse_list(value, "catalogues")
    for item in items:
        if not isinstance(item, str) or not item.isprintable() or not item:
            raise ValueError(f"holds {shown(item)}, which names no catalogue.")
    return tuple(dict.fromkeys(items))


def parse_request(value: Any) -> tuple[str, ...]:
    """Parse the values of ``--variant``: a text, or a list of them.

    Their grammar needs the names of sets, and is looked at where the request counts.
    """
    values = value if isinstance(value, list) else [value]
    for text in values:
        if not isinstance(text, str):
            raise ValueError(f"is not text: {shown(text)}.")
    return tuple(values)


def _parse_list(value: Any, what: str = "properties") -> list[Any]:
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("["):
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                raise ValueError(f"is not a list of {what}: {shown(text)}.") from None
        else:
            joined = _join(text)
            value = [item for item in re.split(r"[,\s]+", joined) if item]
    if not isinstance(value, list):
        raise ValueError(f"is not a list of {what}: {shown(value)}.")
    return value


def parse_builtin(value: Any) -> frozenset[str]:
    """Parse a list of names of built-in providers."""
    names = parse_names(value)
    for name in names:
        if name not in NAMES:
            hint = guess(name, NAMES)
            raise ValueError(f"holds {shown(name)}, which is not built in{hint}.")
    return frozenset(names)


def parse_disabled(value: Any) -> frozenset[str]:
    """Parse names of providers and of distributions.

    A name that is spelt as distributions may be can mean a built-in provider, too.
    """
    builtin = {normalise(name): name for name in NAMES}
    return frozenset(builtin.get(normalise(name), name) for name in parse_names(value))


def parse_aliases(value: Any) -> frozenset[tuple[str, str]]:
    """Parse a list of distributions that count as others, as in "mine = theirs"."""
    if isinstance(value, str) and not value.strip().startswith("["):
        value = _join_equals(value)
    return frozenset(map(_parse_alias, _parse_list(value, "names")))


def _parse_alias(item: Any) -> tuple[str, str]:
    parts = item.split("=") if isinstance(item, str) else []
    names = [part.strip() for part in parts]
    if len(names) != 2 or not all(map(_is_name, names)):
        raise ValueError(f"holds {shown(item)}, which is not of the form name = name.")
    left, right = names
    # The name of a built-in provider is none of a distribution.
    return left if left in NAMES else normalise(left), normalise(right)


def parse_gpus(value: Any) -> str:
    """Parse the rule by which GPUs count."""
    if value not in GPUS:
        raise ValueError(f"is not a rule that is known: {shown(value)}.")
    return str(value)


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
        raise ValueError("must be more than 0 seconds.")
    return seconds


def _parse_set_of_names(value: Any) -> frozenset[str]:
    return frozenset(parse_names(value))


_NAMES = 'a list of names, as in ["first", "second"].'

PARSERS: dict[str, tuple[Parser, str]] = {
    "provider_priority": (parse_names, _NAMES),
    "disabled_providers": (parse_disabled, _NAMES),
    "trusted_providers": (_parse_set_of_names, _NAMES),
    "key_priority": (
        partial(parse_parts, sizes=[2]),
        'a list of keys, as in ["nvidia :: sm_arch", "x86_64 :: level"].',
    ),
    "value_priority": (
        partial(parse_parts, sizes=[3]),
        'a list of properties, as in ["x86_64 :: level :: v2"].',
    ),
    "excluded": (
        parse_excluded,
        'a list as in ["nvidia", "x86_64 :: avx512f", "x86_64 :: level > v3"].',
    ),
    "coherent": (
        parse_coherent,
        (
            "a list of keys or providers, as in "
            '["nvidia :: cuda_version_lower_bound ~ major", "x86_64 :: level"].'
        ),
    ),
    "builtin_providers": (
        parse_builtin,
        f"a list of some of these names, or []: {', '.join(NAMES)}.",
    ),
    "provider_aliases": (
        parse_aliases,
        'a list as in ["my-plugin = nvidia-variant-provider"].',
    ),
    "catalogues": (
        parse_catalogues,
        'a list of names and files, as in ["torch", "/etc/pip/ours.toml"].',
    ),
    "variant": (parse_request, 'what --variant takes, as in "none".'),
    "gpus": (parse_gpus, f"one of {', '.join(GPUS)}."),
    "provider_timeout": (parse_timeout, "seconds, as in 30."),
    "cache_max_age": (
        parse_seconds,
        "seconds, as in 86400 for one day; 0 asks every time.",
    ),
}
"""The settings: the parser of each, and a hint on how to write it."""
