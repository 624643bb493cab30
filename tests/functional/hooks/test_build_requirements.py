"""Build requirements: --no-variant is passed on, a forced hash is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_sdist
from tests.functional.conftest import BEST, UNFIT, variant_of

Release = Callable[..., dict[str, Path]]

MODES = [[], ["--use-feature=inprocess-build-deps"]]


@pytest.fixture
def made(release: Release, index: Index, wheels: Path) -> dict[str, Path]:
    """`tool`, with variants, and `built`, which is built with it."""
    made = release("tool", "1.0", best=BEST, unfit=UNFIT, plain=())
    sdist = make_sdist(
        wheels, "built", "1.0", build_requires=["tool"], build_imports=["tool"]
    )
    index.add(sdist)
    return made


def built_with(env: PipEnv, index: Index, *args: str, **variables: str) -> str:
    options = ["--index-url", index.url, "--force-reinstall", "--no-cache-dir"]
    env.pip("install", *options, "built", *args, env=variables)
    return env.python("import built; print(built.BUILT_WITH['tool'])")


@pytest.mark.parametrize("mode", MODES)
def test_the_build_gets_the_best_variant(
    machine: PipEnv, index: Index, made: dict[str, Path], mode: list[str]
) -> None:
    assert built_with(machine, index, *mode) == variant_of(made["best"])


@pytest.mark.parametrize("mode", MODES)
def test_no_variant_is_passed_on(
    machine: PipEnv, index: Index, made: dict[str, Path], mode: list[str]
) -> None:
    assert built_with(machine, index, "--no-variant", *mode) == "plain"
    assert built_with(machine, index, *mode, PIP_NO_VARIANT="1") == "plain"


@pytest.mark.parametrize("mode", MODES)
def test_a_forced_variant_is_not(
    machine: PipEnv, index: Index, made: dict[str, Path], mode: list[str]
) -> None:
    unfit = variant_of(made["unfit"])
    best = variant_of(made["best"])
    asked = [f"--variant=tool={unfit}", *mode]
    assert built_with(machine, index, *asked) == best
    assert built_with(machine, index, *mode, PIP_VARIANT=f"tool={unfit}") == best


def test_what_a_project_takes_for_itself_is_not(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    text = '[tool.variantlib]\nvariant = "tool=none, none"\n'
    (machine.work / "pyproject.toml").write_text(text)
    for args in ([], ["--variant=:none:"]):
        assert built_with(machine, index, *args) == variant_of(made["best"])
