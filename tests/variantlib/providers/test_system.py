"""Questions to the system that this process runs on."""

from __future__ import annotations

import ctypes
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from variantlib.providers import system

# AT_PAGESZ, AT_CLKTCK, and none.
PAGE_SIZE, TICKS, UNKNOWN = 6, 17, 987_654

only_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="needs Linux"
)


@only_linux
def test_the_file_and_the_c_library_agree(tmp_path: Path) -> None:
    for kind in (PAGE_SIZE, TICKS):
        told = system.auxiliary_value(kind, str(tmp_path / "missing"))
        assert system.auxiliary_value(kind) == told
        assert told


@only_linux
def test_values_that_are_not_there(tmp_path: Path) -> None:
    assert system.auxiliary_value(UNKNOWN) is None
    assert system.auxiliary_value(UNKNOWN, str(tmp_path / "missing")) is None


def test_a_file_that_ends_early(tmp_path: Path) -> None:
    file = tmp_path / "auxv"
    file.write_bytes(struct.pack("@LL", 16, 0b1011) + b"\x1a\0\0")
    assert system.auxiliary_value(16, str(file)) == 0b1011
    assert system.auxiliary_value(26, str(file)) is None


@pytest.mark.skipif(sys.platform == "darwin", reason="this is macOS")
def test_there_is_no_sysctl_elsewhere() -> None:
    assert system.sysctl("hw.ncpu") is None
    assert system.sysctl_number("hw.ncpu") is None


@pytest.mark.skipif(sys.platform != "darwin", reason="needs macOS")
def test_sysctl() -> None:
    assert (system.sysctl_number("hw.ncpu") or 0) > 0
    assert system.sysctl("hw.no_such_name") is None


@pytest.mark.parametrize("value", [b"\x01\0\0\0", b"\x01\0\0\0\0\0\0\0", None, b""])
def test_numbers_of_sysctl(
    monkeypatch: pytest.MonkeyPatch, value: bytes | None
) -> None:
    if value and sys.byteorder != "little":
        value = value[::-1][:4]
    monkeypatch.setattr(system, "sysctl", lambda name: value)
    assert system.sysctl_number("x") == (1 if value else None)


@pytest.mark.skipif(sys.platform == "win32", reason="this is Windows")
def test_there_are_no_windows_features_elsewhere() -> None:
    assert system.processor_feature(10) is None
    assert system.saved_registers() is None


@pytest.mark.skipif(sys.platform != "win32", reason="needs Windows")
def test_windows_features() -> None:
    assert system.processor_feature(12) is not None
    assert system.processor_feature(250) is False


class Kernel:
    """The libraries of a system that this is not."""

    def __init__(self, **functions: Callable[..., int]) -> None:
        for name, function in functions.items():
            setattr(self, name, function)


def load(monkeypatch: pytest.MonkeyPatch, kernel: Kernel | OSError) -> None:
    def library(name: str | None) -> Kernel:
        if isinstance(kernel, OSError):
            raise kernel
        return kernel

    monkeypatch.setattr(ctypes, "CDLL", library)
    monkeypatch.setattr(ctypes, "WinDLL", library, raising=False)


def macos(values: dict[bytes, bytes], has_failed: bool = False) -> Kernel:
    """A system with these values, as sysctlbyname(3) tells them."""

    def sysctlbyname(
        key: bytes, value: Any, size: Any, new: None, length: object
    ) -> int:
        if key not in values or (value is not None and has_failed):
            return -1
        size = size._obj
        size.value = len(values[key])
        if value is not None:
            value.raw = values[key]
        return 0

    return Kernel(sysctlbyname=sysctlbyname)


class TestOnMacOS:
    @pytest.fixture(autouse=True)
    def platform(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "platform", "darwin")

    def test_values(self, monkeypatch: pytest.MonkeyPatch) -> None:
        number = (3).to_bytes(4, sys.byteorder)
        load(monkeypatch, macos({b"hw.cpus": number, b"hw.name": b"M9\0"}))
        assert system.sysctl("hw.name") == b"M9\0"
        assert system.sysctl_number("hw.cpus") == 3
        assert system.sysctl("hw.none") is None

    def test_a_value_that_goes_meanwhile(self, monkeypatch: pytest.MonkeyPatch) -> None:
        load(monkeypatch, macos({b"hw.name": b"M9\0"}, has_failed=True))
        assert system.sysctl("hw.name") is None

    @pytest.mark.parametrize("kernel", [Kernel(), OSError("no library")])
    def test_no_such_function(
        self, monkeypatch: pytest.MonkeyPatch, kernel: Kernel | OSError
    ) -> None:
        load(monkeypatch, kernel)
        assert system.sysctl_number("hw.cpus") is None

    def test_there_is_no_auxiliary_vector(self, tmp_path: Path) -> None:
        assert system.auxiliary_value(PAGE_SIZE, str(tmp_path / "missing")) is None


@only_linux
@pytest.mark.parametrize("kernel", [Kernel(), OSError("no library")])
def test_a_c_library_without_the_function(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kernel: Kernel | OSError
) -> None:
    load(monkeypatch, kernel)
    assert system.auxiliary_value(PAGE_SIZE, str(tmp_path / "missing")) is None


@pytest.mark.parametrize("kernel", [Kernel(), OSError("no library")])
def test_a_windows_without_the_functions(
    monkeypatch: pytest.MonkeyPatch, kernel: Kernel | OSError
) -> None:
    monkeypatch.setattr(system, "os", SimpleNamespace(name="nt"))
    load(monkeypatch, kernel)
    assert system.processor_feature(10) is None
    assert system.saved_registers() is None


def test_a_windows_that_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(
        IsProcessorFeaturePresent=lambda number: int(number == 40),
        GetEnabledXStateFeatures=lambda: 0b111,
    )
    monkeypatch.setattr(system, "os", SimpleNamespace(name="nt"))
    load(monkeypatch, kernel)
    assert system.processor_feature(40) is True
    assert system.processor_feature(41) is False
    assert system.saved_registers() == 0b111
