"""Tell what the providers of a namespace can report on any machine at all.

For makers of wheels: a value that nobody reports never fits. Of a key whose reports
follow a rule, as the versions that a driver is not below, all reports can be listed, as
far as some values are concerned. These are the reports of the built-in providers, and
of the plugins that they stand in for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from ..text import guess
from . import aarch64, amd_overrides, intel, nvidia_values, x86_64
from .registry import BY_NAME

__all__ = ["Possible", "is_answered_by", "keys_of", "possible_of"]

Values = tuple[str, ...]
"""The values of one key in a report, best first."""


# So few values are all named.
_FEW = 6

# So many answers about values of one key are kept.
_MAX_KEPT = 128


@dataclass(frozen=True)
class Possible:
    """All that can be reported of one key.

    :param is_known: Returns whether a value may be reported.
    :param examples: Values to guess from.
    :param reports: Returns all that a machine may report of some values, best first;
        the other values are left out. None if any of the values may stand alone, and
        several in any order.
    :param is_formed: Returns whether a value is written as it has to be.
    """

    is_known: Callable[[str], bool]
    examples: Values = ()
    reports: Callable[[frozenset[str]], frozenset[Values]] | None = None
    is_formed: Callable[[str], bool] = lambda value: False

    def hint(self, value: str) -> str:
        """Return the end of a sentence about a value that is not known."""
        if self.is_formed(value):
            return ""
        if len(self.examples) <= _FEW:
            return f" (they are {', '.join(self.examples)})" if self.examples else ""
        return guess(value, self.examples)


def is_answered_by(namespace: str, requires: Iterable[str]) -> bool:
    """Return whether the reports listed here are those of a package's provider.

    :param requires: The distributions that the package names for the namespace.
    """
    provider = BY_NAME.get(namespace)
    if provider is None:
        return False
    names = set(map(_name_of, requires))
    return not names or not names.isdisjoint(provider.stands_for)


def keys_of(namespace: str, requires: Iterable[str]) -> tuple[str, ...]:
    """Return the keys that count for a package, in their order."""
    provider = BY_NAME[namespace]
    names = set(map(_name_of, requires))
    return tuple(
        key
        for key in provider.keys
        if not names or provider.only_for.get(key) in {None, *names}
    )


def _name_of(requirement: str) -> str:
    try:
        return canonicalize_name(Requirement(requirement).name)
    except (InvalidRequirement, RecursionError):
        return requirement


def _one_of(values: Iterable[str]) -> Possible:
    known = tuple(values)
    return Possible(frozenset(known).__contains__, known)


def _matching(pattern: str, *examples: str) -> Possible:
    match = re.compile(pattern).fullmatch
    return Possible(lambda value: match(value) is not None, examples)


def _listed(reports: Iterable[Values]) -> Possible:
    """Return the key of which these are all reports."""
    found = tuple(reports)
    values = tuple(dict.fromkeys(value for report in found for value in report))
    # The machines of a fleet have few different values.
    only = lru_cache(_MAX_KEPT)(partial(_only, found))
    return Possible(frozenset(values).__contains__, values, only)


def _only(reports: Iterable[Values], values: frozenset[str]) -> frozenset[Values]:
    """Return the reports without all but some values."""
    return frozenset(
        tuple(value for value in report if value in values) for report in reports
    )


_CUDA_VERSIONS = [(major, minor) for major in range(11, 16) for minor in range(21)]
_OLDEST_CUDA = (10, 20)


def _chain(values: Values) -> Iterator[Values]:
    """Yield the reports of a key whose values build on each other, lowest first."""
    for count in range(1, len(values) + 1):
        yield values[:count][::-1]


def _arm_reports() -> Iterator[Values]:
    yield from _chain(aarch64.VERSIONS)
    # The plugin knows one version more.
    yield from _chain((*aarch64.VERSIONS[:-1], "8.6a", aarch64.VERSIONS[-1]))


_is_sm_arch = re.compile(r"(\d{1,2})(\d)_(?:real|virtual)").fullmatch
_OLDEST_SM = 50


def _is_known_sm(value: str) -> bool:
    match = _is_sm_arch(value)
    return match is not None and int(match[1] + match[2]) >= _OLDEST_SM


def _sm_reports(values: frozenset[str]) -> frozenset[Values]:
    """Return the reports of all GPUs, up to those that are newer than any value."""
    majors = [int(match[1]) for match in map(_is_sm_arch, values) if match]
    every = _all_sm_reports(max(majors, default=5) + 1)
    return _only(every, values)


@cache
def _all_sm_reports(newest: int) -> frozenset[Values]:
    found = set()
    for major in range(5, newest + 1):
        for minor in range(10):
            report = nvidia_values.sm_archs((major, minor))
            found.add(report)
            found.add(nvidia_values.sm_archs((major, minor), is_exact=True))
            # Here the plugin's own values end.
            found.add(report[: report.index(f"{major}0_virtual") + 1])
    return frozenset(found)


_SM_EXAMPLES = tuple(
    f"{number}_{kind}"
    for number in (50, 52, 60, 61, 70, 75, 80, 86, 89, 90, 100, 103, 120, 121)
    for kind in ("real", "virtual")
)
_FLAG = _one_of(["on"])
# Of older GPUs, which the kernel tells of too.
_OLDER_GFX = ("gfx701", "gfx801", "gfx802", "gfx803", "gfx810")
_VERSION = r"\d+\.\d+"


@cache
def possible_of(namespace: str) -> Mapping[str, Possible]:
    """Return all that can be reported of a namespace, by key.

    :raises KeyError: If no built-in provider has this name.
    """
    return _TABLES[namespace]()


def _nvidia() -> dict[str, Possible]:
    lower = map(nvidia_values.lower_bounds, _CUDA_VERSIONS)
    upper = map(nvidia_values.upper_bounds, [_OLDEST_CUDA, *_CUDA_VERSIONS])
    return {
        nvidia_values.LOWER: _listed(lower),
        nvidia_values.UPPER: _listed(upper),
        nvidia_values.SM_ARCH: Possible(
            _is_known_sm,
            _SM_EXAMPLES,
            _sm_reports,
            lambda value: _is_sm_arch(value) is not None,
        ),
    }


def _amd() -> dict[str, Possible]:
    return {
        "gfx_arch": _one_of([*amd_overrides.KNOWN, *_OLDER_GFX]),
        "rocm_version": _matching(_VERSION, "6.3", "6.4", "7.0", "7.1", "7.2"),
    }


def _intel() -> dict[str, Possible]:
    designs = intel.BASES.items()
    reports = ((design, base) if base else (design,) for design, base in designs)
    return {"device_ip": _listed(reports)}


def _tpu() -> dict[str, Possible]:
    return {"present": _listed([("true",), ("false",)])}


def _ascend() -> dict[str, Possible]:
    return {
        "npu_type": _matching(r"[a-z0-9_.]+"),
        "driver_version": _matching(rf"{_VERSION}.*"),
        "cann_version": _matching(rf"{_VERSION}.*"),
    }


def _x86_64() -> dict[str, Possible]:
    flags = dict.fromkeys(x86_64.FLAGS, _FLAG)
    return {"level": _listed(_chain(x86_64.LEVELS)), **flags}


def _aarch64() -> dict[str, Possible]:
    flags = dict.fromkeys(aarch64.FLAGS, _FLAG)
    return {"version": _listed(_arm_reports()), **flags}


# Each is made when it is asked for: few runs of pip ask, and these tables are long.
_TABLES: Mapping[str, Callable[[], Mapping[str, Possible]]] = {
    "nvidia": _nvidia,
    "amd": _amd,
    "intel": _intel,
    "tpu": _tpu,
    "ascend": _ascend,
    "x86_64": _x86_64,
    "aarch64": _aarch64,
}
