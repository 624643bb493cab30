"""The tables of `docs/using/moving.md`: each row that tests can run does as it says.

The packages have builds for a level of x86-64 and the machine is simulated, so no
plugin is needed in any environment. The fork's wheel stands in for the checkout.
"""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from make_zipapp import make_zipapp
from tests.builders import Index, hash_of, make_wheel
from tests.builders.environment import clean_variables
from tests.conftest import REPOSITORY
from tests.docs.blocks import blocks
from tests.variantlib.providers import cpus

README = (REPOSITORY / "README.md").read_text("utf-8")
PAGE = (REPOSITORY / "docs" / "using" / "moving.md").read_text("utf-8")
LEVEL = "x86_64 :: level :: v3"
SCRIPT = "[console_scripts]\nfictional-tool = fictional_tool:main\n"
RUN = "run it"
# Runs cells in a kernel, as Jupyter's own programs do.
NOTEBOOK = """
import sys

import nbformat
from nbclient import NotebookClient

cells = [nbformat.v4.new_code_cell(text) for text in sys.argv[1:]]
book = nbformat.v4.new_notebook(cells=cells)
NotebookClient(book, timeout=300).execute()
print(*(o.get("text") for cell in book.cells for o in cell.outputs))
"""
# As a shell has them.
INSTRUCTIONS = {"COPY": "cp", "RUN": "", "ENV": "export"}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the commands are a shell's")


class Row(NamedTuple):
    """A row of a table: its first cell, the commands of the others, and the last."""

    name: str
    commands: list[str]
    tests: str


def rows(title: str, page: str = PAGE) -> list[Row]:
    """Return the rows of the first table below a heading."""
    section = page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [
        Row(name, re.findall(r"`(.+?)`", " ".join(middle)), tests)
        for name, *middle, tests in cells[2:]
    ]


def named(table: list[Row]) -> dict[str, Row]:
    return {row.name: row for row in table if row.tests == RUN}


INTO = named(rows("To it"))
BACK = named(rows("Back"))


class Shell:
    """A user's shell, in a folder with the files of a release."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self.folder = folder
        self._variables = dict(variables)
        [self._wheel] = folder.glob("dist/*.whl")

    def run(self, command: str) -> str:
        """Run a command, with the wheel instead of the checkout."""
        command = re.sub(r" \.$", f" {self._wheel}", command)
        command = command.replace("$PWD", str(self._wheel))
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=self._variables,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def run_cells(self, *cells: str) -> str:
        """Run the cells of a notebook in the environment `env`."""
        (self.folder / "notebook.py").write_text(NOTEBOOK)
        cells = tuple(re.sub(r" \.$", f" {self._wheel}", cell) for cell in cells)
        return self.run(shlex.join(["env/bin/python", "notebook.py", *cells]))

    def activate(self, environment: str) -> None:
        scripts = self.folder / environment / "bin"
        self._variables["PATH"] = f"{scripts}{os.pathsep}{self._variables['PATH']}"

    def installed(self, name: str) -> str:
        """Return the `VARIANT` of a test wheel, in whichever environment it is."""
        found = self.folder.rglob(f"site-packages/{name.replace('-', '_')}.py")
        [path] = {path.resolve() for path in found}
        return str(runpy.run_path(str(path))["VARIANT"])


def _make_dist(wheel: Path, folder: Path) -> None:
    folder.mkdir()
    make_zipapp(Path(shutil.copy(wheel, folder)))


@pytest.fixture
def shell(
    tmp_path: Path,
    fork_wheel: Path,
    index: Index,
    wheels: Path,
    download: Callable[[str], Path],
    once: Callable[[str, Callable[[Path], object]], Path],
) -> Shell:
    for name, points in (("fictional-ship", ""), ("fictional-tool", SCRIPT)):
        for properties in ([], [LEVEL]):
            index.add(
                make_wheel(
                    wheels, name, "1.0", properties=properties, entry_points=points
                )
            )
    index.add(download("pip==26.3"))
    folder = tmp_path / "checkout"
    (folder / "dist").mkdir(parents=True)
    for path in once("dist", lambda made: _make_dist(fork_wheel, made)).iterdir():
        shutil.copy(path, folder / "dist")
    host = tmp_path / "host"
    (host / "proc").mkdir(parents=True)
    (host / "proc/cpuinfo").write_text(cpus.x86(cpus.HASWELL))
    variables = clean_variables(tmp_path / "home")
    del variables["PIP_VARIANTLIB_BUILTIN_PROVIDERS"]
    return Shell(
        folder,
        {
            **variables,
            "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{variables['PATH']}",
            "PIP_INDEX_URL": index.url,
            "PIP_FIND_LINKS": " ",
            "PIP_EXTRA_INDEX_URL": " ",
            # A kernel runs pip by it.
            "SHELL": "/bin/sh",
            "PIPX_HOME": str(folder / "pipx"),
            "PIPX_BIN_DIR": str(folder / "pipx" / "bin"),
            "VARIANTLIB_SYSROOT": str(host),
            "VARIANTLIB_PLATFORM": "linux-x86_64",
            "VIRTUALENV_OVERRIDE_APP_DATA": str(folder / "app-data"),
            "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
        },
    )


WAYS_BACK = {
    "nothing yet": ("an environment, activated", "env/bin/pip"),
    "an environment of uv": ("an environment that had no pip", None),
    "pipx": ("pipx", "pipx/shared/bin/pip"),
}
"""Rows of `INTO`, each with the way back from there, and the pip that is changed."""


@pytest.fixture
def jupyter(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A folder with the wheels of a kernel, and of a program that runs notebooks."""

    def fetch(folder: Path) -> None:
        command = [sys.executable, "-m", "pip", "download", "--quiet"]
        needed = ("ipykernel", "nbclient")
        subprocess.run([*command, "--dest", folder, *needed], check=True)

    return once("jupyter", fetch)


