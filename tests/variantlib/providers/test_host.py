"""For which machine the Python that runs was built."""

from __future__ import annotations

import platform
import sys
import sysconfig
from pathlib import Path

import pytest

from variantlib.errors import InvalidVariable
from variantlib.providers.host import PLATFORM_VARIABLE, ROOT_VARIABLE, this_host


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


@pytest.mark.parametrize(
    ("root", "name", "problem"),
    [
        ("", "linux-x86_64", "must be set together with VARIANTLIB_SYSROOT"),
        ("relative", "", "must be the absolute path of a folder, not 'relative'"),
        ("/no/such/folder", "", "must be the absolute path of a folder"),
        ("HERE", "dos-386", "must be one of linux-x86_64, linux-aarch64"),
    ],
)
def test_a_tree_that_stands_for_no_machine(
    tmp_path: Path, root: str, name: str, problem: str
) -> None:
    root = root.replace("HERE", str(tmp_path))
    with pytest.raises(InvalidVariable) as caught:
        this_host({ROOT_VARIABLE: root, PLATFORM_VARIABLE: name})
    assert problem in str(caught.value)


def test_a_tree_that_stands_for_another_machine(tmp_path: Path) -> None:
    root = str(tmp_path)
    host = this_host({ROOT_VARIABLE: f"{root}/", PLATFORM_VARIABLE: "macos-arm64"})
    assert (host.system, host.machine, host.root) == ("macos", "aarch64", root)
    assert not host.is_here
    assert this_host({ROOT_VARIABLE: root}).system == this_host({}).system


@pytest.mark.parametrize("root", ["/", "//"])
def test_the_root_folder_itself_as_that_of_another_machine(root: str) -> None:
    host = this_host({ROOT_VARIABLE: root, PLATFORM_VARIABLE: "linux-aarch64"})
    assert not host.is_here  # So nobody takes this processor for one of that kind.
    assert host.path("/etc") == "/etc"
