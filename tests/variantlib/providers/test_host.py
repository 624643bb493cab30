"""For which machine the Python that runs was built."""

from __future__ import annotations

import platform
import sys
import sysconfig

import pytest

from variantlib.providers.host import this_host


@pytest.mark.parametrize(
    ("machine", "narrow"),
    [("x86_64", "i686"), ("aarch64", "armv8l"), ("arm64", "armv8l")],
)
def test_a_python_of_32_bits_under_a_kernel_of_64(
    monkeypatch: pytest.MonkeyPatch, machine: str, narrow: str
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "maxsize", 2**31 - 1)
    assert this_host({}).machine == narrow
    monkeypatch.setattr(sys, "maxsize", 2**63 - 1)
    assert this_host({}).machine != narrow


@pytest.mark.parametrize(
    ("name", "machine"),
    [("win-amd64", "x86_64"), ("win-arm64", "aarch64"), ("win32", "win32")],
)
def test_an_emulated_python_on_windows(
    monkeypatch: pytest.MonkeyPatch, name: str, machine: str
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "ARM64")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sysconfig, "get_platform", lambda: name)
    host = this_host({})
    assert (host.system, host.machine) == ("windows", machine)
