"""Packages of one install agree in the declared keys, where they can."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, hash_of, make_plugin, make_wheel
from tests.functional.conftest import HW, Form
from tests.functional.documents import read_json

KEY = "fictional_hw :: humor"
SETTING = "PIP_VARIANTLIB_COHERENT"


@pytest.fixture
def declared(machine: PipEnv) -> PipEnv:
    """An environment whose packages have to agree in KEY."""
    machine.variables[SETTING] = KEY
    return machine


def install(
    env: PipEnv,
    index: Index,
    *args: object,
    expect_error: bool = False,
    variables: Mapping[str, str] | None = None,
) -> str:
    command = ("install", "--index-url", index.url, *args)
    result = env.pip(*command, expect_error=expect_error, env=variables)
    return result.words


def inconsistent(key: str) -> str:
    """The error without the packages."""
    return f"Inconsistent {key}."


def odd(project: str, humor: str, form: Form) -> str:
    """The beginning of the error that names a project first."""
    variant = form.variant(humor)
    return f"{inconsistent(KEY)} ╰─> {project} 1.0 (variant {variant}): {humor}"


def test_packages_take_lesser_variants_to_agree(
    declared: PipEnv, index: Index, form: Form
) -> None:
    form.publish("app", "3", "2", requires=["lib"])
    form.publish("lib", "2")
    form.publish("tool", "3", "2")
    output = install(declared, index, "app", "tool")
    assert (
        f"Using variant {form.variant('2')} of app 1.0, which fits this machine and "
        f"is consistent with lib: {KEY} :: 2"
    ) in output
    for project in ("app", "lib", "tool"):
        assert declared.installed(project) == form.variant("2")
    assert "WARNING" not in output


def test_it_is_explained_and_locked(
    declared: PipEnv, index: Index, hashes: Form, wheels: Path
) -> None:
    # Its dependency goes with it, and is no reason why it is not used.
    index.add(make_wheel(wheels, "of-three"))
    hashes.publish("app", "3", requires=["of-three"])
    hashes.publish("app", "2")
    hashes.publish("lib", "2")
    assert "Not using" not in install(declared, index, "--dry-run", "app", "lib")
    best, lesser = hashes.variant("3"), hashes.variant("2")
    options = ("--index-url", index.url, "app", "lib")
    told = declared.pip("variant", "explain", *options).stdout
    assert (
        f"app-1.0~{lesser}-py3-none-any.whl is chosen. It comes before "
        f"app-1.0~{best}-py3-none-any.whl, as it is consistent with other packages."
    ) in " ".join(told.split())
    assert "What would change the choice" not in told
    lock = declared.pip("lock", *options, "--output", "-").stdout
    assert f"app-1.0~{lesser}" in lock
    assert f'"app-1.0~{best}' not in lock


def test_what_is_installed_or_asked_for_stays_and_others_adapt(
    declared: PipEnv, index: Index, form: Form
) -> None:
    for project in ("old", "asked", "app"):
        form.publish(project, "3", "2")
    lesser = form.variant("2")
    install(declared, index, "old", f"--variant={lesser}")
    install(declared, index, "app", "--dry-run")
    output = install(declared, index, "app", "--dry-run")
    assert f"Would install app-1.0~{lesser}" in output
    declared.pip("uninstall", "-y", "old")
    install(declared, index, "app", "asked", f"--variant=asked={lesser}")
    assert declared.installed("app") == declared.installed("asked") == lesser
    # The best one is not in step with the other.
    assert "already satisfied: app" in install(declared, index, "-U", "app")


def test_keys_that_have_to_agree_make_it_an_error(
    machine: PipEnv, index: Index, hashes: Form
) -> None:
    hashes.publish("app", "3")
    hashes.publish("lib", "2")
    install(machine, index, "lib")
    for coherent in (KEY, HW):
        variables = {"PIP_VARIANTLIB_COHERENT": coherent}
        output = install(machine, index, "app", expect_error=True, variables=variables)
        assert "error: variants-inconsistent" in output
        assert inconsistent(KEY) in output
        assert f"app 1.0 (variant {hashes.variant('3')}): 3" in output
        assert f"lib 1.0 (variant {hashes.variant('2')}, installed): 2" in output
    assert machine.installed("app") is None
    variables = {"PIP_VARIANTLIB_COHERENT": "other_hw, fictional_hw :: architecture"}
    install(machine, index, "app", variables=variables)


def test_an_agreement_that_breaks_dependencies_is_left(
    declared: PipEnv, index: Index, hashes: Form, wheels: Path
) -> None:
    hashes.publish("app", "3", requires=["dep==1"])
    hashes.publish("app", "2", requires=["dep==2"])
    hashes.publish("lib", "2", requires=["dep==1"])
    index.add(*(make_wheel(wheels, "dep", version) for version in "12"))
    output = install(declared, index, "app", "lib", expect_error=True)
    assert odd("app", "3", hashes) in output
    assert declared.installed("app") is None


def test_a_lesser_variant_that_is_not_what_it_seems_is_left(
    declared: PipEnv, index: Index, hashes: Form, wheels: Path
) -> None:
    hashes.publish("app", "3")
    hashes.publish("lib", "2")
    index.variants_json = False
    lying = make_wheel(
        wheels,
        "app",
        properties=["fictional_hw :: humor :: 1"],
        variant_hash=hashes.variant("2"),
    )
    index.add(lying)
    output = install(declared, index, "app", "lib", expect_error=True)
    assert odd("app", "3", hashes) in output


def test_what_is_in_conflict_is_not_tried_again_to_agree(
    declared: PipEnv, index: Index, hashes: Form, wheels: Path
) -> None:
    for humor, version in (("3", "2"), ("2", "1")):
        hashes.publish("app", humor, requires=[f"dep=={version}"])
        index.add(make_wheel(wheels, "dep", version))
    hashes.publish("lib", "3")
    variables = {"PIP_RESOLVER_DEBUG": "1"}
    options = ("app", "lib", "dep==1")
    output = install(declared, index, *options, expect_error=True, variables=variables)
    assert output.count("Reporter.starting()") == 1
    assert odd("app", "2", hashes) in output


def test_nothing_is_compared_unless_it_is_declared(
    machine: PipEnv, index: Index, form: Form
) -> None:
    form.publish("app", "3", "2")
    form.publish("small", "2")
    best, lesser = form.variant("3"), form.variant("2")
    output = install(machine, index, "small", "app")
    assert machine.installed("app") == best
    assert machine.installed("small") == lesser
    assert "consistent" not in output
    assert "WARNING" not in output
    # Another key says nothing of this one.
    machine.pip("uninstall", "-y", "app")
    variables = {SETTING: "fictional_hw :: architecture, other_hw"}
    install(machine, index, "app", variables=variables)
    assert machine.installed("app") == best


def test_an_upgrade_a_check_and_an_explanation_agree(
    declared: PipEnv, index: Index, form: Form
) -> None:
    form.publish("app", "3", "2")
    form.publish("small", "2")
    best, lesser = form.variant("3"), form.variant("2")
    install(declared, index, "small")
    install(declared, index, "app")
    asked = ("--index-url", index.url)

    def instead() -> dict[str, str | None]:
        found = read_json(declared, "check", *asked)["packages"]
        return {each["name"]: each["instead"] for each in found}

    def explained(*args: str) -> str:
        told = declared.pip("variant", "explain", *asked, *args).stdout
        return " ".join(told.split())

    for args in (["app"], ["small", "app"]):
        output = install(declared, index, "-U", *args)
        assert "already satisfied: app" in output
        assert "Replacing" not in output
        assert declared.installed("app") == lesser
    assert instead() == {"app": None, "small": None}
    for args in (["app"], ["--installed", "app"], ["--installed"]):
        output = explained(*args)
        assert "as it is consistent with other packages" in output
        assert "another one now" not in output
    # Without the setting, all three want the best; so they do without the other.
    del declared.variables[SETTING]
    assert str(instead()["app"]).count(best) == 1
    assert "another one now" in explained("--installed", "app")
    declared.variables[SETTING] = KEY
    declared.pip("uninstall", "-y", "small")
    assert str(instead()["app"]).count(best) == 1
    assert "another one now" in explained("--installed", "app")
    assert "Replacing app" in install(declared, index, "-U", "app")
    assert declared.installed("app") == best


def test_what_is_better_together_is_named_together(
    declared: PipEnv, index: Index, hashes: Form
) -> None:
    for project in ("app", "lib"):
        hashes.publish(project, "3", "2")
    lesser = hashes.variant("2")
    install(declared, index, "app", "lib", f"--variant=app={lesser},lib={lesser}")
    shown = declared.pip("variant", "check", "--index-url", index.url).stdout
    again = f"pip install --upgrade --index-url {index.url} app lib"
    assert f"To choose again: {again}" in shown
    install(declared, index, "--upgrade", "app", "lib")
    for project in ("app", "lib"):
        assert declared.installed(project) == hashes.variant("3")


def test_an_upgrade_that_would_be_an_error_is_not_better(
    machine: PipEnv, index: Index, hashes: Form
) -> None:
    hashes.publish("app", "3", "2")
    for project, humor in (("one", "3"), ("two", "2")):
        hashes.publish(project, humor)
    lesser = hashes.variant("2")
    install(machine, index, "app", "one", "two", f"--variant=app={lesser}")
    machine.variables[SETTING] = KEY
    found = read_json(machine, "check", "--index-url", index.url)["packages"]
    assert [each["instead"] for each in found] == [None, None, None]
    output = install(machine, index, "-U", "app", expect_error=True)
    assert f"{inconsistent(KEY)} ╰─> app 1.0" in output
    output = machine.pip(
        "variant", "explain", "--index-url", index.url, "app", expect_error=True
    )
    assert inconsistent(KEY) in output.stderr
    assert "app-1.0~" in output.stdout
    assert machine.installed("app") == lesser


def test_first_numbers_are_enough_where_that_is_declared(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    key = "fictional_gpu :: version"
    versions = ["13.0", "12.8", "12.6"]
    env.unpack(make_plugin(wheels, "fictional_gpu", {"version": versions}))
    names = {}
    for project, version in (("app", "13.0"), ("app", "12.8"), ("small", "12.6")):
        properties = [f"{key} :: {version}"]
        names[version] = hash_of(properties)
        index.add(make_wheel(wheels, project, properties=properties))
    variables = {SETTING: key}
    options = ("--dry-run", "app", "small")
    output = install(env, index, *options, expect_error=True, variables=variables)
    assert f"{inconsistent(key)} ╰─> app 1.0 (variant {names['13.0']}): 13.0" in output
    variables = {SETTING: f"{key} ~ major"}
    output = install(env, index, *options, variables=variables)
    would = f"app-1.0~{names['12.8']} small-1.0~{names['12.6']}"
    assert f"Would install {would}" in output
    install(env, index, "small", f"--variant={names['12.6']}")
    options = ("--dry-run", f"--variant={names['13.0']}", "app")
    output = install(env, index, *options, expect_error=True, variables=variables)
    assert f"app 1.0 (variant {names['13.0']}): 13.0" in output
    assert f"small 1.0 (variant {names['12.6']}, installed): 12.6" in output
