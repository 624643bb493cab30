"""Ask ``npu-smi`` for Ascend NPUs. Standalone: standard library only.

Run in a process of its own. The program prints a table, whose rows with a number, a
name and a state are NPUs; the rows below them show the chips, by their PCI address. Its
version, which is the driver's, is in the first line.

The facts are lists of texts:

``npu_smi``  the exit status, or "missing", "slow", "denied"
``version``  as printed, as in "24.1.rc1"
``npu``      "NUMBER.NAME" for each
"""

from __future__ import annotations

import re
import subprocess
import threading
from types import SimpleNamespace

__all__ = ["Plugin"]

SECONDS = 10.0
"""The limit that the published plugin has for it, too."""

MAX_BYTES = 1024 * 1024
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
    try:
        program = subprocess.Popen(
            ["npu-smi", "info"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        return "missing", ""
    except OSError:
        return "denied", ""
    is_late = threading.Event()
    timer = threading.Timer(SECONDS, stop, (program, is_late))
    timer.start()
    with program:
        # A program that never stops printing would take all memory.
        data = program.stdout.read(MAX_BYTES) if program.stdout else b""
        if len(data) == MAX_BYTES:
            program.kill()
        status = program.wait()
    timer.cancel()
    if is_late.is_set():
        return "slow", ""
    if status:
        # A negative one is a signal.
        return str(status).replace("-", "signal_"), ""
    return "0", data.decode("utf-8", "replace")


def stop(program: subprocess.Popen[bytes], is_late: threading.Event) -> None:
    is_late.set()
    program.kill()


def versions(text: str) -> list[str]:
    """Return the version in the head of the table, if there is one."""
    found = VERSION.search(text)
    return [found[1]] if found else []


def npus(text: str) -> list[str]:
    """Return the NPUs, each once: some have two chips with a row each."""
    rows = ROW.findall(text)[:MAX_NPUS]
    lines = [f"{number}.{name.replace('-', '_')}" for number, name in rows]
    return list(dict.fromkeys(lines))
