"""The version of ROCm that the provider of AMD finds, on machines written anew."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.variantlib.providers.amd_machines import MI210, NO_ROCM, Ask, asking
from tests.variantlib.providers.kfd_trees import CPU, write_kfd
from variantlib.providers.amd import report
from variantlib.providers.host import Host
from variantlib.providers.provider import Policy, Report


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    return asking(tmp_path)


def write_version(root: Path, text: str, folder: str = "opt/rocm") -> None:
    path = root / folder / ".info"
    path.mkdir(parents=True)
    (path / "version").write_text(text)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("6.4.1-83\n", ("6.4",)),
        ("7.10.0", ("7.10",)),
        ("6.4", ("6.4",)),
        ("", ()),
        ("unknown\n", ()),
    ],
)
def test_the_version_has_two_numbers(
    tmp_path: Path, ask: Ask, text: str, version: tuple[str, ...]
) -> None:
    write_kfd(tmp_path, [CPU, MI210])
    write_version(tmp_path, text)
    found = ask()
    assert (found.notes, found.is_blocked) == (
        ((), False) if version else ((NO_ROCM,), True)
    )
    config = dict(found.config)
    assert config.get("rocm_version", ()) == version
    assert list(config) == ["gfx_arch", "rocm_version"][: len(config)]


def test_rocm_without_a_gpu_has_its_version_all_the_same(
    tmp_path: Path, ask: Ask
) -> None:
    write_version(tmp_path, "6.4.1-83")
    assert ask().config == (("rocm_version", ("6.4",)),)


def test_a_variable_says_where_rocm_is(tmp_path: Path, ask: Ask) -> None:
    write_version(tmp_path, "6.4.1-83")
    write_version(tmp_path, "7.0.0-1", "srv/rocm-7.0.0")
    assert ask(ROCM_PATH="/srv/rocm-7.0.0/").config == (("rocm_version", ("7.0",)),)
    assert ask(ROCM_PATH="/nowhere") == Report()
    forced = ask(ROCM_PATH="/nowhere", UV_AMD_GPU_ARCHITECTURE="gfx942")
    assert (forced.notes, forced.is_blocked) == ((NO_ROCM,), True)


def test_the_version_can_be_forced(tmp_path: Path, ask: Ask) -> None:
    write_version(tmp_path, "6.4.1-83")
    write_kfd(tmp_path, [CPU, MI210])
    found = ask(AMD_VARIANT_PROVIDER_FORCE_ROCM_VERSION="6.3.4")
    assert found.config == (("gfx_arch", ("gfx90a",)), ("rocm_version", ("6.3",)))


def test_the_version_may_be_that_of_wheels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rocm_sdk_core-7.10.0.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    environment = {
        "ROCM_PATH": str(tmp_path / "none"),
        "ROCM_BOOTSTRAP_FORCE_GFX_ARCH": "gfx942",
    }
    found = report(Host("linux", "x86_64", "", environment), None, Policy())
    assert found.config == (("gfx_arch", ("gfx942",)), ("rocm_version", ("7.10",)))
