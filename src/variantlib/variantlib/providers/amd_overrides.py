"""Read the variables by which users correct the detection of AMD's GPUs.

They are those of the two published plugins, of ROCm itself, and of uv, so that one
setting serves all. The first that is set decides on the names:

``ROCM_BOOTSTRAP_DISABLE_DETECTION``    1: there is nothing (rocm-bootstrap)
``ROCM_BOOTSTRAP_FORCE_GFX_ARCH``       names after commas; known ones (rocm-bootstrap)
``AMD_VARIANT_PROVIDER_FORCE_GFX_ARCH`` names after commas, blanks, semicolons
``UV_AMD_GPU_ARCHITECTURE``             one name (uv's choice of a PyTorch index)

``HSA_OVERRIDE_GFX_VERSION`` (as 10.3.0) makes ROCm run other code on the GPUs that are
there; where there are some, it stands before the last of them.
``AMD_PREFERRED_GFX_ARCHS`` names, after commas, those that amd-variant-provider lets
pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from ..errors import InvalidVariable
from .host import Host
from .kfd import Gpu, gfx_name

__all__ = [
    "DISABLE",
    "KNOWN",
    "PREFERRED",
    "PRETEND",
    "VARIABLES",
    "forced_names",
    "forced_rocm",
    "hiding",
    "is_switched_off",
    "preferred",
    "pretended_name",
    "visible_gpus",
]

DISABLE = "ROCM_BOOTSTRAP_DISABLE_DETECTION"
PRETEND = "HSA_OVERRIDE_GFX_VERSION"
PREFERRED = "AMD_PREFERRED_GFX_ARCHS"

_FORCE = "ROCM_BOOTSTRAP_FORCE_GFX_ARCH"
_FORCE_OLD = "AMD_VARIANT_PROVIDER_FORCE_GFX_ARCH"
_FORCE_ROCM = "AMD_VARIANT_PROVIDER_FORCE_ROCM_VERSION"
_UV = "UV_AMD_GPU_ARCHITECTURE"
_VISIBLE_ROCR = "ROCR_VISIBLE_DEVICES"
_VISIBLE_HIP = "HIP_VISIBLE_DEVICES"

VARIABLES = (
    *(DISABLE, _FORCE, _FORCE_OLD, _FORCE_ROCM, PREFERRED, PRETEND, _UV),
    *(_VISIBLE_ROCR, _VISIBLE_HIP, "GPU_DEVICE_ORDINAL"),
)

KNOWN = (
    *("gfx900", "gfx902", "gfx904", "gfx906", "gfx908", "gfx909", "gfx90a", "gfx90c"),
    *("gfx942", "gfx950", "gfx1010", "gfx1011", "gfx1012", "gfx1013"),
    *("gfx1030", "gfx1031", "gfx1032", "gfx1033", "gfx1034", "gfx1035", "gfx1036"),
    *("gfx1100", "gfx1101", "gfx1102", "gfx1103"),
    *("gfx1150", "gfx1151", "gfx1152", "gfx1153"),
    *("gfx1200", "gfx1201", "gfx1250", "gfx1251"),
)
"""The names that rocm-bootstrap 0.3.0 reports, in its order."""

# A target of its own whose packages are those of another.
_OWNERS = {"gfx1250-strict": "gfx1250"}

_NAMES = "names such as gfx942,gfx1100"
_without_features = partial(re.sub, r"(?:[:-](?:xnack|sramecc)[+-])+$", "")
_is_name = partial(re.fullmatch, r"gfx[1-9][0-9a-f]{2,4}")
_is_rocm = partial(re.fullmatch, r"([0-9]{1,4})\.([0-9]{1,4})\.[0-9]{1,9}")
_is_version = partial(re.fullmatch, r"([0-9]{1,3})\.([0-9]{1,2})\.([0-9]{1,2})")


def is_switched_off(host: Host) -> bool:
    """Return whether the user wants no answer about GPUs of AMD."""
    return host.variable(DISABLE) == "1"


def forced_names(host: Host, *, has_gpu: bool) -> tuple[str, ...] | None:
    """Return the names that the user has set; None if there are none set.

    :param has_gpu: Whether there are GPUs that the user may have given another name.
    :raises InvalidVariable: If one of them cannot be a name, or there is none.
    """
    for variable, separators, rule, is_right in (
        (_FORCE, r",", "names that are known, such as gfx942,gfx1100", _is_known),
        (_FORCE_OLD, r"[,\s;]+", _NAMES, _is_name),
        (_UV, r"$^", "a name such as gfx1100", _is_name),
    ):
        text = host.variable(variable)
        is_outdone = variable == _UV and has_gpu and host.variable(PRETEND)
        if text is None or is_outdone:
            continue
        return _checked(variable, text, re.split(separators, text), rule, is_right)
    return None


def _is_known(name: str) -> bool:
    return name in KNOWN


def _checked(
    variable: str,
    text: str,
    parts: Iterable[str],
    rule: str,
    is_right: Callable[[str], object],
) -> tuple[str, ...]:
    names = []
    for part in filter(None, map(str.strip, parts)):
        name = _without_features(part)
        name = _OWNERS.get(name, name)
        if not is_right(name):
            raise InvalidVariable(variable, text, rule)
        names.append(name)
    if not names:
        raise InvalidVariable(variable, text, rule)
    return tuple(dict.fromkeys(names))


def forced_rocm(host: Host) -> str | None:
    """Return the version of ROCm that the user has set, as major.minor.

    :raises InvalidVariable: If it has not three numbers, as the plugin wants it.
    """
    text = host.variable(_FORCE_ROCM)
    if text is None:
        return None
    found = _is_rocm(text)
    if not found:
        raise InvalidVariable(_FORCE_ROCM, text, "a version such as 6.4.1")
    return f"{int(found[1])}.{int(found[2])}"


def pretended_name(host: Host) -> str | None:
    """Return the name of the GPU that ROCm is told to see in each.

    :raises InvalidVariable: If the version makes no name.
    """
    text = host.variable(PRETEND)
    if text is None:
        return None
    found = _is_version(text)
    name = None
    if found:
        major, minor, stepping = map(int, found.groups())
        name = gfx_name(major * 10000 + minor * 100 + stepping)
    if name is None:
        raise InvalidVariable(PRETEND, text, "a version such as 10.3.0")
    return name


def preferred(host: Host, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the names that the user lets pass, in their order.

    :raises InvalidVariable: If one that is to pass cannot be a name, or there is none.
    """
    text = host.variable(PREFERRED)
    if text is None:
        return names
    passing = _checked(PREFERRED, text, text.split(","), _NAMES, _is_name)
    return tuple(name for name in names if name in passing)