def test_into_the_kernel_of_a_notebook(shell: Shell, jupyter: Path) -> None:
    commands = INTO["a notebook of Jupyter"].commands
    shell.run("python3 -m venv env")
    needed = f"--no-index --find-links {jupyter} ipykernel nbclient"
    shell.run(f"env/bin/pip install --quiet {needed}")
    said = shell.run_cells(*commands)
    assert "which fits this machine" in said
    assert shell.installed("fictional-ship") == hash_of([LEVEL])
    assert "+variants" in shell.run("env/bin/pip --version")


@pytest.mark.parametrize("name", sorted(INTO.keys() - {"a notebook of Jupyter"}))
def test_into_it_and_back(name: str, shell: Shell) -> None:
    commands = INTO[name].commands
    if "activated" in name:
        shell.run("python3 -m venv env")
        shell.activate("env")
    if "--python other" in commands[-1]:
        shell.run("uv venv other")
    for command in commands:
        shell.run(command)
    installed = commands[-1].split()[-1]
    assert shell.installed(installed) == hash_of([LEVEL])
    if name in WAYS_BACK:
        go_back(shell, *WAYS_BACK[name])
        assert shell.installed(installed) == hash_of([LEVEL])


def go_back(shell: Shell, name: str, pip: str | None) -> None:
    """Do as a row of the way back says, and look at the pip that was changed."""
    if name != "pipx":
        shell.activate("env")
    [command] = BACK[name].commands
    shell.run(command)
    if pip:
        assert shell.run(f"{pip} --version").startswith("pip 26.3 from ")
    else:
        assert not (shell.folder / "env/bin/pip").exists()


def test_the_lines_of_the_dockerfile(shell: Shell, tmp_path: Path) -> None:
    [file] = (b for b in blocks(PAGE) if b.language == "dockerfile")
    lines = [line.split(" ", 1) for line in file.text.splitlines() if line[0] != "#"]
    assert lines.pop(0)[0] == "FROM"
    shell.run("python3 -m venv env")
    shell.activate("env")
    node = (
        f'format = 1\n[providers.{LEVEL.split(maxsplit=1)[0]}.keys]\nlevel = ["v3"]\n'
    )
    (shell.folder / "gpu-node.toml").write_text(node)
    script = ["set -e", f"mkdir -p {tmp_path}/image/tmp {tmp_path}/image/etc"]
    for instruction, rest in lines:
        command = re.sub(r"(?<![\w.])/(tmp|etc)/", rf"{tmp_path}/image/\1/", rest)
        script.append(f"{INSTRUCTIONS[instruction]} {command}")
    # What the simulated machine has must not matter.
    script.insert(0, "export PIP_VARIANTLIB_BUILTIN_PROVIDERS=[]")
    said = shell.run("\n".join(script))
    assert "which fits machine gpu-node.toml" in said
    assert shell.installed("fictional-ship") == hash_of([LEVEL])


def test_every_row_is_run_or_says_why_not() -> None:
    for row in (*rows("To it"), *rows("Back")):
        assert row.tests == RUN or re.fullmatch("no: .+", row.tests)
    assert len(INTO) == 10
    assert sorted(BACK) == sorted(name for name, _ in WAYS_BACK.values())
    assert len(BACK) == 3


def test_the_readme_has_rows_of_the_page() -> None:
    known = {row.name: row.commands for row in rows("To it")}
    shown = rows("Use it", README)
    assert len(shown) > 5
    for row in shown:
        commands = re.findall("`(.+?)`", row.tests)
        assert commands
        assert commands == known[row.name][: len(commands)]
