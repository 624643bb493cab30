"""Environments for the demo and the tests, on a machine with nothing but a Python.

Standard library only. An environment gets the release of pip that the fork is made of,
for old ones know neither dependency groups nor today's metadata. Debian's Python comes
without `ensurepip`; there that pip is fetched from the package index.
"""

from __future__ import annotations

import configparser
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import URLError
from urllib.parse import unquote, urldefrag, urljoin

REPOSITORY = Path(__file__).resolve().parents[1]

_OLDEST = (3, 10)
_TIMEOUT = 60  # seconds
_CONFIGURATION = ("/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf")


class BootstrapError(Exception):
    """Why there is no environment, in a sentence for the user."""


def make_environment(folder: Path) -> Path:
    """Make a virtual environment at `folder`, with a pip, and return its Python.

    Anything at `folder` is removed. Raises BootstrapError.
    """
    if sys.version_info < _OLDEST:
        raise BootstrapError(
            f"This needs Python 3.10 or newer, not {platform.python_version()}."
        )
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    seeded = importlib.util.find_spec("ensurepip") is not None
    _make_venv(folder, with_pip=seeded)
    python = python_of(folder)
    requirement = f"pip=={_pip_version()}"
    if seeded:
        install(python, requirement)
    else:
        wheel = _fetch_pip(folder, _pip_version())
        run([python, wheel / "pip", "install", "--quiet", "--no-index", wheel])
    return python


def python_of(folder: Path) -> Path:
    """The interpreter of the virtual environment at `folder`."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(python: Path, *arguments: str) -> None:
    """Install with the environment's pip. Raises BootstrapError."""
    try:
        run([python, "-m", "pip", "install", "--quiet", *arguments])
    except BootstrapError as error:
        raise BootstrapError(f"Is the package index in reach? {error}") from None


def run(command: Sequence[str | Path]) -> None:
    """Run a command that has to succeed. Raises BootstrapError."""
    code = subprocess.run(command, stdin=subprocess.DEVNULL).returncode
    if code:
        words = " ".join(map(str, command))
        raise BootstrapError(f"This command ended with exit code {code}: {words}")


def _make_venv(folder: Path, *, with_pip: bool) -> None:
    if importlib.util.find_spec("venv") is None:
        raise BootstrapError(
            f"{sys.executable} has no module venv: install the rest of the standard "
            "library (on Debian: apt install python3-venv), or use another Python."
        )
    options = [] if with_pip else ["--without-pip"]
    # A Python that runs in an environment itself must not pass that on.
    run([sys.executable, "-I", "-m", "venv", *options, folder])


def _pip_version() -> str:
    text = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    found = re.search(r'"pip==([^"]+)"', text)
    if found is None:
        raise BootstrapError("pyproject.toml does not say which pip the fork is from.")
    return found[1]


def _fetch_pip(folder: Path, version: str) -> Path:
    """Fetch that pip from the package index, and check its digest."""
    name = f"pip-{version}-py3-none-any.whl"
    page = f"{_index_url().rstrip('/')}/pip/"
    links = _Links()
    links.feed(_fetch(page, "text/html").decode())
    for link in links.found:
        address, fragment = urldefrag(urljoin(page, link))
        if unquote(address).endswith(f"/{name}"):
            break
    else:
        raise BootstrapError(f"There is no {name} at {page}")
    data = _fetch(address, "*/*")
    if fragment != f"sha256={hashlib.sha256(data).hexdigest()}":
        raise BootstrapError(f"{address} is not the file that {page} tells of.")
    wheel = folder / name
    wheel.write_bytes(data)
    return wheel


class _Links(HTMLParser):
    """The targets of a page's links, in `found`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def _fetch(address: str, kind: str) -> bytes:
    try:
        request = urllib.request.Request(address, headers={"Accept": kind})
        context = ssl.create_default_context(cafile=_pip_option("cert"))
        with urllib.request.urlopen(
            request, timeout=_TIMEOUT, context=context
        ) as answer:
            return bytes(answer.read())
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise BootstrapError(
            f"{address} cannot be fetched ({reason}). The package index has to be in "
            "reach; PIP_INDEX_URL, PIP_CERT and HTTPS_PROXY are honoured."
        ) from error


def _index_url() -> str:
    return _pip_option("index-url") or "https://pypi.org/simple/"


def _pip_option(name: str) -> str | None:
    """The value of an option in the environment or pip's usual configuration files."""
    if given := os.environ.get(f"PIP_{name.replace('-', '_').upper()}"):
        return given
    parser = configparser.RawConfigParser()
    files = [*_CONFIGURATION, os.environ.get("PIP_CONFIG_FILE", "")]
    try:
        parser.read([os.path.expanduser(file) for file in files])
    except (configparser.Error, UnicodeDecodeError) as error:
        raise BootstrapError(f"pip's configuration is not readable: {error}") from None
    return parser.get("global", name, fallback=None)
