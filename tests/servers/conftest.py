"""Package servers that people use, started on loopback, and what uploads to them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

import pytest
import virtualenv

PROGRAMS = {
    # Anybody may upload.
    "pypiserver": "pypiserver run --interface 127.0.0.1 --disable-fallback -P . -a .",
    "simple-repository-server": "simple_repository_server --host 127.0.0.1",
}
TWINE = "7.0.0"

Once = Callable[[str, Callable[[Path], object]], Path]
Twine = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(params=PROGRAMS)
def program(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(program: str, once: Once, tmp_path: Path) -> Iterator[Callable[[Path], str]]:
    """`server(folder)` serves a folder of project folders and returns the index URL."""
    folder = once("servers", lambda folder: install(folder, *PROGRAMS))
    log = tmp_path / "server.log"
    with ExitStack() as cleanup:

        def serve(served: Path) -> str:
            command = [python_in(folder), "-m", *PROGRAMS[program].split(), served]
            return cleanup.enter_context(running(command, "/simple/", log))

        yield serve


@pytest.fixture(scope="session")
def twine(once: Once, uv: Path) -> Twine:
    """`twine("check", wheel)` runs twine."""

    def fetch(folder: Path) -> None:
        command = [uv, "pip", "install", "--quiet", "--no-config"]
        command += ["--python", sys.executable, "--target", folder, f"twine=={TWINE}"]
        subprocess.run(command, check=True)

    folder = once(f"twine-{TWINE}", fetch)
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "500"}

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "twine", "--no-color", *arguments],
            env=environment,
            capture_output=True,
            text=True,
        )

    return run


def install(folder: Path, *requirements: str) -> None:
    """Make an environment with some programs, from the package index."""
    virtualenv.cli_run(["--quiet", "--no-seed", "--no-periodic-update", str(folder)])
    pip = [sys.executable, "-m", "pip", "--python", python_in(folder)]
    subprocess.run([*pip, "install", "--quiet", *requirements], check=True)


def python_in(folder: Path) -> Path:
    """Return the Python of an environment."""
    windows = sys.platform == "win32"
    return folder / (r"Scripts\python.exe" if windows else "bin/python")


@contextmanager
def running(command: Sequence[str | Path], place: str, log: Path) -> Iterator[str]:
    """Run a server on some port, and give the address of a place once it answers."""
    with ExitStack() as cleanup, log.open("wb") as output:
        # Another process may take the port before the server does.
        for _ in range(5):
            port = str(_free_port())
            process = subprocess.Popen(
                [*command, "--port", port], stdout=output, stderr=output
            )
            # Called from the last to the first: killed, then waited for.
            cleanup.callback(process.wait)
            cleanup.callback(process.kill)
            url = f"http://127.0.0.1:{port}{place}"
            if _answers(url, process):
                yield url
                return
            if process.poll() is None:
                break
        pytest.fail(f"the server did not start:\n{log.read_text()}")


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
