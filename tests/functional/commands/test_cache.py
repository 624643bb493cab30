"""What is remembered between runs, and `pip cache`."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_plugin
from tests.functional.conftest import BEST, HW, MACHINE, POOR, variant_of

Release = Callable[..., dict[str, Path]]


@pytest.fixture
def made(release: Release) -> dict[str, Path]:
    return release("pkg", "1.0", best=BEST, poor=POOR, plain=())


def test_the_machine_is_asked_once(
    machine: PipEnv, index: Index, made: dict[str, Path], runs: Callable[[], int]
) -> None:
    for _ in range(2):
        machine.pip("install", "--index-url", index.url, "--force-reinstall", "pkg")
    assert runs() == 1


@pytest.mark.parametrize("variants_json", [False, True])
def test_files_with_a_digest_are_read_once(
    machine: PipEnv, index: Index, made: dict[str, Path], variants_json: bool
) -> None:
    index.variants_json = variants_json
    index.caching = False
    for _ in range(2):
        index.requests.clear()
        machine.pip(
            "download", "--index-url", index.url, "-d", "to", "pkg", "--no-deps"
        )
    poor = made["poor"].name
    assert not [r for r in index.requests if r.path.endswith("variants.json")]
    assert not [r for r in index.requests if r.path.endswith(f"{poor}.metadata")]


def test_without_a_cache_everything_is_asked_anew(
    machine: PipEnv, index: Index, made: dict[str, Path], runs: Callable[[], int]
) -> None:
    for _ in range(2):
        options = ["--no-cache-dir", "--force-reinstall"]
        machine.pip("install", "--index-url", index.url, *options, "pkg")
    assert runs() == 2
    assert not list(machine.cache.rglob("*"))


def test_pip_cache_counts_and_purges_it(
    machine: PipEnv, index: Index, made: dict[str, Path], runs: Callable[[], int]
) -> None:
    before = machine.pip("cache", "info").stdout
    assert "Variant information" not in before
    machine.pip("install", "--index-url", index.url, "pkg")
    info = machine.pip("cache", "info").stdout
    assert f"Variant information location: {machine.cache / 'variants'}" in info
    assert "Number of variant information files: 2" in info
    machine.pip("cache", "purge")
    assert "Variant information" not in machine.pip("cache", "info").stdout
    machine.pip("install", "--index-url", index.url, "--force-reinstall", "pkg")
    assert runs() == 2


def test_many_pips_at_once_ask_once(
    env: PipEnv,
    index: Index,
    wheels: Path,
    made: dict[str, Path],
    runs: Callable[[], int],
) -> None:
    slowly = {"header": "import time; time.sleep(1)", "log": env.folder / "runs.log"}
    plugin = make_plugin(wheels / "plugins", HW, MACHINE, **slowly)
    env.unpack(plugin)
    options = ["--index-url", index.url, "--no-deps", "--target"]

    pips = [
        subprocess.Popen(
            [env.executable, "-m", "pip", "install", *options, str(number), "pkg"],
            cwd=env.work,
            env=env.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for number in range(10)
    ]
    said = [pip.communicate(timeout=120)[0] for pip in pips]

    assert [pip.returncode for pip in pips] == [0] * 10, said
    chosen = f"Using variant {variant_of(made['best'])} of pkg 1.0"
    assert all(chosen in text and "WARNING" not in text for text in said)
    assert runs() == 1


def test_a_read_only_cache_is_no_cache(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    machine.cache.parent.mkdir(parents=True, exist_ok=True)
    machine.cache.write_text("a file where the folder should be")
    machine.pip("install", "--index-url", index.url, "pkg")
    assert machine.installed("pkg") == variant_of(made["best"])
