"""Installed plugins, and a way to ask them that leaves traces behind."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import textwrap
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import pip

if importlib.util.find_spec("pip._internal.variants") is None:
    message = "tests/providers need the fork where they run: python -m pip install ."
    raise pytest.UsageError(message)

HERE = Path(__file__).resolve().parent
SAMPLES = HERE / "plugins"
DRIVER = HERE / "driver.py"


def sample_names() -> list[str]:
    return sorted(path.stem for path in SAMPLES.glob("*.py"))


def plugin_source(
    provider: str, body: str = "return None", *, header: str = "", attributes: str = ""
) -> str:
    """The module of a plugin; ``VALUES`` in ``body`` is an answer with ``values``."""
    body = body.replace(
        "VALUES",
        "return Config(provider=NAME, configs=[Config(key='a', values=values)])",
    )
    lines = [
        "from types import SimpleNamespace as Config",
        header,
        f"NAME = {provider!r}",
        "class Plugin:",
        "    __provider_name__ = NAME",
        "    __version__ = '1.0'",
        textwrap.indent(attributes, "    "),
        "    def run(self):",
        textwrap.indent(body, "        "),
    ]
    return "\n".join(lines) + "\n"


@dataclass
class Site:
    """A folder of installed distributions, for sys.path."""

    folder: Path

    def add(self, *samples: str) -> None:
        """Install plugins of the folder ``plugins``."""
        for name in samples:
            self.install(name, (SAMPLES / f"{name}.py").read_text())

    def install(
        self,
        provider: str,
        source: str,
        *,
        distribution: str | None = None,
        version: str = "1.0",
        group: str = "variantlib.plugins",
        attribute: str = ":Plugin",
    ) -> Path:
        """Install a plugin as an installer would; return its dist-info folder."""
        name = distribution or f"{provider}_plugin"
        self.folder.mkdir(exist_ok=True)
        (self.folder / f"{name}.py").write_text(source)
        info = self.folder / f"{name}-{version}.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (info / "METADATA").write_text(metadata)
        point = f"{provider} = {name}{attribute}"
        points = f"[console_scripts]\nx = y:z\n\n[{group}]\n{point}\n"
        (info / "entry_points.txt").write_text(points)
        (info / "RECORD").write_text(f"{name}.py,sha256={len(source)},\n")
        return info


@dataclass
class Result:
    """What a run of the driver showed."""

    answers: dict[str, dict[str, Any]]
    log: list[tuple[str, str]]
    seconds: float
    modules: list[str]
    touched: list[tuple[str, str]]

    @property
    def warnings(self) -> list[str]:
        return [text for level, text in self.log if level == "WARNING"]

    @property
    def started(self) -> list[str]:
        """The providers whose plugins were run."""
        return [name for name, a in self.answers.items() if not a["from_cache"]]


@dataclass
class Driver:
    """Runs ``driver.py``, and knows all processes that came of it."""

    path: list[Path | str]
    folder: Path
    # What the processes of this driver are known by: a variable that they inherit, and
    # for those that clear their environment, the number of seconds that they sleep.
    mark: str = field(default_factory=lambda: f"PROVIDER_TEST=60.{uuid.uuid4().int}")
    python: tuple[str, ...] = (sys.executable,)
    cwd: Path | None = None
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def command(
        self,
        disabled: tuple[str, ...] = (),
        timeout: float = 60.0,
        max_age: float = 86400.0,
        cache_dir: Path | None = None,
        pip_from: Path | None = None,
        executable: str | None = None,
        trusted: tuple[str, ...] = (),
        question: dict[str, Any] | None = None,
    ) -> list[str]:
        """The driver's command; with a ``question``, that goes to ``ask_trusted``."""
        wanted = {
            "trusted": list(trusted),
            "question": question,
            "disabled": list(disabled),
            "timeout": timeout,
            "max_age": max_age,
            "cache_dir": None if cache_dir is None else str(cache_dir),
            "pip_from": None if pip_from is None else str(pip_from),
            "executable": executable,
        }
        return [*self.python, str(DRIVER), json.dumps(wanted)]

    def environment(self, **variables: str) -> dict[str, str]:
        name, _, value = self.mark.partition("=")
        path = os.pathsep.join(map(str, self.path))
        return {
            **{key: v for key, v in os.environ.items() if not key.startswith("PIP_")},
            "PIP_CONFIG_FILE": os.devnull,
            "NO_PROXY": "127.0.0.1",
            "PYTHONPATH": path,
            "TMPDIR": str(self.folder),
            "TMP": str(self.folder),
            name: value,
            **variables,
        }

    def start(
        self, variables: dict[str, str] | None = None, **wanted: Any
    ) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            self.command(**wanted),
            cwd=self.cwd or self.folder,
            # As a terminal has it: one group, that an interrupt is for.
            start_new_session=True,
            env=self.environment(**variables or {}),
            stdout=subprocess.PIPE,
        )
        self.started.append(process)
        return process

    def close(self) -> None:
        """End what a failed test has left running, which other tests would hear of."""
        for process in self.started:
            assert process.stdout is not None
            process.stdout.close()
            process.kill()
            process.wait()

    def ask(self, variables: dict[str, str] | None = None, **wanted: Any) -> Result:
        process = self.start(variables, **wanted)
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return read_result(out)

    def processes(self) -> list[str]:
        """The command lines of all processes that the driver or a plugin started."""
        seconds = self.mark.partition("=")[2].encode()
        found = []
        for folder in Path("/proc").iterdir():
            try:
                environment = (folder / "environ").read_bytes()
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if command and (
                self.mark.encode() in environment.split(b"\0")
                or command.split(b"\0")[1:2] == [seconds]
            ):
                found.append(command.decode(errors="replace"))
        return found


def read_result(out: bytes) -> Result:
    document = json.loads(out)
    return Result(
        {answer["provider"]: answer for answer in document["answers"]},
        [(level, text) for level, text in document["log"]],
        document["seconds"],
        document["modules"],
        [(event, path) for event, path in document["touched"]],
    )


@pytest.fixture(scope="session")
def fork_folder() -> Path:
    """The folder that the fork's ``pip`` is in."""
    return Path(pip.__file__).resolve().parents[1]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """pip's cache folder."""
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def driver(site: Site, tmp_path: Path) -> Iterator[Driver]:
    """A driver with the plugins of ``site``; it leaves neither process nor file."""
    if not os.path.isdir("/proc/self"):
        pytest.skip("/proc is missing: processes that are left cannot be seen")
    folder = tmp_path / "tmp"
    folder.mkdir()
    driver = Driver([site.folder], folder)
    try:
        yield driver
    finally:
        driver.close()
    assert driver.processes() == []
    assert list(folder.iterdir()) == []
