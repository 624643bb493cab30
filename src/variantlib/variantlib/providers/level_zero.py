"""Tell whether it is worth while to ask Level Zero, without loading it.

Its loader, ``libze_loader.so.1``, comes with a package of its own on Linux, and with
the graphics driver on Windows. The GPU is looked for on the PCI bus: vendor 0x8086,
class 0x03 (display), and a node in ``/dev/dri`` that programs compute through. In WSL
there is ``/dev/dxg`` instead.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from .host import Host
from .pci import has_display

__all__ = [
    "DXG",
    "LOADER",
    "RENDER",
    "WINDOWS_LOADER",
    "has_loader",
    "may_have_gpu",
    "render_nodes",
]

LOADER = "libze_loader.so.1"
RENDER = "/dev/dri"
DXG = "/dev/dxg"

WINDOWS_LOADER = "ze_loader.dll"
_VENDOR = "0x8086"

# Where distributions put it; and the list that the dynamic loader has of all the rest.
LIBRARIES = (
    f"/usr/lib/x86_64-linux-gnu/{LOADER}",
    f"/usr/lib64/{LOADER}",
    f"/usr/lib/{LOADER}",
    f"/usr/local/lib/{LOADER}",
)
_LIST = "/etc/ld.so.cache"
_MAX_LIST = 4 * 1024 * 1024


def may_have_gpu(host: Host) -> bool:
    """Return whether there may be a GPU of Intel's that programs can use."""
    if host.system == "windows":
        return has_loader(host)
    if host.system != "linux":
        return False
    if host.exists(DXG):
        return has_loader(host)
    return bool(render_nodes(host)) and has_display(host, _VENDOR)


def render_nodes(host: Host) -> list[str]:
    """Return the device nodes through which programs compute on GPUs."""
    names = host.names(RENDER)
    return [f"{RENDER}/{name}" for name in names if name.startswith("renderD")]


def has_loader(host: Host) -> bool:
    """Return whether the loader's library is where this Python would find it.

    For a tree that stands for another machine only ``LD_LIBRARY_PATH`` counts: the
    libraries in the tree may not run here.
    """
    if host.system == "windows":
        path = host.system_library(WINDOWS_LOADER)
        return host.is_here and os.path.exists(path)
    if any(os.path.exists(os.path.join(folder, LOADER)) for folder in _given(host)):
        return True
    if not host.is_here:
        return False
    if any(map(host.exists, LIBRARIES)):
        return True
    return LOADER in (host.read(_LIST, _MAX_LIST) or "")


def _given(host: Host) -> Iterator[str]:
    folders = (host.variable("LD_LIBRARY_PATH") or "").split(os.pathsep)
    yield from filter(None, folders)
    # Where conda has it, whose Python looks there.
    if host.is_here:
        yield os.path.join(sys.base_prefix, "lib")
