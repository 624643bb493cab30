"""Ask the system that this process runs on about its processor.

Each function gives None where the system does not know the question, or where this is
another system. ``ctypes`` is loaded only when one of them is called: on Linux, where
files tell nearly everything, that costs more than all the rest.
"""

from __future__ import annotations

import os
import struct
import sys
from typing import Any

from ..folders import open_regular

__all__ = [
    "auxiliary_value",
    "processor_feature",
    "saved_registers",
    "sysctl",
    "sysctl_number",
]

_AUXILIARY_VECTOR = "/proc/self/auxv"
_MAX_BYTES = 64 * 1024


def auxiliary_value(kind: int, path: str = _AUXILIARY_VECTOR) -> int | None:
    """Return a value that Linux gave this process when it started.

    See getauxval(3). Emulators replace these values, also where ``/proc/cpuinfo`` is
    that of the host.

    :param kind: Its number, as in ``<elf.h>``.
    :param path: The file that has them all.
    """
    try:
        with open_regular(path, follow=True) as file:
            data = file.read(_MAX_BYTES)
    except OSError:
        return _getauxval(kind)
    pair = struct.Struct("@LL")
    whole = len(data) - len(data) % pair.size
    return dict(pair.iter_unpack(data[:whole])).get(kind)


def _getauxval(kind: int) -> int | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        import ctypes

        function = ctypes.CDLL(None).getauxval
        function.argtypes = [ctypes.c_ulong]
        function.restype = ctypes.c_ulong
        # 0 also stands for a kind that is not there.
        return int(function(kind)) or None
    except (ImportError, OSError, AttributeError):
        return None


def sysctl(name: str) -> bytes | None:
    """Return a value that macOS keeps, as sysctlbyname(3) gives it.

    It is asked in this process: a program that is started for it may run as another
    architecture, and is told about another processor.
    """
    if sys.platform != "darwin":
        return None
    try:
        import ctypes

        function = ctypes.CDLL(None).sysctlbyname
        key = name.encode()
        size = ctypes.c_size_t(0)
        if function(key, None, ctypes.byref(size), None, ctypes.c_size_t(0)):
            return None
        value = ctypes.create_string_buffer(size.value)
        if function(key, value, ctypes.byref(size), None, ctypes.c_size_t(0)):
            return None
        return value.raw[: size.value]
    except (ImportError, OSError, AttributeError):
        return None


def sysctl_number(name: str) -> int | None:
    """Return a number that macOS keeps; the first, of several with 32 bits."""
    value = sysctl(name)
    return int.from_bytes(value[:4], sys.byteorder) if value else None


def processor_feature(number: int) -> bool | None:
    """Return whether Windows says that the processor has a feature.

    See IsProcessorFeaturePresent in the Windows API; it says no to numbers that are
    younger than itself.
    """
    try:
        return bool(_kernel32().IsProcessorFeaturePresent(number))
    except (ImportError, OSError, AttributeError):
        return None


def saved_registers() -> int | None:
    """Return which registers Windows saves for programs, as bits of XCR0.

    See GetEnabledXStateFeatures in the Windows API.
    """
    try:
        import ctypes

        function = _kernel32().GetEnabledXStateFeatures
        function.restype = ctypes.c_uint64
        return int(function())
    except (ImportError, OSError, AttributeError):
        return None


def _kernel32() -> Any:
    import ctypes

    if os.name != "nt":
        raise OSError("this is not Windows")
    return ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
