"""Has this very pip install what a plugin needs, into a folder of its own.

Wheels only, so that nothing of them runs. The process is bounded in time, and ends with
this one.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

from pip._internal.utils.misc import get_runnable_pip
from pip._internal.variants.providers.discovery import find_distributions
from pip._internal.variants.text import printable

logger = logging.getLogger(__name__)

MAX_SECONDS = 300
_INTERRUPT = signal.SIGTERM if sys.platform == "win32" else signal.SIGINT
_GRACE_SECONDS = 5.0


class NotInstalled(Exception):
    """Why there is no environment, fit to follow "could not be installed: "."""


def install(requirements: Sequence[str], arguments: Sequence[str], folder: str) -> None:
    """Install the requirements and what they need into a folder that is made for it.

    :param arguments: Further options for ``pip install``.
    :raises NotInstalled: If that fails, or takes longer than ``MAX_SECONDS``.
    """
    logger.info("Installing %s to ask about this machine", ", ".join(requirements))
    status, printed = _run(_command(requirements, arguments, folder))
    lines = [printable(line) for line in printed.splitlines()]
    for line in lines:
        logger.debug("%s", line)
    if status != 0:
        errors = [line for line in lines if line.startswith("ERROR: ")]
        reason = errors[-1] if errors else f"pip ended with exit status {status}"
        raise NotInstalled(reason.removeprefix("ERROR: "))
    if not any(find_distributions(folder)):
        raise NotInstalled("nothing is needed on this machine")


def _run(command: Sequence[str]) -> tuple[int, str]:
    """Run a command, and return its exit status and what it prints.

    If it is interrupted, or late, it can remove what it has begun before it is ended.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            printed, _ = process.communicate(timeout=MAX_SECONDS)
        except subprocess.TimeoutExpired:
            _end(process)
            raise NotInstalled(f"it took longer than {MAX_SECONDS} s") from None
        except KeyboardInterrupt:
            _end(process)
            raise
        return process.returncode, printed.decode(errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(_INTERRUPT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE_SECONDS)
    process.kill()


def _command(
    requirements: Sequence[str], arguments: Sequence[str], folder: str
) -> list[str]:
    return [
        sys.executable,
        get_runnable_pip(),
        "install",
        *("--target", folder),
        # Other places, from configuration files or the environment.
        *("--prefix", "", "--no-user"),
        *("--variant", "", "--no-variant"),
        *("--no-input", "--disable-pip-version-check", "--progress-bar", "off"),
        *arguments,
        # Last, for it is the last that counts.
        *("--only-binary", ":all:"),
        "--",
        *requirements,
    ]
