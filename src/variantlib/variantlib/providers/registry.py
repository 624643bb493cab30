"""List the built-in providers."""

from __future__ import annotations

from collections.abc import Iterable

from . import aarch64, amd, ascend, intel, nvidia, tpu, x86_64
from .provider import Provider

__all__ = [
    "BY_NAME",
    "NAMES",
    "PROVIDERS",
    "known_files",
    "known_libraries",
    "known_variables",
]

PROVIDERS: tuple[Provider, ...] = (
    nvidia.PROVIDER,
    amd.PROVIDER,
    intel.PROVIDER,
    tpu.PROVIDER,
    ascend.PROVIDER,
    x86_64.PROVIDER,
    aarch64.PROVIDER,
)
"""All of them, in the order of the documentation."""

BY_NAME = {provider.name: provider for provider in PROVIDERS}

NAMES = tuple(BY_NAME)


def known_files() -> tuple[str, ...]:
    """Return the paths whose state tells of a change of hardware or of a driver."""
    return _each(provider.files for provider in PROVIDERS)


def known_libraries() -> tuple[str, ...]:
    """Return the libraries of drivers for Windows whose state tells the same."""
    return _each(provider.libraries for provider in PROVIDERS)


def known_variables() -> tuple[str, ...]:
    """Return the variables that any provider of these namespaces may depend on."""
    return _each(provider.variables for provider in PROVIDERS)


def _each(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))
