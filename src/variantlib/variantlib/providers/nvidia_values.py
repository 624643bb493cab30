"""Turn a CUDA version and compute capabilities into the values of ``nvidia``.

Values and order are those of nvidia-variant-provider 0.0.2; code for older GPUs that a
driver can compile follows after them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

__all__ = [
    "KEYS",
    "LOWER",
    "Number",
    "is_known_cuda",
    "lower_bounds",
    "parse_capability",
    "parse_cuda",
    "sm_archs",
    "upper_bounds",
]

Number = tuple[int, int]
"""Major and minor, of a CUDA version or of a GPU's compute capability."""

LOWER, UPPER, SM_ARCH = (
    "cuda_version_lower_bound",
    "cuda_version_upper_bound",
    "sm_arch",
)
KEYS = (LOWER, UPPER, SM_ARCH)

_LOWEST_CAPABILITY: Number = (5, 0)
_MAJORS = range(11, 16)
_MINORS = range(21)

_is_cuda = partial(re.fullmatch, r"([0-9]{1,2})(?:\.([0-9]{1,2}))?")
_is_capability = partial(re.fullmatch, r"([0-9]{1,2})\.([0-9])")


def parse_capability(text: str) -> Number | None:
    """Return a GPU's compute capability, written as in "9.0"; None for other texts."""
    match = _is_capability(text)
    return (int(match[1]), int(match[2])) if match else None


def parse_cuda(text: str) -> Number | None:
    """Return a CUDA version, written as in "12.8" or "12"; None for other texts."""
    match = _is_cuda(text)
    return (int(match[1]), int(match[2] or 0)) if match else None


def is_known_cuda(cuda: Number) -> bool:
    """Return whether packages can ask for a CUDA version: 11.0 to 15.20."""
    return (_MAJORS[0], _MINORS[0]) <= cuda <= (_MAJORS[-1], _MINORS[-1])


def lower_bounds(cuda: Number) -> tuple[str, ...]:
    """Return the versions that the driver's is not below, the newest first."""
    own = [*_versions(cuda[0], range(cuda[1], -1, -1)), str(cuda[0])]
    older = range(cuda[0] - 1, _MAJORS[0] - 1, -1)
    values = [*own, *_all_versions(older)] if cuda[0] >= _MAJORS[0] else []
    return tuple(values)


def upper_bounds(cuda: Number) -> tuple[str, ...]:
    """Return the versions that the driver's is strictly below, the newest first."""
    newer = range(_MAJORS[-1], cuda[0], -1)
    own = range(_MINORS[-1], cuda[1], -1) if cuda[0] <= _MAJORS[-1] else range(0)
    return (*_all_versions(newer), *_versions(cuda[0], own))


def sm_archs(capability: Number, *, is_exact: bool = False) -> tuple[str, ...]:
    """Return the GPU code that a GPU of a compute capability runs, the best first.

    The plugin's values end with the intermediate code of the first GPU of the major
    version. A driver compiles that of every older GPU too (CUDA C++ Programming Guide,
    "PTX Compatibility"), and of newer ones up to this GPU. Code behind the plugin's own
    cannot change which wheel it would choose.

    :param is_exact: Whether only code for exactly this GPU is promised to run.
    :return: Nothing for GPUs that are older than any that packages can ask for.
    """
    if capability < _LOWEST_CAPABILITY:
        return ()
    major, minor = capability
    if is_exact:
        return (f"{major}{minor}_real", f"{major}{minor}_virtual")
    own = [f"{major}{number}_real" for number in range(minor, -1, -1)]
    compiled = [f"{major}0_virtual", *_compiled(capability)]
    return tuple(dict.fromkeys([*own, *compiled]))


def _compiled(capability: Number) -> Iterator[str]:
    first = _LOWEST_CAPABILITY[0] * 10
    for number in range(capability[0] * 10 + capability[1], first - 1, -1):
        yield f"{number}_virtual"


def _all_versions(majors: range) -> Iterator[str]:
    for major in majors:
        yield from _versions(major, _MINORS[::-1])
        yield str(major)


def _versions(major: int, minors: range) -> Iterator[str]:
    return (f"{major}.{minor}" for minor in minors)
