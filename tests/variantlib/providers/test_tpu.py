"""Whether there is a TPU."""

from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.providers.host import Host
from variantlib.providers.provider import Device, Policy, Report
from variantlib.providers.tpu import PROVIDER

VARIABLE = "TPU_VARIANT_PROVIDER_FORCE_PRESENT"
THERE = (("present", ("true",)),)
MISSING = (("present", ("false",)),)
GOOGLE = "0x1ae0"


def ask(root: Path, forced: str | None = None, system: str = "linux") -> Report:
    variables = {} if forced is None else {VARIABLE: forced}
    host = Host(system, "x86_64", str(root), variables)
    return PROVIDER.report(host, None, Policy())


def add_device(root: Path, address: str, vendor: str, device: str) -> None:
    folder = root / "sys/bus/pci/devices" / address
    folder.mkdir(parents=True)
    (folder / "vendor").write_text(f"{vendor}\n")
    (folder / "device").write_text(f"{device}\n")


def add_node(root: Path, name: str) -> None:
    (root / "dev").mkdir(exist_ok=True)
    (root / "dev" / name).touch()


@pytest.mark.parametrize(
    ("device", "chip"),
    [
        *(("0x0027", "v3"), ("0x0056", "plc"), ("0x005e", "v4"), ("0x0062", "v5p")),
        *(("0x0063", "v5e"), ("0x006f", "v6e"), ("0x0076", "7x"), ("0x0083", "8i")),
        ("0x007c", "8t"),
    ],
)
def test_each_chip(tmp_path: Path, device: str, chip: str) -> None:
    add_device(tmp_path, "0000:00:03.0", "0x1af4", "0x1000")
    add_device(tmp_path, "0000:00:04.0", GOOGLE, device)
    add_node(tmp_path, "accel0")
    found = (Device(f"TPU {chip} (0000:00:04.0)", chip),)
    assert ask(tmp_path) == Report(THERE, devices=found)


@pytest.mark.parametrize(
    ("vendor", "device"),
    # A network card of Google; a TPU's number with another maker; nothing to read.
    [(GOOGLE, "0x0042"), ("0x10de", "0x005e"), ("", ""), ("0x1ae", "0x005e")],
)
def test_other_devices(tmp_path: Path, vendor: str, device: str) -> None:
    add_device(tmp_path, "0000:00:04.0", vendor, device)
    assert ask(tmp_path) == Report(MISSING)


def test_a_device_without_files(tmp_path: Path) -> None:
    (tmp_path / "sys/bus/pci/devices/0000:00:04.0").mkdir(parents=True)
    add_device(tmp_path, "0000:00:05.0", GOOGLE, "0x0063")
    add_node(tmp_path, "vfio")
    assert ask(tmp_path).config == THERE


def test_a_container_sees_the_bus_of_its_host(tmp_path: Path) -> None:
    add_device(tmp_path, "0000:00:04.0", GOOGLE, "0x0063")
    add_node(tmp_path, "null")
    report = ask(tmp_path)
    assert report.config == THERE
    assert "neither /dev/accel0 nor /dev/vfio is here" in report.notes[0]


def test_without_a_bus(tmp_path: Path) -> None:
    assert ask(tmp_path) == Report(MISSING)


@pytest.mark.parametrize("system", ["macos", "windows", "freebsd"])
def test_it_always_answers(tmp_path: Path, system: str) -> None:
    assert ask(tmp_path, system=system) == Report(MISSING)


@pytest.mark.parametrize("text", ["1", "true", "yes", "TRUE", "Yes", " true "])
def test_forced(tmp_path: Path, text: str) -> None:
    assert ask(tmp_path, text) == Report(THERE)
    assert ask(tmp_path, text, "windows") == Report(THERE)


@pytest.mark.parametrize("text", ["0", "false", "no", "No"])
def test_forced_away(tmp_path: Path, text: str) -> None:
    add_device(tmp_path, "0000:00:04.0", GOOGLE, "0x0063")
    assert ask(tmp_path, text) == Report(MISSING)


@pytest.mark.parametrize("text", ["on", "y", "v4", "2"])
def test_any_odd_text_forces_it_away(tmp_path: Path, text: str) -> None:
    report = ask(tmp_path, text)
    assert report.config == MISSING
    assert report.notes == (f"{VARIABLE} is '{text}', which counts as false",)


def test_an_empty_variable_is_none(tmp_path: Path) -> None:
    add_device(tmp_path, "0000:00:04.0", GOOGLE, "0x0063")
    assert ask(tmp_path, "").config == THERE


def test_its_variable_is_declared() -> None:
    assert PROVIDER.variables == (VARIABLE,)
