"""Answer for ``tpu``: whether a TPU of Google is on the PCI bus.

Names and values are those of tpu-variant-provider, which always answers: a variant may
need that there is none. The numbers of devices are those of JAX, in its module
``hardware_utils``, and of that provider.
"""

from __future__ import annotations

from ..errors import shorten
from ..wire import KeyValues
from .host import Host
from .pci import addresses, number
from .provider import Device, Facts, Policy, Provider, Report

__all__ = ["PROVIDER"]

_VARIABLE = "TPU_VARIANT_PROVIDER_FORCE_PRESENT"
_TRUE = ("1", "true", "yes")
_FALSE = ("0", "false", "no")

_VENDOR = "0x1ae0"
_CHIPS = {
    "0x0027": "v3",
    "0x0056": "plc",
    "0x005e": "v4",
    "0x0062": "v5p",
    "0x0063": "v5e",
    "0x006f": "v6e",
    "0x0076": "7x",
    "0x0083": "8i",
    "0x007c": "8t",
}

_UNREACHABLE = (
    "A TPU is on the PCI bus, but neither /dev/accel0 nor /dev/vfio is here: programs"
    " cannot use it in this container, or its driver is missing"
)


def _report(host: Host, facts: Facts | None, policy: Policy) -> Report:
    """Return ``present``, as the override has it, else by the PCI bus."""
    forced = host.variable(_VARIABLE)
    if forced is not None:
        return _forced(forced)
    devices = _devices(host) if host.system == "linux" else ()
    notes = (_UNREACHABLE,) if devices and not _has_node(host) else ()
    return Report(_present(bool(devices)), notes, devices)


def _present(answer: bool) -> tuple[KeyValues, ...]:
    return (("present", ("true" if answer else "false",)),)


def _forced(value: str) -> Report:
    """Return the answer that the user forces: the plugin takes any odd text for no."""
    text = value.lower()
    is_odd = text not in (*_TRUE, *_FALSE)
    note = f"{_VARIABLE} is {shorten(value)}, which counts as false"
    return Report(_present(text in _TRUE), (note,) if is_odd else ())


def _devices(host: Host) -> tuple[Device, ...]:
    """Return the TPUs on the PCI bus."""
    found = []
    for address in addresses(host, _VENDOR):
        chip = _CHIPS.get(number(host, address, "device"))
        if chip is not None:
            found.append(Device(f"TPU {chip} ({address})", chip))
    return tuple(found)


def _has_node(host: Host) -> bool:
    """Return whether there is a device file that programs reach a TPU by."""
    names = host.names("/dev")
    return "vfio" in names or any(name.startswith("accel") for name in names)


PROVIDER = Provider(
    name="tpu",
    keys=("present",),
    report=_report,
    stands_for={"tpu-variant-provider": ("0.1.0", "0.1.*")},
    variables=(_VARIABLE,),
)
