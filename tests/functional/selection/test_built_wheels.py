"""pip's cache of built wheels, where what was built of an sdist is a variant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_label_wheel, make_sdist, make_wheel
from tests.functional.conftest import BEST, HUMOR3, HUMOR9, UNFIT

LEGACY = "--use-deprecated=legacy-resolver"
BUILT = "Successfully built pkg"
CACHED = "Using cached pkg-1.0"

Offer = Callable[[bool], str]


@pytest.fixture(params=["hash", "label"])
def offer(request: pytest.FixtureRequest, index: Index, wheels: Path) -> Offer:
    """`offer(True)` puts an sdist of pkg on the index that builds a fitting variant.

    Returns the name of that variant.
    """

    def add(fits: bool) -> str:
        if request.param == "hash":
            made = make_wheel(wheels, "pkg", properties=BEST if fits else UNFIT)
            name = made.name.partition("~")[2][:8]
        else:
            name = "good" if fits else "far"
            properties = HUMOR3 if fits else HUMOR9
            made = make_label_wheel(wheels, "pkg", "1.0", name, properties)
        index.add(make_sdist(wheels, "pkg", ready=made))
        return name

    return add


def reinstall(env: PipEnv, index: Index, *args: object) -> str:
    """Install pkg anew, and return what pip said."""
    if env.installed("pkg"):
        env.pip("uninstall", "--yes", "pkg")
    return env.pip("install", "--index-url", index.url, *args, "pkg").stdout


@pytest.mark.parametrize("options", [[], [LEGACY]], ids=["new", "legacy"])
def test_a_variant_that_fits_is_taken(
    machine: PipEnv, index: Index, offer: Offer, options: list[str]
) -> None:
    variant = offer(True)
    assert BUILT in reinstall(machine, index)
    assert BUILT not in reinstall(machine, index, *options)
    assert machine.installed("pkg") == variant
    # The same, asked for by name.
    assert CACHED in reinstall(machine, index, f"--variant=pkg={variant},none")


@pytest.mark.parametrize("options", [[], [LEGACY]], ids=["new", "legacy"])
@pytest.mark.parametrize(
    ("fits", "wishes"),
    [
        (False, [[]]),
        (
            True,
            [
                ["--no-variant"],
                ["--variant=pkg=none"],
                ["--machine-set=fictional_hw :: humor :: 1"],
            ],
        ),
    ],
    ids=["unfit", "unwanted"],
)
def test_one_that_nobody_wants_is_built_anew(
    machine: PipEnv,
    index: Index,
    offer: Offer,
    fits: bool,
    wishes: list[list[str]],
    options: list[str],
) -> None:
    offer(fits)
    # The first one is there for all others, and so is the one of each.
    for asked in [wishes[0], *wishes]:
        output = reinstall(machine, index, *asked, *options)
        assert BUILT in output
        assert CACHED not in output
        assert "Successfully installed pkg-1.0" in output


def test_what_was_asked_for_by_name_is_taken_though_it_does_not_fit(
    machine: PipEnv, index: Index, offer: Offer, wheels: Path
) -> None:
    variant = offer(False)
    for url in ("pkg-1.0.tar.gz", "pkg-1.0.tar.gz"):
        machine.pip("uninstall", "--yes", "pkg")
        source = f"pkg @ {index.file_url(url)}"
        output = machine.pip("install", source, f"--variant=pkg={variant}").stdout
        assert machine.installed("pkg") == variant
    assert CACHED in output
    machine.pip("uninstall", "--yes", "pkg")
    assert BUILT in machine.pip("install", source, "--variant=pkg=00000000").stdout


def test_another_one_that_was_built_of_the_same_is_taken(
    machine: PipEnv, index: Index, offer: Offer
) -> None:
    offer(False)
    reinstall(machine, index)
    (unfit,) = machine.cache.glob("wheels/**/*.whl")
    make_label_wheel(unfit.parent, "pkg", "1.0", "zz", HUMOR3)
    (unfit.parent / "nonsense.whl").touch()
    assert "Using cached pkg-1.0-py3-none-any-zz.whl" in reinstall(machine, index)


def test_a_damaged_one_is_built_anew(
    machine: PipEnv, index: Index, offer: Offer
) -> None:
    variant = offer(True)
    reinstall(machine, index)
    (built,) = machine.cache.glob("wheels/**/*.whl")
    built.write_bytes(b"no zip")
    assert BUILT in reinstall(machine, index)
    assert machine.installed("pkg") == variant


def test_other_commands_do_the_same(
    machine: PipEnv, index: Index, offer: Offer
) -> None:
    variant = offer(False)
    for _ in range(2):
        command = ("wheel", "--index-url", index.url, "-w", "to", "pkg")
        assert BUILT in machine.pip(*command).stdout
    assert variant in machine.pip("cache", "list").stdout
    machine.pip("cache", "remove", "pkg")
    assert "No locally built wheels cached" in machine.pip("cache", "list").stdout
