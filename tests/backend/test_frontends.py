"""Build with the frontends that people use, from a checkout and from the archive."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.backend.conftest import copy_checkout, python_in


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def run(*command: str | Path, cwd: Path | None = None, **env: str) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that nobody edits meanwhile."""
    return copy_checkout(tmp_path_factory.mktemp("sources") / "checkout")


@pytest.fixture(scope="module")
def built(sources: Path) -> Path:
    """What `python -m build` makes: the archive, and the wheel out of it."""
    run(sys.executable, "-m", "build", "--outdir", sources.parent / "dist", sources)
    return sources.parent / "dist"


@pytest.fixture(scope="module")
def archive(built: Path) -> Path:
    return next(built.glob("*.tar.gz"))


def run_hook(code: str, sources: Path, releases: list[str], **env: str) -> None:
    """Run a hook without a frontend, with the build requirements importable."""
    path = os.pathsep.join([str(sources / "tools"), *releases])
    command = [sys.executable, "-c", f"from backend.hooks import *; {code}"]
    run(*command, cwd=sources, PYTHONPATH=path, **env)


def test_archive_holds_our_sources_alone(archive: Path) -> None:
    with tarfile.open(archive) as tar:
        names = {member.name.partition("/")[2] for member in tar}
    assert {"PKG-INFO", "pyproject.toml", "LICENSE", "src/patches/series"} <= names
    assert "tools/backend/hooks.py" in names
    upstreams = {"src/pip/__init__.py", "src/pip/_internal/__init__.py"}
    assert not upstreams & names
    assert not [n for n in names if n.startswith(("build/", ".git", "src/pip/_vendor"))]
    assert not [n for n in names if "__pycache__" in n or "_build_info" in n]


def test_wheel_is_the_same_from_archive_and_checkout(
    built: Path, sources: Path, releases: list[str], tmp_path: Path
) -> None:
    run_hook(f"build_wheel({str(tmp_path)!r})", sources, releases)

    (wheel,) = tmp_path.iterdir()
    assert sha256(wheel) == sha256(built / wheel.name)


def test_uv_builds_the_same_bytes(built: Path, sources: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "uv", "build", "--quiet", "--out-dir", tmp_path, sources)

    names = {file.name for file in built.iterdir()}
    assert len(names) == 2
    for name in names:
        assert sha256(tmp_path / name) == sha256(built / name)


def test_date_can_be_chosen(
    archive: Path, sources: Path, releases: list[str], tmp_path: Path
) -> None:
    code = f"build_sdist({str(tmp_path)!r})"
    run_hook(code, sources, releases, SOURCE_DATE_EPOCH="1700000000")

    with tarfile.open(tmp_path / archive.name) as tar:
        assert {member.mtime for member in tar} == {1700000000}


def test_old_pip_installs_live_then_plain(
    tmp_path: Path, checkout: Path, download: Callable[[str], Path]
) -> None:
    venv.create(tmp_path / "env", with_pip=False)
    python = python_in(tmp_path / "env")
    oldest = "22.3" if sys.version_info < (3, 12) else "23.2"  # that run at all
    install = [python, download(f"pip=={oldest}") / "pip", "install", "--no-compile"]

    run(*install, "--editable", checkout)

    said = run(python, "-m", "pip", "--version")
    assert str(checkout / "build" / "editable" / "src" / "pip") in said

    run(*install, checkout)

    said = run(python, "-m", "pip", "--version")
    assert str(checkout) not in said
    assert said.startswith("pip 26.3+variants.")


def test_frontend_shows_a_sentence_and_no_traceback(checkout: Path) -> None:
    (checkout / "src/patches/series").write_text("gone.patch\n")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir"]

    done = subprocess.run(
        [*command, str(checkout / "dist"), str(checkout)],
        capture_output=True,
        text=True,
    )

    assert done.returncode
    said = done.stdout + done.stderr
    assert "Cannot build the fork: series names gone.patch, but there is no" in said
    assert "Traceback" not in said
