"""Lock files and dry runs find the lies that an installation would find."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import (
    Index,
    PipEnv,
    hash_of,
    label_document,
    make_label_wheel,
    make_wheel,
)
from tests.builders.pages import metadata_of
from tests.functional.conftest import BEST, HUMOR2, HUMOR3, POOR

DOCUMENT = "pkg-1.0-variants.json"


@pytest.fixture
def lie(index: Index, wheels: Path) -> Callable[..., None]:
    """`lie(true, wheel)`: offer a wheel with what is true of another beside it."""
    index.variants_json = False
    index.add(make_wheel(wheels, "dep", "1.0"))
    index.add(make_wheel(wheels, "pkg", "1.0", properties=POOR))

    def offer(true: Path, wheel: Path) -> None:
        assert true.name == wheel.name
        index.add(wheel, metadata=metadata_of(true))

    return offer


COMMANDS = {
    "lock": ["lock", "-o", "-"],
    "dry run": ["install", "--dry-run"],
    "install": ["install"],
}


def taken(
    machine: PipEnv, index: Index, command: str, *options: str
) -> tuple[str, str]:
    """What becomes of pkg, and what is said."""
    done = machine.pip(*COMMANDS[command], "--index-url", index.url, *options, "pkg")
    return done.stdout, done.words


@pytest.mark.parametrize("command", COMMANDS)
def test_properties(
    machine: PipEnv, index: Index, wheels: Path, lie: Callable[..., None], command: str
) -> None:
    true = make_wheel(wheels / "true", "pkg", "1.0", properties=BEST)
    lines = [f"Variant-hash: {hash_of(BEST)}", "Variant: nobody :: has :: this"]
    wheel = make_wheel(wheels, "pkg", "1.0", properties=BEST, variant_lines=lines)
    lie(true, wheel)
    shown, said = taken(machine, index, command)
    assert hash_of(POOR) in shown
    assert f"Discarding {index.file_url(wheel.name)}" in said
    assert f"The METADATA of {wheel.name} is wrong" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_a_label(
    machine: PipEnv, index: Index, wheels: Path, lie: Callable[..., None], command: str
) -> None:
    true = make_label_wheel(wheels / "true", "pkg", "1.0", "fast", HUMOR3)
    wheel = make_label_wheel(wheels, "pkg", "1.0", "fast", HUMOR2)
    lie(true, wheel)
    index.add(make_label_wheel(wheels, "pkg", "1.0", "slow", HUMOR2))
    document = label_document({"fast": HUMOR3, "slow": HUMOR2})
    index.add_bytes(DOCUMENT, document, "pkg")
    shown, said = taken(machine, index, command)
    assert "slow" in shown
    assert "but its own variant.json says fictional_hw :: humor :: 2" in said


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("is_label", [False, True])
def test_dependencies(
    machine: PipEnv,
    index: Index,
    wheels: Path,
    lie: Callable[..., None],
    command: str,
    is_label: bool,
) -> None:
    made = []
    for folder, requires in ((wheels / "true", []), (wheels, ["dep"])):
        if is_label:
            place = (folder, "pkg", "1.0", "fast", HUMOR3)
            made.append(make_label_wheel(*place, requires=requires))
        else:
            more = {"requires": requires}
            made.append(make_wheel(folder, "pkg", "1.0", properties=BEST, **more))
    lie(*made)
    shown, said = taken(machine, index, command)
    assert hash_of(POOR) in shown
    assert "has inconsistent Requires-Dist" in said


@pytest.mark.parametrize("command", ["lock", "dry run"])
def test_what_cannot_be_read_by_range_stays(
    machine: PipEnv, index: Index, wheels: Path, command: str
) -> None:
    index.ranges = False
    big = {"pkg.bin": os.urandom(4 * 2**20)}
    wheel = make_wheel(wheels, "pkg", "1.0", properties=BEST, files=big)
    index.add(wheel)
    shown, said = taken(machine, index, command)
    assert hash_of(BEST) in shown
    assert said.count(f"Trusting the index about {wheel.name}: ") == 1


@pytest.mark.parametrize("command", ["lock", "dry run"])
def test_a_few_kilobytes_are_read_of_what_is_chosen_and_of_nothing_else(
    machine: PipEnv, index: Index, wheels: Path, command: str
) -> None:
    big = {"pkg.bin": bytes(range(256)) * 40_000}
    chosen = make_wheel(wheels, "pkg", "1.0", properties=BEST, files=big)
    index.add(chosen, make_wheel(wheels, "pkg", "1.0", properties=POOR))
    taken(machine, index, command)
    read = [r for r in index.requests if r.path.endswith(".whl") and r.method == "GET"]
    assert {r.path for r in read} == {index.file_url(chosen.name)[len(index.root) :]}
    assert sum(r.sent for r in read) < 100_000
    assert len(read) <= 3


# A lock file asks once more what the wheel itself states of its label.
@pytest.mark.parametrize(("command", "requests"), [("lock", 2), ("dry run", 1)])
def test_the_files_of_a_label_wheel_are_read_in_one_request(
    machine: PipEnv, index: Index, wheels: Path, command: str, requests: int
) -> None:
    big = {"pkg.bin": os.urandom(4 * 2**20)}
    wheel = make_label_wheel(wheels, "pkg", "1.0", "fast", HUMOR3, files=big)
    index.add(wheel)
    index.add_bytes(DOCUMENT, label_document({"fast": HUMOR3}), "pkg")
    taken(machine, index, command)
    read = [r for r in index.requests if r.path.endswith(".whl") and r.method == "GET"]
    assert len(read) == requests


def test_a_plain_wheel_is_none_of_our_business(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    index.add(make_wheel(wheels, "pkg", "1.0"))
    taken(machine, index, "lock")
    assert not [r for r in index.requests if r.path.endswith(".whl")]
