"""Show commands, run them, and compare their output with the expected one."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path


class DemoError(Exception):
    """The difference from the expected output, in a sentence for the user."""


class Stage:
    """Runs commands in a virtual environment as if that was activated.

    `scripts` is the folder of its commands, `folder` the current one to start from,
    `variables` the environment of every command.
    """

    def __init__(
        self, scripts: Path, folder: Path, variables: Mapping[str, str]
    ) -> None:
        self.folder = self._home = folder
        self._path = os.pathsep.join([str(scripts), variables.get("PATH", "")])
        self._variables = {**variables, "PATH": self._path}

    def title(self, text: str) -> None:
        print(f"\n\n=== {text} ===", flush=True)

    def tell(self, text: str) -> None:
        print(f"\n# {text}", flush=True)

    def enter(self, folder: str) -> None:
        """Change to a folder, named from where the stage started."""
        self.folder = self._home / folder
        print(f"\n$ cd {self.folder}", flush=True)

    def path(self, path: Path) -> str:
        """A path as a word of a command, short where it can be."""
        if self.folder in path.parents:
            path = path.relative_to(self.folder)
        return shlex.quote(path.as_posix())

    def make(self, wheel: str, properties: Iterable[str]) -> str:
        """Make a variant of a plain wheel in the current folder; return its hash."""
        options = " ".join(f"-p '{text}'" for text in properties)
        made = self.run(f"python -m variantlib make {wheel} {options}", "~")
        return made.partition("~")[2][:8]

    def configure(self, setting: str, value: str) -> None:
        """Write a setting to the environment's own pip.conf."""
        self.run(f"pip config --site set {setting} '{value}'")

    def export(self, name: str, value: str) -> None:
        """Set a variable for the commands that follow."""
        print(f"\n$ export {name}={shlex.quote(value)}", flush=True)
        self._variables[name] = value

    def run(self, line: str, *expected: str) -> str:
        """Show a command, run it, show its output, and return that.

        Raises DemoError if it fails, or if it does not print all that is expected.
        """
        print(f"\n$ {line}", flush=True)
        output = self.ask(line)
        print(output, end="", flush=True)
        for text in expected:
            if text not in output:
                raise DemoError(f"`{line}` should have printed: {text.strip()}")
        return output

    def ask(self, line: str) -> str:
        """Run a command and return its output. Raises DemoError if it fails."""
        name, *arguments = shlex.split(line)
        program = shutil.which(name, path=self._path)
        if program is None:
            raise DemoError(f"There is no command {name} in the environment.")
        done = subprocess.run(
            [program, *arguments],
            cwd=self.folder,
            env=self._variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        if done.returncode:
            print(done.stdout, flush=True)
            raise DemoError(f"`{line}` ended with exit code {done.returncode}.")
        return done.stdout


def user_variables() -> dict[str, str]:
    """Variables for commands that need the user's package index."""
    kept = {k: v for k, v in os.environ.items() if not _is_foreign(k)}
    return {**kept, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def own_variables(folder: Path) -> dict[str, str]:
    """Variables for commands that know the environment's own pip.conf."""
    kept = {k: v for k, v in user_variables().items() if not k.startswith("PIP_")}
    return {
        **kept,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_CACHE_DIR": str(folder / "cache"),
    }


def shown_variables(index_url: str, folder: Path) -> dict[str, str]:
    """Variables for commands that know the demo's index and no other."""
    return {
        **own_variables(folder),
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "PIP_INDEX_URL": index_url,
        # A blank empties the list that a configuration file fills; "" would not.
        "PIP_EXTRA_INDEX_URL": " ",
        "PIP_FIND_LINKS": " ",
    }


def _is_foreign(variable: str) -> bool:
    # The last ones state facts of the machine, which the demo does by itself.
    facts = ("NV_VARIANT_", "CONDA_OVERRIDE_", "AMD_", "ROCM_", "HSA_OVERRIDE_")
    return variable.upper().startswith(("PYTHON", "VIRTUAL_ENV", *facts))
