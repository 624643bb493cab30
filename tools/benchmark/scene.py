"""The two pips that are compared, and how one run of them is measured."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from bootstrap import install, make_environment, python_of

from .measure import BenchmarkError, Done, Pace, run

_INSIDE = Path(__file__).with_name("inside.py")
_FOREIGN = ("PIP_", "PYTHON", "XDG_", "VIRTUAL_ENV", "COVERAGE")


class Scale(NamedTuple):
    """How much is measured, and how often."""

    projects: int = 30
    links: int = 10_000
    wheels: Sequence[int] = (10, 100, 1_000, 10_000, 100_000)
    compared: int = 10_000
    neighbours: int = 100
    waiting: float = 1.0
    crowd: int = 200
    rows: int = 200
    indexed: Sequence[int] = (10_000, 100_000)
    fleet: int = 4_000
    installed: int = 200
    large: int = 2_000_000_000
    often: Pace = Pace(100, 20, 60)
    some: Pace = Pace(20, 3, 15)
    few: Pace = Pace(0, 2, 2)
    counted: Sequence[str] | None = None
    """The commands whose instructions are counted, which takes long; None for all."""


@dataclass(frozen=True)
class Pip:
    """One pip in an environment of its own."""

    python: Path
    folder: Path
    """Home, caches, and where it runs."""

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def resolve(
        self,
        index_url: str,
        project: str,
        path: Iterable[Path] = (),
        under: Sequence[str] = (),
    ) -> Done:
        """Have a project resolved, with nothing of it downloaded or installed.

        `path` holds folders with further installed distributions; `under` is a
        command that runs other commands.
        """
        options = ["--dry-run", "--ignore-installed", "--index-url", index_url]
        return self.pip("install", *options, project, path=path, under=under)

    def pip(
        self, *arguments: str, path: Iterable[Path] = (), under: Sequence[str] = ()
    ) -> Done:
        """Run a command of pip's."""
        command = [*under, str(self.python), "-m", "pip", *arguments]
        return run(command, self._variables(path), self.folder)

    def inside(
        self,
        *question: object,
        path: Iterable[Path] = (),
        script: Path = _INSIDE,
        variables: Mapping[str, str] | None = None,
    ) -> Any:
        """Ask `inside.py` or another script a question; its answer, out of JSON."""
        command = [str(self.python), str(script), *map(str, question)]
        done = run(command, {**self._variables(path), **(variables or {})}, self.folder)
        try:
            return json.loads(done.output.splitlines()[-1])
        except (IndexError, ValueError):
            raise BenchmarkError(f"{question[0]}: no answer in {done.output}") from None

    def forget(self, *parts: str) -> None:
        """Remove a part of the cache."""
        shutil.rmtree(self.cache.joinpath(*parts), ignore_errors=True)

    def _variables(self, path: Iterable[Path]) -> dict[str, str]:
        variables = os.environ.items()
        kept = {k: v for k, v in variables if not k.upper().startswith(_FOREIGN)}
        return {
            **kept,
            "HOME": str(self.folder),
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            "PIP_CACHE_DIR": str(self.cache),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": os.pathsep.join(map(str, path)),
        }


@dataclass(frozen=True)
class Scene:
    """The fork, the upstream pip it is made of, and a folder to work in."""

    fork: Pip
    upstream: Pip
    folder: Path


def set_up(folder: Path, fork: Path) -> Scene:
    """Make both environments anew in a folder.

    `fork` is a wheel of the fork or a checkout. Raises BootstrapError.
    """
    shutil.rmtree(folder, ignore_errors=True)
    make_environment(folder / "upstream" / "venv")
    # A copy of an environment runs its modules, and is there at once.
    shutil.copytree(folder / "upstream", folder / "fork", symlinks=True)
    upstream, ours = _pip(folder / "upstream"), _pip(folder / "fork")
    install(ours.python, "--no-deps", str(fork))
    return Scene(ours, upstream, folder)


def _pip(folder: Path) -> Pip:
    (folder / "home").mkdir()
    return Pip(python_of(folder / "venv"), folder / "home")
