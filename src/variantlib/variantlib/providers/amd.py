"""Answer for AMD's GPUs, from the files of the kernel.

There are two published plugins. ``rocm-bootstrap`` 0.3.0 reports ``gfx_arch`` alone, in
the order of KFD's nodes; ``amd-variant-provider`` 0.0.2, which reports ``rocm_version``
too, counts for the packages that name it. This provider answers for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial

from ..plugins.discovery import installed_versions, plugin_path
from ..wire import KeyValues
from . import amd_overrides as overrides
from .host import Host
from .kfd import NODES, Gpu, Topology, read_topology
from .provider import Code, Device, Facts, Policy, Provider, Report

__all__ = ["PROVIDER", "report"]

_OLD_PLUGIN = "amd-variant-provider"

_DEVICE = "/dev/kfd"
_MODULE = "/sys/module/amdgpu"
# Of drivers that do not come with the kernel.
_MODULE_VERSION = "/sys/module/amdgpu/version"
_ROCM = "/opt/rocm"
_VERSION_FILE = ".info/version"
_ROCM_WHEEL = "rocm-sdk-core"

_match_version = partial(re.match, r"([0-9]{1,4})\.([0-9]{1,4})(?![0-9])")

# The old plugin is as strict, though builds may bring all of ROCm that they need.
_NO_ROCM = "no ROCm is found, so builds that ask for a rocm_version do not fit"


def report(host: Host, facts: Facts | None, policy: Policy) -> Report:
    """Return the answer for a host.

    ``gpus`` of the policy is heeded where it is "visible". The other rules say the same
    here: the values are alternatives, so a wheel for any of several GPUs fits, as the
    plugins have it. Who wants one for every GPU is told by the devices.

    :raises InvalidVariable: If a variable that forces an answer is no such answer.
    """
    if overrides.is_switched_off(host):
        return Report(notes=(f"{overrides.DISABLE}=1 leaves AMD GPUs out",))
    topology = read_topology(host) if host.system == "linux" else Topology()
    forced = overrides.forced_names(host, has_gpu=bool(topology.gpus))
    if forced is not None:
        rocm = _rocm_version(host, has_gpu=True)
        lacking = () if rocm else (_NO_ROCM,)
        return Report(_config(forced, rocm), lacking, is_blocked=bool(lacking))
    gpus = _counting(host, topology, policy)
    pretended = overrides.pretended_name(host)
    names, notes = _names(host, gpus, pretended)
    if topology.gpus and not gpus:
        notes = (f"{overrides.hiding(host, topology.gpus)} hides every GPU",)
    warnings = _warnings(host, topology)
    rocm = _rocm_version(host, has_gpu=bool(names))
    if names and not rocm:
        warnings = (*warnings, _NO_ROCM)
    return Report(
        _config(names, rocm),
        notes=(*notes, *warnings),
        devices=tuple(_devices(gpus, pretended)),
        is_partial=bool(topology.hidden),
        is_blocked=bool(warnings) or any(gpu.gfx is None for gpu in gpus),
    )


def _config(names: tuple[str, ...], rocm: tuple[str, ...]) -> tuple[KeyValues, ...]:
    pairs = (("gfx_arch", names), ("rocm_version", rocm))
    return tuple((key, values) for key, values in pairs if values)


def _counting(host: Host, topology: Topology, policy: Policy) -> tuple[Gpu, ...]:
    if policy.gpus != "visible":
        return topology.gpus
    return overrides.visible_gpus(host, topology.gpus)


def _names(
    host: Host, gpus: Sequence[Gpu], pretended: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the GPUs' instructions, and notes about odd ones."""
    notes = [
        f"KFD gives the GPU at node {gpu.node} the unknown gfx_target_version"
        f" {gpu.version}"
        for gpu in gpus
        if gpu.gfx is None
    ]
    own = _unique(gpu.gfx for gpu in gpus)
    if gpus and pretended is not None and own != (pretended,):
        notes.append(f"{overrides.PRETEND} makes ROCm run code for {pretended} here")
        own = (pretended,)
    names = overrides.preferred(host, own)
    if names != own:
        left = ", ".join(name for name in own if name not in names)
        notes.append(f"{overrides.PREFERRED} leaves {left} out")
    return names, tuple(notes)


