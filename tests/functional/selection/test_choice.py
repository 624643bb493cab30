"""`pip install pkg` takes the variant that fits this machine best."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_wheel
from tests.functional.conftest import BEST, GOOD, POOR, UNFIT, variant_of

Release = Callable[..., dict[str, Path]]


def install(env: PipEnv, index: Index, *args: object, **options: bool) -> str:
    result = env.pip("install", "--index-url", index.url, *args, **options)
    return result.stdout + result.stderr


@pytest.mark.parametrize("formats", ["html", "json"])
@pytest.mark.parametrize("sidecars", [True, False])
@pytest.mark.parametrize("variants_json", [True, False])
def test_the_best_fitting_variant_is_installed(
    machine: PipEnv,
    index: Index,
    release: Release,
    formats: str,
    sidecars: bool,
    variants_json: bool,
) -> None:
    index.formats = formats
    index.sidecars, index.variants_json = sidecars, variants_json
    made = release("pkg", "1.0", best=BEST, good=GOOD, poor=POOR, unfit=UNFIT, plain=())
    output = install(machine, index, "pkg")
    assert machine.installed("pkg") == variant_of(made["best"])
    assert f"Using variant {variant_of(made['best'])} of pkg 1.0" in output
    assert "the best of 3 that fit this machine" in output
    assert f"Successfully installed pkg-1.0~{variant_of(made['best'])}" in output


def test_the_plain_wheel_is_taken_where_no_variant_fits(
    machine: PipEnv, index: Index, release: Release
) -> None:
    release("pkg", "1.0", unfit=UNFIT, plain=())
    output = install(machine, index, "pkg")
    assert machine.installed("pkg") == "plain"
    assert (
        "The variant of pkg 1.0 does not fit this machine: it needs "
        "fictional_hw :: humor :: 9; this machine has 3, 2" in output
    )


def test_an_older_version_is_taken_only_where_nothing_of_the_newest_fits(
    machine: PipEnv, index: Index, release: Release
) -> None:
    release("pkg", "1.0", best=BEST)
    release("pkg", "2.0", poor=POOR)
    release("pkg", "3.0", unfit=UNFIT)
    output = install(machine, index, "pkg")
    assert "The variant of pkg 3.0 does not fit this machine" in output
    assert "Successfully installed pkg-2.0~" in output


def test_without_a_plugin_the_line_says_what_is_missing(
    env: PipEnv, index: Index, release: Release
) -> None:
    release("pkg", "1.0", poor=POOR, plain=())
    output = install(env, index, "pkg")
    assert env.installed("pkg") == "plain"
    assert "no provider for fictional_hw is installed" in output


def test_only_unfit_variants_are_no_match(
    machine: PipEnv, index: Index, release: Release
) -> None:
    release("pkg", "1.0", unfit=UNFIT)
    output = install(machine, index, "pkg", expect_error=True)
    assert "this machine has 3, 2" in output
    assert "No matching distribution found for pkg" in output
    assert machine.installed("pkg") is None
    # Who wants to hear of errors alone learns the reason of this one, and of no other.
    release("other", "1.0", unfit=UNFIT, plain=())
    quiet = ["install", "-q", "--index-url", index.url]
    first = machine.pip(*quiet, "pkg", expect_error=True).stderr.splitlines()[0]
    assert first.startswith("ERROR: The variant of pkg 1.0 does not fit this machine")
    assert machine.pip(*quiet, "other").stderr == ""


def test_dependencies_and_extras_get_their_variants(
    machine: PipEnv, index: Index, release: Release, wheels: Path
) -> None:
    dependency = release("dep", "1.0", best=BEST, plain=())
    extra = release("extra", "1.0", poor=POOR, plain=())
    top = make_wheel(wheels, "top", "1.0", requires=["dep"], extras={"more": ["extra"]})
    index.add(top)
    install(machine, index, "top[more]")
    assert machine.installed("dep") == variant_of(dependency["best"])
    assert machine.installed("extra") == variant_of(extra["poor"])
    assert machine.installed("top") == "plain"


def test_a_constraint_limits_the_version_and_leaves_the_variant_free(
    machine: PipEnv, index: Index, release: Release, tmp_path: Path
) -> None:
    made = release("pkg", "1.0", best=BEST, plain=())
    release("pkg", "2.0", best=BEST, plain=())
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("pkg<2\n")
    output = install(machine, index, "pkg", "-c", constraints)
    assert f"Successfully installed pkg-1.0~{variant_of(made['best'])}" in output


def test_the_variant_outranks_the_platform_tag(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    best = make_wheel(wheels, "pkg", "1.0", properties=BEST, tag="py3-none-any")
    tagged = make_wheel(wheels, "pkg", "1.0", properties=POOR, tag="cp311-none-any")
    plain = make_wheel(wheels, "pkg", "1.0", tag="cp311-none-any")
    index.add(best, tagged, plain)
    install(machine, index, "pkg")
    assert machine.installed("pkg") == variant_of(best)


def test_within_a_variant_the_platform_tag_decides(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    any_python = make_wheel(
        wheels, "pkg", "1.0", properties=BEST, tag="py2.py3-none-any"
    )
    tagged = make_wheel(wheels, "pkg", "1.0", properties=BEST, tag="py3-none-any")
    index.add(any_python, tagged)
    output = install(machine, index, "pkg", "--dry-run", "-v")
    assert f"{tagged.name} fits, rank 1" in output or tagged.name in output


def test_verbose_tells_what_lost_and_why(
    machine: PipEnv, index: Index, release: Release
) -> None:
    made = release("pkg", "1.0", best=BEST, poor=POOR, unfit=UNFIT, plain=())
    output = install(machine, index, "pkg", "-v")
    assert f"{made['best'].name} fits, rank 1" in output
    assert f"{made['poor'].name} fits, rank 2" in output
    assert f"{made['unfit'].name} does not fit: it needs" in output


def test_a_project_without_variants_runs_no_plugin(
    machine: PipEnv, index: Index, release: Release, runs: Callable[[], int]
) -> None:
    release("pkg", "1.0", plain=())
    install(machine, index, "pkg")
    assert machine.installed("pkg") == "plain"
    assert runs() == 0


def test_one_request_more_for_a_project_with_variants(
    machine: PipEnv, index: Index, release: Release
) -> None:
    made = release("pkg", "1.0", best=BEST, good=GOOD, plain=())
    install(machine, index, "pkg")
    assert sorted(request.path for request in index.requests) == sorted(
        [
            "/simple/pkg/",
            "/files/pkg-1.0-variants.json",
            f"/files/{made['best'].name}.metadata",
            f"/files/{made['best'].name}",
        ]
    )
