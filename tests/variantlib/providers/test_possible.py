"""The tables of what providers can report have all that they do report."""

from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.providers.host import Host
from variantlib.providers.possible import is_answered_by, keys_of, possible_of
from variantlib.providers.provider import Policy
from variantlib.providers.registry import BY_NAME, PROVIDERS

from . import cpus

PROCESSORS = {
    "x86_64": [cpus.NEHALEM, cpus.HASWELL, cpus.SKYLAKE_SERVER],
    "aarch64": [
        ("0x41", "0xd0c", cpus.NEOVERSE_N1),
        ("0x41", "0xd4f", cpus.NEOVERSE_V2),
    ],
}


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_each_key_is_there(provider: object) -> None:
    name = provider.name  # type: ignore[attr-defined]
    assert sorted(possible_of(name)) == sorted(keys_of(name, []))


@pytest.mark.parametrize("architecture", PROCESSORS)
def test_processors_report_what_is_possible(architecture: str, tmp_path: Path) -> None:
    (tmp_path / "proc").mkdir()
    for cpu in PROCESSORS[architecture]:
        text = cpus.x86(cpu) if architecture == "x86_64" else cpus.arm(cpu)
        (tmp_path / "proc/cpuinfo").write_text(text)
        host = Host("linux", architecture, str(tmp_path))
        config = BY_NAME[architecture].report(host, None, Policy()).config
        assert config
        _check(architecture, config)


@pytest.mark.parametrize("cuda", ["11.0", "12.8", "13.0", "15.20"])
@pytest.mark.parametrize("capability", ["5.0", "7.5", "8.7", "9.0", "12.1"])
def test_gpus_report_what_is_possible(
    cuda: str, capability: str, tmp_path: Path
) -> None:
    prefix = "NV_VARIANT_PROVIDER_FORCE_"
    forced = {f"{prefix}CUDA_DRIVER_VERSION": cuda, f"{prefix}SM_ARCH": capability}
    host = Host("linux", "x86_64", str(tmp_path), forced)
    config = BY_NAME["nvidia"].report(host, None, Policy()).config
    assert len(config) >= 2
    _check("nvidia", config)


def _check(namespace: str, config: object) -> None:
    for key, values in config:  # type: ignore[attr-defined]
        possible = possible_of(namespace)[key]
        assert all(map(possible.is_known, values))
        if possible.reports is not None:
            for some in (values, values[::3], values[1::2]):
                assert tuple(some) in possible.reports(frozenset(some))


@pytest.mark.parametrize(
    ("namespace", "requires", "keys"),
    [
        ("amd", [], ("gfx_arch", "rocm_version")),
        ("amd", ["rocm-bootstrap>=0.3"], ("gfx_arch",)),
        ("amd", ["amd-variant-provider"], ("gfx_arch", "rocm_version")),
        ("tpu", ["TPU_variant_provider; python_version > '3'"], ("present",)),
    ],
)
def test_keys_of_a_package(
    namespace: str, requires: list[str], keys: tuple[str, ...]
) -> None:
    assert is_answered_by(namespace, requires)
    assert keys_of(namespace, requires) == keys


def test_other_providers_are_not_known() -> None:
    assert not is_answered_by("nvidia", ["my-nvidia"])
    assert not is_answered_by("gpu", [])


@pytest.mark.parametrize(
    ("namespace", "key", "value", "hint"),
    [
        ("nvidia", "cuda_version_lower_bound", "130", " - maybe you meant 13.0"),
        ("nvidia", "sm_arch", "35_real", ""),
        ("nvidia", "sm_arch", "90real", " - maybe you meant 90_real"),
        ("amd", "gfx_arch", "gfx90A", " - maybe you meant gfx90a"),
        ("x86_64", "level", "v5", " (they are v1, v2, v3, v4)"),
        ("ascend", "npu_type", "910 b", ""),
    ],
)
def test_hints(namespace: str, key: str, value: str, hint: str) -> None:
    possible = possible_of(namespace)[key]
    assert not possible.is_known(value)
    assert possible.hint(value) == hint
