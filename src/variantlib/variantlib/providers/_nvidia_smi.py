"""Asks nvidia-smi, whose words changed with driver 610. Standalone, for the probe.

``-q`` had "Driver Version" and "CUDA Version"; it has "KMD Version" and "CUDA UMD
Version" now, and may keep the old lines, marked as deprecated.
"""

from __future__ import annotations

import importlib
import os
import re
import shutil
import sys
from typing import TYPE_CHECKING

__all__ = ["WINDOWS_FOLDERS", "ask"]

if TYPE_CHECKING:
    from . import _children as children
    from ._children import Facts
else:
    _PLACE = f"{__package__}." if __package__ else ""
    children = importlib.import_module(f"{_PLACE}_children")

WINDOWS_FOLDERS = (
    os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32"),
    os.path.join(
        os.environ.get("PROGRAMFILES", r"C:\Program Files"),
        "NVIDIA Corporation",
        "NVSMI",
    ),
)
FOLDERS = (
    WINDOWS_FOLDERS if sys.platform == "win32" else ("/usr/lib/wsl/lib", "/usr/bin")
)
QUERY = "driver_version,compute_cap,uuid,name"
CUDA = (r"CUDA UMD Version *: *([0-9]+\.[0-9]+)", r"CUDA Version *: *([0-9]+\.[0-9]+)")
DRIVER = (r"KMD Version *: *([0-9]+[0-9.]+)", r"Driver Version *: *([0-9]+[0-9.]+)")
is_capability = re.compile(r"[0-9]{1,2}\.[0-9]").fullmatch


def ask(facts: Facts, *, is_tree: bool) -> None:
    """Ask the program, and add what it tells to the facts.

    :param is_tree: Whether it is looked for in ``PATH`` alone.
    """
    program = find(is_tree=is_tree)
    if program is None:
        children.add(facts, "smi", "missing")
        return
    end, text = children.run([program, "-q"])
    if "version mismatch" in text:
        end = "exit_18"
    children.add(facts, "smi", end)
    if end != "ok":
        return
    for name, pattern in (("smi_cuda", CUDA), ("smi_driver", DRIVER)):
        found = [match for words in pattern for match in re.findall(words, text)]
        children.add(facts, name, found[0] if found else "")
    end, text = children.run([program, f"--query-gpu={QUERY}", "--format=csv,noheader"])
    for index, line in enumerate(text.splitlines() if end == "ok" else []):
        add_device(facts, index, [field.strip() for field in line.split(",")])


def add_device(facts: Facts, index: int, fields: list[str]) -> None:
    capability = next(filter(is_capability, fields), None)
    if capability is None:
        return  # "[N/A]", "[Not Supported]", or a message.
    identity = next((field for field in fields if field.startswith("GPU-")), "")
    name = fields[3] if len(fields) > 3 else ""
    texts = [children.encode(identity), children.encode(name)]
    children.add(facts, "smi_devices", "__".join([str(index), capability, *texts]))


def find(*, is_tree: bool) -> str | None:
    program = shutil.which("nvidia-smi")
    if program is None and not is_tree:
        program = shutil.which("nvidia-smi", path=os.pathsep.join(FOLDERS))
    return program
