"""Tell which process made a file or folder, and whether it is still at work.

A process id alone does not tell: ids are given again. On Linux a process is told from
all others by its id, the moment at which it was started, the boot, and the namespace
that the id belongs to.
"""

from __future__ import annotations

import os
import sys

from .host import boot


def birth_of(process: int) -> str:
    """A word that tells a process from others with its id.

    Empty if it has ended, and where that cannot be known.
    """
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            state, *fields = file.read().rpartition(b")")[2].split()
        # The kernel counts fields from one, and these come after the second.
        start = fields[22 - 4].decode("ascii")
        namespace = os.readlink("/proc/self/ns/pid").partition(":")[2].strip("[]")
    except (OSError, ValueError, IndexError):
        return ""
    return "" if state in b"ZX" else f"{boot()}/{namespace}/{start}"


def is_at_work(process: int, birth: str) -> bool | None:
    """Whether the process that was told so by :func:`birth_of` still runs.

    None if it cannot be known.
    """
    if process <= 0:
        return False
    own = birth_of(os.getpid()).rpartition("/")[0]
    if not birth or not own:
        return None if _is_there(process) else False
    if birth.partition("/")[0] != own.partition("/")[0]:
        return False
    if birth.rpartition("/")[0] != own:
        return None
    return birth_of(process) == birth


def _is_there(process: int) -> bool:
    """Whether there may be a process with this id."""
    if sys.platform == "win32":  # To ask there is to end it.
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass
    return True
