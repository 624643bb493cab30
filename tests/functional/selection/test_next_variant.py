"""Where the best variant cannot be used, the next of the same version is tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_plugin, make_wheel
from tests.functional.conftest import HW, Form

KEY = f"{HW} :: humor"
HUMORS = ("3", "2", "1")


@pytest.fixture(params=["hash", "label"])
def form(request: pytest.FixtureRequest, index: Index, wheels: Path) -> Form:
    """Wheels with hashes and METADATA files beside them, or with labels and none."""
    index.sidecars = request.param == "hash"
    return Form(request.param, index, wheels)


@pytest.fixture
def machine(env: PipEnv, index: Index, wheels: Path) -> PipEnv:
    """An environment that supports all humors, and versions of a runtime."""
    plugin = make_plugin(wheels / "plugins", HW, {"humor": list(HUMORS)})
    env.unpack(plugin)
    for version in ("0", "1", "2", "3", "4"):
        index.add(make_wheel(wheels, "rt", version))
    return env


@pytest.fixture
def pkg(form: Form, index: Index, wheels: Path) -> Form:
    """A release with a build for each version of the runtime, and an older one."""
    for humor in HUMORS:
        extras = {"all": [f"more=={humor}"]}
        requires = [f"rt=={humor}"]
        form.publish("pkg", humor, version="2.0", requires=requires, extras=extras)
    index.add(make_wheel(wheels, "pkg", "2.0", requires=["rt==0"]))
    form.publish("pkg", "3")
    index.add(make_wheel(wheels, "pkg", "1.0"))
    return form


def run(env: PipEnv, index: Index, command: str, *args: object, **more: bool) -> str:
    result = env.pip(command, "--index-url", index.url, *args, **more)
    return result.words


def version_of(env: PipEnv, name: str) -> str:
    return env.python(f"import {name}; print({name}.VERSION)")


@pytest.mark.parametrize(
    ("arguments", "humor"),
    [
        (["pkg"], "3"),
        (["pkg", "rt==2"], "2"),
        (["rt<2,>0", "pkg"], "1"),
        (["app"], "2"),
        (["pkg", "-c", "constraints.txt"], "1"),
        (["pkg[all]", "more==1"], "1"),
        (["pkg==2.0", "rt==2"], "2"),
    ],
)
def test_a_conflict_leads_to_the_next_variant(
    machine: PipEnv,
    index: Index,
    pkg: Form,
    wheels: Path,
    arguments: list[str],
    humor: str,
) -> None:
    index.add(make_wheel(wheels, "app", requires=["pkg", "rt<3"]))
    for version in HUMORS:
        index.add(make_wheel(wheels, "more", version))
    (machine.work / "constraints.txt").write_text("rt==1\n")
    output = run(machine, index, "install", *arguments)
    assert machine.installed("pkg") == pkg.variant(humor)
    assert version_of(machine, "pkg") == "2.0"
    reason = "the best of 3 that fit this machine"
    if humor != "3":
        reason = "which fits this machine and is the best that other "
        reason += "requirements allow"
    assert f"Using variant {pkg.variant(humor)} of pkg 2.0, {reason}" in output


def test_the_plain_wheel_is_tried_before_an_older_version(
    machine: PipEnv, index: Index, pkg: Form
) -> None:
    output = run(machine, index, "install", "pkg", "rt==0")
    assert machine.installed("pkg") == "plain"
    assert version_of(machine, "pkg") == "2.0"
    assert (
        "Using pkg 2.0 without a variant, because other requirements exclude every "
        "variant that fits"
    ) in output


def test_an_older_version_is_tried_when_no_file_of_the_newest_will_do(
    machine: PipEnv, index: Index, pkg: Form
) -> None:
    run(machine, index, "install", "pkg", "rt==4")
    assert machine.installed("pkg") == pkg.variant("3")
    assert version_of(machine, "pkg") == "1.0"


@pytest.mark.parametrize(
    "flaw", [{"requires_python": ">=4"}, {"requires": ["nobody-has-this"]}]
)
def test_a_variant_that_cannot_be_installed_leads_to_the_next(
    machine: PipEnv, index: Index, form: Form, flaw: dict[str, str]
) -> None:
    form.publish("pkg", "3", **flaw)
    form.publish("pkg", "2")
    run(machine, index, "install", "pkg")
    assert machine.installed("pkg") == form.variant("2")


def test_nothing_will_do(machine: PipEnv, index: Index, pkg: Form) -> None:
    output = run(machine, index, "install", "pkg==2.0", "rt==4", expect_error=True)
    assert "Cannot install pkg==2.0 and rt==4" in output
    assert machine.installed("pkg") is None


def test_lock_and_wheel_do_the_same(
    machine: PipEnv, index: Index, pkg: Form, tmp_path: Path
) -> None:
    run(machine, index, "lock", "pkg", "rt==2", "--output", tmp_path / "pylock.toml")
    locked = (tmp_path / "pylock.toml").read_text("utf-8")
    assert pkg.variant("2") in locked
    assert pkg.variant("3") not in locked
    run(machine, index, "wheel", "pkg", "rt==1", "--wheel-dir", tmp_path)
    (wheel,) = tmp_path.glob("pkg-*.whl")
    assert pkg.variant("1") in wheel.name


def test_an_installed_variant_gives_way_to_another_of_its_version(
    machine: PipEnv, index: Index, pkg: Form
) -> None:
    run(machine, index, "install", "pkg")
    run(machine, index, "install", "pkg", "rt==2")
    assert machine.installed("pkg") == pkg.variant("2")
    # The better one is in conflict still, so an upgrade changes nothing.
    output = run(machine, index, "install", "-U", "pkg", "rt==2")
    assert "Successfully installed" not in output
    run(machine, index, "install", "pkg", "rt==0")
    assert machine.installed("pkg") == "plain"
    assert version_of(machine, "pkg") == "2.0"


def test_an_upgrade_takes_the_next_variant_before_what_is_installed(
    machine: PipEnv, index: Index, form: Form, wheels: Path
) -> None:
    form.publish("pkg", "3", requires=["nobody-has-this"])
    form.publish("pkg", "2", requires=["rt"])
    form.publish("pkg", "1", requires=["rt"])
    index.add(make_wheel(wheels, "pkg", requires=["rt"]))
    run(machine, index, "install", "--no-variant", "pkg")
    output = run(machine, index, "install", "-U", "pkg")
    assert machine.installed("pkg") == form.variant("2")
    assert "Replacing pkg 1.0" in output
    output = run(machine, index, "install", "-U", "pkg")
    assert machine.installed("pkg") == form.variant("2")
    assert "Successfully installed" not in output
    run(machine, index, "install", "-U", "pkg", "rt<1")
    assert machine.installed("pkg") == form.variant("2")


def test_a_variant_that_was_asked_for_is_not_exchanged(
    machine: PipEnv, index: Index, pkg: Form
) -> None:
    best = pkg.variant("3")
    options = (f"--variant=pkg={best}", "pkg==2.0", "rt==2")
    output = run(machine, index, "install", *options, expect_error=True)
    assert "conflicting dependencies" in output


def test_what_was_tried_first_may_be_taken_in_the_end(
    machine: PipEnv, index: Index, form: Form, wheels: Path
) -> None:
    form.publish("pkg", "3", requires=["rt==3"])
    form.publish("pkg", "2", requires=["rt==2"])
    index.add(make_wheel(wheels, "app", "2.0", requires=["rt==4"]))
    index.add(make_wheel(wheels, "app", "1.0"))
    output = run(machine, index, "install", "pkg", "app")
    best = form.variant("3")
    assert machine.installed("pkg") == best
    last = output.rpartition("Using variant ")[2]
    assert last.startswith(f"{best} of pkg 1.0, the best of 2 that fit this machine")


def test_the_choice_is_explained(machine: PipEnv, index: Index, hashes: Form) -> None:
    hashes.publish("pkg", "3", requires=["rt==3"])
    hashes.publish("pkg", "2", requires=["rt==2"])
    options = ("explain", "--index-url", index.url, "pkg", "rt==2")
    told = " ".join(machine.pip("variant", *options).stdout.split())
    best, lesser = hashes.variant("3"), hashes.variant("2")
    assert (
        f"pkg-1.0~{lesser}-py3-none-any.whl is chosen. It comes before "
        f"pkg-1.0~{best}-py3-none-any.whl, as other requirements exclude that file."
    ) in told
    assert f"{KEY} :: 3 other requirements exclude it" in told
    assert "What would change the choice" not in told
