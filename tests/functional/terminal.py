"""A terminal for pip to write to."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Mapping

import pytest

from tests.builders import PipEnv

needs_terminal = pytest.mark.skipif(
    sys.platform == "win32", reason="the pty of the standard library is for POSIX only"
)


def on_terminal(
    env: PipEnv,
    *args: object,
    width: int = 80,
    variables: Mapping[str, str] | None = None,
) -> tuple[str, int]:
    """Run pip on a terminal of some width.

    Standard error is on the terminal, too. `NO_COLOR`, which tests have set, is unset.

    :return: The text that it wrote, and its exit status.
    """
    import fcntl
    import termios

    environment = {**env.variables, "TERM": "xterm-256color"}
    for name in ("NO_COLOR", "COLUMNS", "LINES"):
        environment.pop(name, None)
    near, far = os.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    process = subprocess.Popen(
        [env.executable, "-m", "pip", *map(str, args)],
        cwd=env.work,
        env={**environment, **(variables or {})},
        stdin=far,
        stdout=far,
        stderr=far,
        start_new_session=True,
    )
    os.close(far)
    with open(near, "rb", buffering=0) as terminal:
        written = b"".join(iter(lambda: _read(terminal.fileno()), b""))
    text = written.decode("utf-8", "replace").replace("\r\n", "\n")
    return text, process.wait()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # On Linux, the end of a terminal.
        return b""
