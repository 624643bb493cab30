"""Values by a rule: all that a machine reports whose best value is known.

``<= 12.8`` of the key ``cuda_version_lower_bound`` stands for the 32 values that a
driver for CUDA 12.8 reports, in their order. That is known of keys whose values follow
a rule; of all others the values have to be listed.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ..errors import InvalidRule
from ..text import guess
from . import aarch64, nvidia_values, x86_64
from .registry import BY_NAME

__all__ = ["ByRule", "is_rule", "values_of_rule"]

Values = tuple[str, ...]


class ByRule(Values):
    """The values that a rule stands for.

    :param excess: The value in the rule that is far above all that can be reported, if
        there is one.
    """

    excess: str | None

    def __new__(cls, values: Values, excess: str | None) -> ByRule:
        made = super().__new__(cls, values)
        made.excess = excess
        return made


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}

_NEWEST_CUDA, _OLDEST_CUDA = (15, 20), (10, 20)

_IN_ORDER: Mapping[tuple[str, str], Values] = {
    ("nvidia", nvidia_values.LOWER): nvidia_values.lower_bounds(_NEWEST_CUDA),
    ("nvidia", nvidia_values.UPPER): nvidia_values.upper_bounds(_OLDEST_CUDA),
    ("x86_64", "level"): x86_64.LEVELS[::-1],
    ("aarch64", "version"): aarch64.VERSIONS[::-1],
}
"""By namespace and key, all values in the order in which each machine reports some."""

_CODE = ("nvidia", nvidia_values.SM_ARCH)
# Code has a name for each GPU to come, so some major versions more than there are.
_NEWEST_CODE = 15

# Compiled when they are needed: most runs need few of them.
_RULE = partial(re.fullmatch, r"\s*(<=|>=|==|<|>)\s*([A-Za-z0-9_.]{1,32})\s*")
_NUMBERS = partial(re.fullmatch, r"v?([0-9]{1,3})(?:\.([0-9]{1,3}))?a?")
_CODE_NAME = partial(re.fullmatch, r"([0-9]{1,2})\.?([0-9])(?:_real)?")


def is_rule(text: str) -> bool:
    """Return whether a text is meant as a rule and not as a value."""
    return text.lstrip()[:1] in tuple("<>=!~")


def values_of_rule(provider: str, key: str, rule: str) -> ByRule:
    """Return the values that a rule stands for, the best first.

    :param rule: Comparisons, with commas between them, as in ``>= 12, < 13``.
    :raises InvalidRule: If it is malformed, or nothing is known of the key's order.
    """
    if (provider, key) == _CODE:
        return _code_of_rule(rule)
    found = _IN_ORDER.get((provider, key))
    if found is None:
        name = f"{provider} :: {key}"
        if meant := _guess_key(provider, key):
            raise InvalidRule(f"nothing reports {name}{meant}")
        raise InvalidRule(f"of the values of {name} no order is known: list them")
    newest = max(number for number, _ in filter(None, map(_number, found)))
    excess = None
    for text in rule.split(","):
        compare, value = _parse(text)
        wanted = _number(value)
        if wanted is None:
            raise InvalidRule(f"{value} is no value of {provider} :: {key}")
        found = tuple(v for v in found if compare(_number(v), wanted))
        # All that is below the next major version is as good as no bound.
        if wanted[0] > newest + (compare is operator.lt):
            excess = value
    if not found:
        raise InvalidRule(f"no value of {provider} :: {key} is {rule.strip()}")
    return ByRule(found, excess)


def _guess_key(provider: str, key: str) -> str:
    """Return the key that may be meant for an unknown one, as ``guess`` does."""
    known = BY_NAME.get(provider)
    if known is not None and key in known.keys:
        return ""
    ordered = (" :: ".join(each) for each in (*_IN_ORDER, _CODE))
    return guess(f"{provider} :: {key}", ordered)


def _parse(text: str) -> tuple[Callable[[Any, Any], bool], str]:
    match = _RULE(text)
    if match is None:
        known = " ".join(_OPERATORS)
        raise InvalidRule(f"a rule is one of {known} and a value, as '<= 12.8'")
    return _OPERATORS[match[1]], match[2]


def _number(value: str) -> tuple[int, int] | None:
    match = _NUMBERS(value)
    return None if match is None else (int(match[1]), int(match[2] or 0))


def _code_of_rule(rule: str) -> ByRule:
    """Return the code that a GPU runs, by its compute capability.

    ``== 8.7`` stands for the code for that GPU alone, as on chips of Tegra.
    """
    compare, value = _parse(rule)
    match = _CODE_NAME(value)
    if match is None or compare not in (operator.le, operator.eq):
        raise InvalidRule("a rule for sm_arch is as '<= 9.0' or '== 8.7'")
    capability = (int(match[1]), int(match[2]))
    found = nvidia_values.sm_archs(capability, is_exact=compare is operator.eq)
    if not found:
        raise InvalidRule(f"no package can have code for the capability {value}")
    return ByRule(found, value if capability[0] > _NEWEST_CODE else None)
