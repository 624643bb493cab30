"""Where the best variant cannot have the extras that are asked for, the next can."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_sdist, make_wheel
from tests.functional.conftest import Form
from tests.functional.selection.conftest import HUMORS, version_of


def install(env: PipEnv, index: Index, *arguments: str) -> str:
    result = env.pip("install", "--index-url", index.url, *arguments)
    return result.words


@pytest.fixture
def extras(far_form: Form, index: Index, wheels: Path) -> Form:
    """A release of which the best variant has an extra that cannot be had."""
    for humor, needed in zip(HUMORS, ("rt==0", "more==2", "more==1"), strict=True):
        requires = [f"rt=={humor}"]
        far_form.publish("pkg", humor, requires=requires, extras={"all": [needed]})
    for version in HUMORS:
        index.add(make_wheel(wheels, "more", version))
    index.add(make_wheel(wheels, "pkg", requires=["rt"]))
    index.add(make_wheel(wheels, "up", requires=["pkg[all]"]))
    index.add(make_wheel(wheels, "both", requires=["pkg", "pkg[all]"]))
    return far_form


@pytest.mark.parametrize(
    ("arguments", "humor"),
    [
        (["pkg[all]"], "2"),
        (["pkg", "pkg[all]"], "2"),
        (["pkg[all]", "pkg"], "2"),
        (["pkg", "up"], "2"),
        (["up", "pkg"], "2"),
        (["pkg>=1", "up", "rt<3"], "2"),
        (["both"], "2"),
        (["pkg", "both", "more<2"], "1"),
        (["pkg", "pkg[all]", "rt==1"], "1"),
        (["rt", "pkg", "pkg[all]"], "2"),
    ],
)
def test_an_extra_that_cannot_be_had_leads_to_the_next_variant(
    runtimes: PipEnv, index: Index, extras: Form, arguments: list[str], humor: str
) -> None:
    output = install(runtimes, index, *arguments)
    assert runtimes.installed("pkg") == extras.variant(humor)
    assert version_of(runtimes, "more") == humor
    last = output.rpartition("Using variant ")[2]
    assert last.startswith(f"{extras.variant(humor)} of pkg 1.0, which fits this")


def test_an_extra_that_no_variant_can_have_is_left_to_the_plain_wheel(
    runtimes: PipEnv, index: Index, extras: Form, wheels: Path
) -> None:
    index.add(make_wheel(wheels, "high", requires=["more==3"]))
    output = install(runtimes, index, "pkg", "both", "high")
    assert runtimes.installed("pkg") == "plain"
    assert output.count("pkg 1.0 does not provide the extra 'all'") == 1
    assert "Using pkg 1.0 without a variant" in output


def test_a_version_is_not_left_for_the_extra_of_a_variant(
    runtimes: PipEnv, index: Index, extras: Form, wheels: Path
) -> None:
    extras.publish("pkg", "3", version="2.0", extras={"all": ["rt==9"]})
    index.add(make_wheel(wheels, "pkg", "2.0"))
    install(runtimes, index, "pkg", "both")
    assert version_of(runtimes, "pkg") == "2.0"
    assert runtimes.installed("pkg") == "plain"


def test_an_extra_that_cannot_be_built_leads_to_the_next_variant(
    runtimes: PipEnv, index: Index, extras: Form, wheels: Path
) -> None:
    index.add(make_sdist(wheels, "broken", fails="This needs a compiler."))
    for humor, needed in zip(HUMORS, ("rt==0", "broken", "more"), strict=True):
        needs = {"requires": [f"rt=={humor}"], "extras": {"all": [needed]}}
        extras.publish("pkg", humor, version="2.0", **needs)
    index.add(make_wheel(wheels, "pkg", "2.0"))
    install(runtimes, index, "pkg", "pkg[all]")
    assert runtimes.installed("pkg") == extras.variant("1")
