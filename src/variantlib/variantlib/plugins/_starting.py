"""Start a worker, for ``_supervisor.py``. Standalone: standard library only.

A worker that is forked shares what its supervisor has imported, which takes most of the
time of a new interpreter. For what it runs, it is to be no other than a new one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress

# That of typing takes longer to import than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from typing import IO


class Forked:
    """A process that was forked.

    :ivar stdout: The end of the pipe that all is read from that it prints.
    """

    def __init__(self, pid: int, stdout: IO[bytes]) -> None:
        self.pid = pid
        self.stdout = stdout


def start_command(
    command: tuple[str, ...], before: Callable[[], None] | None, folder: str
) -> subprocess.Popen[bytes]:
    """Start a command in a folder.

    :param before: To be called in the process that becomes the command.
    """
    # Forked workers do without it.
    import subprocess

    # On Linux there is no thread that could hold a lock meanwhile.
    return subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
        start_new_session=True,
        preexec_fn=before,  # noqa: PLW1509
    )


def fork_script(
    run: Callable[[str], int], before: Callable[[], None], folder: str
) -> Forked:
    """Call a function with a folder in a fork of this process, which ends with it.

    :param run: Returns the exit status.
    :param before: To be called in the fork first.
    """
    readable, writable = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            before()
            os.setsid()
            os.chdir(folder)
            _leave_files(writable)
            status = run(folder)
        finally:
            # Neither threads nor exit handlers of the plugin get a say.
            os._exit(status)
    os.close(writable)
    return Forked(pid, open(readable, "rb", buffering=0))


def _leave_files(output: int) -> None:
    """Keep no open file but the standard ones: nothing to read, and the output."""
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2:
            # One is that of the list itself.
            with suppress(OSError):
                os.close(int(name))
