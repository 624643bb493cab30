"""`pip variant check`: is what was installed still right for the machine?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    Fault,
    Index,
    PipEnv,
    make_label_wheel,
    make_plugin,
    make_wheel,
)
from tests.functional.conftest import BEST, HW, POOR, UNFIT, variant_of
from tests.functional.documents import read_json

Release = Callable[..., dict[str, Path]]

OTHER_NODE = ["--machine-set", f"{HW} :: humor :: 1"]
REASON = "it needs fictional_hw :: humor :: 2; this machine has 1"


@pytest.fixture
def env_with_poor(machine: PipEnv, index: Index, release: Release) -> PipEnv:
    """An environment with the variant POOR, and a plain package."""
    pkg = release("pkg", "1.0", poor=POOR, plain=())
    other = release("other", "1.0", plain=())
    machine.variables["PIP_INDEX_URL"] = index.url
    machine.unpack(pkg["poor"], other["plain"])
    return machine


def packages(env: PipEnv, *args: object, **options: Any) -> Any:
    return read_json(env, "check", *args, **options)["packages"]


def test_what_fits_and_is_the_best_is_right(env_with_poor: PipEnv) -> None:
    poor = env_with_poor.pip("list", "--format=freeze")
    assert "pkg==1.0" in poor.stdout
    (pkg,) = packages(env_with_poor)
    assert (pkg["name"], pkg["version"], pkg["label"]) == ("pkg", "1.0", None)
    assert pkg["properties"] == list(POOR)
    assert (pkg["verdict"], pkg["on_index"], pkg["instead"]) == ("fits", True, None)
    shown = env_with_poor.pip("variant", "check").stdout
    assert shown == f"pkg 1.0~{pkg['hash']}\n  fits this machine\n"


def test_it_asks_anew_unless_the_cache_will_do(
    env_with_poor: PipEnv, runs: Callable[[], int]
) -> None:
    env_with_poor.pip("variant", "check")
    before = runs()
    env_with_poor.pip("variant", "check", "--cached")
    assert runs() == before
    env_with_poor.pip("variant", "check")
    assert runs() == before + 1


def test_a_better_one_is_named(env_with_poor: PipEnv, release: Release) -> None:
    best = release("pkg", "1.0", best=BEST)["best"]
    release("pkg", "2.0", best=BEST)
    shown = env_with_poor.pip("variant", "check").stdout
    assert f"  fits this machine\n  better: {best.name}\n" in shown
    assert shown.endswith("\n\nTo choose again: pip install --upgrade pkg\n")
    (pkg,) = packages(env_with_poor, "--variant", "none")
    assert pkg["verdict"] == "fits"


def test_on_another_machine_it_no_longer_fits(env_with_poor: PipEnv) -> None:
    done = env_with_poor.pip("variant", "check", *OTHER_NODE, expect_error=True)
    assert done.returncode == 1
    assert done.stderr == ""
    assert f"no longer fits this machine: {REASON} " in " ".join(done.stdout.split())
    assert "\n  instead: pkg-1.0-py3-none-any.whl\n" in done.stdout
    again = f"pip install --upgrade --machine-set '{OTHER_NODE[1]}' pkg"
    assert " ".join(done.stdout.split()).endswith(f"To choose again: {again}")
    (pkg,) = packages(env_with_poor, *OTHER_NODE, expect_error=True)
    assert (pkg["verdict"], pkg["reason"]) == ("misfit", REASON)
    assert pkg["instead"] == "pkg-1.0-py3-none-any.whl"


@pytest.mark.parametrize("status", [404, 500])
def test_without_the_index_it_is_checked_all_the_same(
    env_with_poor: PipEnv, index: Index, status: int
) -> None:
    index.fault("/simple/pkg/", Fault(status=status))
    done = env_with_poor.pip("variant", "check")
    assert done.stderr == ""
    assert "\n  fits this machine\n" in done.stdout
    assert done.stdout.endswith("the index, so pip knows no better one: pkg\n")
    index.requests.clear()
    (pkg,) = packages(env_with_poor, "--no-index", *OTHER_NODE, expect_error=True)
    assert (pkg["verdict"], pkg["on_index"], pkg["instead"]) == ("misfit", None, None)
    assert index.requests == []


def test_plain_packages_without_variants_cost_a_page_each(
    machine: PipEnv, index: Index, release: Release, runs: Callable[[], int]
) -> None:
    other = release("other", "1.0", plain=())
    machine.pip("install", "--index-url", index.url, "other")
    machine.pip("install", release("named", "1.0", plain=())["plain"])
    index.requests.clear()
    options = ["--index-url", index.url]
    shown = machine.pip("variant", "check", *options).stdout
    assert shown == "No variants are installed.\n"
    paths = [request.path for request in index.requests]
    assert "/simple/other/" in paths
    assert len(paths) == len(set(paths))
    assert not [
        path for path in paths if "named" in path or other["plain"].name in path
    ]
    assert packages(machine, *options) == []
    assert runs() == 0
    index.requests.clear()
    assert packages(machine, *options, "--no-variant") == []
    assert packages(machine, "--no-index") == []
    assert index.requests == []


def test_a_plain_wheel_with_a_variant_that_fits_is_named(
    machine: PipEnv, index: Index, release: Release
) -> None:
    pkg = release("pkg", "1.0", poor=POOR, unfit=UNFIT, plain=())
    release("far", "1.0", unfit=UNFIT, plain=())
    machine.pip("install", "--index-url", index.url, "--no-variant", "pkg", "far")
    options = ["--index-url", index.url]
    shown = machine.pip("variant", "check", *options).stdout
    assert shown == (
        "pkg 1.0 (plain)\n"
        "  fits this machine\n"
        f"  better: {pkg['poor'].name}\n"
        f"\nTo choose again: pip install --upgrade --index-url {index.url} pkg\n"
    )
    (found,) = packages(machine, *options)
    assert (found["hash"], found["label"], found["properties"]) == (None, None, [])
    assert (found["verdict"], found["instead"]) == ("fits", pkg["poor"].name)
    machine.pip("install", *options, "--upgrade", "pkg")
    assert machine.installed("pkg") == variant_of(pkg["poor"])


def test_what_cannot_be_judged_is_said(env: PipEnv, wheels: Path) -> None:
    wheel = make_wheel(wheels, "pkg", properties=POOR)
    label = make_label_wheel(wheels, "damaged", "1.0", "good", {HW: {"humor": ["2"]}})
    install = ["install", "--no-index", "--variant", f"{variant_of(wheel)},good"]
    env.pip(*install, wheel, label)
    stated = env.site_packages / "damaged-1.0.dist-info" / "variant.json"
    stated.write_text('{"variants": {"good": 5}}')
    failing = make_plugin(wheels, HW, body="raise ValueError('no luck')")
    env.unpack(failing)
    done = env.pip("variant", "check", "--no-index", expect_error=True)
    assert "WARNING: Variant provider fictional_hw is ignored: " in done.stderr
    assert done.stdout == (
        "damaged 1.0~good\n"
        "  may not fit this machine: its variant metadata is not valid\n"
        f"pkg 1.0~{variant_of(wheel)}\n"
        "  may not fit this machine: it needs fictional_hw :: humor :: 2;\n"
        "    fictional-hw-plugin 1.0 raised ValueError: no luck\n"
    )
    assert [p["verdict"] for p in packages(env, "--no-index", expect_error=True)] == [
        "unknown",
        "unknown",
    ]


def test_it_takes_no_arguments_but_lists(env: PipEnv, tmp_path: Path) -> None:
    done = env.pip("variant", "check", "pkg", expect_error=True)
    assert done.stderr == "ERROR: pip variant check takes no arguments\n"
    lists = [tmp_path / "a.json", tmp_path / "b.json"]
    for path in lists:
        path.write_text('{"format": 1, "packages": [], "not_looked_up": []}')
    done = env.pip("variant", "check", "--fleet", *map(str, lists))
    assert done.stdout == "0 of 2 nodes have variants that do not fit.\n"
    command = ["variant", "check", "--fleet", str(lists[0]), "--machine", "sm_90"]
    done = env.pip(*command, expect_error=True)
    assert done.stderr.startswith("ERROR: --fleet cannot be combined with --machine: ")
