"""pip download for several machines at once, into one folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, Result, make_sdist, make_wheel
from tests.functional.conftest import BEST, HW, POOR, variant_of

Release = Callable[..., dict[str, Path]]

MACHINES = {
    "big": f"[providers.{HW}.keys]\narchitecture = ['HAL9000']\nhumor = ['3']\n",
    "small": f"[providers.{HW}.keys]\nhumor = ['2']\n",
    "tiny": "",
}


@pytest.fixture
def download(machine: PipEnv, index: Index) -> Callable[..., Result]:
    """`download("pkg", ...)` for all three machines, without a cache that helps."""
    for name, text in MACHINES.items():
        machine.work.joinpath(f"{name}.toml").write_text(f"format = 1\n{text}")
    options = ["--index-url", index.url, "--no-cache-dir", "--dest", "to"]

    def run(*args: str, expect_error: bool = False, **variables: str) -> Result:
        variables.setdefault("PIP_MACHINE", "big.toml\nsmall.toml\ntiny.toml")
        return machine.pip(
            "download", *options, *args, expect_error=expect_error, env=variables
        )

    return run


def files(env: PipEnv) -> set[str]:
    folder = env.work / "to"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_one_folder_for_all(
    machine: PipEnv,
    index: Index,
    wheels: Path,
    release: Release,
    download: Callable[..., Result],
    runs: Callable[[], int],
) -> None:
    top = make_wheel(wheels, "top", "1.0", requires=["pkg", "shared", "built"])
    shared = make_wheel(wheels, "shared", "1.0", properties=[f"{HW} :: humor :: 3"])
    index.add(top, shared, make_sdist(wheels, "built", "1.0"))
    made = release("pkg", "1.0", best=BEST, poor=POOR, plain=())
    release("shared", "0.9", plain=())

    result = download("top")

    best, of_shared = variant_of(made["best"]), variant_of(shared)
    assert result.stdout.splitlines()[-3:] == [
        f"Machine big.toml: pkg 1.0~{best}, shared 1.0~{of_shared}",
        f"Machine small.toml: pkg 1.0~{variant_of(made['poor'])}",
        "Machine tiny.toml: no variants",
    ]
    expected = {path.name for path in made.values()} | {
        top.name,
        shared.name,
        "shared-0.9-py3-none-any.whl",
        "built-1.0.tar.gz",
    }
    assert files(machine) == expected
    fetched = Counter(request.line.split("/")[-1] for request in index.requests)
    assert {name: fetched[name] for name in expected} == dict.fromkeys(expected, 1)
    assert runs() == 0


def test_what_fails_for_one_is_there_for_the_others(
    machine: PipEnv, release: Release, download: Callable[..., Result]
) -> None:
    made = release("pkg", "1.0", best=BEST, poor=POOR)
    result = download("pkg", expect_error=True)
    assert result.returncode == 1
    assert "No matching distribution found for pkg" in result.stderr
    assert result.stdout.splitlines()[-1:] == [
        "Machine tiny.toml: failed, see the error above"
    ]
    assert files(machine) == {path.name for path in made.values()}
    # Of one machine more than one may be said: what was asked for is for all of them.
    best = str(made["best"])
    result = download(best, PIP_MACHINE="big.toml\ntiny.toml", expect_error=True)
    assert "does not fit machine tiny.toml" in result.stderr
    assert result.stderr.endswith("ERROR: That was for machine tiny.toml\n")
    result = download("pkg", "--variant=00000000", expect_error=True)
    assert result.stderr.count("No wheel of pkg is the variant 00000000") == 3


def test_a_mistake_is_found_before_anything_is_fetched(
    machine: PipEnv, index: Index, release: Release, download: Callable[..., Result]
) -> None:
    release("pkg", "1.0", plain=())
    bad = ["--machine", "big.toml", "--machine", "absent.toml"]
    assert "absent.toml." in download("pkg", *bad, expect_error=True).stderr
    result = download(
        "--machine", "big.toml", "--machine", "tiny.toml", expect_error=True
    )
    assert result.stderr.count("You must give at least one requirement") == 1
    assert index.requests == []
    assert files(machine) == set()


def test_one_choice_is_made_once(
    machine: PipEnv, release: Release, download: Callable[..., Result]
) -> None:
    made = release("pkg", "1.0", best=BEST, poor=POOR, plain=())
    assert "Machine" not in download("pkg", "--no-variant").stdout
    assert files(machine) == {made["plain"].name}
    assert "Machine" not in download("pkg", "--machine", "small.toml").stdout
    twice = ["--machine", "big.toml", "--machine", "big.toml"]
    assert "Machine" not in download("pkg", *twice).stdout
    assert files(machine) == {path.name for path in made.values()}


def test_machines_that_want_the_same_are_chosen_for_once(
    machine: PipEnv, index: Index, release: Release, download: Callable[..., Result]
) -> None:
    made = release("pkg", "1.0", best=BEST, poor=POOR, plain=())
    for number in (1, 2):
        like = f"{MACHINES['big']}mood = ['{number}']\n"
        machine.work.joinpath(f"like{number}.toml").write_text(f"format = 1\n{like}")
    names = ["big.toml", "like1.toml", "like2.toml", "tiny.toml"]
    done = download("pkg", PIP_MACHINE="\n".join(names))
    assert done.stdout.count("It gets the files of machine big.toml") == 2
    best = variant_of(made["best"])
    assert done.stdout.splitlines()[-4:] == [
        *(f"Machine {name}: pkg 1.0~{best}" for name in names[:3]),
        "Machine tiny.toml: no variants",
    ]
    assert files(machine) == {made["best"].name, made["plain"].name}
    assert [r.path for r in index.requests].count("/simple/pkg/") == 2


def test_each_machine_gets_its_part_of_a_lock_file(
    machine: PipEnv, index: Index, wheels: Path, download: Callable[..., Result]
) -> None:
    best = make_wheel(wheels, "pkg", properties=BEST, requires=["dep==2"])
    plain = make_wheel(wheels, "pkg", requires=["dep==1"])
    deps = [make_wheel(wheels, "dep", version) for version in "12"]
    index.add(best, plain, *deps)
    machines = ["--machine=tiny.toml", "--machine=big.toml"]
    machine.pip("lock", "pkg", *machines, "--index-url", index.url)
    shown = machine.pip("variant", "matrix", "-r", "pylock.toml", *machines).stdout
    assert shown.startswith(
        "dep\n  tiny.toml  1, plain wheel\n  big.toml   2, plain wheel\n"
    )
    assert f"  big.toml   1.0~{variant_of(best)}\n" in shown
    done = download("-r", "pylock.toml", PIP_MACHINE="tiny.toml\nbig.toml")
    assert done.stdout.splitlines()[-2:] == [
        "Machine tiny.toml: no variants",
        f"Machine big.toml: pkg 1.0~{variant_of(best)}",
    ]
    assert files(machine) == {path.name for path in (best, plain, *deps)}
