"""Write the files that Linux has on machines with GPUs of AMD."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

NODES = "sys/class/kfd/kfd/topology/nodes"

_PROPERTIES = """\
cpu_cores_count {cores}
simd_count {simds}
mem_banks_count 1
caches_count 138
wave_front_size {wave}
gfx_target_version {version}
vendor_id {vendor}
device_id {device}
domain 0
drm_render_minor {minor}
unique_id {unique}
num_xcc 1
"""


class Node(NamedTuple):
    """A processor as KFD describes it; without a version, it is a CPU.

    :param is_hidden: Whether reading about it fails, as it does in containers for the
        GPUs of others.
    """

    version: int = 0
    device: int = 0
    unique: int = 0
    simds: int = 304
    is_hidden: bool = False


CPU = Node(simds=0)
HIDDEN = Node(is_hidden=True)


def write_kfd(root: Path, nodes: Iterable[Node], *, device: bool = True) -> None:
    """Write the topology below a root, and ``/dev/kfd``.

    :param device: Whether there is ``/dev/kfd``.
    """
    for number, node in enumerate(nodes):
        folder = root / NODES / str(number)
        folder.mkdir(parents=True)
        path = folder / "properties"
        if node.is_hidden:
            # No bits of a file's mode would keep root from reading it.
            path.mkdir()
            continue
        is_gpu = node.version > 0
        path.write_text(
            _PROPERTIES.format(
                cores=0 if is_gpu else 64,
                simds=node.simds,
                wave=64 if is_gpu else 0,
                version=node.version,
                vendor=4098 if is_gpu else 0,
                device=node.device,
                minor=128 + number if is_gpu else 0,
                unique=node.unique,
            )
        )
    if device:
        (root / "dev").mkdir(exist_ok=True)
        (root / "dev/kfd").touch()
    (root / "sys/module/amdgpu").mkdir(parents=True, exist_ok=True)
