"""`--variant` and `--no-variant`, wherever pip reads options."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_sdist, make_wheel
from tests.functional.conftest import BEST, GOOD, POOR, UNFIT, variant_of

Release = Callable[..., dict[str, Path]]


@pytest.fixture
def made(release: Release) -> dict[str, Path]:
    return release("pkg", "1.0", best=BEST, good=GOOD, poor=POOR, unfit=UNFIT, plain=())


def install(venv: PipEnv, index: Index, *args: object, **options: object) -> str:
    result = venv.pip("install", "--index-url", index.url, *args, **options)
    return result.words


def test_a_forced_variant_is_taken_without_asking_the_machine(
    machine: PipEnv, index: Index, made: dict[str, Path], runs: Callable[[], int]
) -> None:
    unfit = variant_of(made["unfit"])
    output = install(machine, index, "pkg", f"--variant={unfit}")
    assert machine.installed("pkg") == unfit
    assert f"Using variant {unfit} of pkg 1.0, as requested: " in output
    assert runs() == 0


@pytest.mark.parametrize("form", ["{a},{b}", "{a} {b}", "pkg={a},{b}", "PKG={a}"])
def test_a_list_is_tried_in_its_order(
    machine: PipEnv, index: Index, made: dict[str, Path], form: str
) -> None:
    asked = form.format(a=variant_of(made["poor"]), b=variant_of(made["best"]))
    install(machine, index, "pkg", "--variant", asked)
    assert machine.installed("pkg") == variant_of(made["poor"])


def test_what_is_not_on_offer_in_a_list_is_passed_over(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    good = variant_of(made["good"])
    install(machine, index, "pkg", "--variant=00000000", f"--variant={good}")
    assert machine.installed("pkg") == good


def test_none_stands_for_the_plain_wheel(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    install(machine, index, "pkg", "--variant=pkg=none")
    assert machine.installed("pkg") == "plain"


def test_the_newest_version_that_publishes_a_forced_variant_is_taken(
    machine: PipEnv, index: Index, made: dict[str, Path], release: Release
) -> None:
    release("pkg", "2.0", best=BEST, plain=())
    poor = variant_of(made["poor"])
    output = install(machine, index, "pkg", f"--variant={poor}")
    assert f"Successfully installed pkg-1.0~{poor}" in output


def test_dependencies_take_a_forced_variant_only_if_they_publish_it(
    machine: PipEnv, index: Index, made: dict[str, Path], release: Release, wheels: Path
) -> None:
    other = release("other", "1.0", best=BEST, plain=())
    poor = variant_of(made["poor"])
    top = make_wheel(wheels, "top", "1.0", properties=POOR, requires=["pkg", "other"])
    index.add(top)
    install(machine, index, "top", f"--variant={poor}")
    assert machine.installed("top") == poor
    assert machine.installed("pkg") == poor
    assert machine.installed("other") == variant_of(other["best"])


def test_a_name_binds_a_dependency_too(
    machine: PipEnv, index: Index, made: dict[str, Path], wheels: Path
) -> None:
    index.add(make_wheel(wheels, "top", "1.0", requires=["pkg"]))
    install(machine, index, "top", "--variant=pkg=none")
    assert machine.installed("pkg") == "plain"


def test_a_variant_that_nobody_publishes_is_refused_with_what_there_is(
    machine: PipEnv, index: Index, made: dict[str, Path], runs: Callable[[], int]
) -> None:
    output = install(machine, index, "pkg", "--variant=00000000", expect_error=True)
    assert "error: variant-not-found" in output
    assert "No wheel of pkg is the variant 00000000" in output
    assert (
        f"{variant_of(made['good'])} of pkg 1.0: fictional_hw :: humor :: 3" in output
    )
    assert machine.installed("pkg") is None
    assert runs() == 0


def test_a_project_without_variants_is_refused_too(
    machine: PipEnv, index: Index, release: Release
) -> None:
    release("plain", "1.0", plain=())
    output = install(machine, index, "plain", "--variant=00000000", expect_error=True)
    assert "plain publishes no variants on this index." in output


def test_a_name_that_has_no_part_in_the_install_is_told(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    output = install(machine, index, "pkg", "--variant=pgk=none")
    assert "--variant names pgk, but pgk is not being installed" in output
    assert machine.installed("pkg") == variant_of(made["best"])


def test_a_source_that_is_built_has_nothing_to_choose_from(
    machine: PipEnv, index: Index, made: dict[str, Path], wheels: Path
) -> None:
    best = variant_of(made["best"])
    source = make_sdist(wheels, "own", "1.0")
    said = f"--variant requests {best}, which has no effect on own: pip builds it"
    assert said in install(machine, index, source, f"--variant={best}")
    assert said in install(machine, index, source, "pkg", f"--variant=own={best}")
    for more in ["pkg", f"--variant={best}"], ["--variant=none"], []:
        assert "no effect" not in install(machine, index, source, *more)


def test_no_variant_takes_plain_wheels_only(
    machine: PipEnv,
    index: Index,
    made: dict[str, Path],
    runs: Callable[[], int],
    wheels: Path,
) -> None:
    index.add(make_wheel(wheels, "top", "1.0", requires=["pkg"]))
    output = install(machine, index, "top", "--no-variant")
    assert machine.installed("pkg") == "plain"
    assert "variant" not in output.replace("--no-variant", "")
    assert runs() == 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (
            ["--variant=ZZ"],
            ["--variant: 'ZZ' is not a variant hash or label", "36266d4d", "cuda13"],
        ),
        (["--variant=36266D4D"], ["'36266D4D' is not a variant hash or label"]),
        (["--variant=pkg="], ["a variant is expected after '='"]),
        (["--variant=A b=36266d4d"], ["'A' is not a variant hash or label"]),
        (["--variant==36266d4d"], ["a variant is expected here"]),
        (["--variant=36266d4d", "--no-variant"], ["cannot be combined with"]),
        (["--no-variant", "--variant=36266d4d"], ["cannot be combined with"]),
    ],
)
def test_a_malformed_request_is_refused(
    env: PipEnv, index: Index, args: list[str], words: list[str]
) -> None:
    output = install(env, index, "pkg", *args, expect_error=True)
    assert "error: invalid-variant-option" in output
    for word in words:
        assert word in output
    assert index.requests == []


def test_the_environment_and_the_configuration_ask_too(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    poor, good = variant_of(made["poor"]), variant_of(made["good"])
    machine.configure(f"[install]\nvariant = {good}\n")
    install(machine, index, "pkg")
    assert machine.installed("pkg") == good
    install(machine, index, "pkg", env={"PIP_VARIANT": poor})
    assert machine.installed("pkg") == poor
    install(machine, index, "pkg", f"--variant={good}", env={"PIP_VARIANT": poor})
    assert machine.installed("pkg") == good
    machine.configure("[global]\nno-variant = yes\n")
    install(machine, index, "pkg")
    assert machine.installed("pkg") == "plain"


def test_the_command_line_beats_the_configuration(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    poor = variant_of(made["poor"])
    install(machine, index, "pkg", f"--variant={poor}", env={"PIP_NO_VARIANT": "1"})
    assert machine.installed("pkg") == poor
    install(machine, index, "pkg", "--no-variant", env={"PIP_VARIANT": poor})
    assert machine.installed("pkg") == "plain"
    both = {"PIP_NO_VARIANT": "1", "PIP_VARIANT": poor}
    output = install(machine, index, "pkg", env=both, expect_error=True)
    assert "cannot be combined with" in output


def test_a_constraint_cannot_ask_for_a_variant(
    machine: PipEnv, index: Index, made: dict[str, Path], tmp_path: Path
) -> None:
    constraints = tmp_path / "constraints.txt"
    constraints.write_text(f"pkg --variant={variant_of(made['poor'])}\n")
    output = install(machine, index, "pkg", "-c", constraints, expect_error=True)
    assert "Constraints cannot request variants" in output
    assert "(line 1)" in output


def test_a_requirements_file_asks_line_by_line(
    machine: PipEnv,
    index: Index,
    made: dict[str, Path],
    release: Release,
    tmp_path: Path,
) -> None:
    others = release("other", "1.0", best=BEST, poor=POOR)
    poor = variant_of(made["poor"])
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"pkg --variant={poor}\nother\n")
    install(machine, index, "-r", requirements)
    assert machine.installed("pkg") == poor
    assert machine.installed("other") == variant_of(others["best"])
    good = variant_of(made["good"])
    install(machine, index, "-r", requirements, f"--variant=pkg={good}")
    assert machine.installed("pkg") == good


@pytest.mark.parametrize(
    ("line", "args", "words"),
    [
        ("pkg --variant=ZZ", [], "'ZZ' is not a variant hash or label"),
        ("pkg --variant=pkg=36266d4d", [], "cannot name a project"),
        ("pkg --variant=36266d4d", ["--no-variant"], "cannot be combined with"),
    ],
)
def test_a_bad_line_of_a_requirements_file_is_named(
    env: PipEnv, index: Index, tmp_path: Path, line: str, args: list[str], words: str
) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"\n{line}\n")
    output = install(env, index, "-r", requirements, *args, expect_error=True)
    assert "error: invalid-variant-option" in output
    assert words in output
    if not args:
        assert "(line 2)" in output


def test_help_and_completion_know_the_options(env: PipEnv) -> None:
    for command in ("install", "download", "wheel", "lock", "index", "list"):
        text = env.pip("help", command).stdout
        assert "--variant " in text
        assert "--no-variant " in text
    completed = env.run(
        env.executable,
        "-m",
        "pip",
        env={
            "PIP_AUTO_COMPLETE": "1",
            "COMP_WORDS": "pip install --vari",
            "COMP_CWORD": "2",
        },
        expect_error=True,
    )
    assert "--variant=" in completed.stdout


def test_a_word_of_the_configuration_that_is_none(env: PipEnv) -> None:
    for name, known in (
        ("variants", "'chosen', 'all'"),
        ("format", "'tool', 'pep825'"),
    ):
        said = f"option --{name}: invalid choice: 'al' (choose from {known})\n"
        variables = {f"PIP_{name.upper()}": "al"}
        for options, given in (([f"--{name}=al"], {}), ([], variables)):
            arguments = ["lock", "--output=-", "pkg", *options]
            done = env.pip(*arguments, env=given, expect_error=True)
            assert done.stderr.endswith(said)
            assert "Traceback" not in done.stderr
