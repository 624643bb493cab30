"""Where the best variant cannot be used, the next of the same version is tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_wheel
from tests.functional.conftest import HW, Form
from tests.functional.selection.conftest import HUMORS, version_of

KEY = f"{HW} :: humor"


@pytest.fixture
def pkg(far_form: Form, index: Index, wheels: Path) -> Form:
    """A release with a build for each version of the runtime, and an older one."""
    for humor in HUMORS:
        extras = {"all": [f"more=={humor}"]}
        requires = [f"rt=={humor}"]
        far_form.publish("pkg", humor, version="2.0", requires=requires, extras=extras)
    index.add(make_wheel(wheels, "pkg", "2.0", requires=["rt==0"]))
    far_form.publish("pkg", "3")
    index.add(make_wheel(wheels, "pkg", "1.0"))
    return far_form


def run(env: PipEnv, index: Index, command: str, *args: object, **more: bool) -> str:
    result = env.pip(command, "--index-url", index.url, *args, **more)
    return result.words


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
    runtimes: PipEnv,
    index: Index,
    pkg: Form,
    wheels: Path,
    arguments: list[str],
    humor: str,
) -> None:
    index.add(make_wheel(wheels, "app", requires=["pkg", "rt<3"]))
    for version in HUMORS:
        index.add(make_wheel(wheels, "more", version))
    (runtimes.work / "constraints.txt").write_text("rt==1\n")
    output = run(runtimes, index, "install", *arguments)
    assert runtimes.installed("pkg") == pkg.variant(humor)
    assert version_of(runtimes, "pkg") == "2.0"
    reason = "the best of 3 that fit this machine"
    if humor != "3":
        reason = "which fits this machine and is the best that other "
        reason += "requirements allow"
    assert f"Using variant {pkg.variant(humor)} of pkg 2.0, {reason}" in output


def test_the_plain_wheel_is_tried_before_an_older_version(
    runtimes: PipEnv, index: Index, pkg: Form
) -> None:
    output = run(runtimes, index, "install", "pkg", "rt==0")
    assert runtimes.installed("pkg") == "plain"
    assert version_of(runtimes, "pkg") == "2.0"
    assert (
        f"Not using variant {pkg.variant('3')} of pkg 2.0: it depends on rt==3, and "
        "pip uses rt 0 Using pkg 2.0 without a variant, because pip can use no variant "
        "that fits"
    ) in output


def test_an_older_version_is_tried_when_no_file_of_the_newest_will_do(
    runtimes: PipEnv, index: Index, pkg: Form
) -> None:
    run(runtimes, index, "install", "pkg", "rt==4")
    assert runtimes.installed("pkg") == pkg.variant("3")
    assert version_of(runtimes, "pkg") == "1.0"


@pytest.mark.parametrize(
    "flaw", [{"requires_python": ">=4"}, {"requires": ["nobody-has-this"]}]
)
def test_a_variant_that_cannot_be_installed_leads_to_the_next(
    runtimes: PipEnv, index: Index, far_form: Form, flaw: dict[str, str]
) -> None:
    far_form.publish("pkg", "3", **flaw)
    far_form.publish("pkg", "2")
    run(runtimes, index, "install", "pkg")
    assert runtimes.installed("pkg") == far_form.variant("2")


def test_nothing_will_do(runtimes: PipEnv, index: Index, pkg: Form) -> None:
    output = run(runtimes, index, "install", "pkg==2.0", "rt==4", expect_error=True)
    assert "Cannot install pkg==2.0 and rt==4" in output
    assert runtimes.installed("pkg") is None


def test_lock_and_wheel_do_the_same(
    runtimes: PipEnv, index: Index, pkg: Form, tmp_path: Path
) -> None:
    run(runtimes, index, "lock", "pkg", "rt==2", "--output", tmp_path / "pylock.toml")
    locked = (tmp_path / "pylock.toml").read_text("utf-8")
    assert pkg.variant("2") in locked
    assert pkg.variant("3") not in locked
    run(runtimes, index, "wheel", "pkg", "rt==1", "--wheel-dir", tmp_path)
    (wheel,) = tmp_path.glob("pkg-*.whl")
    assert pkg.variant("1") in wheel.name


def test_an_installed_variant_gives_way_to_another_of_its_version(
    runtimes: PipEnv, index: Index, pkg: Form
) -> None:
    run(runtimes, index, "install", "pkg")
    run(runtimes, index, "install", "pkg", "rt==2")
    assert runtimes.installed("pkg") == pkg.variant("2")
    # The better one is in conflict still, so an upgrade changes nothing.
    output = run(runtimes, index, "install", "-U", "pkg", "rt==2")
    assert "Successfully installed" not in output
    run(runtimes, index, "install", "pkg", "rt==0")
    assert runtimes.installed("pkg") == "plain"
    assert version_of(runtimes, "pkg") == "2.0"


def test_an_upgrade_takes_the_next_variant_before_what_is_installed(
    runtimes: PipEnv, index: Index, far_form: Form, wheels: Path
) -> None:
    far_form.publish("pkg", "3", requires=["nobody-has-this"])
    far_form.publish("pkg", "2", requires=["rt"])
    far_form.publish("pkg", "1", requires=["rt"])
    index.add(make_wheel(wheels, "pkg", requires=["rt"]))
    run(runtimes, index, "install", "--no-variant", "pkg")
    output = run(runtimes, index, "install", "-U", "pkg")
    assert runtimes.installed("pkg") == far_form.variant("2")
    assert "Replacing pkg 1.0" in output
    output = run(runtimes, index, "install", "-U", "pkg")
    assert runtimes.installed("pkg") == far_form.variant("2")
    assert "Successfully installed" not in output
    run(runtimes, index, "install", "-U", "pkg", "rt<1")
    assert runtimes.installed("pkg") == far_form.variant("2")


def test_a_variant_that_was_asked_for_is_not_exchanged(
    runtimes: PipEnv, index: Index, pkg: Form
) -> None:
    best = pkg.variant("3")
    options = (f"--variant=pkg={best}", "pkg==2.0", "rt==2")
    output = run(runtimes, index, "install", *options, expect_error=True)
    assert "conflicting dependencies" in output


def test_what_was_tried_first_may_be_taken_in_the_end(
    runtimes: PipEnv, index: Index, far_form: Form, wheels: Path
) -> None:
    far_form.publish("pkg", "3", requires=["rt==3"])
    far_form.publish("pkg", "2", requires=["rt==2"])
    index.add(make_wheel(wheels, "app", "2.0", requires=["rt==4"]))
    index.add(make_wheel(wheels, "app", "1.0"))
    output = run(runtimes, index, "install", "pkg", "app")
    best = far_form.variant("3")
    assert runtimes.installed("pkg") == best
    last = output.rpartition("Using variant ")[2]
    assert last.startswith(f"{best} of pkg 1.0, the best of 2 that fit this machine")


def test_the_choice_is_explained(runtimes: PipEnv, index: Index, hashes: Form) -> None:
    hashes.publish("pkg", "3", requires=["rt==3"])
    hashes.publish("pkg", "2", requires=["rt==2"])
    options = ("explain", "--index-url", index.url, "pkg", "rt==2")
    told = " ".join(runtimes.pip("variant", *options).stdout.split())
    best, lesser = hashes.variant("3"), hashes.variant("2")
    assert (
        f"pkg-1.0~{lesser}-py3-none-any.whl is chosen. It comes before "
        f"pkg-1.0~{best}-py3-none-any.whl, as other requirements exclude that file."
    ) in told
    assert f"{KEY} :: 3 other requirements exclude it" in told
    assert "What would change the choice" not in told
