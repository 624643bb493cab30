"""Look for the devices of a maker on the PCI bus, as Linux lists them.

Containers see the bus of their host.
"""

from __future__ import annotations

from collections.abc import Iterator

from .host import Host

__all__ = ["PCI", "addresses", "has_display", "number"]

PCI = "/sys/bus/pci/devices"

_DISPLAY = "0x03"


def addresses(host: Host, vendor: str) -> Iterator[str]:
    """Yield the addresses of a maker's devices."""
    for address in host.names(PCI):
        if number(host, address, "vendor") == vendor:
            yield address


def number(host: Host, address: str, name: str) -> str:
    """Return a number of a device, as in "0x10de"; empty if it cannot be read."""
    return (host.read(f"{PCI}/{address}/{name}", 64) or "").strip().lower()


def has_display(host: Host, vendor: str) -> bool:
    """Return whether a maker's graphics card is there, with a driver or without."""
    return any(
        number(host, address, "class").startswith(_DISPLAY)
        for address in addresses(host, vendor)
    )
