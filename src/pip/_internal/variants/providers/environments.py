"""Private environments, made by this very pip, for plugins that it may fetch.

One is a folder of installed distributions, for ``sys.path``. It is made aside, of
wheels only, so that nothing of them runs, and then kept below pip's cache folder, by a
digest of what was installed. Which one serves which requirements is kept for as long
as an answer is believed: then they are resolved anew.
"""

from __future__ import annotations

import hashlib
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from pip._internal.utils.misc import get_runnable_pip
from pip._internal.variants.providers.discovery import (
    find_distributions,
    record_digest,
)
from pip._internal.variants.providers.place import interpreter, surroundings
from pip._internal.variants.store import JsonStore, variants_folder
from pip._internal.variants.text import printable

logger = logging.getLogger(__name__)

_INTERRUPT = signal.SIGTERM if sys.platform == "win32" else signal.SIGINT
_GRACE_SECONDS = 5.0


class NotInstalled(Exception):
    """Why there is no environment, fit to follow "could not be installed: "."""


@contextmanager
def environment(
    requirements: Sequence[str],
    index_arguments: Sequence[str],
    cache_dir: str | None,
    max_age: float,
) -> Iterator[str]:
    """Provide a folder in which the requirements and what they need are installed.

    :param index_arguments: Options for ``pip install`` that say where to look.
    :param cache_dir: pip's cache folder; None for an environment that does not last.
    :raises NotInstalled: If they cannot be installed.
    """
    kept = _KeptEnvironments(cache_dir, max_age) if cache_dir is not None else None
    key = "\n".join(
        [
            *interpreter(),
            *surroundings(),
            sys.version,
            *requirements,
            "",
            *index_arguments,
        ]
    )
    found = kept.find(key) if kept else None
    if found is not None:
        yield found
        return
    with tempfile.TemporaryDirectory(
        prefix="pip-variants-",
        dir=kept.make_folder() if kept else None,
        ignore_cleanup_errors=True,
    ) as aside:
        made = os.path.join(aside, "environment")
        where = ["--cache-dir", cache_dir] if cache_dir else ["--no-cache-dir"]
        _install(requirements, [*where, *index_arguments], made)
        yield kept.keep(key, made) if kept else made


class _KeptEnvironments:
    """The environments below pip's cache folder."""

    def __init__(self, cache_dir: str, max_age: float) -> None:
        self._folder = os.path.join(variants_folder(cache_dir), "environments")
        self._store = JsonStore(self._folder)
        self._max_age = max_age

    def make_folder(self) -> str | None:
        return self._store.make_folder()

    def find(self, key: str) -> str | None:
        entry = self._store.get(key)
        try:
            age = time.time() - float(entry["time"])  # type: ignore[index]
            folder = os.path.join(self._folder, entry["name"])  # type: ignore[index]
            extent = entry["extent"]  # type: ignore[index]
        except (KeyError, TypeError, ValueError):
            return None
        # `pip cache purge` may have taken a part of it.
        is_whole = 0 <= age < self._max_age and _extent(folder) == extent
        return folder if is_whole else None

    def keep(self, key: str, made: str) -> str:
        """Move an environment here, and return where it is then.

        Where another pip keeps the same already, that one is used.
        """
        if self._store.make_folder() is None:
            return made
        name, extent = _digest(made), _extent(made)
        folder = os.path.join(self._folder, name)
        if _extent(folder) != extent:
            # Either may fail, and is seen to have failed below.
            with suppress(OSError):
                os.rename(folder, f"{made}-damaged")
            with suppress(OSError):
                os.rename(made, folder)
        if _extent(folder) != extent:
            return made
        self._store.put(key, {"time": time.time(), "name": name, "extent": extent})
        return folder


def _extent(folder: str) -> list[int]:
    """The number of the files in a folder, and their size."""
    count = size = 0
    for parent, folders, names in os.walk(folder):
        # What Python compiles comes and goes.
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            with suppress(FileNotFoundError):
                size += os.lstat(os.path.join(parent, name)).st_size
                count += 1
    return [count, size]


def _digest(folder: str) -> str:
    """A digest of what is installed in a folder, to the byte."""
    installed = [
        f"{name} {version} {record_digest(info)}"
        for name, version, info in find_distributions(folder)
    ]
    digest = hashlib.sha256("\n".join([sys.version, *sorted(installed)]).encode())
    return digest.hexdigest()[:40]


def _install(
    requirements: Sequence[str], arguments: Sequence[str], folder: str
) -> None:
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

    An interrupt is passed on to it, once, so that it can remove what it has begun.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            printed, _ = process.communicate()
        except KeyboardInterrupt:
            process.send_signal(_INTERRUPT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE_SECONDS)
            process.kill()
            raise
        return process.returncode, printed.decode(errors="replace")


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