def visible_gpus(host: Host, gpus: Sequence[Gpu]) -> tuple[Gpu, ...]:
    """Return the GPUs that programs see, as the user has limited them.

    ROCm's runtime takes the first variable, and HIP counts the rest anew for the second
    ("GPU isolation techniques" of ROCm's documentation). Both hold indices after
    commas, the first also "GPU-" with the number of a chip. A wrong entry ends a list.
    """
    *_, found = (tuple(gpus), *(left for _, left in _limited(host, gpus)))
    return found


def hiding(host: Host, gpus: Sequence[Gpu]) -> str | None:
    """Return the variable that leaves none of the GPUs; None if some are visible."""
    return next((name for name, left in _limited(host, gpus) if not left), None)


def _limited(host: Host, gpus: Sequence[Gpu]) -> Iterator[tuple[str, tuple[Gpu, ...]]]:
    """Yield each variable that is set, and the GPUs that it leaves.

    The first leaves none if it is empty; HIP takes no notice of an empty one.
    """
    for variable in (_VISIBLE_ROCR, _VISIBLE_HIP):
        text = host.environment.get(variable)
        if text or (text is not None and variable == _VISIBLE_ROCR):
            gpus = tuple(_chosen(gpus, text.split(",")))
            yield variable, gpus


def _chosen(gpus: Sequence[Gpu], entries: Iterable[str]) -> Iterable[Gpu]:
    by_name = {f"gpu-{gpu.unique:016x}": gpu for gpu in gpus if gpu.unique}
    by_name |= {str(index): gpu for index, gpu in enumerate(gpus)}
    for entry in entries:
        gpu = by_name.get(entry.strip().lower())
        if gpu is None:
            return
        yield gpu
