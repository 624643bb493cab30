"""Devices on the PCI bus, by their maker."""

from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.providers.host import Host
from variantlib.providers.pci import PCI, addresses, has_display, number

INTEL, NVIDIA = "0x8086", "0x10de"


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """Has a bridge by Intel, a card by NVIDIA, and a device that tells nothing."""
    for address, vendor, kind in (
        ("0000:00:00.0", INTEL, "0x060000"),
        ("0000:01:00.0", NVIDIA, "0x030200"),
    ):
        folder = tmp_path / PCI.lstrip("/") / address
        folder.mkdir(parents=True)
        (folder / "vendor").write_text(f"{vendor}\n")
        (folder / "class").write_text(f"{kind}\n")
    (tmp_path / PCI.lstrip("/") / "0000:02:00.0").mkdir()
    return Host("linux", "x86_64", str(tmp_path))


def test_devices_are_found_by_their_maker(host: Host) -> None:
    assert list(addresses(host, INTEL)) == ["0000:00:00.0"]
    assert list(addresses(host, "0x1002")) == []


def test_numbers_are_read_without_the_end_of_the_line(host: Host) -> None:
    assert number(host, "0000:01:00.0", "class") == "0x030200"
    assert number(host, "0000:02:00.0", "class") == ""


def test_only_a_display_is_a_card(host: Host) -> None:
    assert has_display(host, NVIDIA)
    assert not has_display(host, INTEL)


def test_without_a_bus_there_is_no_card(tmp_path: Path) -> None:
    assert not has_display(Host("linux", "x86_64", str(tmp_path)), NVIDIA)
