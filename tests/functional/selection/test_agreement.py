"""``pip list --outdated`` names what one upgrade of all takes, where packages agree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Index, PipEnv, make_wheel
from tests.functional.conftest import Form
from tests.functional.documents import read_json
from tests.functional.selection.test_coherence import KEY, SETTING, install


@pytest.fixture
def declared(machine: PipEnv) -> PipEnv:
    """An environment whose packages have to agree in KEY."""
    machine.variables[SETTING] = KEY
    return machine


def outdated(env: PipEnv, index: Index, *args: object) -> dict[str, Any]:
    """The better variant of each project that pip list names."""
    options = ("--outdated", "--format=json", "--index-url", index.url, *args)
    found = json.loads(env.pip("list", *options).stdout)
    return {each["name"]: each["latest_variant"] for each in found}


def instead(env: PipEnv, index: Index) -> dict[str, Any]:
    """The better file of each project that pip variant check names."""
    found = read_json(env, "check", "--index-url", index.url)["packages"]
    return {each["name"]: each["instead"] for each in found if each["instead"]}


def test_a_variant_that_stays_in_step_is_not_outdated(
    declared: PipEnv, index: Index, form: Form
) -> None:
    form.publish("app", "3", "2")
    form.publish("small", "2")
    install(declared, index, "small")
    install(declared, index, "app")
    assert declared.installed("app") == form.variant("2")
    assert outdated(declared, index) == instead(declared, index) == {}
    assert "already satisfied: app" in install(declared, index, "-U", "app")
    uptodate = declared.pip("list", "--uptodate", "--index-url", index.url).stdout
    assert "app" in uptodate
    # Without the setting, or without the other, the best is better.
    del declared.variables[SETTING]
    assert outdated(declared, index) == {"app": form.variant("3")}
    declared.variables[SETTING] = KEY
    declared.pip("uninstall", "-y", "small")
    assert outdated(declared, index) == {"app": form.variant("3")}


def test_a_plain_wheel_gets_the_variant_that_agrees(
    declared: PipEnv, index: Index, form: Form, wheels: Path
) -> None:
    form.publish("app", "3", "2")
    form.publish("small", "2")
    index.add(make_wheel(wheels, "app"))
    install(declared, index, "small")
    install(declared, index, "--no-variant", "app")
    agreeing = form.variant("2")
    assert outdated(declared, index) == {"app": agreeing}
    [name] = instead(declared, index).values()
    assert agreeing in name
    install(declared, index, "-U", "app")
    assert declared.installed("app") == agreeing
    assert outdated(declared, index) == {}


def test_those_that_are_better_together_are_named_together(
    declared: PipEnv, index: Index, form: Form
) -> None:
    for project in ("app", "lib"):
        form.publish(project, "3", "2")
    best, lesser = form.variant("3"), form.variant("2")
    install(declared, index, "app", "lib", f"--variant=app={lesser},lib={lesser}")
    assert outdated(declared, index) == {"app": best, "lib": best}
    # What is not listed counts all the same.
    assert outdated(declared, index, "--exclude", "lib") == {"app": best}
    install(declared, index, "-U", "app", "lib")
    assert outdated(declared, index) == {}
