"""Read facts of the machine: small files, variables, names of folders.

By default this is the machine that pip runs on. ``VARIANTLIB_SYSROOT`` puts a folder
before every absolute path, for images, for trees of another system mounted in a
container, and for tests; ``VARIANTLIB_PLATFORM`` says which system that is. Nothing
outside of that folder is read, wherever links in it lead.
"""

from __future__ import annotations

import ntpath
import os
import platform
import sys
import sysconfig
from collections.abc import Mapping
from types import MappingProxyType

from ..errors import InvalidVariable
from ..folders import open_regular
from ..named_tuples import NamedTuple
from .tree import find_in_tree

__all__ = ["PLATFORMS", "PLATFORM_VARIABLE", "ROOT_VARIABLE", "Host", "this_host"]

ROOT_VARIABLE = "VARIANTLIB_SYSROOT"
PLATFORM_VARIABLE = "VARIANTLIB_PLATFORM"

MAX_BYTES = 256 * 1024
MAX_NAMES = 4096

PLATFORMS = (
    *("linux-x86_64", "linux-aarch64"),
    *("macos-x86_64", "macos-arm64"),
    *("windows-amd64", "windows-arm64"),
)

# The names that Python has for them, and ours.
_SYSTEMS = {"win32": "windows", "cygwin": "windows", "darwin": "macos"}
_MACHINES = {"amd64": "x86_64", "x64": "x86_64", "arm64": "aarch64"}
_NARROW_MACHINES = {"x86_64": "i686", "aarch64": "armv8l"}


class Host(NamedTuple):
    """A machine whose files and variables can be read.

    :param system: "linux", "macos", "windows", or as ``sys.platform`` has it.
    :param machine: "x86_64", "aarch64", or as ``platform.machine`` has it.
    :param root: The folder that stands for the root of its files; empty for none.
    :param environment: The variables that count.
    """

    system: str
    machine: str
    root: str = ""
    environment: Mapping[str, str] = MappingProxyType({})

    @property
    def is_here(self) -> bool:
        """Whether this process runs on it, so that the system can be asked."""
        return not self.root

    def path(self, path: str) -> str:
        """Return where one of its absolute paths is found.

        It is empty if there is nothing in the tree that stands for the machine.
        """
        if not self.root:
            return path
        try:
            return find_in_tree(self.root, path)
        except OSError:
            return ""

    def system_library(self, name: str) -> str:
        """Return the path that a library of Windows, or of a driver for it, has."""
        if not self.is_here:
            return f"/Windows/System32/{name}"
        windows = self.variable("SystemRoot") or self.variable("WINDIR")
        return ntpath.join(windows or r"C:\Windows", "System32", name)

    def variable(self, name: str) -> str | None:
        """Return the value of a variable; None if it is not set, or empty."""
        return self.environment.get(name, "").strip() or None

    def read(self, path: str, limit: int = MAX_BYTES) -> str | None:
        """Return the start of a regular file; None if it cannot be read.

        :param path: An absolute path on the host.
        :param limit: How many bytes to read at most.
        """
        try:
            with open_regular(self.path(path), follow=not self.root) as file:
                return file.read(limit).decode("utf-8", "replace")
        except OSError:
            return None

    def names(self, path: str) -> list[str]:
        """Return the names in a folder, sorted; none if it cannot be read."""
        try:
            return sorted(os.listdir(self.path(path)))[:MAX_NAMES]
        except OSError:
            return []

    def exists(self, path: str) -> bool:
        """Return whether there is something at a path; links are followed."""
        return os.path.exists(self.path(path))

    def may_use(self, path: str) -> bool:
        """Return whether this user may read and write there, as devices need it.

        Nothing is opened: a driver may start something for each that opens its device.
        """
        return os.access(self.path(path), os.R_OK | os.W_OK)


def this_host(environment: Mapping[str, str] | None = None) -> Host:
    """Return the machine that pip runs on, or the tree that the user names instead.

    :param environment: The variables that count; None for those of this process.
    :raises InvalidVariable: If the tree, or its platform, is not one.
    """
    environment = os.environ if environment is None else environment
    root = environment.get(ROOT_VARIABLE, "")
    name = environment.get(PLATFORM_VARIABLE, "")
    if not root:
        if name:
            rule = f"set together with {ROOT_VARIABLE}"
            raise InvalidVariable(PLATFORM_VARIABLE, name, rule)
        return Host(*_here(), environment=environment)
    if not os.path.isabs(root) or not os.path.isdir(root):
        raise InvalidVariable(ROOT_VARIABLE, root, "the absolute path of a folder")
    if name and name not in PLATFORMS:
        raise InvalidVariable(PLATFORM_VARIABLE, name, f"one of {', '.join(PLATFORMS)}")
    system, machine = _split(name) if name else _here()
    # Also "/" is a tree: this process and its libraries need not be of that system.
    return Host(system, machine, root.rstrip("/") or "/", environment)


def _here() -> tuple[str, str]:
    """Return the system, and the machine that this Python was built for."""
    system = _SYSTEMS.get(sys.platform, sys.platform)
    machine = platform.machine().lower()
    if system == "windows":
        # An emulated Python is told the name of the real processor.
        machine = sysconfig.get_platform().rpartition("-")[2]
    machine = _MACHINES.get(machine, machine)
    if sys.maxsize < 2**32:
        # Under a kernel of 64 bits, it takes wheels and libraries of another machine.
        machine = _NARROW_MACHINES.get(machine, machine)
    return system, machine


def _split(name: str) -> tuple[str, str]:
    system, _, machine = name.partition("-")
    return system, _MACHINES.get(machine, machine)
