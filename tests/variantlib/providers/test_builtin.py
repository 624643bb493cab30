"""Which built-in providers answer, and how long findings of a probe are believed."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import make_plugin
from tests.variantlib.providers.nvidia_machines import make_tree
from variantlib.plugins import ProviderAnswer, ProviderSettings, ask_providers
from variantlib.plugins.discovery import Plugin, plugin_path
from variantlib.providers.builtin import BuiltinProviders
from variantlib.providers.host import Host, this_host
from variantlib.providers.registry import NAMES, PROVIDERS

from .test_intel import put_loader, write_machine

NOBODY: frozenset[str] = frozenset()


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree without anything, of a system without a processor that is known."""
    root = tmp_path / "root"
    root.mkdir()
    monkeypatch.setenv("VARIANTLIB_SYSROOT", str(root))
    monkeypatch.setenv("VARIANTLIB_PLATFORM", "linux-aarch64")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    return root


def ask(
    cache: Path | None = None, plugins: Path | None = None, **settings: Any
) -> dict[str, ProviderAnswer]:
    builtin = BuiltinProviders(host=this_host())
    wanted = ProviderSettings(
        **{"disabled": NOBODY, "timeout": 30.0, "max_age": 3600.0, **settings},
        files=builtin.files,
        variables=builtin.variables,
    )
    folder = None if cache is None else str(cache)
    path = [*plugin_path(), *([str(plugins)] if plugins else [])]
    answers = ask_providers(wanted, folder, path, builtin=builtin)
    return {answer.provider: answer for answer in answers}


def test_all_answer_unless_they_are_switched_off(machine: Path) -> None:
    assert sorted(ask()) == sorted(NAMES)
    off = frozenset({"tpu", "NVIDIA_variant.provider"})
    assert sorted(ask(disabled=off)) == sorted({*NAMES} - {"tpu", "nvidia"})
    some = BuiltinProviders(this_host(), frozenset({"tpu"}))
    assert [a.provider for a in some.answers({}, NOBODY)] == ["tpu"]
    assert BuiltinProviders(this_host(), NOBODY).answers({}, NOBODY) == []


def test_nothing_is_started_where_nothing_is_to_be_found(machine: Path) -> None:
    assert BuiltinProviders(host=this_host()).probes(NOBODY) == []
    make_tree(machine)
    [probe] = BuiltinProviders(host=this_host()).probes(NOBODY)
    assert (probe.name, probe.is_builtin) == ("nvidia", True)
    assert BuiltinProviders(host=this_host()).probes({"nvidia"}) == []


def entries(cache: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in cache.rglob("*.json"):
        yield path, json.loads(path.read_text())


@pytest.mark.skipif(sys.platform == "win32", reason="needs a system with /dev")
def test_a_guess_is_believed_for_ten_minutes(machine: Path, tmp_path: Path) -> None:
    make_tree(machine)
    cache = tmp_path / "cache"
    assert not ask(cache)["nvidia"].from_cache
    found = ask(cache)["nvidia"]
    assert found.from_cache
    assert any("is a guess by the driver" in note for note in found.notes)
    [(path, entry)] = entries(cache)
    path.write_text(json.dumps({**entry, "time": entry["time"] - 601}))
    assert not ask(cache)["nvidia"].from_cache
    # Another driver, or other variables, are another question.
    make_tree(machine, driver="580.65.06")
    assert not ask(cache)["nvidia"].from_cache


@pytest.mark.parametrize(
    ("platform", "folder", "names"),
    [
        ("linux-x86_64", "usr/lib/wsl/lib", ("libcuda.so.1", "libnvidia-ml.so.1")),
        ("windows-amd64", "Windows/System32", ("nvcuda.dll", "nvml.dll")),
        ("windows-amd64", "Windows/System32", ("nvcuda.dll", "ze_loader.dll")),
    ],
)
def test_a_driver_that_is_updated_without_a_restart_is_another_question(
    machine: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    folder: str,
    names: tuple[str, str],
) -> None:
    monkeypatch.setenv("VARIANTLIB_PLATFORM", platform)
    make_tree(machine, driver=None, devices=None, files={"/dev/dxg": ""})
    for version, name in enumerate(names):
        make_tree(machine, driver=None, devices=None, files={f"/{folder}/{name}": ""})
        assert not ask(tmp_path)["nvidia"].from_cache
        assert ask(tmp_path)["nvidia"].from_cache
        (machine / folder / name).write_text(f"driver {version}")
    assert not ask(tmp_path)["nvidia"].from_cache


def test_variables_are_part_of_the_question(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tree(machine)
    cache = tmp_path / "cache"
    ask(cache)
    assert ask(cache)["nvidia"].from_cache
    # Hidden from plugins, as others of that program hold passwords.
    monkeypatch.setenv("UV_AMD_GPU_ARCHITECTURE", "gfx90a")
    assert not ask(cache)["nvidia"].from_cache


def test_a_plugin_that_found_nothing_is_asked_again(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tree(machine)
    # It declares nothing on which its answer depends.
    plugin = make_plugin(tmp_path, "amd", log=tmp_path / "log")
    zipfile.ZipFile(plugin).extractall(tmp_path / "plugins")

    def is_kept() -> bool:
        answer = ask(tmp_path, tmp_path / "plugins")["amd"]
        assert (answer.plugin, answer.config) == ("amd-plugin 1.0", None)
        return answer.from_cache

    assert (is_kept(), is_kept()) == (False, True)
    for variable in ("ROCM_BOOTSTRAP_FORCE_GFX_ARCH", "ROCM_PATH"):
        monkeypatch.setenv(variable, "gfx90a")
        assert (is_kept(), is_kept()) == (False, True)
    (machine / "sys/module/amdgpu").mkdir()
    for version in ("6.10.5", "6.14.14"):
        (machine / "sys/module/amdgpu/version").write_text(version)
        assert (is_kept(), is_kept()) == (False, True)
    make_tree(machine, driver="580.65.06")
    assert not is_kept()
    assert len((tmp_path / "log").read_text().splitlines()) == 6


def test_each_distribution_has_one_that_stands_in() -> None:
    names = [name for provider in PROVIDERS for name in provider.stands_for]
    assert len(names) == len(set(names))
    for provider in PROVIDERS:
        assert len(provider.keys) == len(set(provider.keys))
        assert provider.stands_for


@pytest.mark.parametrize(
    ("facts", "kept", "is_partial"),
    [
        ({"loader": ("found",), "init": ("5",)}, True, True),
        ({"loader": ("found",), "init": ("5",)}, False, False),
        (None, True, False),
    ],
)
def test_kept_findings_that_leave_a_doubt(
    facts: Any, kept: bool, is_partial: bool, tmp_path: Path
) -> None:
    write_machine(tmp_path)
    loader = put_loader(tmp_path / "libraries")
    host = Host("linux", "x86_64", str(tmp_path), {"LD_LIBRARY_PATH": loader})
    builtin = BuiltinProviders(host=host)
    config = tuple(facts.items()) if facts else None
    problem = None if facts else "did not answer"
    answer = ProviderAnswer("intel", "built in", config, problem, from_cache=kept)
    probe = Plugin("intel", "_intel_probe:Plugin", "g", "variantlib", "", "", None)
    assert builtin.is_partial(probe, {"intel": answer}) is is_partial
