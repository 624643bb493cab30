"""Every recurring job has a session here: `nox --list`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "type", "patches", "unit", "functional", "differential"]

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
OLDEST_PYTHON = ("--target=3.10-", "--no-tips", "--violations")
PATCHES = ("python", "tools/patches.py")


def install_group(session: nox.Session, group: str) -> None:
    session.install(*nox.project.dependency_groups(PROJECT, group))


def run_tests(session: nox.Session, *folders: str) -> None:
    install_group(session, "test")
    # Some tests look at the pip that runs them.
    session.install("--editable", ".")
    session.run("pytest", *(session.posargs or folders))


@nox.session(python=False)
def dev(session: nox.Session) -> None:
    """Make .venv with the fork, live, and all tools; lay the patches out to edit."""
    session.run("python", "-m", "venv", ".venv")
    python = ".venv/Scripts/python" if os.name == "nt" else ".venv/bin/python"
    tools = nox.project.dependency_groups(PROJECT, "dev")
    session.run(python, "-m", "pip", "install", "--quiet", *tools)
    session.run(python, "-m", "pip", "install", "--quiet", "--editable", ".")
    session.run(python, *PATCHES[1:], "import")


@nox.session
def lint(session: nox.Session) -> None:
    """Style of everything that is ours; nothing newer than the oldest Python."""
    install_group(session, "lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("vermin", *OLDEST_PYTHON, "src", "tools")
    session.run("python", "tools/structure.py")


@nox.session(python=False)
def structure(session: nox.Session) -> None:
    """Figures of the structure of our modules, and what each may be at most."""
    session.run("python", "tools/structure.py")


@nox.session(name="type")
def type_(session: nox.Session) -> None:
    """Types of the tools, of variantlib, and of our modules inside the patched pip."""
    install_group(session, "type")
    session.run("mypy", "tools", "src/variantlib/variantlib")
    session.run(*PATCHES, "copy", silent=True)
    session.run("mypy", "--config-file=tools/mypy-fork.ini")


@nox.session
def patches(session: nox.Session) -> None:
    """Rules of the patch series, and the tests of the build."""
    session.run(*PATCHES, "lint")
    session.run(*PATCHES, "check")
    run_tests(session, "tests/backend")


@nox.session(name="next")
def next_(session: nox.Session) -> None:
    """Try the series on other releases of pip: `nox -s next -- 26.4`."""
    session.run(*PATCHES, "try", *session.posargs)


@nox.session(python=PYTHONS)
def unit(session: nox.Session) -> None:
    """Tests that run no pip."""
    folders = ("tests/variantlib", "tests/unit", "tests/contract")
    run_tests(session, *folders, "tests/conformance", "tests/tools")


@nox.session
def coverage(session: nox.Session) -> None:
    """The share of our code that tests run in their own process, and its limits."""
    run_tests(
        session,
        *("--cov", "--cov-report=", "-n", "auto"),
        *("tests/variantlib", "tests/unit", "tests/providers"),
    )
    session.run("python", "tools/coverage_gate.py")


@nox.session
def functional(session: nox.Session) -> None:
    """The fork as a user has it: environments, indexes, plugins."""
    run_tests(
        session,
        *("-n", "auto", "tests/functional", "tests/providers"),
        *("tests/servers", "tests/installers", "tests/demo", "tests/real"),
    )


@nox.session
def differential(session: nox.Session) -> None:
    """The fork against upstream's pip, where no variant is involved."""
    run_tests(session, "-n", "auto", "tests/differential")


@nox.session
@nox.parametrize("peer", ["variantlib_022", "uv"])
def conformance(session: nox.Session, peer: str) -> None:
    """Ask what else orders labels for many random releases; uv takes a minute."""
    requirement, releases = {
        "variantlib_022": ("variantlib==0.2.2", "2000"),
        "uv": ("uv", "40"),
    }[peer]
    session.install(requirement)
    known = f"conformance/explained/{peer}.json"
    command = ["python", "-m", f"conformance.adapters.{peer}"]
    options = ("--random", releases, "--explained", known, *session.posargs)
    with session.chdir("tools"):
        session.run("python", "-m", "conformance.run", *options, "--", *command)


@nox.session
def docs(session: nox.Session) -> None:
    """The site, in build/docs, without a warning; its examples, lists and links."""
    session.install("-r", "docs/requirements.txt")
    session.run("sphinx-build", "-W", "-n", "-b", "html", "docs", "build/docs")
    run_tests(session, "tests/docs")


@nox.session
def news(session: nox.Session) -> None:
    """Show what the fragments in news/ make together."""
    session.install("towncrier")
    session.run("towncrier", "build", "--draft", "--version", "Next")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the budgets; ratios go to docs/benchmarks.md."""
    session.run("python", "tools/bench.py", *session.posargs)


@nox.session(python=False)
def slurm(session: nox.Session) -> None:
    """Build a matrix on a Slurm of one node, which is fetched from Debian."""
    session.run("python", "tools/try_slurm.py")


@nox.session(python=False)
def browser(session: nox.Session) -> None:
    """Look at the pages of an index with Chromium, which is fetched from Debian."""
    session.run("python", "tools/try_browser.py")


@nox.session(name="back-ends")
def back_ends(session: nox.Session) -> None:
    """Build a variant with each back end, also with those that take long."""
    session.env["ALL_BACK_ENDS"] = "1"
    run_tests(session, "tests/installers/test_back_ends.py")


@nox.session
def devpi(session: nox.Session) -> None:
    """Upload variants to a devpi, and install from there."""
    session.env["WITH_DEVPI"] = "1"
    run_tests(session, "tests/servers/test_devpi.py")


@nox.session(name="upstream-tests")
def upstream_tests(session: nox.Session) -> None:
    """Upstream's own tests, by the baseline: `nox -s upstream-tests -- CHECKOUT`."""
    checkout = Path(session.posargs[0])
    theirs = nox.project.load_toml(checkout / "pyproject.toml")
    # Also what the environment brings along: its setuptools may be old.
    needed = nox.project.dependency_groups(theirs, "test")
    session.install("--upgrade", *needed)
    session.run("python", "tools/upstream_tests.py", *session.posargs)


@nox.session
def release(session: nox.Session) -> None:
    """Build archive, wheel and zipapp in dist/, again elsewhere, and compare them.

    `nox -s release -- TAG` is for the release of that tag, and of no other.
    """
    if session.posargs not in ([], [PROJECT["project"]["version"]]):
        session.error(f"pyproject.toml has another version than {session.posargs}")
    session.install("build", "twine")
    first, second = (_build(session, Path(name)) for name in ("dist", "build/again"))
    if unlike := [name for name in first if first[name] != second.get(name)]:
        session.error(f"two builds differ: {', '.join(unlike)}")
    files = (f"dist/{name}" for name in first if not name.endswith(".pyz"))
    session.run("twine", "check", "--strict", *files)


def _build(session: nox.Session, folder: Path) -> dict[str, bytes]:
    """Return what stands in the folder then, and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(folder), silent=True)
    [wheel] = folder.glob("*.whl")
    session.run("python", "tools/make_zipapp.py", str(wheel))
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