def _unique(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name is not None))


def _warnings(host: Host, topology: Topology) -> tuple[str, ...]:
    """Return notes about GPUs that programs will not be able to use."""
    if host.system != "linux":
        return ()
    notes = []
    if topology.hidden:
        nodes = "nodes" if len(topology.hidden) > 1 else "node"
        nodes = f"{nodes} {', '.join(map(str, topology.hidden))}"
        notes.append(f"KFD does not show {nodes} here, so a GPU there does not count")
    if topology.gpus and not host.exists(_DEVICE):
        notes.append(f"there is no {_DEVICE}, so programs cannot use the AMD GPU here")
    elif topology.gpus and not host.may_use(_DEVICE):
        notes.append(f"this user may not open {_DEVICE} (group render or video)")
    if not topology.gpus and not topology.hidden:
        if host.exists(_MODULE):
            notes.append("the amdgpu driver is loaded, but offers no GPU for computing")
        elif host.exists(_DEVICE) and not host.exists(NODES):
            notes.append(f"{_DEVICE} is here, but not {NODES}, which tells of the GPUs")
    return tuple(notes)


def _devices(gpus: Sequence[Gpu], pretended: str | None) -> Iterable[Device]:
    """Yield the chips; partitions of one chip are one device."""
    chips: dict[object, list[Gpu]] = {}
    for gpu in gpus:
        chip = ("chip", gpu.unique) if gpu.unique else ("node", gpu.node)
        chips.setdefault(chip, []).append(gpu)
    for parts in chips.values():
        first = parts[0]
        number = f" {first.device:04x}" if first.device else ""
        nodes = f"KFD node {first.node}"
        if len(parts) > 1:
            nodes = f"{len(parts)} partitions from KFD node {first.node} on"
        target = pretended or first.gfx or "unknown"
        yield Device(f"AMD GPU{number} ({nodes})", target)


def _rocm_version(host: Host, *, has_gpu: bool) -> tuple[str, ...]:
    """Return the version of ROCm as major.minor, if there is one.

    The plugin has the variable ``ROCM_PATH`` before ``/opt/rocm``, and reads the file
    ``.info/version`` there, as in "6.4.1-83". Where neither is, ROCm may be in wheels.
    """
    forced = overrides.forced_rocm(host)
    if forced is not None:
        return (forced,)
    folder = host.variable("ROCM_PATH") or _ROCM
    text = host.read(f"{folder.rstrip('/')}/{_VERSION_FILE}", 1024)
    if text is None and has_gpu and host.is_here:
        text = installed_versions(plugin_path()).get(_ROCM_WHEEL)
    found = _match_version((text or "").strip())
    return (f"{int(found[1])}.{int(found[2])}",) if found else ()


def _serves(values: Iterable[str], target: str) -> bool:
    return target in values


PROVIDER = Provider(
    name="amd",
    keys=("gfx_arch", "rocm_version"),
    report=report,
    stands_for={
        # Nobody has published 1.0, but AMD's split wheels ask for it.
        _OLD_PLUGIN: ("0.0.1", "0.0.2", "1.0"),
        "rocm-bootstrap": ("0.1.0", "0.2.0", "0.3.0", "0.*"),
    },
    code=Code("gfx_arch", _serves),
    only_for={"rocm_version": _OLD_PLUGIN},
    files=(NODES, _DEVICE, _MODULE, _MODULE_VERSION, f"{_ROCM}/{_VERSION_FILE}"),
    variables=(*overrides.VARIABLES, "ROCM_PATH"),
)
