"""Whether Level Zero is worth asking, without loading it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from variantlib.providers import level_zero
from variantlib.providers.host import Host
from variantlib.providers.level_zero import LOADER, has_loader, may_have_gpu

pytestmark = pytest.mark.skipif(os.name != "posix", reason="has paths of Linux")


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No loader where this machine may have one."""
    monkeypatch.setattr(level_zero, "LIBRARIES", (str(tmp_path / "lib" / LOADER),))
    monkeypatch.setattr(level_zero, "_LIST", str(tmp_path / "ld.so.cache"))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "conda"))


def put(path: Path, content: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def here(**variables: str) -> Host:
    return Host("linux", "x86_64", environment=variables)


@pytest.mark.parametrize("place", ["lib", "conda/lib", "given"])
def test_the_places_of_the_loader(tmp_path: Path, place: str) -> None:
    host = here(LD_LIBRARY_PATH=f":{tmp_path}/given")
    assert not has_loader(host)
    put(tmp_path / place / LOADER)
    assert has_loader(host)


def test_the_list_of_the_dynamic_loader(tmp_path: Path) -> None:
    put(tmp_path / "ld.so.cache", "libc.so.6\0/lib/libc.so.6\0")
    assert not has_loader(here())
    put(tmp_path / "ld.so.cache", f"libc.so.6\0{LOADER}\0/opt/intel/{LOADER}\0")
    assert has_loader(here())


def test_libraries_of_a_tree_may_not_run_here(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for place in level_zero.LIBRARIES:
        put(tree / place.lstrip("/"))
    put(tmp_path / "conda/lib" / LOADER)
    assert not has_loader(Host("linux", "x86_64", str(tree)))
    given = {"LD_LIBRARY_PATH": str(tmp_path / "conda/lib")}
    assert has_loader(Host("linux", "x86_64", str(tree), given))


def test_on_windows_it_comes_with_the_driver(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []

    def exists(path: str) -> bool:
        asked.append(path)
        return True

    monkeypatch.setattr(os.path, "exists", exists)
    assert may_have_gpu(Host("windows", "x86_64"))
    assert may_have_gpu(Host("windows", "x86_64", environment={"WINDIR": "D:\\Win"}))
    assert asked == [
        "C:\\Windows\\System32\\ze_loader.dll",
        "D:\\Win\\System32\\ze_loader.dll",
    ]
    assert not may_have_gpu(Host("windows", "x86_64", str(tmp_path)))


def test_other_systems_have_none() -> None:
    assert not may_have_gpu(Host("macos", "aarch64"))


def test_in_wsl_the_loader_decides(tmp_path: Path) -> None:
    put(tmp_path / "tree/dev/dxg")
    put(tmp_path / "given" / LOADER)
    tree = str(tmp_path / "tree")
    assert not may_have_gpu(Host("linux", "x86_64", tree))
    given = {"LD_LIBRARY_PATH": str(tmp_path / "given")}
    assert may_have_gpu(Host("linux", "x86_64", tree, given))
