"""Find the Python that builds a row, and ask it who it is."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..text import printable
from .processes import StepFailed

_SCRIPT = """\
import json, os, platform, sys, sysconfig
version = ".".join(platform.python_version_tuple()[:2])
print(json.dumps({
    "identity": [sys.version, sysconfig.get_platform(), sys.executable],
    "markers": {
        "implementation_name": sys.implementation.name,
        "implementation_version": platform.python_version(),
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_release": platform.release(),
        "platform_system": platform.system(),
        "platform_version": platform.version(),
        "platform_python_implementation": platform.python_implementation(),
        "python_full_version": platform.python_version(),
        "python_version": version,
        "sys_platform": sys.platform,
    },
}))
"""
_SECONDS = 60

RUNNING = "{}.{}".format(*sys.version_info)
"""The version of the Python that runs this."""


@dataclass(frozen=True)
class Interpreter:
    """A Python.

    :param identity: A text that no other has.
    :param markers: The values of markers there.
    """

    path: str
    identity: str
    markers: Mapping[str, str]


@functools.lru_cache(maxsize=100)
def find_interpreter(text: str | None) -> Interpreter:
    """Return the Python of a version, a path or a name; by default the running one.

    :raises StepFailed: If there is none.
    """
    path = _path_of(text)
    try:
        done = subprocess.run(
            [path, "-I", "-c", _SCRIPT],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise _no_python(path, str(getattr(error, "strerror", error))) from None
    try:
        found: dict[str, Any] = json.loads(b"" if done.returncode else done.stdout)
        identity = " ".join(map(str, found["identity"]))
        return Interpreter(path, identity, dict(found["markers"]))
    except (ValueError, LookupError, TypeError):
        raise _no_python(path, _said(done.stderr) or _said(done.stdout)) from None


def _no_python(path: str, reason: str) -> StepFailed:
    end = f": {printable(reason)}" if reason else ""
    return StepFailed(f"{printable(path)} does not run as a Python does{end}")


def _said(output: bytes) -> str:
    """Return the output of a program in one line; of a traceback only its last one."""
    text = output.decode(errors="replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if "Traceback" in text else " ".join(lines)


def _path_of(text: str | None) -> str:
    if text in (None, RUNNING):
        return sys.executable
    is_version = text[0].isdecimal() and os.sep not in text
    name = f"python{text}" if is_version else text
    found = shutil.which(name)
    if found is None:
        shown = printable(name)
        if os.path.exists(name):
            is_what = "is a folder" if os.path.isdir(name) else "cannot be run"
            raise StepFailed(f"{shown}, which 'python' names, {is_what}")
        raise StepFailed(f"there is no {shown} here, which 'python' names")
    return os.path.abspath(found)
