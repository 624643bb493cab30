"""Ask ``npu-smi`` for Ascend NPUs. Standalone: standard library only.

Run in a process of its own. The program prints a table, whose rows with a number, a
name and a state are NPUs; the rows below them show the chips, by their PCI address. Its
version, which is the driver's, is in the first line.

The facts are lists of texts:

``npu_smi``  "ok", "missing", "exit_3", "timeout", "signal_11", "failed"
``version``  as printed, as in "24.1.rc1"
``npu``      "NUMBER.NAME" for each
"""

from __future__ import annotations

import importlib
import re
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING

__all__ = ["Plugin"]

if TYPE_CHECKING:
    from . import _children as children
else:
    _PLACE = f"{__package__}." if __package__ else ""
    children = importlib.import_module(f"{_PLACE}_children")

SECONDS = 10.0
"""The limit that the published plugin has for it, too."""

MAX_NPUS = 64

ROW = re.compile(
    r"^\|\s*(\d{1,4})\s+((?:ascend)?\d{3}[\w-]{0,20})\s*\|(?![^|]*:)",
    re.IGNORECASE | re.MULTILINE | re.ASCII,
)
VERSION = re.compile(r"\bVersion:\s*([A-Za-z0-9.]{1,40})")


class Plugin:
    """Report the facts as plugins do."""

    namespace = "ascend_probe"

    @classmethod
    def get_supported_configs(cls) -> list[SimpleNamespace]:
        """Return the facts that there are."""
        status, text = run()
        facts = {"npu_smi": [status], "version": versions(text), "npu": npus(text)}
        return [
            SimpleNamespace(name=name, values=values)
            for name, values in facts.items()
            if values
        ]


def run() -> tuple[str, str]:
    """Return how the program ended, and its output if it ended well."""
    program = shutil.which("npu-smi")
    if program is None:
        return "missing", ""
    end, text = children.run([program, "info"], SECONDS)
    return end, text if end == "ok" else ""


def versions(text: str) -> list[str]:
    """Return the version in the head of the table, if there is one."""
    found = VERSION.search(text)
    return [found[1]] if found else []


def npus(text: str) -> list[str]:
    """Return the NPUs, each once: some have two chips with a row each."""
    rows = ROW.findall(text)[:MAX_NPUS]
    lines = [f"{number}.{name.replace('-', '_')}" for number, name in rows]
    return list(dict.fromkeys(lines))
