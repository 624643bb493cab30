"""Two package servers that people use, started on loopback over a folder of files."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPException
from pathlib import Path

import pytest
import virtualenv

PROGRAMS = {
    # Anybody may upload.
    "pypiserver": "pypiserver run --interface 127.0.0.1 --disable-fallback -P . -a ."
    " --port",
    "simple-repository-server": "simple_repository_server --host 127.0.0.1 --port",
}


@pytest.fixture(params=PROGRAMS)
def program(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(
    program: str, once: Callable[[str, Callable[[Path], object]], Path], tmp_path: Path
) -> Iterator[Callable[[Path], str]]:
    """`server(folder)` serves a folder of project folders and returns the index URL."""
    python = once("servers", _install) / _python()
    log = tmp_path / "server.log"
    with ExitStack() as cleanup, log.open("wb") as output:

        def serve(folder: Path) -> str:
            # Another process may take the port before the server does.
            for _ in range(5):
                port = str(_free_port())
                options = [*PROGRAMS[program].split(), port, str(folder)]
                process = subprocess.Popen(
                    [str(python), "-m", *options], stdout=output, stderr=output
                )
                # Called from the last to the first: killed, then waited for.
                cleanup.callback(process.wait)
                cleanup.callback(process.kill)
                url = f"http://127.0.0.1:{port}/simple/"
                if _answers(url, process):
                    return url
                if process.poll() is None:
                    break
            pytest.fail(f"the server did not start:\n{log.read_text()}")

        yield serve


def _install(folder: Path) -> None:
    """Give the servers an environment of their own, from the package index."""
    virtualenv.cli_run(["--quiet", "--no-seed", "--no-periodic-update", str(folder)])
    pip = [sys.executable, "-m", "pip", "--python", str(folder / _python())]
    subprocess.run([*pip, "install", "--quiet", *PROGRAMS], check=True)


def _python() -> str:
    return r"Scripts\python.exe" if sys.platform == "win32" else "bin/python"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    """Wait for the first answer of a server; return whether there is one."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError, HTTPException):
            urllib.request.urlopen(url, timeout=10).close()
            return process.poll() is None
        time.sleep(0.05)
    return False
