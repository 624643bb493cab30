"""Asks NVML, libcuda and nvidia-smi, in a process of its own.

Standalone: standard library only. No context of a GPU is made. Each library is asked in
another child process where the system has fork: one that hangs or crashes does not take
along the findings of the others.

The findings are texts by name, in the characters of ``_children.py``.

=====================  ==============================================================
nvml, libcuda, smi     "ok", "missing", "unloadable", "error_18", "exit_9", "timeout",
                       "signal_11", "failed"
nvml_cuda              the CUDA version, as in "12080"; libcuda_cuda likewise, and
                       smi_cuda as in "12.8"
nvml_cuda_error        the code that NVML returned in its place
nvml_count             how many GPUs there are, those out of reach too
nvml_devices           index, capability, UUID, name, and the UUIDs of MIG devices;
                       libcuda_devices and smi_devices likewise, without the last
nvml_refused           index and code of each GPU that cannot be read; "odd" if what
                       it tells cannot be
nvml_driver            the version of the driver; smi_driver likewise
=====================  ==============================================================

Sources: nvml.h and cuda.h of the CUDA Toolkit, the manual of nvidia-smi.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import sys
import uuid
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

__all__ = ["Plugin", "ask"]

if TYPE_CHECKING:
    from . import _children as children
    from . import _nvidia_smi as smi
    from ._children import Facts, Tell
else:
    # Beside this module, whether that is in a package here or not.
    _PLACE = f"{__package__}." if __package__ else ""
    children = importlib.import_module(f"{_PLACE}_children")
    smi = importlib.import_module(f"{_PLACE}_nvidia_smi")

MAX_DEVICES = 256

IS_TREE = bool(os.environ.get("VARIANTLIB_SYSROOT"))
IS_WINDOWS = sys.platform == "win32"
FOLDERS = (
    smi.WINDOWS_FOLDERS
    if IS_WINDOWS
    else (
        *("/usr/lib/wsl/lib", "/usr/lib64/nvidia", "/usr/lib/x86_64-linux-gnu"),
        *("/usr/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu/tegra"),
        *("/usr/lib/aarch64-linux-gnu/nvidia", "/usr/lib64", "/run/opengl-driver/lib"),
    )
)

NOT_FOUND = 13  # The function is not there; the code is NVML's.
ODD = "odd"
NO_DEVICE = 100
MAJOR, MINOR = 75, 76


class Plugin:
    """Asked as the plugins of other distributions are."""

    namespace = "nvidia_probe"

    @classmethod
    def get_supported_configs(cls) -> list[SimpleNamespace]:
        """Return the findings, as keys with values."""
        return [
            SimpleNamespace(name=name, values=values) for name, values in ask().items()
        ]


def ask() -> Facts:
    """Ask one after the other, until enough is known."""
    facts: Facts = {}
    children.isolate(facts, "nvml", ask_nvml)
    if is_mismatch(facts):
        return facts
    if is_libcuda_needed(facts):
        children.isolate(facts, "libcuda", ask_libcuda)
    if is_smi_needed(facts):
        smi.ask(facts, is_tree=IS_TREE)
    return facts


def is_mismatch(facts: Facts) -> bool:
    """Return whether the library is of another version than the kernel's module."""
    return facts.get("nvml") == ["error_18"]


def is_libcuda_needed(facts: Facts) -> bool:
    if "nvml_cuda" not in facts or is_order_needed(facts):
        return True
    return "nvml_devices" not in facts and facts.get("nvml_count") != ["0"]


def is_order_needed(facts: Facts) -> bool:
    """Return whether it matters how CUDA counts the GPUs, which may differ."""
    kinds = {device.split("__")[1] for device in facts.get("nvml_devices", [])}
    return len(kinds) > 1 and bool(os.environ.get("CUDA_VISIBLE_DEVICES"))


def is_smi_needed(facts: Facts) -> bool:
    if facts.get("nvml_cuda_error") == ["12"] and facts.get("libcuda") == ["missing"]:
        return False  # It would ask the same library.
    has_cuda = "nvml_cuda" in facts or "libcuda_cuda" in facts
    if has_cuda and facts.get("nvml") == ["ok"]:
        return False
    has_devices = "nvml_devices" in facts or "libcuda_devices" in facts
    return not (has_cuda and has_devices)


def load(name: str, windows_name: str) -> tuple[Any, str]:
    """Return a library, or None, and how that went."""
    names = [] if IS_WINDOWS else [name]
    if not IS_TREE:
        file = windows_name if IS_WINDOWS else name
        names += [os.path.join(folder, file) for folder in FOLDERS]
    end = "missing"
    for path in names:
        try:
            return ctypes.CDLL(path), "ok"
        except OSError as exc:
            if os.path.exists(path) or not is_missing(path, str(exc)):
                end = "unloadable"
    return None, end


def is_missing(path: str, problem: str) -> bool:
    """Return whether a library is not there, or a library that it needs is not."""
    if IS_WINDOWS:
        return True
    return "No such file" in problem and os.path.basename(path) in problem


def call(library: Any, name: str, *arguments: Any) -> int:
    """Call a function of a library, in the newest form that it has.

    :param name: Its names, parted by blanks, the newest first.
    """
    for each in name.split():
        function = getattr(library, each, None)
        if function is not None:
            return int(function(*arguments)) & 0xFFFFFFFF
    return NOT_FOUND


