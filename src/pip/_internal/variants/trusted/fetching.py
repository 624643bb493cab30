"""Have this very pip install a plugin with its dependencies, in a folder of its own.

Wheels only, so that nothing of them runs, and from where the command looks for
packages. That pip starts in an empty folder and reads no configuration: it reads a file
that only the user can read. A supervisor (``_supervisor.py``) bounds its time, ends it
when this process is gone, and removes the folder then.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from pip._vendor.variantlib.plugins.discovery import find_distributions
from pip._vendor.variantlib.plugins.single_flight import QUIET_SECONDS
from pip._vendor.variantlib.text import printable

import pip

logger = logging.getLogger(__name__)

MAX_SECONDS = 300
_CONSTRAINTS = "constraints.txt"
_FETCHER = "_fetcher"
_REMOVER = "_remover"
# Upstream's own; the constraints that hold are handed over.
_IN_BUILD = "_PIP_IN_BUILD_IGNORE_CONSTRAINTS"
# Read by libraries, as paths that need not be absolute.
_PATHS = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


class NotInstalled(Exception):
    """Why there is no environment, fit to follow "could not be installed: "."""


@dataclass(frozen=True)
class Handover:
    """The facts about the command that the fetching pip gets.

    :param places: Options that say where to look, and for which releases.
    :param manner: Options that decide nothing: how patient to be.
    :param constraints: The lines of a constraints file.
    :param passwords: User and password by host, as far as they are known.
    """

    places: Sequence[str]
    manner: Sequence[str] = ()
    constraints: Sequence[str] = ()
    passwords: Mapping[str, Any] = field(default_factory=dict)


def install(
    requirements: Sequence[str],
    handover: Handover,
    cache_dir: str | None,
    folder: str,
    on_wait: Callable[[], None],
) -> str:
    """Install the requirements and their dependencies; return the folder.

    :param cache_dir: pip's cache folder; None for no cache.
    :param folder: A private folder that is empty, for all that is needed.
    :param on_wait: Called if it does not end soon.
    :raises NotInstalled: If that fails, or takes longer than ``MAX_SECONDS``.
    """
    logger.info("Installing %s to ask about this machine", ", ".join(requirements))
    target = os.path.join(folder, "environment")
    try:
        arguments = _arguments(requirements, handover, cache_dir, folder, target)
        report = _run(arguments, handover, folder, on_wait)
    except OSError as error:
        raise NotInstalled(error.strerror or str(error)) from None
    lines = [printable(line) for line in report.get("printed", "").splitlines()]
    for line in lines:
        logger.debug("%s", line)
    if problem := _problem(report, lines):
        raise NotInstalled(problem)
    if not any(find_distributions(target)):
        raise NotInstalled("this machine needs none of them")
    return target


def _arguments(
    requirements: Sequence[str],
    handover: Handover,
    cache_dir: str | None,
    folder: str,
    target: str,
) -> list[str]:
    return [
        *("--target", target),
        *("--no-variant", "--no-input", "--no-require-hashes"),
        *("--disable-pip-version-check", "--progress-bar", "off", "--no-color"),
        *("--root-user-action", "ignore", "--no-warn-script-location"),
        *(("--cache-dir", cache_dir) if cache_dir else ("--no-cache-dir",)),
        *handover.manner,
        *handover.places,
        *("--constraint", os.path.join(folder, _CONSTRAINTS)),
        *("--only-binary", ":all:"),
        "--",
        *requirements,
    ]


def _run(
    arguments: list[str], handover: Handover, folder: str, on_wait: Callable[[], None]
) -> dict[str, Any]:
    """Run pip with some arguments, and return the supervisor's report."""
    # Imported late: where there is an environment already, no process is started.
    from pip._vendor.variantlib.plugins import process, supervised

    request = {"arguments": arguments, "passwords": dict(handover.passwords)}
    files = {
        _CONSTRAINTS: "\n".join(handover.constraints),
        "request.json": json.dumps(request),
    }
    for name, text in files.items():
        supervised.write(os.path.join(folder, name), text.encode())
    for name in ("empty", "temporary"):
        os.mkdir(os.path.join(folder, name), 0o700)
    place = os.path.dirname(os.path.dirname(os.path.abspath(pip.__file__)))
    fetcher = supervised.script_in(folder, _FETCHER)
    command = [
        *(sys.executable or "", *supervised.interpreter_flags(), fetcher),
        *(place, os.path.join(folder, "request.json")),
    ]
    supervised.copy_scripts(__package__, [_FETCHER], folder)
    with supervised.supervision(folder) as runs:
        empty = os.path.join(folder, "empty")
        run = supervised.Supervised([empty], MAX_SECONDS, process.MEMORY)
        runs.append(run)
        run.start(command, _environment(folder))
        if not run.has_ended(QUIET_SECONDS):
            on_wait()
        return run.report(empty)


@contextmanager
def removed_when_gone(folder: str) -> Iterator[None]:
    """See to it that a private folder is removed even if this process is killed."""
    from pip._vendor.variantlib.plugins import supervised

    with ExitStack() as stack:
        # It is of use only at an end that should not be.
        with suppress(OSError):
            supervised.copy_scripts(__package__, [_REMOVER], folder)
            remover = subprocess.Popen(
                [
                    sys.executable,
                    "-I",
                    "-S",
                    supervised.script_in(folder, _REMOVER),
                    folder,
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            stack.enter_context(remover)
        yield


def _environment(folder: str) -> dict[str, str]:
    """The variables of the pip that fetches: none of those that configure pip."""
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PIP_") and name != _IN_BUILD
    }
    for name in filter(variables.get, _PATHS):
        variables[name] = os.path.abspath(variables[name])
    temporary = os.path.join(folder, "temporary")
    variables.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary))
    # pip's way to read no configuration file, not even those of the system.
    variables["PIP_CONFIG_FILE"] = os.devnull
    return variables


def _problem(report: Mapping[str, Any], lines: Sequence[str]) -> str | None:
    """Return why nothing was installed, None if it was."""
    ended = report.get("ended")
    if ended == "timeout":
        return f"it took longer than {MAX_SECONDS} s"
    if ended == "memory":
        return "it used too much memory"
    if ended == "start":
        return str(report["printed"])
    if ended != "exit":
        return "its supervisor process was ended"
    if report["status"] == 0:
        return None
    errors = [
        line.removeprefix("ERROR: ")
        for line in lines
        # Which says only where to read about such errors.
        if line.startswith("ERROR: ") and "ResolutionImpossible" not in line
    ]
    return errors[-1] if errors else f"pip ended with exit status {report['status']}"
