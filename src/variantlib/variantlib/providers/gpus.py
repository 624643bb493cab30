"""Choose the GPUs that count, and tell whether a build has code for a GPU.

Sources: CUDA C++ Programming Guide, "Binary Compatibility", "PTX Compatibility" and
"CUDA Environment Variables"; the compatibility guides of the architectures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ..named_tuples import NamedTuple
from .nvidia_driver import TEGRA_CAPABILITIES
from .nvidia_values import Number, parse_capability

__all__ = ["VISIBLE", "Gpu", "counting", "serves", "visible"]

_CODE = r"([0-9]{1,2})([0-9])([af]?)_(real|virtual)"
_INDEX = r"[0-9]+"

VISIBLE = "CUDA_VISIBLE_DEVICES"


class Gpu(NamedTuple):
    """An NVIDIA GPU.

    :param place: Its number on the bus, as nvidia-smi counts.
    :param uuid: As in "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6"; empty if not known.
    :param parts: The ids of its MIG devices.
    """

    place: int
    capability: Number
    uuid: str = ""
    name: str = ""
    parts: tuple[str, ...] = ()


def serves(values: Iterable[str], target: str) -> bool:
    """Return whether a build has code that a GPU runs.

    Machine code is for GPUs of the same major version and an equal or higher minor
    one, but never for both desktops and Tegra chips. Code in PTX is compiled for any
    GPU that is not older. Code of kind ``a`` is for one GPU only, of kind ``f`` for
    its family.

    :param values: The build's values of ``sm_arch``.
    :param target: The GPU's compute capability, as in "9.0".
    """
    capability = parse_capability(target)
    if capability is None:
        return True  # Nothing is known that speaks against it.
    return any(_runs(value, capability) for value in values)


def _runs(value: str, capability: Number) -> bool:
    match = re.fullmatch(_CODE, value)
    if match is None:
        return False
    code, kind = (int(match[1]), int(match[2])), match[3]
    if kind == "a":
        return code == capability
    is_family = code[0] == capability[0] and code[1] <= capability[1]
    if match[4] == "virtual":
        return is_family if kind == "f" else code <= capability
    if code in TEGRA_CAPABILITIES or capability in TEGRA_CAPABILITIES:
        return code == capability
    return is_family


def counting(
    gpus: Sequence[Gpu],
    rule: str,
    environment: Mapping[str, str],
    order: Sequence[str] = (),
) -> list[Gpu]:
    """Return the GPUs that code has to be for.

    :param rule: "highest", "lowest", "every" or "visible".
    :param order: The ids of the GPUs as CUDA counts them, as far as that is known.
    """
    chosen = list(gpus)
    if rule == "visible":
        chosen = visible(gpus, environment.get(VISIBLE), order)
    chosen.sort(key=lambda gpu: gpu.capability, reverse=True)
    if rule == "every":
        return chosen
    return chosen[-1:] if rule == "lowest" else chosen[:1]


def visible(
    gpus: Sequence[Gpu], listed: str | None, order: Sequence[str] = ()
) -> list[Gpu]:
    """Return the GPUs that ``CUDA_VISIBLE_DEVICES`` lets a program see.

    The first entry that names no GPU ends the list.

    :param listed: The variable's value; None if it is not set, which shows all.
    """
    if listed is None:
        return list(gpus)
    places = {uuid: place for place, uuid in enumerate(order)}
    # Those that CUDA did not tell keep the order of the bus.
    counted = sorted(gpus, key=lambda gpu: places.get(gpu.uuid, len(places)))
    found: list[Gpu] = []
    for entry in listed.split(","):
        gpu = _named(counted, entry.strip())
        if gpu is None:
            break
        if gpu not in found:
            found.append(gpu)
    return found


def _named(gpus: Sequence[Gpu], entry: str) -> Gpu | None:
    if re.fullmatch(_INDEX, entry):
        place = int(entry) if len(entry) < 5 else len(gpus)
        return gpus[place] if place < len(gpus) else None
    if entry.startswith("MIG-GPU-"):  # The older form has the GPU's own id.
        entry = entry.removeprefix("MIG-").partition("/")[0]
    if not entry.startswith(("GPU-", "MIG-")):
        return None
    matches = [
        gpu
        for gpu in gpus
        if any(name.startswith(entry) for name in (gpu.uuid, *gpu.parts))
    ]
    return matches[0] if len(matches) == 1 else None
