"""The other commands, and upstream's other options, with variants in play."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_sdist, make_wheel
from tests.functional.conftest import BEST, GOOD, POOR, UNFIT, variant_of

Release = Callable[..., dict[str, Path]]


def digest(path: Path) -> str:
    return f"--hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


@pytest.fixture
def made(release: Release) -> dict[str, Path]:
    return release("pkg", "1.0", best=BEST, poor=POOR, unfit=UNFIT, plain=())


@pytest.mark.parametrize("command", ["download", "wheel"])
def test_download_and_wheel_take_the_best(
    machine: PipEnv, index: Index, made: dict[str, Path], command: str
) -> None:
    machine.pip(command, "--index-url", index.url, "pkg")
    assert [path.name for path in machine.work.glob("*.whl")] == [made["best"].name]


def test_versions_of_which_nothing_fits_are_not_available(
    machine: PipEnv, index: Index, made: dict[str, Path], release: Release
) -> None:
    release("pkg", "2.0", poor=POOR)
    release("pkg", "3.0", unfit=UNFIT)
    result = machine.pip("index", "versions", "--index-url", index.url, "pkg")
    assert "Available versions: 2.0, 1.0" in result.stdout
    machine.pip("install", "--index-url", index.url, "pkg==1.0")
    outdated = machine.pip(
        "list", "--outdated", "--index-url", index.url, "--format=json"
    )
    (entry,) = [e for e in json.loads(outdated.stdout) if e["name"] == "pkg"]
    assert entry["latest_version"] == "2.0"
    plain = machine.pip(
        "index", "versions", "--index-url", index.url, "pkg", "--no-variant"
    )
    assert "Available versions: 1.0" in plain.stdout


@pytest.mark.parametrize("option", ["--platform=any", "--python-version=3.11"])
def test_for_another_machine_variants_take_part_only_by_force(
    machine: PipEnv,
    index: Index,
    made: dict[str, Path],
    runs: Callable[[], int],
    option: str,
) -> None:
    options = ["--index-url", index.url, "--only-binary=:all:", option, "-d", "to"]
    result = machine.pip("download", *options, "pkg")
    assert "the target is not this machine" in result.words
    unfit = variant_of(made["unfit"])
    machine.pip("download", *options, "pkg", f"--variant={unfit}")
    names = {path.name for path in (machine.work / "to").iterdir()}
    assert names == {made["plain"].name, made["unfit"].name}
    assert runs() == 0


def test_hashes_decide_what_may_be_chosen(
    machine: PipEnv, index: Index, made: dict[str, Path], tmp_path: Path
) -> None:
    requirements = tmp_path / "requirements.txt"
    allowed = [made["poor"], made["plain"]]
    requirements.write_text(f"pkg==1.0 {' '.join(map(digest, allowed))}\n")
    machine.pip("install", "--index-url", index.url, "-r", requirements)
    assert machine.installed("pkg") == variant_of(made["poor"])


def test_hashes_that_match_no_fitting_file_fail(
    machine: PipEnv, index: Index, made: dict[str, Path], tmp_path: Path
) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"pkg==1.0 {digest(made['unfit'])}\n")
    result = machine.pip(
        "install", "--index-url", index.url, "-r", requirements, expect_error=True
    )
    assert "this machine has 3, 2" in result.words
    assert machine.installed("pkg") is None


def test_yanked_files_come_last_and_only_when_pinned(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    yanked = make_wheel(wheels, "pkg", "2.0", properties=BEST)
    unfit = make_wheel(wheels, "pkg", "2.0", properties=UNFIT)
    older = make_wheel(wheels, "pkg", "1.0", properties=POOR)
    index.add(yanked, yanked="broken")
    index.add(unfit, older)
    machine.pip("install", "--index-url", index.url, "pkg")
    assert machine.installed("pkg") == variant_of(older)
    # Of version 2.0 only the yanked file fits: the unfit one must not hide it.
    result = machine.pip("install", "--index-url", index.url, "pkg==2.0")
    assert machine.installed("pkg") == variant_of(yanked)
    assert "Reason for being yanked: broken" in result.words


@pytest.fixture
def with_sdist(index: Index, wheels: Path, release: Release) -> dict[str, Path]:
    index.add(make_sdist(wheels, "pkg", "2.0"))
    return release("pkg", "1.0", poor=POOR, plain=())


def test_prefer_binary_takes_the_older_variant(
    machine: PipEnv, index: Index, with_sdist: dict[str, Path]
) -> None:
    machine.pip("install", "--index-url", index.url, "--prefer-binary", "pkg")
    assert machine.installed("pkg") == variant_of(with_sdist["poor"])


def test_no_binary_takes_the_sdist(
    machine: PipEnv, index: Index, with_sdist: dict[str, Path], runs: Callable[[], int]
) -> None:
    machine.pip("install", "--index-url", index.url, "--no-binary=pkg", "pkg")
    assert machine.installed("pkg") == "sdist"
    assert runs() == 0


def test_only_binary_takes_the_variant(
    machine: PipEnv, index: Index, with_sdist: dict[str, Path]
) -> None:
    machine.pip("install", "--index-url", index.url, "--only-binary=pkg", "pkg")
    assert machine.installed("pkg") == variant_of(with_sdist["poor"])


def test_the_sdist_comes_after_all_wheels_of_its_version(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    index.add(make_sdist(wheels, "pkg", "1.0"))
    index.add(make_wheel(wheels, "pkg", "1.0", properties=UNFIT))
    machine.pip("install", "--index-url", index.url, "pkg")
    assert machine.installed("pkg") == "sdist"


def test_several_indexes_are_chosen_from_each_with_its_own_document(
    machine: PipEnv, index: Index, made: dict[str, Path], wheels: Path
) -> None:
    with Index() as other:
        good = make_wheel(wheels / "other", "pkg", "1.0", properties=GOOD)
        other.add(good)
        # What one index says of a hash is nothing to the files of another.
        index.add_bytes("pkg-1.0-variants.json", b"{}", "pkg")
        options = ["--index-url", index.url, "--extra-index-url", other.url]
        machine.pip("install", *options, f"--variant={variant_of(good)}", "pkg")
        assert machine.installed("pkg") == variant_of(good)
        machine.pip("install", *options, "--force-reinstall", "pkg")
        assert machine.installed("pkg") == variant_of(made["best"])


def test_the_legacy_resolver_chooses_alike(
    machine: PipEnv, index: Index, made: dict[str, Path], wheels: Path
) -> None:
    index.add(make_wheel(wheels, "top", "1.0", requires=["pkg"]))
    legacy = "--use-deprecated=legacy-resolver"
    machine.pip("install", "--index-url", index.url, legacy, "top")
    assert machine.installed("pkg") == variant_of(made["best"])
    result = machine.pip(
        "install",
        "--index-url",
        index.url,
        legacy,
        "pkg",
        "--variant=00000000",
        expect_error=True,
    )
    assert "No wheel of pkg is the variant 00000000" in result.words


def test_fast_deps_reads_the_chosen_wheel(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    index.sidecars = False
    machine.pip("install", "--index-url", index.url, "--use-feature=fast-deps", "pkg")
    assert machine.installed("pkg") == variant_of(made["best"])


def test_a_target_folder(machine: PipEnv, index: Index, made: dict[str, Path]) -> None:
    machine.pip("install", "--index-url", index.url, "--target", "there", "pkg")
    text = (machine.work / "there" / "pkg.py").read_text()
    assert variant_of(made["best"]) in text
