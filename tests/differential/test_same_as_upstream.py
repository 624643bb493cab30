"""Without variants the fork is upstream's pip: each output, file and request.

Both pips run each case in an environment at the same place, one after the other, so
nothing but the version needs to be made equal before comparing.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import json
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Index, PipEnv, Template
from tests.differential.cases import CASES, CASES_OF_AN_OLD_INDEX
from tests.differential.scene import lay_out, make_scene, serve

Run = Callable[[Template, list[str]], list[str]]


@pytest.fixture(scope="session")
def pristine(
    fork_wheel: Path,
    once: Callable[[str, Callable[[Path], object]], Path],
    download: Callable[[str], Path],
) -> Template:
    """An environment with the release of pip that the fork is made from."""
    version = _version(fork_wheel).partition("+")[0]
    wheel = download(f"pip=={version}")
    return Template(once("pristine", lambda folder: Template.make(folder, wheel)))


@pytest.fixture(scope="session")
def scene(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    return once("scene", make_scene)


@pytest.fixture
def index(scene: Path) -> Iterator[Index]:
    with Index() as running:
        serve(running, scene)
        yield running


@pytest.fixture
def run(env_folder: Path, scene: Path, fork_wheel: Path, index: Index) -> Run:
    """Run command lines with the pip of a template, always in the same place.

    Returns all that a user could see of it as lines: what each command printed, what
    it asked the index for, which files it left behind.
    """
    normal = functools.partial(_without_version, _version(fork_wheel))

    def run_case(template: Template, commands: list[str]) -> list[str]:
        shutil.rmtree(env_folder, ignore_errors=True)
        env = PipEnv(env_folder, template)
        lay_out(env, index, scene)
        return [
            line for command in commands for line in _run(env, index, command, normal)
        ]

    return run_case


def _run(
    env: PipEnv, index: Index, command: str, normal: Callable[[str], str]
) -> Iterator[str]:
    index.requests.clear()
    text = command.format(
        index=index.url.rstrip("/"), files=f"{index.root}/files", python=env.executable
    )
    done = env.pip(*shlex.split(text.lstrip("!")), expect_error=text.startswith("!"))
    yield f"$ {command} -> {done.returncode}"
    yield from (f"out: {line}" for line in normal(done.stdout).splitlines())
    yield from (f"err: {line}" for line in normal(done.stderr).splitlines())
    for request in index.requests:
        yield f"request: {request.line} {normal(request.agent)}"
    yield from (f"file: {line}" for line in _files(env, normal))


def _files(env: PipEnv, normal: Callable[[str], str]) -> Iterator[str]:
    """All files but pip's own, with content; caches and bytecode by name only."""
    own = (str(env.site_packages / "pip"), str(env.venv / "pyvenv.cfg"))
    for path in sorted(env.folder.rglob("*")):
        if path.is_dir() or path.is_symlink() or str(path).startswith(own):
            continue
        line = path.relative_to(env.folder).as_posix()
        if path.suffix == ".pyc" or path.is_relative_to(env.cache):
            yield line
        else:
            content = normal(path.read_bytes().decode("latin-1"))
            digest = hashlib.sha256(content.encode()).hexdigest()
            yield f"{line} {digest[:16]} {content[:500]!r}"


def _without_version(version: str, text: str) -> str:
    text = text.replace(version, version.partition("+")[0])
    text = re.sub(r"pip-([a-z-]+)-[a-z0-9_]{8}", r"pip-\1-RANDOM", text)
    text = re.sub(r"tmp[a-z0-9_]{8}", "tmpRANDOM", text)
    text = re.sub(r"_[0-9a-f]{32}\b", "_RANDOM", text)
    return re.sub(r"\b\d+(\.\d+)?( ?[kM]B/s|s\b)", "TIME", text)


def _version(wheel: Path) -> str:
    return wheel.name.split("-")[1]


@pytest.mark.parametrize("commands", CASES, ids=" && ".join)
def test_same(
    run: Run, pristine: Template, template: Template, commands: list[str]
) -> None:
    _compare(run(pristine, commands), run(template, commands))


@pytest.mark.parametrize("commands", CASES_OF_AN_OLD_INDEX, ids=" && ".join)
def test_same_on_an_old_index(
    run: Run, index: Index, pristine: Template, template: Template, commands: list[str]
) -> None:
    """HTML with nothing in it but names: no digests, no metadata, no ranges."""
    index.formats = "html"
    index.sidecars = index.hashes = index.ranges = index.caching = False
    _compare(run(pristine, commands), run(template, commands))


def _compare(theirs: list[str], ours: list[str]) -> None:
    difference = list(difflib.unified_diff(theirs, ours, "upstream", "fork", n=1))
    assert not difference, "\n".join(difference)


@pytest.mark.parametrize(
    "command",
    [
        "debug",
        "help",
        *(f"help {name}" for name in ("install", "download", "wheel", "lock", "index")),
        *(f"help {name}" for name in ("list", "cache", "config", "debug")),
    ],
)
def test_the_fork_only_adds_lines(
    run: Run, pristine: Template, template: Template, command: str
) -> None:
    theirs, ours = run(pristine, [command]), run(template, [command])
    lines = list(difflib.ndiff(theirs, ours))
    assert not [line for line in lines if line.startswith("- ")]
    added = [line for line in lines if line.startswith("+ ")]
    assert all(line.startswith("+ out: ") for line in added)


def test_the_version_line_is_longer(
    run: Run, pristine: Template, template: Template
) -> None:
    [theirs], [ours] = (
        [line for line in run(which, ["--version"]) if line.startswith("out: ")]
        for which in (pristine, template)
    )
    assert ours.startswith(theirs)


def test_inspect_differs_in_pip_itself_only(
    run: Run, pristine: Template, template: Template
) -> None:
    theirs, ours = (
        _inspected(run(which, ["install app", "inspect"]))
        for which in (pristine, template)
    )
    assert ours == theirs
    assert len(ours["installed"]) == 3


def _inspected(lines: list[str]) -> dict[str, Any]:
    start = next(n for n, line in enumerate(lines) if line.startswith("$ inspect"))
    said = [line[5:] for line in lines[start:] if line.startswith("out: ")]
    report: dict[str, Any] = json.loads("\n".join(said))
    # The order is that of the folder, in which pip's own name is another.
    others = [d for d in report["installed"] if d["metadata"]["name"] != "pip"]
    report["installed"] = sorted(others, key=lambda d: str(d["metadata"]["name"]))
    return report
