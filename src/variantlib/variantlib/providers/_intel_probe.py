"""Ask Level Zero for Intel's GPUs. Standalone: standard library only.

Run in a process of its own: drivers are loaded here, which may hang or end it. No
context is made on a GPU. The functions, structures and numbers are those of Level
Zero's ``ze_api.h`` and its extension for the version of a device's design.

The facts are lists of texts:

``loader``  "found" if the library can be loaded
``init``    the result of the start, hexadecimal; "0" is success
``gpu``     "INDEX.VENDOR.VERSION.NAME" for each, the last three hexadecimal
``failed``  "CALL_RESULT" for each call that failed later
"""

from __future__ import annotations

import ctypes
import os
import sys
from ctypes import POINTER, byref, c_char, c_uint32, c_uint64, c_void_p
from types import SimpleNamespace

__all__ = ["Plugin"]

STYPE_DEVICE_PROPERTIES = 0x3
STYPE_INIT_DRIVER_TYPE = 0x00020021
STYPE_DEVICE_IP_VERSION = 0x1000F
ONLY_GPUS = 1
TYPE_GPU = 1
MAX_COUNT = 256
SUCCESS = 0
UNSUPPORTED = 0x78000003

# It hides devices; who asks decides whether that counts.
MASK = "ZE_AFFINITY_MASK"


class DriverType(ctypes.Structure):
    """``ze_init_driver_type_desc_t``."""

    _fields_ = [("stype", c_uint32), ("next", c_void_p), ("flags", c_uint32)]


class IpVersion(ctypes.Structure):
    """``ze_device_ip_version_ext_t``."""

    _fields_ = [("stype", c_uint32), ("next", c_void_p), ("version", c_uint32)]


class Properties(ctypes.Structure):
    """``ze_device_properties_t``."""

    _fields_ = [
        ("stype", c_uint32),
        ("next", c_void_p),
        ("type", c_uint32),
        ("vendor", c_uint32),
        ("device", c_uint32),
        ("flags", c_uint32),
        ("subdevice", c_uint32),
        ("clock", c_uint32),
        ("max_allocation", c_uint64),
        ("max_contexts", c_uint32),
        ("max_priority", c_uint32),
        ("threads_per_eu", c_uint32),
        ("simd_width", c_uint32),
        ("eus_per_subslice", c_uint32),
        ("subslices_per_slice", c_uint32),
        ("slices", c_uint32),
        ("timer_resolution", c_uint64),
        ("timestamp_bits", c_uint32),
        ("kernel_timestamp_bits", c_uint32),
        ("uuid", c_char * 16),
        ("name", c_char * 256),
    ]


class Plugin:
    """Report the facts as plugins do."""

    namespace = "intel_probe"

    @classmethod
    def get_supported_configs(cls) -> list[SimpleNamespace]:
        """Return the facts that there are."""
        os.environ.pop(MASK, None)
        facts: dict[str, list[str]] = {}
        library = load()
        if library is not None:
            facts["loader"] = ["found"]
            drivers = start(library, facts)
            add_gpus(library, drivers, facts)
        return [SimpleNamespace(name=name, values=facts[name]) for name in facts]


def load() -> ctypes.CDLL | None:
    """Return the loader's library; None if there is none to load."""
    name = "libze_loader.so.1"
    if sys.platform == "win32":
        folder = os.environ.get("WINDIR", r"C:\Windows")
        name = os.path.join(folder, "System32", "ze_loader.dll")
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None


def start(library: ctypes.CDLL, facts: dict[str, list[str]]) -> list[int]:
    """Start Level Zero, and return its drivers.

    Loaders before 1.10 lack the newer call, and drivers may not support it.
    """
    result, drivers = start_newer(library)
    if result != SUCCESS:
        result, drivers = start_older(library)
    facts["init"] = [f"{result:x}"]
    return drivers


def start_newer(library: ctypes.CDLL) -> tuple[int, list[int]]:
    wanted = DriverType(STYPE_INIT_DRIVER_TYPE, None, ONLY_GPUS)
    return handles(library, "zeInitDrivers", after=[byref(wanted)])


def start_older(library: ctypes.CDLL) -> tuple[int, list[int]]:
    result = call(library, "zeInit", c_uint32(ONLY_GPUS))
    return (result, []) if result != SUCCESS else handles(library, "zeDriverGet")


def add_gpus(
    library: ctypes.CDLL, drivers: list[int], facts: dict[str, list[str]]
) -> None:
    """Add the GPUs of the drivers to the facts, and each call that fails."""
    index = 0
    for driver in drivers:
        result, devices = handles(library, "zeDeviceGet", before=[c_void_p(driver)])
        if result != SUCCESS:
            add(facts, "failed", f"zeDeviceGet_{result:x}")
        for device in devices:
            add_gpu(library, device, index, facts)
            index += 1


def add_gpu(
    library: ctypes.CDLL, device: int, index: int, facts: dict[str, list[str]]
) -> None:
    version = IpVersion(STYPE_DEVICE_IP_VERSION, None, 0)
    found = Properties()
    found.stype = STYPE_DEVICE_PROPERTIES
    found.next = ctypes.cast(ctypes.pointer(version), c_void_p)
    result = call(library, "zeDeviceGetProperties", c_void_p(device), byref(found))
    if result != SUCCESS:
        add(facts, "failed", f"zeDeviceGetProperties_{index}_{result:x}")
    elif found.type == TYPE_GPU:
        name = found.name.hex()
        add(facts, "gpu", f"{index}.{found.vendor:x}.{version.version:x}.{name}")


def add(facts: dict[str, list[str]], name: str, value: str) -> None:
    """Add a value, once: who reads the facts wants each to be another."""
    values = facts.setdefault(name, [])
    if value not in values:
        values.append(value)


def handles(
    library: ctypes.CDLL,
    name: str,
    before: list[object] | None = None,
    after: list[object] | None = None,
) -> tuple[int, list[int]]:
    """Call a function that counts, and then lists.

    :param before: The arguments before the count.
    :param after: The arguments after the list.
    """
    count = c_uint32(0)
    first, last = before or [], after or []
    nothing = POINTER(c_void_p)()
    result = call(library, name, *first, byref(count), nothing, *last)
    if result != SUCCESS:
        return result, []
    count.value = min(count.value, MAX_COUNT)
    if not count.value:
        return result, []
    found = (c_void_p * count.value)()
    result = call(library, name, *first, byref(count), found, *last)
    listed = found[: min(count.value, len(found))]
    return result, [handle for handle in listed if handle is not None]


def call(library: ctypes.CDLL, name: str, *arguments: object) -> int:
    """Call a function, and return its result; a missing one is not supported."""
    try:
        function = getattr(library, name)
    except AttributeError:
        return UNSUPPORTED
    function.restype = c_uint32
    return int(function(*arguments))
