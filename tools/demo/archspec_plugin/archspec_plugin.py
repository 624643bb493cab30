"""Report this machine's CPU: its x86-64 level or Arm version, and its exact kind."""

from __future__ import annotations

import re

import archspec.cpu

from variantlib.config import KeyConfig, ProviderConfig


class X86:
    """The levels of the x86-64 ABI: `x86_64 :: level :: v3`."""

    __provider_name__ = "x86_64"
    __version__ = "1.0"

    def run(self) -> ProviderConfig | None:
        levels = _numbers(r"x86_64_v(\d)")
        if "x86_64" in _kinds():
            levels.append("1")
        return _report("x86_64", "level", [f"v{level}" for level in levels])


class Arm:
    """The versions of the Arm architecture: `aarch64 :: version :: 8.2a`."""

    __provider_name__ = "aarch64"
    __version__ = "1.0"

    def run(self) -> ProviderConfig | None:
        versions = _numbers(r"armv([\d.]+)a")
        if "aarch64" in _kinds():
            versions.append("8")
        return _report("aarch64", "version", [f"{version}a" for version in versions])


class Target:
    """The exact kind of CPU, then those it covers: `archspec :: target :: zen4`."""

    __provider_name__ = "archspec"
    __version__ = "1.0"

    def run(self) -> ProviderConfig | None:
        return _report("archspec", "target", _kinds())


def _kinds() -> list[str]:
    """The host's CPU and all older ones whose code it runs, the closest first."""
    host = archspec.cpu.host()
    return [host.name, *(kind.name for kind in host.ancestors)]


def _numbers(pattern: str) -> list[str]:
    """The numbers in the names of the kinds that match, the highest first."""
    found = [match[1] for kind in _kinds() if (match := re.fullmatch(pattern, kind))]
    return sorted(found, key=_parts, reverse=True)


def _parts(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def _report(provider: str, key: str, values: list[str]) -> ProviderConfig | None:
    if not values:
        return None  # another kind of CPU
    return ProviderConfig(provider, [KeyConfig(key, values)])
