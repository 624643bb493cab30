"""Which modules of ours an install imports that has nothing to do with variants."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_wheel

PACKAGE = "pip._internal.variants"
SEAM = {
    "hooks",
    "hooks.candidates",
    "hooks.finder",
    "hooks.resolver",
    "hooks.wheels",
    "names",
    "options",
}
OURS = ("pip._internal.variants", "pip._vendor.variantlib", "pip._vendor.attr")
RUN_PIP = """
import atexit, runpy, sys
atexit.register(lambda: print("imported:", *sys.modules, file=sys.stderr))
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""


def imported(env: PipEnv, *args: object) -> set[str]:
    """The modules of ours, and those that only we need, that a run of pip imports."""
    done = env.run(env.executable, "-c", RUN_PIP, *args)
    names = done.stderr.partition("imported:")[2].split()
    assert "pip._internal.commands.install" in names
    return {name for name in names if name.startswith(OURS)}


@pytest.fixture(autouse=True)
def plain(env: PipEnv, index: Index, wheels: Path) -> None:
    """A project that needs another one, which is there in an older release."""
    older, newer = (make_wheel(wheels, "dep", version) for version in ("1.0", "2.0"))
    pkg = make_wheel(wheels, "pkg", "2.0", requires=["dep"])
    index.add(older, newer, pkg)
    env.unpack(older, make_wheel(wheels, "pkg", "1.0"))


@pytest.mark.parametrize(
    "options",
    [
        ["--index-url", "{index}", "pkg==2.0"],
        ["--index-url", "{index}", "-r", "requirements.txt"],
        ["--index-url", "{index}", "-U", "pkg"],
        ["--index-url", "{index}", "-U", "--upgrade-strategy=eager", "pkg"],
        ["--index-url", "{index}", "-U", "--use-deprecated=legacy-resolver", "pkg"],
        ["--no-index", "--find-links", "{wheels}", "pkg==2.0"],
        ["--no-index", "--find-links", "{wheels}", "{wheels}/pkg-2.0-py3-none-any.whl"],
    ],
    ids=" ".join,
)
def test_an_install_without_variants_imports_only_the_seam(
    env: PipEnv, index: Index, wheels: Path, options: list[str]
) -> None:
    (env.work / "requirements.txt").write_text("pkg >= 2\n")
    places = {"index": index.url, "wheels": wheels}
    loaded = imported(env, "install", *(text.format(**places) for text in options))
    assert env.installed("pkg") is not None
    assert (env.site_packages / "pkg-2.0.dist-info").is_dir()
    assert loaded == {PACKAGE, *(f"{PACKAGE}.{name}" for name in SEAM)}
    assert len(loaded) <= 8