def ask_nvml(tell: Tell) -> None:
    """Ask the NVIDIA Management Library."""
    library, end = load("libnvidia-ml.so.1", "nvml.dll")
    if library is None:
        tell("nvml", end)
        return
    code = call(library, "nvmlInit_v2 nvmlInit")
    tell("nvml", "ok" if code == 0 else f"error_{code}")
    if code != 0:
        return
    tell("nvml_driver", text_of(library, "nvmlSystemGetDriverVersion", size=80))
    version = ctypes.c_int(0)
    # The older function makes a number up where there is no libcuda.
    code = call(library, "nvmlSystemGetCudaDriverVersion_v2", ctypes.byref(version))
    tell_version(tell, "nvml", code, version.value)
    count = ctypes.c_uint(0)
    names = "nvmlDeviceGetCount_v2 nvmlDeviceGetCount"
    if call(library, names, ctypes.byref(count)) == 0:
        tell("nvml_count", count.value)
        for index in range(min(count.value, MAX_DEVICES)):
            ask_nvml_device(tell, library, index)
    call(library, "nvmlShutdown")


def tell_version(tell: Tell, name: str, code: int, version: int) -> None:
    if code == 0 and 1000 <= version <= 99990:
        tell(f"{name}_cuda", version)
    else:
        tell(f"{name}_cuda_error", code)


def ask_nvml_device(tell: Tell, library: Any, index: int) -> None:
    handle = ctypes.c_void_p()
    major, minor = ctypes.c_int(0), ctypes.c_int(0)
    names = "nvmlDeviceGetHandleByIndex_v2 nvmlDeviceGetHandleByIndex"
    code = call(library, names, ctypes.c_uint(index), ctypes.byref(handle))
    if code == 0:
        capability = "nvmlDeviceGetCudaComputeCapability"
        code = call(
            library, capability, handle, ctypes.byref(major), ctypes.byref(minor)
        )
        if code == 0 and not is_capability(major.value, minor.value):
            tell("nvml_refused", f"{index}__{ODD}")
            return
    if code != 0:
        tell("nvml_refused", f"{index}__{code}")
        return
    identity = text_of(library, "nvmlDeviceGetUUID", handle)
    name = text_of(library, "nvmlDeviceGetName", handle)
    parts = mig_devices(library, handle)
    fields = [f"{index}", f"{major.value}.{minor.value}", identity, name, *parts]
    tell("nvml_devices", "__".join(fields))


def is_capability(major: int, minor: int) -> bool:
    """Return whether two numbers can be those of a GPU, as values have them."""
    return 0 <= major < 100 and 0 <= minor < 10


def mig_devices(library: Any, handle: Any) -> list[str]:
    """Return the UUIDs of the parts that a GPU is divided into."""
    mode, pending, count = ctypes.c_uint(0), ctypes.c_uint(0), ctypes.c_uint(0)
    references = ctypes.byref(mode), ctypes.byref(pending)
    if call(library, "nvmlDeviceGetMigMode", handle, *references) or not mode.value:
        return []
    call(library, "nvmlDeviceGetMaxMigDeviceCount", handle, ctypes.byref(count))
    found = []
    for index in range(min(count.value, MAX_DEVICES)):
        part = ctypes.c_void_p()
        name = "nvmlDeviceGetMigDeviceHandleByIndex"
        place = ctypes.c_uint(index)
        if call(library, name, handle, place, ctypes.byref(part)) == 0:
            found.append(text_of(library, "nvmlDeviceGetUUID", part))
    return found


def text_of(library: Any, name: str, *arguments: Any, size: int = 96) -> str:
    buffer = ctypes.create_string_buffer(size)
    code = call(library, name, *arguments, buffer, ctypes.c_uint(size))
    return children.encode(buffer.value.decode("utf-8", "replace")) if code == 0 else ""


def ask_libcuda(tell: Tell) -> None:
    """Ask the driver's own library about all GPUs, whichever the user hides."""
    hidden = os.environ.pop("CUDA_VISIBLE_DEVICES", None)
    try:
        library, end = load("libcuda.so.1", "nvcuda.dll")
        code = -1 if library is None else call(library, "cuInit", ctypes.c_uint(0))
        tell("libcuda", end if library is None or code == 0 else f"error_{code}")
        if code in (0, NO_DEVICE):
            ask_cuda_version(tell, library)
        if code == 0:
            ask_cuda_devices(tell, library)
    finally:
        if hidden is not None:
            os.environ["CUDA_VISIBLE_DEVICES"] = hidden


def ask_cuda_version(tell: Tell, library: Any) -> None:
    version = ctypes.c_int(0)
    code = call(library, "cuDriverGetVersion", ctypes.byref(version))
    tell_version(tell, "libcuda", code, version.value)


def ask_cuda_devices(tell: Tell, library: Any) -> None:
    count = ctypes.c_int(0)
    if call(library, "cuDeviceGetCount", ctypes.byref(count)) != 0:
        return
    for index in range(min(count.value, MAX_DEVICES)):
        device = ctypes.c_int(0)
        if call(library, "cuDeviceGet", ctypes.byref(device), ctypes.c_int(index)):
            continue
        major, minor = (attribute(library, number, device) for number in (MAJOR, MINOR))
        if not major or not is_capability(major, minor):
            continue
        raw, name = ctypes.create_string_buffer(16), ctypes.create_string_buffer(96)
        identity = ""
        if call(library, "cuDeviceGetUuid", raw, device) == 0:
            identity = children.encode(f"GPU-{uuid.UUID(bytes=raw.raw)}")
        call(library, "cuDeviceGetName", name, ctypes.c_int(96), device)
        label = children.encode(name.value.decode("utf-8", "replace"))
        tell("libcuda_devices", f"{index}__{major}.{minor}__{identity}__{label}")


def attribute(library: Any, number: int, device: Any) -> int:
    found = ctypes.c_int(0)
    kind = ctypes.c_int(number)
    call(library, "cuDeviceGetAttribute", ctypes.byref(found), kind, device)
    return found.value
