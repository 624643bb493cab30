"""The settings: pip.conf, files of the project, environment variables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_plugin, make_wheel
from tests.functional.conftest import POOR, variant_of

Release = Callable[..., dict[str, Path]]

TECH = ("fictional_tech :: quantum :: FOAM",)


@pytest.fixture
def made(machine: PipEnv, release: Release, wheels: Path) -> dict[str, Path]:
    """One variant for each of two providers, on a machine that supports both."""
    tech = make_plugin(wheels, "fictional_tech", {"quantum": ["FOAM"]})
    machine.unpack(tech)
    return release("pkg", "1.0", hw=POOR, tech=TECH, plain=())


def chosen(env: PipEnv, index: Index, *args: str, **variables: str) -> str | None:
    options = ["--index-url", index.url, "--force-reinstall", *args]
    env.pip("install", *options, "pkg", env=variables)
    return env.installed("pkg")


def test_without_a_priority_names_decide(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    assert chosen(machine, index) == variant_of(made["hw"])


@pytest.mark.parametrize(
    "value",
    [
        '["fictional_tech", "fictional_hw"]',
        "fictional_tech, fictional_hw",
        "fictional_tech",
        "\n    not_installed\n    fictional_tech",
    ],
)
@pytest.mark.parametrize("key", ["provider_priority", "provider-priority"])
def test_pip_conf_sets_the_priority(
    machine: PipEnv, index: Index, made: dict[str, Path], key: str, value: str
) -> None:
    machine.configure(f"[variantlib]\n{key} = {value}\n")
    assert chosen(machine, index) == variant_of(made["tech"])


def test_pip_config_writes_it(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    machine.configure("")
    setting = "variantlib.provider_priority"
    machine.pip("config", "set", "--user", setting, "fictional_tech")
    listed = machine.pip("config", "list").stdout
    assert "variantlib.provider-priority='fictional_tech'" in listed
    assert chosen(machine, index) == variant_of(made["tech"])


def test_the_nearer_source_wins(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    hw, tech = variant_of(made["hw"]), variant_of(made["tech"])
    machine.configure("[variantlib]\nprovider_priority = fictional_hw\n")
    pyproject = machine.work / "pyproject.toml"
    pyproject.write_text('[tool.variantlib]\nprovider_priority = ["fictional_tech"]\n')
    assert chosen(machine, index) == tech
    (machine.work / "variant.toml").write_text('provider_priority = ["fictional_hw"]\n')
    assert chosen(machine, index) == hw
    variables = {"PIP_VARIANTLIB_PROVIDER_PRIORITY": "fictional_tech"}
    assert chosen(machine, index, **variables) == tech
    # Isolated, pip looks at neither the environment nor the folder it runs in.
    (machine.work / "variant.toml").write_text('provider_priority = ["fictional_tech"]')
    assert chosen(machine, index, "--isolated", **variables) == hw


def test_a_disabled_provider_is_not_run(
    machine: PipEnv, index: Index, made: dict[str, Path], runs: Callable[[], int]
) -> None:
    machine.configure("[variantlib]\ndisabled_providers = fictional_hw\n")
    assert chosen(machine, index) == variant_of(made["tech"])
    assert runs() == 0
    machine.configure(
        "[variantlib]\ndisabled_providers = fictional_hw fictional_tech\n"
    )
    options = ["--index-url", index.url, "--force-reinstall", "pkg"]
    assert "is disabled by the configuration" in machine.pip("install", *options).words


def test_keys_and_values_in_an_order_of_the_user(
    machine: PipEnv, index: Index, made: dict[str, Path], release: Release
) -> None:
    keys = {
        "arch": ("fictional_hw :: architecture :: mother",),
        "humor": ("fictional_hw :: humor :: 3",),
        "less": ("fictional_hw :: humor :: 2",),
    }
    wheels = release("pkg", "2.0", **keys)
    assert chosen(machine, index) == variant_of(wheels["arch"])
    machine.configure("[variantlib]\nkey_priority = fictional_hw :: humor\n")
    assert chosen(machine, index) == variant_of(wheels["humor"])
    liked = {"PIP_VARIANTLIB_VALUE_PRIORITY": "fictional_hw::humor::2"}
    assert chosen(machine, index, **liked) == variant_of(wheels["less"])
    file = machine.work / "variant.toml"
    file.write_text('excluded = ["fictional_hw :: humor"]')
    assert chosen(machine, index, **liked) == variant_of(wheels["arch"])


def test_what_is_excluded_is_told(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    machine.configure("[variantlib]\nexcluded = fictional_hw fictional_tech\n")
    options = ["--index-url", index.url, "pkg"]
    result = machine.pip("install", *options).words
    assert "; fictional_hw is excluded by the configuration" in result
    assert machine.installed("pkg") == "plain"
    forced = variant_of(made["hw"])
    machine.pip("install", *options, f"--variant={forced}")
    assert machine.installed("pkg") == forced


def test_cached_answers_age(
    machine: PipEnv, index: Index, made: dict[str, Path], runs: Callable[[], int]
) -> None:
    machine.configure("[variantlib]\ncache_max_age = 0\n")
    chosen(machine, index)
    chosen(machine, index)
    assert runs() == 2


def test_the_time_limit_is_kept(
    machine: PipEnv, index: Index, made: dict[str, Path], wheels: Path
) -> None:
    # Its answer is kept: so little time may not be enough for it.
    machine.pip("variant", "detect")
    slow = make_plugin(wheels, "slow", body="import time; time.sleep(600)")
    machine.unpack(slow)
    machine.configure("[variantlib]\nprovider_timeout = 0.5\n")
    options = ["--index-url", index.url, "pkg"]
    result = machine.pip("install", *options)
    assert "Variant provider slow is ignored" in result.words
    assert machine.installed("pkg") == variant_of(made["hw"])


BROKEN = {
    "not-a-list": ("[variantlib]\nprovider_priority = {}\n", "holds '{}'"),
    "not-json": ('[variantlib]\nprovider_priority = ["a"\n', "is not a list of names"),
    "not-names": ("[variantlib]\nprovider_priority = [1]\n", "holds 1, which is not"),
    "unknown": ("[variantlib]\npriority = a\n", "Unknown setting 'priority'"),
    "misspelt": (
        "[variantlib]\ncache-age = 1\n",
        "Unknown setting 'cache_age' - maybe you meant cache_max_age.",
    ),
    "no-number": ("[variantlib]\nprovider_timeout = soon\n", "not a number of seconds"),
    "no-time": ("[variantlib]\nprovider_timeout = 0\n", "more than 0 seconds"),
    "no-key": ("[variantlib]\nkey_priority = a\n", "form provider :: key."),
    "negative": ("[variantlib]\ncache_max_age = -1\n", "not a number of seconds"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_setting_is_named(
    machine: PipEnv, index: Index, made: dict[str, Path], case: str
) -> None:
    content, problem = BROKEN[case]
    machine.configure(content)
    result = machine.pip("install", "--index-url", index.url, "pkg", expect_error=True)
    assert "error: invalid-variant-configuration" in result.words
    assert problem in result.words
    assert "test-pip.conf" in result.words
    assert machine.installed("pkg") is None


FILES = {
    "variant.toml": [
        ("provider_priority = [", "It is not valid TOML"),
        ("priority = []", "Unknown setting 'priority'"),
        ("provider_timeout = true", "not a number of seconds"),
        ("provider_priority = 1", "is not a list of names: 1"),
        ("\ufeff\x00", "It is not valid TOML"),
    ],
    "pyproject.toml": [
        ("[tool.variantlib]\npriority = 1", "Unknown setting 'priority'"),
        ("[tool]\nvariantlib = 1", "tool.variantlib is not a table"),
        ("[tool.variantlib]\nprovider_priority = [", "It is not valid TOML"),
    ],
}


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [(name, *case) for name, cases in FILES.items() for case in cases],
)
def test_a_broken_file_of_the_project_is_named(
    machine: PipEnv,
    index: Index,
    made: dict[str, Path],
    name: str,
    content: str,
    problem: str,
) -> None:
    (machine.work / name).write_text(content)
    result = machine.pip("install", "--index-url", index.url, "pkg", expect_error=True)
    assert "error: invalid-variant-configuration" in result.words
    assert problem in result.words
    assert name in result.words


@pytest.mark.parametrize(
    "content", ["[project\nname = variantlib", "broken = [", "[tool]\nother = 1"]
)
def test_a_pyproject_that_is_broken_elsewhere_is_none_of_our_business(
    machine: PipEnv, index: Index, made: dict[str, Path], content: str
) -> None:
    (machine.work / "pyproject.toml").write_text(content)
    assert chosen(machine, index) == variant_of(made["hw"])


def test_a_broken_environment_variable_is_named(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    result = machine.pip(
        "install",
        "--index-url",
        index.url,
        "pkg",
        env={"PIP_VARIANTLIB_PROVIDER_TIMEOUT": "x"},
        expect_error=True,
    )
    assert "the environment variable PIP_VARIANTLIB_PROVIDER_TIMEOUT" in result.words


def test_a_project_says_cpu_for_itself(
    machine: PipEnv,
    index: Index,
    made: dict[str, Path],
    release: Release,
    wheels: Path,
) -> None:
    project = machine.work / "pyproject.toml"
    project.write_text('[tool.variantlib]\nvariant = "none"\n')
    install = ["install", "--index-url", index.url, "pkg"]
    # It holds for dependencies, too, and if the newest release has no plain wheel.
    release("pkg", "2.0", hw=POOR)
    release("gpu", "1.0", hw=POOR)
    index.add(make_wheel(wheels, "app", requires=["pkg"]))
    index.add(make_wheel(wheels, "gpu-app", requires=["gpu"]))
    output = machine.pip(*install[:-1], "app").stdout
    assert f"Requesting none, as {project} says." in output
    assert machine.installed("pkg") == "plain"
    output = machine.pip(*install[:-1], "gpu-app", expect_error=True).stderr
    assert "No wheel of gpu is the variant none." in output
    assert "with one of these, or --variant=:none: to get the best one" in output
    # An upgrade has no other opinion, unless somebody says so.
    machine.pip(*install, "-U")
    assert machine.installed("pkg") == "plain"
    tech = variant_of(made["tech"])
    machine.pip(*install, env={"PIP_VARIANT": tech})
    assert machine.installed("pkg") == tech
    output = machine.pip(*install, "-U", "--variant=:none:").stdout
    assert "Requesting" not in output
    assert machine.installed("pkg") == variant_of(made["hw"])
    project.write_text(f'[tool.variantlib]\nvariant = "{tech}"\n')
    output = machine.pip(*install, expect_error=True).stderr
    assert f"variant asks for {tech}, which would be installed whether" in output
