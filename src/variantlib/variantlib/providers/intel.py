"""Answer for Intel's GPUs, by Level Zero.

The published plugin (``intel-variant-provider`` 0.0.3) reports ``device_ip``: for each
GPU the version of its design, and then that of the design whose code it runs as well.
Designs that its table lacks are left out. PCI tells too little: each chip with graphics
of the last fifteen years looks alike there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..errors import InvalidVariable
from ..named_tuples import NamedTuple
from .host import Host
from .level_zero import (
    DXG,
    LIBRARIES,
    LOADER,
    RENDER,
    WINDOWS_LOADER,
    has_loader,
    may_have_gpu,
    render_nodes,
)
from .pci import PCI
from .provider import Code, Device, Facts, Policy, Probe, Provider, Report

__all__ = ["BASES", "PROVIDER", "report"]

_FORCE = "INTEL_VARIANT_PROVIDER_FORCE_DEVICE_IP"
_MASK = "ZE_AFFINITY_MASK"
_VENDOR = 0x8086
_BUSES = "/sys/bus"

BASES: dict[str, str] = {
    **dict.fromkeys(("35.11.0", "35.10.4"), ""),
    **dict.fromkeys(("30.5.4", "30.4.4", "30.3.1", "30.1.0"), "30.0.4"),
    "30.0.4": "",
    "20.4.4": "20.1.0",
    "20.2.0": "20.1.0",
    "20.1.0": "",
    "12.74.4": "",
    "12.71.4": "12.70.4",
    "12.70.4": "",
    "12.60.7": "",
    "12.57.0": "12.55.8",
    "12.56.5": "12.55.8",
    "12.55.8": "",
    **dict.fromkeys(("12.10.0", "12.4.0", "12.3.0", "12.2.0", "12.1.0", "12.0.0"), ""),
}
"""The designs that the plugin knows (its table of April 2026), each with its base."""

# Of ze_result_t, in Level Zero's ze_api.h.
_NO_DRIVER = "78000001"

# As a driver has it that does not tell the version of a design.
_UNTOLD = "0.0.0"

# Of numbers with 32 bits.
_MAX_DIGITS = 8


class _Gpu(NamedTuple):
    """A GPU as the probe reports it."""

    place: int
    vendor: int
    version: int
    name: str

    @property
    def ip(self) -> str:
        """The version of its design.

        Level Zero has its three numbers as bits of one: 10 of architecture, 8 of
        release, and the last 6 are the revision.
        """
        version = self.version
        return f"{version >> 22}.{version >> 14 & 255}.{version & 63}"

    @property
    def label(self) -> str:
        return self.name or f"GPU {self.place} of Intel"


def report(host: Host, facts: Facts | None, policy: Policy) -> Report:
    """Return the answer for a host.

    ``gpus`` of the policy is heeded where it is "visible"; else the values are
    alternatives by every rule, as the plugin has it. Who wants a build for every GPU is
    told by the devices.

    :raises InvalidVariable: If the variable that forces an answer is no such answer.
    """
    forced = _forced(host)
    if forced is not None:
        return Report((("device_ip", (forced,)),))
    if not may_have_gpu(host):
        return Report(notes=tuple(_unseen(host)))
    if facts is None and has_loader(host):
        return Report(is_partial=True)
    if facts is None or "loader" not in facts:
        return Report(
            notes=(f"an Intel GPU is here, but not {LOADER}, which tells its kind",)
        )
    if facts.get("init") != ("0",):
        notes = (_failure(host, facts),)
        return Report(notes=notes, is_partial=True, is_blocked=True)
    gpus = found = [gpu for gpu in _gpus(facts) if gpu.vendor == _VENDOR]
    if policy.gpus == "visible":
        gpus = _visible(host, found)
    ips = tuple(dict.fromkeys(_ips(gpus)))
    return Report(
        config=(("device_ip", ips),) if ips else (),
        notes=tuple(_notes(facts, gpus, is_hidden=bool(found) and not gpus)),
        devices=tuple(Device(gpu.label, gpu.ip) for gpu in gpus),
        is_partial="failed" in facts,
        is_blocked="failed" in facts or any(gpu.ip not in BASES for gpu in gpus),
    )


def _forced(host: Host) -> str | None:
    """Return the version that the user has set, which counts alone: without a base.

    :raises InvalidVariable: If it is none that the plugin would report.
    """
    text = host.variable(_FORCE)
    if text is not None and text not in BASES:
        raise InvalidVariable(_FORCE, text, "a version that is known, such as 12.60.7")
    return text


def _unseen(host: Host) -> Iterator[str]:
    """Yield a note if there is a GPU of which files do not say whose it is."""
    nodes = render_nodes(host) if host.system == "linux" else []
    if nodes and not host.exists(_BUSES):  # Not all machines have a bus of kind PCI.
        yield f"a GPU is here ({nodes[0]}), but not {_BUSES}, which tells its maker"


def _failure(host: Host, facts: Facts) -> str:
    nodes = render_nodes(host)
    if nodes and not any(map(host.may_use, nodes)):
        return f"this user may not open {nodes[0]}, as Level Zero must (group render)"
    result = ", ".join(facts.get("init", ("unknown",)))
    if result == _NO_DRIVER:
        return "Level Zero is here, but has no driver for a GPU"
    return f"Level Zero is here, but does not start ({result})"


def _gpus(facts: Facts) -> Iterator[_Gpu]:
    """Yield the GPUs of the probe's lines: hexadecimal numbers, and a name in bytes."""
    for line in facts.get("gpu", ()):
        try:
            index, vendor, version, *name = line.split(".")
            if max(map(len, (index, vendor, version))) > _MAX_DIGITS:
                continue
            text = bytes.fromhex("".join(name)).decode("utf-8", "replace")
            yield _Gpu(int(index), int(vendor, 16), int(version, 16), text)
        except ValueError:
            continue


