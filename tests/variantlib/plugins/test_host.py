"""Which places share the answers of plugins."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from variantlib.plugins import host


class Key:
    """A key of the registry of Windows, open in a ``with`` statement."""

    def __enter__(self) -> Key:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def registry(values: dict[str, object] | None) -> Any:
    """The module that Python has on Windows; None for a key that is not there."""

    def open_key(root: str, path: str) -> Key:
        if values is None:
            raise FileNotFoundError(path)
        assert (root, path) == ("machine", r"SOFTWARE\Microsoft\Cryptography")
        return Key()

    def query(key: Key, name: str) -> tuple[object, int]:
        return (values or {})[name], 1

    return SimpleNamespace(
        HKEY_LOCAL_MACHINE="machine", OpenKey=open_key, QueryValueEx=query
    )


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files with the id of the machine, none of which is there."""
    paths = [tmp_path / "machine-id", tmp_path / "dbus-id"]
    monkeypatch.setattr(host, "_MACHINE_ID_FILES", tuple(map(str, paths)))
    return paths


@pytest.mark.skipif(sys.platform == "win32", reason="this is Windows")
def test_a_machine_is_told_by_the_first_file_with_its_id(files: list[Path]) -> None:
    assert host.surroundings()[0] == ""
    files[1].write_text("second\n")
    assert host.surroundings()[0] == "second"
    files[0].write_text("first\nmore\n")
    assert host.surroundings()[0] == "first"


@pytest.mark.parametrize(
    ("values", "expected"), [({"MachineGuid": "4711"}, "4711"), (None, "")]
)
def test_windows_has_the_id_in_its_registry(
    files: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    values: dict[str, object] | None,
    expected: str,
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", registry(values))
    assert host.surroundings()[0] == expected


@pytest.mark.skipif(sys.platform != "linux", reason="the devices of Linux")
def test_a_device_makes_another_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def listing(*names: str) -> list[str]:
        monkeypatch.setattr(os, "listdir", lambda path: [*names])
        return host.surroundings()

    plain = listing("null", "tty1", "sda", "loop0")
    assert listing("null", "tty2", "dm-0") == plain
    assert listing("null", "nvidia0") != plain
    monkeypatch.setattr(sys, "platform", "darwin")
    assert listing("null", "nvidia0") == listing("null")


def test_variables_for_plugins_make_another_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = host.surroundings()
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "a secret")
    after = host.surroundings()
    assert after != before
    assert "a secret" not in after
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "another")
    assert host.surroundings() != after


def test_where_no_boot_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "_BOOT_ID_FILE", "/nowhere/boot_id")
    assert host.boot() == ""
