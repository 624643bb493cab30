"""Tell the place that pip runs in from others which share its cache.

A home folder may be that of thousands of nodes, cloned with one machine id, and a cache
may be mounted into one container that sees a device and another that does not.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress

from .variables import visible_value

# These tell plugins of several vendors their answers, and programs their resources.
_HINTS = ("VARIANT_PROVIDER", "VISIBLE_DEVICES")
_MACHINE_ID_FILES = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_BOOT_ID_FILE = "/proc/sys/kernel/random/boot_id"
# Terminals and disks come and go, and nothing is built for them.
_PASSING_DEVICES = ("tty", "vcs", "loop", "ram", "sd", "dm-", "nbd", "hidraw")


def interpreter() -> list[str]:
    """The Python that runs pip, and the environment that it is in."""
    return [os.path.realpath(sys.executable), sys.prefix]


def surroundings() -> list[str]:
    """Machine, user and container, and the resources allowed there."""
    root = os.stat(os.sep)
    hints = sorted(name for name in os.environ if any(hint in name for hint in _HINTS))
    return [
        _first_line(*_MACHINE_ID_FILES) or _windows_machine_id(),
        os.uname().nodename if hasattr(os, "uname") else "",
        str(os.getuid()) if hasattr(os, "getuid") else "",
        f"{root.st_dev} {root.st_ino}",
        *_devices(),
        *hints,
        values_digest(hints),
    ]


def boot() -> str:
    """The start of the system, as far as it can be told from others."""
    return _first_line(_BOOT_ID_FILE)


def values_digest(variables: Iterable[str]) -> str:
    """A digest of the environment variables that plugins see, which may be secrets."""
    return digest([visible_value(name) for name in variables])


def digest(value: object) -> str:
    """A digest of anything that :mod:`json` can write."""
    return hashlib.sha256(json.dumps(value).encode("ascii")).hexdigest()


def _devices() -> list[str]:
    if sys.platform == "linux":
        with suppress(OSError):
            names = sorted(os.listdir("/dev"))
            return [name for name in names if not name.startswith(_PASSING_DEVICES)]
    return []


def _first_line(*paths: str) -> str:
    for path in paths:
        try:
            with open(path, "rb") as file:
                return file.readline(100).strip().decode("latin-1")
        except OSError:
            pass
    return ""


def _windows_machine_id() -> str:
    if sys.platform != "win32":
        return ""
    import winreg

    path = r"SOFTWARE\Microsoft\Cryptography"
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return ""
