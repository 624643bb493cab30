"""Questions to the system that this process runs on."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

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
