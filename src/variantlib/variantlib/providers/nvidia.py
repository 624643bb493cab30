"""Answer for NVIDIA GPUs: the CUDA version of the driver, and the GPU's code.

The CUDA number is that of libcuda, told by NVML, by libcuda itself or by nvidia-smi; if
all of them fail, that of the running driver by a table. A newer libcuda in a container
(forward compatibility) counts: the programs there use it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import InvalidVariable
from ..named_tuples import NamedTuple
from ..wire import KeyValues
from .gpus import VISIBLE, Gpu, counting, serves, visible
from .host import Host
from .nvidia_driver import (
    FILES,
    TEGRA_CAPABILITIES,
    WINDOWS_LIBRARIES,
    Tegra,
    cuda_of_driver,
    driver_version,
    find_tegra,
    has_card,
    has_device,
    has_hints,
    newer_driver,
)
from .nvidia_findings import Findings, code_in_words, read_findings
from .nvidia_overrides import VARIABLES, Overrides, read_overrides
from .nvidia_values import (
    KEYS,
    Number,
    is_known_cuda,
    lower_bounds,
    sm_archs,
    upper_bounds,
)
from .provider import Code, Device, Facts, Policy, Probe, Provider, Report

__all__ = ["PROVIDER"]

# These hide GPUs from programs, or libraries from the loader.
_SURROUNDINGS = (
    *(VISIBLE, "CUDA_DEVICE_ORDER", "LD_LIBRARY_PATH"),
    *("NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES"),
)
_HIDDEN = f"{VISIBLE} hides every GPU"


class _Cuda(NamedTuple):
    """A CUDA version, or the reason for none."""

    number: Number | None = None
    notes: tuple[str, ...] = ()
    is_guess: bool = False


def report(host: Host, facts: Facts | None, policy: Policy) -> Report:
    """Return the answer for a host.

    :raises InvalidVariable: If a variable that forces a fact cannot be understood.
    """
    forced = read_overrides(host)
    if forced.is_none:
        return Report(notes=("CUDA is switched off by the empty CONDA_OVERRIDE_CUDA",))
    findings = read_findings(facts)
    tegra = find_tegra(host)
    cuda = _cuda(host, forced, findings, tegra)
    notes = [*cuda.notes, *findings.failures]
    config: tuple[KeyValues, ...] = ()
    if cuda.number is not None:
        if forced.is_free or is_known_cuda(cuda.number):
            values, more = _sm_archs(host, forced, findings, tegra, policy)
            config, notes = _config(cuda.number, values), [*notes, *more]
        else:
            version = _text(cuda.number)
            notes.append(f"packages can ask for CUDA 11.0 to 15.20, and not {version}")
    elif forced.capability is not None:
        # As with the plugin, which reports no GPU without its driver.
        stated = f"a variable states a GPU of {_text(forced.capability)}"
        notes.append(f"{stated}, but no CUDA version is known")
    gpus = [] if forced.capability else findings.gpus
    if policy.gpus == "visible":
        gpus = visible(gpus, host.environment.get(VISIBLE), findings.order)
    devices = tuple(map(_device, gpus))
    is_untold = bool(config) and KEYS[-1] not in dict(config) and findings.lacks_gpus
    is_partial = cuda.is_guess or bool(findings.failures) or is_untold
    # The user has set the variable, and the rule by which it counts.
    is_blocked = notes not in ([], [_HIDDEN])
    return Report(config, tuple(notes), devices, is_partial, is_blocked)


def _config(cuda: Number, values: tuple[str, ...]) -> tuple[KeyValues, ...]:
    pairs = zip(KEYS, (lower_bounds(cuda), upper_bounds(cuda), values), strict=True)
    return tuple((key, found) for key, found in pairs if found)


def _cuda(
    host: Host, forced: Overrides, findings: Findings, tegra: Tegra | None
) -> _Cuda:
    if forced.cuda:
        return _Cuda(forced.cuda, forced.notes)
    # The libraries of an updated driver tell of a version that does not run yet.
    if findings.cuda and not findings.is_mismatch:
        return _Cuda(findings.cuda)
    if findings.lacks_libcuda:
        advice = "a container needs NVIDIA_DRIVER_CAPABILITIES=compute,utility"
        return _none(
            f"NVML is here but libcuda is not, so CUDA cannot be used: {advice}"
        )
    driver = driver_version(host) or findings.driver
    if driver is None and tegra is None:
        return _without_driver(host, findings)
    if not has_device(host):
        return _without_device(driver)
    # Libraries of a tree in a folder are out of this process' reach.
    if findings.is_nothing and host.is_here:
        return _none(f"{_driver(driver)}, but libcuda is not, so CUDA cannot be used")
    return _guess(driver, findings, tegra)


def _without_driver(host: Host, findings: Findings) -> _Cuda:
    if host.exists("/dev/nvidiactl") or host.exists("/dev/nvidia0"):
        return _none("an NVIDIA device is here, but its driver does not answer")
    if findings.was_asked and not findings.is_nothing:
        return _none("libraries by NVIDIA are here, but no driver answers them")
    if host.system == "linux" and has_card(host):
        return _none("an NVIDIA card is here, but its driver is not loaded")
    return _Cuda()


def _without_device(driver: str | None) -> _Cuda:
    nodes = "neither /dev/nvidia0 nor /dev/dxg is" if driver else "no device of it is"
    return _none(f"{_driver(driver)}, but {nodes}, so no GPU can be used")


def _driver(version: str | None) -> str:
    return f"the NVIDIA driver {version} is here" if version else "a Tegra chip is here"


def _guess(driver: str | None, findings: Findings, tegra: Tegra | None) -> _Cuda:
    """Return the CUDA version by a table, where nothing told it."""
    if tegra and tegra.cuda:
        note = f"CUDA {_text(tegra.cuda)} is a guess by the release of Jetson Linux"
        return _Cuda(tegra.cuda, (note,), is_guess=True)
    if driver is None:
        return _none("the CUDA version of this Tegra system is not known")
    guess = cuda_of_driver(driver)
    if guess is None:
        return _none(f"the NVIDIA driver {driver} is too old for CUDA 11")
    near = ", which is not in the table" if guess.is_near else ""
    note = f"CUDA {_text(guess.cuda)} is a guess by the driver {driver}{near}"
    if findings.is_mismatch:
        restart = "the NVIDIA driver was updated and the old one still runs"
        note = f"{restart}, so no GPU can be used before a restart; {note}"
    return _Cuda(guess.cuda, (note,), is_guess=True)


def _none(note: str) -> _Cuda:
    return _Cuda(None, (note,))


def _sm_archs(
    host: Host,
    forced: Overrides,
    findings: Findings,
    tegra: Tegra | None,
    policy: Policy,
) -> tuple[tuple[str, ...], list[str]]:
    """Return the values of ``sm_arch``, and notes about GPUs that do not count."""
    if forced.capability:
        stated = f"a variable states a GPU of {_text(forced.capability)}"
        found = sm_archs(forced.capability)
        too_old = f"{stated}, and packages are for 5.0 and newer"
        return found, [] if found else [too_old]
    notes = list(_refusals(findings))
    gpus: Sequence[Gpu] = findings.gpus
    if not gpus and tegra and tegra.capability and has_device(host):
        gpus = [Gpu(0, tegra.capability)]
    if not gpus and findings.was_asked and not notes and not findings.is_mismatch:
        is_none = findings.has_no_gpu
        notes.append("no GPU is visible here" if is_none else "no GPU could be read")
    counted = counting(gpus, policy.gpus, host.environment, findings.order)
    if gpus and not counted:
        notes.append(_HIDDEN)
    values: dict[str, None] = {}
    is_unknown_chip = tegra is not None and tegra.capability is None
    for gpu in counted:
        # Desktop cards are plugged into such boards, too.
        is_exact = gpu.capability in TEGRA_CAPABILITIES or is_unknown_chip
        found = sm_archs(gpu.capability, is_exact=is_exact)
        values.update(dict.fromkeys(found))
        if not found:
            reason = f"has compute capability {_text(gpu.capability)}"
            notes.append(
                f"{_device(gpu).name} {reason}, and packages are for 5.0 and newer"
            )
    return tuple(values), notes


def _refusals(findings: Findings) -> Iterator[str]:
    """Yield a note for each reason: a scheduler denies most GPUs of a node at once."""
    places: dict[str, list[str]] = {}
    for index, code in findings.refused:
        places.setdefault(code, []).append(str(index))
    for code, found in places.items():
        yield f"GPU {', '.join(found)} cannot be read: {code_in_words(code)}"


def _device(gpu: Gpu) -> Device:
    name = gpu.name or f"GPU {gpu.place}"
    # Enough of the id to find the GPU, and accepted by CUDA_VISIBLE_DEVICES.
    name = f"{name} ({gpu.uuid[:12]})" if gpu.uuid else name
    return Device(name, _text(gpu.capability))


def _text(number: Number) -> str:
    return f"{number[0]}.{number[1]}"


def _is_needed(host: Host) -> bool:
    try:
        is_complete = read_overrides(host).is_complete
    except InvalidVariable:
        return False  # The report raises it again.
    return not is_complete and has_hints(host)


PROVIDER = Provider(
    name="nvidia",
    keys=KEYS,
    report=report,
    stands_for={"nvidia-variant-provider": ("0.0.1", "0.0.2", "0.0.*")},
    files=FILES,
    libraries=WINDOWS_LIBRARIES,
    variables=(*VARIABLES, *_SURROUNDINGS),
    probe=Probe("_nvidia_probe", _is_needed, ("_children", "_nvidia_smi")),
    code=Code("sm_arch", serves),
    remedy=newer_driver,
)
