"""Installing for a machine that a file or the user describes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_label_wheel, make_sdist, make_wheel
from tests.functional.conftest import BEST, GOOD, HW, POOR, UNFIT, variant_of

Release = Callable[..., dict[str, Path]]

SMALL = f'format = 1\nproviders.{HW}.keys.humor = ["2"]\n'
OTHER = f'format = 1\nproviders.{HW}.keys.humor = ["9"]\n'
NOTHING = "format = 1\n"


@pytest.fixture
def made(release: Release) -> dict[str, Path]:
    return release("pkg", "1.0", best=BEST, good=GOOD, poor=POOR, unfit=UNFIT, plain=())


@pytest.fixture
def take(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> Callable[..., tuple[str, str]]:
    """`take(*options, **variables)`: which wheel is downloaded, and what pip says.

    The machine has a plugin by which it would be the best.
    """
    names = {path.name: name for name, path in made.items()}
    machine.work.joinpath("small.toml").write_text(SMALL)
    machine.work.joinpath("other.toml").write_text(OTHER)
    machine.work.joinpath("nothing.toml").write_text(NOTHING)

    def download(*options: str, **variables: str) -> tuple[str, str]:
        command = ("download", "--index-url", index.url, "--dest", "to", "pkg")
        result = machine.pip(*command, *options, env=variables)
        (file,) = (machine.work / "to").iterdir()
        file.unlink()
        return names[file.name], result.words

    return download


def test_a_file_stands_for_the_machine(
    take: Callable[..., tuple[str, str]], machine: PipEnv, runs: Callable[[], int]
) -> None:
    name, text = take("--machine", "small.toml")
    assert name == "poor"
    assert "which fits machine small.toml: fictional_hw :: humor :: 2" in text
    name, text = take("--machine", "other.toml", "--machine-set", f"{HW}::humor::8")
    assert name == "plain"
    assert "None of the 4 variants of pkg 1.0 fits machine other.toml: it need" in text
    assert "; machine other.toml has 8" in text
    name, text = take("--machine", "nothing.toml")
    assert name == "plain"
    assert "no provider for fictional_hw is in nothing.toml" in text
    assert runs() == 0
    assert not list(machine.cache.rglob("providers/*"))


def test_a_captured_machine_chooses_as_it_does_itself(
    take: Callable[..., tuple[str, str]], machine: PipEnv
) -> None:
    machine.pip("variant", "detect", "--output", "captured.toml")
    name, text = take("--machine", "captured.toml")
    assert (name, "the best of 3 that fit machine captured.toml" in text) == (
        take()[0],
        True,
    )


def test_where_the_machine_is_named(
    take: Callable[..., tuple[str, str]], machine: PipEnv, runs: Callable[[], int]
) -> None:
    assert take(PIP_MACHINE="small.toml")[0] == "poor"
    machine.configure("[global]\nmachine = other.toml\n")
    assert take()[0] == "unfit"
    machine.configure("[global]\nmachine = other.toml\n[download]\nmachine=small.toml")
    assert take()[0] == "poor"
    assert take(PIP_MACHINE="nothing.toml")[0] == "plain"
    assert take("--machine", "other.toml", PIP_MACHINE="nothing.toml")[0] == "unfit"
    assert runs() == 0
    assert take("--machine", "")[0] == "best"
    assert runs() == 1


def test_single_facts_are_set(
    take: Callable[..., tuple[str, str]], machine: PipEnv, runs: Callable[[], int]
) -> None:
    fact = f"{HW} :: humor ::"
    name, text = take("--verbose", "--machine-set", f"{fact} 9")
    assert name == "unfit"
    assert f"--machine-set says of this machine: {fact} 9" in text
    assert "which fits this machine: fictional_hw :: humor :: 9" in text
    assert take("--machine-set", f"{fact} 2, 3")[0] == "best"
    assert take("--machine-set", f"{HW} :: architecture ::")[0] == "good"
    assert take(PIP_MACHINE_SET=f"{HW} ::")[0] == "plain"
    assert take(PIP_MACHINE_SET=f"{HW} :: ; {fact} 2")[0] == "poor"
    machine.configure(f"[global]\nmachine-set =\n    {HW} ::\n    {fact} 9\n")
    assert take()[0] == "unfit"
    assert take("--machine-set", "")[0] == "best"
    # What the plugin said is what was kept.
    assert runs() == 1


def test_a_target_that_is_another_machine(
    take: Callable[..., tuple[str, str]], runs: Callable[[], int]
) -> None:
    options = ("--platform=any", "--only-binary=:all:")
    name, text = take(*options)
    assert name == "plain"
    assert "describe it with --machine" in text
    assert take(*options, "--machine", "small.toml")[0] == "poor"
    name, text = take(*options, "--machine-set", f"{HW} :: humor :: 9")
    assert name == "unfit"
    assert "which fits the target" in text
    assert runs() == 0


def test_the_rest_is_detected_on_request(
    take: Callable[..., tuple[str, str]], machine: PipEnv, runs: Callable[[], int]
) -> None:
    detecting = machine.work / "detecting.toml"
    detecting.write_text(NOTHING + "detect = true")
    name, text = take("--machine", "detecting.toml")
    assert name == "best"
    assert "that fit machine detecting.toml" in text
    detecting.write_text("detect = true\n" + SMALL)
    assert take("--machine", "detecting.toml")[0] == "poor"
    assert runs() == 1
    options = ("--platform=any", "--only-binary=:all:", "--machine", "detecting.toml")
    name, text = take(*options)
    assert name == "poor"
    assert "no plugin is asked for what is not described" in text


def test_a_disabled_provider_takes_no_part(
    take: Callable[..., tuple[str, str]],
) -> None:
    name, text = take(
        "--machine", "small.toml", PIP_VARIANTLIB_DISABLED_PROVIDERS="fictional_hw"
    )
    assert name == "plain"
    assert "provider fictional_hw is disabled by the configuration" in text


@pytest.mark.parametrize("command", [["install"], ["wheel"], ["lock", "-o", "-"]])
def test_commands_that_choose(
    machine: PipEnv, index: Index, made: dict[str, Path], command: list[str]
) -> None:
    small = machine.work / "small.toml"
    small.write_text(SMALL)
    result = machine.pip(*command, "pkg", "-i", index.url, "--machine", small)
    variant = variant_of(made["poor"])
    assert f"Using variant {variant} of pkg 1.0, which fits machine" in result.words


def test_errors_name_the_machine(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    machine.work.joinpath("small.toml").write_text(SMALL)
    options = ("--machine", "small.toml", "--variant", f"{HW} :: architecture")
    result = machine.pip("install", "-i", index.url, "pkg", *options, expect_error=True)
    assert "No wheel of pkg that fits machine small.toml matches" in result.words
    result = machine.pip("install", made["best"], *options[:2], expect_error=True)
    assert f"{made['best'].name} does not fit machine small.toml." in result.words


def test_commands_that_look(
    machine: PipEnv, index: Index, made: dict[str, Path], release: Release
) -> None:
    release("pkg", "2.0", unfit=UNFIT)
    machine.work.joinpath("other.toml").write_text(OTHER)
    options = ("-i", index.url, "--machine", "other.toml")
    result = machine.pip("index", "versions", "pkg", *options)
    assert "Available versions: 2.0, 1.0" in result.stdout
    machine.pip("install", "-i", index.url, "pkg")
    outdated = machine.pip("list", "--outdated", "--format=json", *options)
    (entry,) = [e for e in json.loads(outdated.stdout) if e["name"] == "pkg"]
    assert entry["latest_version"] == "2.0"


@pytest.mark.parametrize("mode", [[], ["--use-feature=inprocess-build-deps"]])
def test_what_is_built_is_built_here(
    machine: PipEnv, index: Index, wheels: Path, release: Release, mode: list[str]
) -> None:
    tools = release("tool", "1.0", best=BEST, poor=POOR, plain=())
    made = release("pkg", "1.0", best=BEST, poor=POOR, plain=())
    needs = {"build_requires": ["tool"], "build_imports": ["tool"]}
    index.add(make_sdist(wheels, "built", "1.0", requires=["pkg"], **needs))
    machine.work.joinpath("small.toml").write_text(SMALL)
    # In this form a description reaches the pip that installs what the build needs.
    described = {
        "PIP_MACHINE": "small.toml",
        "PIP_MACHINE_SET": f"{HW}::architecture::",
    }
    options = ["-i", index.url, "--no-cache-dir", *mode]
    machine.pip("install", *options, "built", env=described)
    used = machine.python("import built; print(built.BUILT_WITH['tool'])")
    assert used == variant_of(tools["best"])
    assert machine.installed("pkg") == variant_of(made["poor"])


BAD = {
    "no file": (
        ["--machine", "absent.toml"],
        "absent.toml.",
        "x86_64_v3",
    ),
    "no TOML": (["--machine", "bad.toml"], "bad.toml.", "valid TOML"),
    "no value": (
        ["--machine", "12.toml"],
        "line 2, providers.a.keys.b: v",
        "not a number",
    ),
    "two": (
        ["--machine", "12.toml", "--machine", "b"],
        "names 2 machines;",
        "'pip dow",
    ),
    "no fact": (
        ["--machine-set", "a=12"],
        "--machine-set='a=12': this",
        "not of the form",
    ),
}


def test_mistakes_are_named(machine: PipEnv) -> None:
    machine.work.joinpath("bad.toml").write_text("format = [")
    machine.work.joinpath("12.toml").write_text(
        "format = 1\nproviders.a.keys.b = [12.8]"
    )
    for options, *expected in BAD.values():
        result = machine.pip(
            "install", "--no-index", "pkg", *options, expect_error=True
        )
        assert "error: invalid-variant-" in result.stderr
        for text in expected:
            assert text in result.words
        # Without variants it does not matter.
        result = machine.pip(
            "install", "--no-index", "pkg", "--no-variant", *options, expect_error=True
        )
        assert "No matching distribution found for pkg" in result.words


def test_pip_in_a_zip_brings_its_machines(
    env: PipEnv, fork_wheel: Path, index: Index, release: Release
) -> None:
    levels = {n: (f"x86_64 :: level :: v{n}",) for n in (2, 3, 4)}
    made = release("pkg", "1.0", **{f"v{n}": levels[n] for n in levels})
    env.run(
        *(env.executable, fork_wheel / "pip", "download", "pkg"),
        *("-i", index.url, "--machine", "x86_64_v3"),
    )
    assert [path.name for path in env.work.glob("*.whl")] == [made["v3"].name]


def test_what_is_installed_is_read_by_the_same_machine(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    humor = f"{HW} :: humor ::"
    requires = [f'dep-{n}; "{humor} {n}" in variant_properties' for n in (2, 9)]
    values = {HW: {"humor": ["9", "2"]}}
    index.add(
        make_label_wheel(wheels, "pkg", "1.0", "good", values, requires=requires),
        *(make_wheel(wheels, f"dep-{n}", "1.0") for n in (2, 9)),
    )
    (env.work / "small.toml").write_text(SMALL)
    env.pip("install", "-i", index.url, "--machine", "small.toml", "pkg")
    assert env.installed("pkg") == "good"
    assert (env.installed("dep-2"), env.installed("dep-9")) == ("plain", None)
    env.pip("check", env={"PIP_MACHINE": "small.toml"})
    for given in ({"PIP_MACHINE_SET": f"{humor} 9"}, {"PIP_MACHINE": "absent.toml"}):
        result = env.pip("check", env=given, expect_error=True)
        assert ("requires dep-9" in result.words) == ("PIP_MACHINE_SET" in given)
        refused = "cannot use the machine absent.toml" in result.words
        assert refused == ("PIP_MACHINE" in given)