def _visible(host: Host, gpus: Sequence[_Gpu]) -> list[_Gpu]:
    """Return the GPUs that programs see, as the user has limited them.

    The variable holds indices after commas, each with a part of the GPU behind a dot if
    that is all that counts ("Affinity Mask" of Level Zero's programming guide).
    """
    text = host.variable(_MASK)
    if text is None:
        return list(gpus)
    wanted = {entry.strip().partition(".")[0] for entry in text.split(",")}
    return [gpu for gpu in gpus if str(gpu.place) in wanted]


def _ips(gpus: Iterable[_Gpu]) -> Iterator[str]:
    for gpu in gpus:
        if gpu.ip in BASES:
            yield gpu.ip
            if BASES[gpu.ip]:
                yield BASES[gpu.ip]


def _notes(facts: Facts, gpus: Sequence[_Gpu], *, is_hidden: bool) -> Iterator[str]:
    for gpu in gpus:
        if not gpu.version:
            yield f"the driver does not tell the device_ip of {gpu.label}"
        elif gpu.ip not in BASES:
            yield f"{gpu.label} has the device_ip {gpu.ip}, which is not known here"
    if is_hidden:
        yield f"{_MASK} hides every GPU"
    elif not gpus:
        yield "Level Zero finds no Intel GPU"
    if "failed" in facts:
        failed = ", ".join(facts["failed"])
        yield f"Level Zero fails for a part of the devices ({failed})"


def _serves(values: Iterable[str], target: str) -> bool:
    """Return whether a build has code for a design, or for the base of it."""
    if target == _UNTOLD:
        return True  # Nothing is known that speaks against it.
    return not {target, BASES.get(target, "")}.isdisjoint(values)


def _is_needed(host: Host) -> bool:
    # A value that is wrong is an error of the answer, which has a place to report it.
    if host.variable(_FORCE) is not None:
        return False
    return may_have_gpu(host) and has_loader(host)


PROVIDER = Provider(
    name="intel",
    keys=("device_ip",),
    report=report,
    stands_for={"intel-variant-provider": ("0.0.1", "0.0.2", "0.0.3", "0.0.*")},
    files=(PCI, RENDER, DXG, *LIBRARIES),
    libraries=(WINDOWS_LOADER,),
    variables=(_FORCE, _MASK, "LD_LIBRARY_PATH"),
    probe=Probe("_intel_probe", _is_needed),
    code=Code("device_ip", _serves),
)
