"""`pip freeze --variants`: a list that gives the same files again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_label_wheel, make_wheel
from tests.functional.conftest import BEST, GOOD, HW, POOR, variant_of

Release = Callable[..., dict[str, Path]]


def frozen(env: PipEnv, *args: object) -> list[str]:
    lines = env.pip("freeze", *args).stdout.splitlines()
    return [line for line in lines if not line.startswith("test-provider")]


@pytest.fixture
def installed(
    machine: PipEnv, index: Index, release: Release, wheels: Path
) -> dict[str, str]:
    """What is installed: a hash, a label, a plain wheel of a project with variants, and
    one that came from a URL. Projects to variants."""
    made = release("needed", "1.0", best=BEST, good=GOOD, plain=())
    release("plain", "1.0", best=BEST, plain=())
    labelled = make_label_wheel(
        wheels, "pkg", "1.0", "gpu", {HW: {"humor": ["3"]}}, requires=["needed"]
    )
    by_url = make_wheel(wheels / "far", "url", properties=POOR)
    index.add(labelled)
    machine.pip(
        *("install", "--index-url", index.url, "pkg", "plain", by_url),
        "--variant=plain=none",
    )
    return {
        "needed": variant_of(made["best"]),
        "pkg": "gpu",
        "plain": "none",
        "url": variant_of(by_url),
    }


def test_the_list_names_each_variant_and_gives_the_same_files_without_a_plugin(
    machine: PipEnv,
    index: Index,
    installed: dict[str, str],
    runs: Callable[[], int],
) -> None:
    lines = frozen(machine, "--variants")
    for name in ("needed", "pkg", "plain"):
        assert f"{name}==1.0 --variant={installed[name]}" in lines
    (by_url,) = [line for line in lines if line.startswith("url @ file:")]
    assert by_url.endswith(f" --variant={installed['url']}")

    path = machine.work / "list.txt"
    path.write_text("\n".join(lines), "utf-8")
    machine.pip("uninstall", "-y", *installed)
    asked = runs()
    options = ["--no-cache-dir", "--index-url", index.url]
    machine.pip("install", *options, "-r", path)
    assert runs() == asked
    for name, variant in installed.items():
        assert machine.installed(name) == variant.replace("none", "plain")
    assert frozen(machine, "--variants") == lines


def test_the_list_follows_a_file_and_without_the_option_is_upstreams(
    machine: PipEnv, installed: dict[str, str]
) -> None:
    path = machine.work / "order.txt"
    path.write_text("# first\nplain\npkg\n", "utf-8")
    lines = frozen(machine, "--variants", "-r", path)
    assert lines[:3] == [
        "# first",
        "plain==1.0 --variant=none",
        "pkg==1.0 --variant=gpu",
    ]
    assert f"needed==1.0 --variant={installed['needed']}" in lines[3:]
    assert frozen(machine, "-r", path)[:3] == ["# first", "plain==1.0", "pkg==1.0"]
    assert "--variant" not in " ".join(frozen(machine))
