"""Read the findings of the probe, which are as foreign as a plugin's answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..named_tuples import NamedTuple
from ..text import visible
from .gpus import Gpu
from .nvidia_driver import is_driver
from .nvidia_values import Number, parse_capability
from .provider import Facts

__all__ = ["Findings", "code_in_words", "decode", "read_findings"]

_VERSION = r"([0-9]{1,2})\.([0-9]{1,2})"
_NUMBER = r"[0-9]{4,5}"
_INDEX = r"[0-9]{1,6}"
_ESCAPE = r"_([0-9a-f]{2})"

# How they tell that the kernel's module is of another version: by
# NVML_ERROR_LIB_RM_VERSION_MISMATCH, or CUDA_ERROR_SYSTEM_DRIVER_MISMATCH.
_MISMATCHES = (("nvml", "error_18"), ("libcuda", "error_803"), ("smi", "exit_18"))
_NO_LIBCUDA = "12"
_NAMES = {"nvml": "NVML", "libcuda": "libcuda", "smi": "nvidia-smi"}
# Return codes of NVML, which are those of nvidia-smi, too.
_CODES = {
    "3": "not supported",
    "4": "no permission",
    "9": "the driver is not loaded",
    "12": "a library is missing",
    "13": "a function is missing",
    "15": "the GPU is lost",
    "17": "the system or its control group denies it",
    # The word of the probe.
    "odd": "it tells no capability that can be",
}
# The ends that are told in other words, or are no failure.
_PLAIN = frozenset(("ok", "missing", "error_28", "error_100", "exit_6"))


class Findings(NamedTuple):
    """All that libraries and programs told.

    :param was_asked: Whether the probe gave an answer.
    :param cuda: The CUDA version that the driver's libraries support.
    :param driver: The version of the driver.
    :param gpus: The GPUs that can be used.
    :param refused: The index and the code of NVML, of each GPU that cannot be read.
    :param order: The ids of the GPUs as CUDA counts them; empty if that is not known.
    :param is_mismatch: Whether a driver is installed that is not the one that runs.
    :param lacks_libcuda: Whether NVML works, and there is no libcuda.
    :param is_nothing: Whether neither library is there, nor the program.
    :param has_no_gpu: Whether a library works and has no GPU to tell of.
    :param failures: Sentences about those that failed.
    """

    was_asked: bool = False
    cuda: Number | None = None
    driver: str | None = None
    gpus: tuple[Gpu, ...] = ()
    refused: tuple[tuple[int, str], ...] = ()
    order: tuple[str, ...] = ()
    is_mismatch: bool = False
    lacks_libcuda: bool = False
    is_nothing: bool = False
    has_no_gpu: bool = False
    failures: tuple[str, ...] = ()

    @property
    def lacks_gpus(self) -> bool:
        """Whether there may be GPUs, and none of them could be read.

        Where all are denied, libcuda has none.
        """
        is_sure = self.has_no_gpu and not self.refused
        return self.was_asked and not self.gpus and not is_sure


def read_findings(facts: Facts | None) -> Findings:
    """Return the findings of the probe; without any, if it gave no answer."""
    if facts is None:
        return Findings()
    cuda = (
        _from_number(facts.get("nvml_cuda"))
        or _from_number(facts.get("libcuda_cuda"))
        or _from_text(facts.get("smi_cuda"))
    )
    ends = {name: _first(facts.get(name)) for name in _NAMES}
    named = facts.get("nvml_cuda_error", ())
    drivers = (*facts.get("nvml_driver", ()), *facts.get("smi_driver", ()))
    by_cuda = _gpus(facts.get("libcuda_devices", ()))
    return Findings(
        was_asked=True,
        cuda=cuda,
        driver=next((text for text in drivers if is_driver(text)), None),
        gpus=_gpus(facts.get("nvml_devices", ()))
        or by_cuda
        or _gpus(facts.get("smi_devices", ())),
        refused=tuple(_refused(facts.get("nvml_refused", ()))),
        order=tuple(gpu.uuid for gpu in by_cuda),
        is_mismatch=any(ends[name] == end for name, end in _MISMATCHES),
        lacks_libcuda=_NO_LIBCUDA in named and cuda is None,
        is_nothing=set(ends.values()) == {"missing"},
        has_no_gpu=_first(facts.get("nvml_count")) == "0"
        or ends["nvml"] == "error_28"
        or ends["libcuda"] == "error_100"
        or ends["smi"] == "exit_6",
        failures=tuple(_failures(ends)),
    )


def _failures(ends: Mapping[str, str]) -> Iterator[str]:
    for name, end in ends.items():
        kind, _, code = end.partition("_")
        if not end or end in _PLAIN or (name, end) in _MISMATCHES:
            continue
        if kind in ("error", "exit"):
            words = _CODES.get(code) if name != "libcuda" else None
            meaning = f" ({words})" if words else ""
            yield f"{_NAMES[name]} failed with code {code}{meaning}"
        elif kind == "timeout":
            yield f"{_NAMES[name]} did not answer in time"
        else:
            how = "cannot be loaded" if kind == "unloadable" else "crashed"
            yield f"{_NAMES[name]} {how}"


def code_in_words(code: str) -> str:
    """Return what NVML says by a return code about a GPU."""
    return _CODES.get(code, f"NVML says {code}")


def decode(text: str) -> str:
    """Return the text that a finding stands for, fit for the terminal."""
    data = re.sub(_ESCAPE, lambda match: chr(int(match[1], 16)), text)
    return visible(data.encode("latin-1", "replace").decode("utf-8", "replace"))


def _first(values: tuple[str, ...] | None) -> str:
    return values[0] if values else ""


def _from_number(values: tuple[str, ...] | None) -> Number | None:
    text = _first(values)
    if not re.fullmatch(_NUMBER, text) or not 1000 <= int(text) <= 99990:
        return None
    return int(text) // 1000, int(text) % 1000 // 10


def _from_text(values: tuple[str, ...] | None) -> Number | None:
    match = re.fullmatch(_VERSION, _first(values))
    return (int(match[1]), int(match[2])) if match else None


def _gpus(values: Iterable[str]) -> tuple[Gpu, ...]:
    found = []
    for value in values:
        index, capability, uuid, name, *parts = [*value.split("__"), "", "", ""]
        number = parse_capability(capability)
        if number is None or not re.fullmatch(_INDEX, index):
            continue
        ids = tuple(decode(part) for part in parts if part)
        found.append(Gpu(int(index), number, decode(uuid), decode(name), ids))
    return tuple(found)


def _refused(values: Iterable[str]) -> Iterator[tuple[int, str]]:
    for value in values:
        index, _, code = value.partition("__")
        if re.fullmatch(_INDEX, index):
            yield int(index), code
