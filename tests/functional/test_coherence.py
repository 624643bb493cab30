"""Packages of one install agree in what they were built for, where they can."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.builders import Index, PipEnv, make_wheel
from tests.functional.conftest import HW, Form

KEY = "fictional_hw :: humor"


def install(
    env: PipEnv,
    index: Index,
    *args: object,
    expect_error: bool = False,
    variables: Mapping[str, str] | None = None,
) -> str:
    command = ("install", "--index-url", index.url, *args)
    result = env.pip(*command, expect_error=expect_error, env=variables)
    return " ".join((result.stdout + result.stderr).split())


def test_packages_take_lesser_variants_to_agree(
    machine: PipEnv, index: Index, form: Form
) -> None:
    form.publish("app", "3", "2", requires=["lib"])
    form.publish("lib", "2")
    form.publish("tool", "3", "2")
    output = install(machine, index, "app", "tool")
    assert (
        f"Using variant {form.variant('2')} of app 1.0, which fits this machine and "
        f"is consistent with lib: {KEY} :: 2"
    ) in output
    for project in ("app", "lib", "tool"):
        assert machine.installed(project) == form.variant("2")
    assert "WARNING" not in output


def test_it_is_explained_and_locked(
    machine: PipEnv, index: Index, hashes: Form
) -> None:
    hashes.publish("app", "3", "2")
    hashes.publish("lib", "2")
    best, lesser = hashes.variant("3"), hashes.variant("2")
    options = ("--index-url", index.url, "app", "lib")
    told = machine.pip("variant", "explain", *options).stdout
    assert (
        f"app-1.0~{lesser}-py3-none-any.whl is chosen. It comes before "
        f"app-1.0~{best}-py3-none-any.whl, as it is consistent with other packages."
    ) in " ".join(told.split())
    assert "What would change the choice" not in told
    lock = machine.pip("lock", *options, "--output", "-").stdout
    assert f"app-1.0~{lesser}" in lock
    assert f'"app-1.0~{best}' not in lock


def test_what_is_installed_or_asked_for_stays_and_others_adapt(
    machine: PipEnv, index: Index, form: Form
) -> None:
    for project in ("old", "asked", "app"):
        form.publish(project, "3", "2")
    lesser = form.variant("2")
    install(machine, index, "old", f"--variant={lesser}")
    install(machine, index, "app", "--dry-run")
    output = install(machine, index, "app", "--dry-run")
    assert f"Would install app-1.0~{lesser}" in output
    machine.pip("uninstall", "-y", "old")
    install(machine, index, "app", "asked", f"--variant=asked={lesser}")
    assert machine.installed("app") == machine.installed("asked") == lesser
    # The best one is not in step with the other.
    assert "already satisfied: app" in install(machine, index, "-U", "app")


def test_where_they_cannot_a_warning_names_the_odd_one_out(
    machine: PipEnv, index: Index, form: Form
) -> None:
    for project, humor in {"app": "3", "lib": "3", "odd": "2"}.items():
        form.publish(project, humor)
    output = install(machine, index, "app", "lib", "odd")
    best, lesser = form.variant("3"), form.variant("2")
    assert (
        f"WARNING: Inconsistent {KEY}: odd 1.0 (variant {lesser}) uses 2, "
        f"app 1.0 (variant {best}), lib 1.0 (variant {best}) use 3"
    ) in output
    assert machine.installed("odd") == lesser
    # It is said of what is installed now, and not again.
    form.publish("more", "3")
    assert "WARNING" in install(machine, index, "more")
    assert "WARNING" not in install(machine, index, "more", "app")


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
        assert f"Inconsistent {KEY}." in output
        assert f"app 1.0 (variant {hashes.variant('3')}): 3" in output
        assert f"lib 1.0 (variant {hashes.variant('2')}, installed): 2" in output
    assert machine.installed("app") is None
    variables = {"PIP_VARIANTLIB_COHERENT": "other_hw, fictional_hw :: architecture"}
    install(machine, index, "app", variables=variables)


def test_an_agreement_that_breaks_dependencies_is_left(
    machine: PipEnv, index: Index, hashes: Form, wheels: Path
) -> None:
    hashes.publish("app", "3", requires=["dep==1"])
    hashes.publish("app", "2", requires=["dep==2"])
    hashes.publish("lib", "2", requires=["dep==1"])
    index.add(*(make_wheel(wheels, "dep", version) for version in "12"))
    output = install(machine, index, "app", "lib")
    assert machine.installed("app") == hashes.variant("3")
    assert f"WARNING: Inconsistent {KEY}" in output
    assert "ERROR" not in output


def test_a_lesser_variant_that_is_not_what_it_seems_is_left(
    machine: PipEnv, index: Index, hashes: Form, wheels: Path
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
    output = install(machine, index, "app", "lib")
    assert machine.installed("app") == hashes.variant("3")
    assert f"WARNING: Inconsistent {KEY}" in output


def test_what_is_in_conflict_is_not_tried_again_to_agree(
    machine: PipEnv, index: Index, hashes: Form, wheels: Path
) -> None:
    for humor, version in (("3", "2"), ("2", "1")):
        hashes.publish("app", humor, requires=[f"dep=={version}"])
        index.add(make_wheel(wheels, "dep", version))
    hashes.publish("lib", "3")
    variables = {"PIP_RESOLVER_DEBUG": "1"}
    output = install(machine, index, "app", "lib", "dep==1", variables=variables)
    assert output.count("Reporter.starting()") == 1
    assert machine.installed("app") == hashes.variant("2")
    assert f"Inconsistent {KEY}" in output
