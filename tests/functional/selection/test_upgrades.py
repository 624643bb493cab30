"""`pip install -U` chooses the variant anew, also where the version stays."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_label_wheel, make_plugin, make_wheel
from tests.functional.conftest import BEST, GOOD, HW, POOR, UNFIT, variant_of

Release = Callable[..., dict[str, Path]]

LEGACY = "--use-deprecated=legacy-resolver"


@pytest.fixture
def made(release: Release) -> dict[str, Path]:
    return release("pkg", "1.0", best=BEST, poor=POOR, unfit=UNFIT, plain=())


def install(env: PipEnv, index: Index, *args: object) -> str:
    result = env.pip("install", "--index-url", index.url, *args)
    return result.words


@pytest.mark.parametrize("options", [[], [LEGACY]], ids=["new", "legacy"])
@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("poor", "(variant {0}) by variant {1}, which fits this machine better"),
        ("plain", "(plain) by variant {1}, which fits this machine better"),
        (
            "unfit",
            (
                "(variant {0}) by variant {1}, because the installed one no longer "
                "fits this machine: it needs fictional_hw :: humor :: 9; this machine "
                "has 3, 2"
            ),
        ),
    ],
)
def test_what_is_not_the_best_is_replaced_once(
    machine: PipEnv,
    index: Index,
    made: dict[str, Path],
    options: list[str],
    before: str,
    said: str,
) -> None:
    asked = variant_of(made[before]) or "none"
    install(machine, index, "pkg", f"--variant=pkg={asked}")
    output = install(machine, index, "-U", "pkg", *options)
    best = variant_of(made["best"])
    assert output.count(f"Replacing pkg 1.0 {said.format(asked, best)}") == 1
    assert machine.installed("pkg") == best
    index.requests.clear()
    output = install(machine, index, "-U", "pkg", *options)
    assert "Requirement already" in output
    assert "Replacing" not in output
    assert [r.path for r in index.requests if r.path.endswith(".whl")] == []


def test_a_dry_run_says_so(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    poor, best = variant_of(made["poor"]), variant_of(made["best"])
    install(machine, index, "pkg", f"--variant={poor}")
    output = install(machine, index, "-U", "--dry-run", "pkg")
    assert f"Replacing pkg 1.0 (variant {poor}) by variant {best}" in output
    assert f"Would install pkg-1.0~{best}" in output
    assert machine.installed("pkg") == poor


def test_where_only_the_plain_wheel_fits_it_replaces_a_variant(
    machine: PipEnv, index: Index, release: Release
) -> None:
    unfit = variant_of(release("pkg", "1.0", unfit=UNFIT, plain=())["unfit"])
    install(machine, index, "pkg", f"--variant={unfit}")
    # pip list looks for versions and variants, and there is no other.
    options = ("list", "--outdated", "--index-url", index.url)
    assert "pkg" not in machine.pip(*options).stdout
    output = install(machine, index, "-U", "pkg")
    assert f"Replacing pkg 1.0 (variant {unfit}) by the plain one, because" in output
    assert machine.installed("pkg") == "plain"


def test_pip_list_names_those_that_an_upgrade_replaces_by_a_variant(
    machine: PipEnv, index: Index, made: dict[str, Path], release: Release
) -> None:
    release("other", "1.0", plain=())
    release("far", "1.0", unfit=UNFIT, plain=())
    asked = ("--no-variant", "pkg", "other", "far")
    install(machine, index, *asked)
    options = ("list", "--outdated", "--index-url", index.url)
    best = variant_of(made["best"])
    rows = machine.pip(*options).stdout.splitlines()
    assert [row.split() for row in rows if not row.startswith("-")] == [
        ["Package", "Version", "Latest", "Type", "Variant"],
        ["pkg", "1.0", "1.0", "wheel", "plain", "->", best],
    ]
    (found,) = json.loads(machine.pip(*options, "--format=json").stdout)
    assert (found["version"], found["latest_version"]) == ("1.0", "1.0")
    assert (found.get("variant"), found["latest_variant"]) == (None, best)
    assert machine.pip(*options, "--no-variant").stdout == ""
    uptodate = machine.pip("list", "--uptodate", *options[2:]).stdout
    assert "pkg" not in uptodate
    assert "other" in uptodate
    install(machine, index, "--upgrade", "pkg")
    assert machine.pip(*options).stdout == ""


def test_labels_are_replaced_as_hashes_are(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    labels = {"far": "9", "fast": "3", "slow": "2"}
    for label, humor in labels.items():
        properties = {HW: {"humor": [humor]}}
        index.add(make_label_wheel(wheels, "pkg", "1.0", label, properties))
    for label, reason in (
        ("slow", "which fits this machine better"),
        ("far", "because the installed one no longer fits this machine: it needs fict"),
    ):
        install(machine, index, "pkg", f"--variant={label}")
        output = install(machine, index, "-U", "pkg")
        assert f"(variant {label}) by variant fast, {reason}" in output
    assert machine.installed("pkg") == "fast"
    assert "already satisfied: pkg" in install(machine, index, "-U", "pkg")


@pytest.mark.parametrize("options", [[], [LEGACY]], ids=["new", "legacy"])
def test_dependencies_stay_unless_the_strategy_is_eager(
    machine: PipEnv,
    index: Index,
    made: dict[str, Path],
    wheels: Path,
    options: list[str],
) -> None:
    index.add(make_wheel(wheels, "app", requires=["pkg"]))
    poor = variant_of(made["poor"])
    install(machine, index, "app", "pkg", f"--variant=pkg={poor}")
    assert "Replacing" not in install(machine, index, "-U", "app", *options)
    eager = install(machine, index, "-U", "--upgrade-strategy=eager", "app", *options)
    assert f"Replacing pkg 1.0 (variant {poor})" in eager
    assert machine.installed("pkg") == variant_of(made["best"])


def test_what_was_installed_by_name_of_its_files_stays(
    machine: PipEnv, index: Index, made: dict[str, Path], wheels: Path
) -> None:
    for own in (made["plain"], make_wheel(wheels, "pkg", properties=GOOD)):
        install(machine, index, own)
        output = install(machine, index, "-U", "pkg")
        assert "Requirement already satisfied: pkg" in output
        assert machine.installed("pkg") == (variant_of(own) or "plain")


def test_a_failed_plugin_replaces_nothing(
    machine: PipEnv, index: Index, release: Release, wheels: Path
) -> None:
    best = variant_of(release("pkg", "1.0", best=BEST, plain=())["best"])
    install(machine, index, "pkg")
    broken = make_plugin(wheels, HW, body="raise OSError('no driver')", version="2.0")
    install(machine, index, broken)
    output = install(machine, index, "-U", "pkg")
    assert "no driver" in output
    assert "Requirement already satisfied: pkg" in output
    assert machine.installed("pkg") == best


def test_a_better_variant_that_cannot_be_had_replaces_nothing(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    poor = make_wheel(wheels, "pkg", properties=POOR)
    index.add(poor, make_wheel(wheels, "pkg", properties=BEST, requires=["dep==2"]))
    index.add(make_wheel(wheels, "app", requires=["dep==1"]))
    index.add(make_wheel(wheels, "dep", "1"), make_wheel(wheels, "dep", "2"))
    install(machine, index, "pkg", f"--variant={variant_of(poor)}")
    output = install(machine, index, "-U", "pkg", "app")
    assert "Replacing" not in output
    assert machine.installed("pkg") == variant_of(poor)


def test_a_better_variant_that_is_not_what_it_seems_replaces_nothing(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    index.variants_json = False
    poor = make_wheel(wheels, "pkg", properties=POOR)
    lying = make_wheel(wheels, "pkg", properties=GOOD, variant_hash="e8555a3f")
    index.add(poor, lying)
    install(machine, index, "pkg", f"--variant={variant_of(poor)}")
    assert "Replacing" not in install(machine, index, "-U", "pkg")
    assert machine.installed("pkg") == variant_of(poor)


@pytest.mark.parametrize("options", [[], [LEGACY]], ids=["new", "legacy"])
def test_without_variants_nothing_more_is_asked(
    machine: PipEnv,
    index: Index,
    release: Release,
    runs: Callable[[], int],
    options: list[str],
) -> None:
    release("Other", "1.0", plain=())
    install(machine, index, "Other")
    index.requests.clear()
    assert "Requirement already" in install(machine, index, "-U", "Other", *options)
    assert len(index.requests) == 1
    assert runs() == 0


def disown(env: PipEnv, installer: str | None, *, record: bool = False) -> None:
    """Make it look as if another tool had installed pkg."""
    info = env.site_packages / "pkg-1.0.dist-info"
    (info / "INSTALLER").unlink()
    if installer is not None:
        (info / "INSTALLER").write_text(f"{installer}\n")
    if not record:
        (info / "RECORD").unlink()


@pytest.mark.parametrize("options", [[], [LEGACY]], ids=["new", "legacy"])
@pytest.mark.parametrize(
    ("installer", "record", "reason"),
    [
        ("conda", False, "no RECORD lists its files, and conda installed it"),
        ("debian", True, "it was installed by debian"),
        (None, False, "no RECORD lists its files"),
    ],
)
def test_what_another_tool_has_installed_stays(
    machine: PipEnv,
    index: Index,
    made: dict[str, Path],
    wheels: Path,
    options: list[str],
    installer: str | None,
    record: bool,
    reason: str,
) -> None:
    index.add(make_wheel(wheels, "app", requires=["pkg"]))
    unfit = variant_of(made["unfit"])
    for variant in ("none", unfit):
        install(machine, index, "app", "--force-reinstall", f"--variant=pkg={variant}")
        disown(machine, installer, record=record)
        for upgrade in (["-U", "pkg"], ["-U", "--upgrade-strategy=eager", "app"]):
            output = install(machine, index, *upgrade, *options)
            assert "Requirement already" in output
            said = f"Keeping pkg 1.0, although another variant fits better: {reason}"
            assert output.count(said) == 1
            assert machine.installed("pkg") == variant.replace("none", "plain")
        if not record:
            machine.pip("uninstall", "-y", "pkg", expect_error=True)
            shutil.rmtree(machine.site_packages / "pkg-1.0.dist-info")


def test_another_python_installer_is_no_hindrance(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    install(machine, index, "pkg", "--no-variant")
    disown(machine, "uv", record=True)
    assert "Replacing pkg 1.0 (plain)" in install(machine, index, "-U", "pkg")
    assert machine.installed("pkg") == variant_of(made["best"])


@pytest.mark.parametrize(
    ("installer", "remedy"),
    [
        ("conda", "Remove it with conda"),
        (None, "Remove it with the tool that installed it"),
    ],
)
def test_what_cannot_be_removed_stops_pip_before_anything_changes(
    machine: PipEnv,
    index: Index,
    made: dict[str, Path],
    wheels: Path,
    installer: str | None,
    remedy: str,
) -> None:
    index.add(make_wheel(wheels, "app", requires=["pkg"]))
    install(machine, index, "pkg", "--no-variant")
    disown(machine, installer)
    asked = f"--variant=pkg={variant_of(made['poor'])}"
    for more in ([], ["--dry-run"]):
        command = ["install", "--index-url", index.url, asked, *more, "app"]
        result = machine.pip(*command, expect_error=True)
        assert "variant-not-replaceable" in result.stderr
        assert "pip cannot replace pkg 1.0 with another variant." in result.stderr
        assert remedy in result.stderr
        assert machine.installed("pkg") == "plain"
        assert not (machine.site_packages / "app.py").exists()
    install(machine, index, asked, "--ignore-installed", "app")
    assert machine.installed("pkg") == variant_of(made["poor"])


def test_a_check_names_nothing_better_for_what_stays(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    install(machine, index, "pkg", f"--variant={variant_of(made['poor'])}")
    check = ("variant", "check", "--index-url", index.url)
    assert variant_of(made["best"]) in machine.pip(*check).stdout
    disown(machine, "rpm")
    assert variant_of(made["best"]) not in machine.pip(*check).stdout
