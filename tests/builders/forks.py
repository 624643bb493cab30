"""Run pip in forks of processes that have imported it: most of its time."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

_SCRIPT = Path(__file__).with_name("_pip_forks.py")

# pip reads its own variables anew in each run; others, it or Python may have read.
_LATE = "PIP_"

_RESOLVING = (
    "pip._internal.metadata.importlib",
    "pip._internal.operations.install.wheel",
    "pip._internal.resolution.resolvelib.resolver",
    "pip._internal.variants.context",
    "pip._internal.variants.hooks.candidates",
    "pip._internal.variants.hooks.finder",
    "pip._internal.variants.hooks.resolver",
    "pip._internal.variants.selection.factory",
    "pip._internal.variants.selection.resolution",
    "pip._vendor.distro",
    "pip._vendor.variantlib.plugins.process",
)
LATER = dict.fromkeys(
    [
        *("download", "install", "lock", "wheel"),
        *("variant check", "variant explain", "variant matrix"),
    ],
    _RESOLVING,
)
"""By command of our pip, the modules that nearly each run of it imports some time."""


class Output(NamedTuple):
    """The exit code of a command, and all that it printed."""

    status: int
    stdout: str
    stderr: str


class Forks:
    """A Python that waits for commands of its pip."""

    def __init__(self, python: Path, variables: Mapping[str, str]) -> None:
        self._python, self._variables = python, variables
        self._folder = tempfile.mkdtemp()
        weakref.finalize(self, shutil.rmtree, self._folder)
        self._count = 0

    @cached_property
    def _process(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [self._python, _SCRIPT, json.dumps(LATER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._variables,
            cwd=self._folder,
        )
        weakref.finalize(self, _end, process)
        return process

    def run(
        self,
        args: Sequence[str],
        variables: Mapping[str, str],
        cwd: str,
        is_together: bool = False,
    ) -> Output:
        """Run a command of pip.

        :param is_together: Whether errors are between all else that is printed.
        """
        self._count += 1
        stdout, stderr = (
            Path(self._folder, f"{self._count}.{name}") for name in ("out", "err")
        )
        if is_together:
            stderr.touch()
        request = {
            "args": list(args),
            "env": dict(variables),
            "cwd": cwd,
            "stdout": str(stdout),
            "stderr": str(stdout if is_together else stderr),
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        output = Output(status, _read(stdout), _read(stderr))
        stdout.unlink()
        stderr.unlink()
        return output


def _read(path: Path) -> str:
    # As from a pipe: what the command wrote, byte for byte.
    return path.read_bytes().decode()


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.stdout.close()
    process.wait()


def forks_of(
    python: Path, site_packages: Path, variables: Mapping[str, str]
) -> Forks | None:
    """Return the process that forks off runs of the pip of an environment.

    It is another one where a new process could start otherwise, or import another pip.

    :returns: None if there is no pip, or processes cannot be forked without surprises.
    """
    pip = site_packages / "pip" / "__init__.py"
    if sys.platform != "linux" or not pip.exists():
        return None
    installed = [path.name for path in site_packages.glob("pip-*.dist-info")]
    # Copies of an environment share their files.
    state = (pip.stat().st_ino, *sorted(installed), *_at_start(site_packages))
    early = [item for item in variables.items() if not item[0].startswith(_LATE)]
    return _waiting(python, state, tuple(sorted(early)))


def _at_start(site_packages: Path) -> list[tuple[str, int, int]]:
    """Return all that may count for how Python starts in an environment."""
    started = [*site_packages.glob("*.pth"), *site_packages.glob("sitecustomize.py")]
    if not started:
        return []
    # These run code, which may import and read whatever lies beside them.
    files = [file for file in site_packages.iterdir() if file.is_file()]
    states = [(file.name, file.stat()) for file in files]
    return sorted((name, s.st_size, s.st_mtime_ns) for name, s in states)


# Each takes the memory of a few small pips.
@lru_cache(maxsize=4)
def _waiting(
    python: Path, _state: Hashable, variables: tuple[tuple[str, str], ...]
) -> Forks:
    return Forks(python, dict(variables))
