"""Stand-ins of the provider plugins that the published packages name.

They have the names, versions, entry points and interfaces of the real ones and answer
in the same form, of the machine that `machines.json` describes instead of this one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.builders import make_wheel

Config = list[tuple[str, list[str]]]

_NEWEST_CUDA = 15
_OLDEST_CUDA = 11
_MINORS = range(20, -1, -1)


class _Plugin(NamedTuple):
    distribution: str
    version: str
    entry_point: str
    question: str
    chatter: str = ""


# With the signatures of three generations of the interface.
_PLAIN = "def get_supported_configs(self):"
_WITH_ARGUMENT = "def get_supported_configs(self, known_properties):"
_OF_THE_CLASS = "@classmethod\n    def get_supported_configs(cls):"

_PLUGINS = {
    "nvidia": _Plugin(
        "nvidia-variant-provider",
        "0.0.2",
        "nvidia_variant_provider.plugin:NvidiaVariantPlugin",
        _PLAIN,
    ),
    "amd": _Plugin(
        "amd-variant-provider",
        "0.0.2",
        "amd_variant_provider.plugin:AMDVariantPlugin",
        _PLAIN,
        "import logging\nlogging.basicConfig(level='INFO')\nlogging.info('looking')\n",
    ),
    "intel": _Plugin(
        "intel-variant-provider",
        "0.0.3",
        "intel_variant_provider.plugin:IntelVariantPlugin",
        _OF_THE_CLASS,
        "import warnings\nwarnings.warn('No Intel GPU detected', UserWarning)\n",
    ),
    "x86_64": _Plugin(
        "provider-variant-x86-64",
        "0.0.1.post2",
        "provider_variant_x86_64.plugin:X8664Plugin",
        _WITH_ARGUMENT,
    ),
    "aarch64": _Plugin(
        "provider-variant-aarch64",
        "0.0.1.post2",
        "provider_variant_aarch64.plugin:AArch64Plugin",
        _WITH_ARGUMENT,
    ),
}

_SOURCE = """\
{chatter}
from dataclasses import dataclass


@dataclass(frozen=True)
class VariantFeatureConfig:
    name: str
    values: list
    multi_value: bool = False


class {name}:
    namespace = {namespace!r}
    dynamic = False

    {question}
        return [VariantFeatureConfig(name, values) for name, values in {config}]
"""


def answers_of(machine: Mapping[str, Any]) -> Iterator[tuple[str, Config]]:
    """The answers of the plugins that find something on a machine."""
    for namespace, answer in _ANSWERS.items():
        if namespace in machine:
            yield namespace, answer(machine[namespace])


def make_plugins(folder: Path, machine: Mapping[str, Any]) -> Iterator[Path]:
    """Write the wheels of all plugins; what the machine lacks, they do not find."""
    for namespace, plugin in _PLUGINS.items():
        config = _ANSWERS[namespace](machine[namespace]) if namespace in machine else []
        module, _, name = plugin.entry_point.partition(":")
        package = module.partition(".")[0]
        source = _SOURCE.format(
            chatter=plugin.chatter,
            name=name,
            namespace=namespace,
            question=plugin.question,
            config=json.dumps(config),
        )
        yield make_wheel(
            folder,
            plugin.distribution,
            plugin.version,
            entry_points=f"[variant_plugins]\n{namespace} = {plugin.entry_point}\n",
            files={f"{package}/__init__.py": "", f"{package}/plugin.py": source},
        )


def _nvidia(facts: Mapping[str, Any]) -> Config:
    """What the driver can run, what it is older than, and the newest GPU's code."""
    major, minor = map(int, facts["driver"].split("."))
    low = [f"{major}.{m}" for m in range(minor, -1, -1)] + [f"{major}"]
    for older in range(major - 1, _OLDEST_CUDA - 1, -1):
        low += [f"{older}.{m}" for m in _MINORS] + [f"{older}"]
    high: list[str] = []
    for newer in range(_NEWEST_CUDA, major, -1):
        high += [f"{newer}.{m}" for m in _MINORS] + [f"{newer}"]
    high += [f"{major}.{m}" for m in _MINORS if m > minor]
    gpus = [tuple(map(int, gpu.split("."))) for gpu in facts["gpus"]]
    newest, step = max(gpus)
    code = [f"{newest}{s}_real" for s in range(step, -1, -1)] + [f"{newest}0_virtual"]
    return [
        ("cuda_version_lower_bound", low),
        ("cuda_version_upper_bound", high),
        ("sm_arch", code),
    ]


def _amd(facts: Mapping[str, Any]) -> Config:
    return [("gfx_arch", facts["gfx"]), ("rocm_version", [facts["rocm"]])]


def _intel(facts: Mapping[str, Any]) -> Config:
    return [("device_ip", facts["device_ip"])]


def _x86_64(facts: Mapping[str, Any]) -> Config:
    levels = [f"v{level}" for level in range(facts["level"], 0, -1)]
    return [("level", levels), ("sse2", ["on"])]


def _aarch64(facts: Mapping[str, Any]) -> Config:
    major, minor = map(int, facts["version"].split("."))
    versions = [f"{major}.{m}a" for m in range(minor, 0, -1)] + [f"{major}a"]
    if major > 8:
        versions += [f"8.{m}a" for m in range(5, 0, -1)] + ["8a"]
    return [("version", versions)]


_ANSWERS = {
    "nvidia": _nvidia,
    "amd": _amd,
    "intel": _intel,
    "x86_64": _x86_64,
    "aarch64": _aarch64,
}
