"""Read the GPUs that Linux's driver for AMD offers for computing.

KFD, a part of the kernel's ``amdgpu``, describes each processor in a folder below
``/sys/class/kfd/kfd/topology/nodes``. Its file ``properties`` has a name and a decimal
number in each line (``drivers/gpu/drm/amd/amdkfd/kfd_topology.c`` of Linux):

``simd_count``          0 for CPUs
``gfx_target_version``  the instructions: major * 10000 + minor * 100 + stepping
``unique_id``           the chip, which several nodes share that are partitions of it
``device_id``           as PCI has it
``drm_render_minor``    its number in ``/dev/dri/renderD*``
"""

from __future__ import annotations

from collections.abc import Iterator

from ..named_tuples import NamedTuple
from .host import Host

__all__ = ["NODES", "Gpu", "Topology", "gfx_name", "read_topology"]

NODES = "/sys/class/kfd/kfd/topology/nodes"

# Real ones have less than 2 kB.
_MAX_BYTES = 16 * 1024


class Gpu(NamedTuple):
    """A GPU, or a part of one that counts as one.

    :param node: The number of its node.
    :param version: Its ``gfx_target_version``; 0 if the kernel is too old to tell.
    :param device: Its PCI device number; 0 if the driver does not tell.
    :param unique: The number of its chip; 0 if it has none.
    """

    node: int
    version: int
    device: int = 0
    unique: int = 0

    @property
    def gfx(self) -> str | None:
        """The name of its instructions; None if the number makes none."""
        return gfx_name(self.version)


class Topology(NamedTuple):
    """All that KFD tells.

    :param gpus: The GPUs, in the order of their nodes.
    :param hidden: Nodes that cannot be read. In a container, these are the GPUs that
        belong to others (the kernel answers EPERM).
    """

    gpus: tuple[Gpu, ...] = ()
    hidden: tuple[int, ...] = ()


def read_topology(host: Host) -> Topology:
    """Return the GPUs of a host."""
    gpus: list[Gpu] = []
    hidden: list[int] = []
    for node in sorted(_numbers(host)):
        text = host.read(f"{NODES}/{node}/properties", _MAX_BYTES)
        if text is None:
            hidden.append(node)
            continue
        gpu = _read_gpu(node, text)
        if gpu is not None:
            gpus.append(gpu)
    return Topology(tuple(gpus), tuple(hidden))


def gfx_name(version: int) -> str | None:
    """Return the name of a ``gfx_target_version``; None if the number makes none.

    The name is the major number in decimal, then minor and stepping with a hexadecimal
    digit each: 90010 is gfx90a, 110501 is gfx1151.
    """
    major, rest = divmod(version, 10000)
    minor, stepping = divmod(rest, 100)
    if major < 1 or minor > 15 or stepping > 15:
        return None
    return f"gfx{major}{minor:x}{stepping:x}"


def _numbers(host: Host) -> Iterator[int]:
    for name in host.names(NODES):
        if name.isascii() and name.isdigit():
            yield int(name)


def _read_gpu(node: int, text: str) -> Gpu | None:
    """Return the GPU that a file describes; None if it describes something else."""
    facts = dict(_lines(text))
    if not facts.get("simd_count"):
        return None
    version = facts.get("gfx_target_version", 0)
    return Gpu(node, version, facts.get("device_id", 0), facts.get("unique_id", 0))


def _lines(text: str) -> Iterator[tuple[str, int]]:
    for line in text.splitlines():
        name, _, number = line.strip().partition(" ")
        # Twenty digits are enough for 64 bits.
        if number.isascii() and number.isdigit() and len(number) <= 20:
            yield name, int(number)
