"""Wheels whose METADATA does not say what their file name does.

Such a wheel is left out: one line says why, the next best is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders import (
    Index,
    PipEnv,
    Result,
    hash_of,
    make_wheel,
)
from tests.builders.pages import File, metadata_of, variants_documents
from tests.functional.conftest import projects_for

FAST = ["hw :: level :: v3", "hw :: memory :: big"]
SLOW = ["hw :: level :: v2"]
BAD = hash_of(FAST)
STATED = f"Variant-hash: {BAD}"
HALF = "Variant: hw :: level :: v3"

# What METADATA says, and what the line about it has to name.
LIES = {
    "another hash": ["Variant-hash: 0badbeef", HALF, "Variant: hw :: memory :: big"],
    "other properties": [STATED, HALF],
    "two values for a key": [STATED, HALF, "Variant: hw :: level :: v2"],
    "no property": [STATED, HALF, "Variant: big memory"],
    "an empty property": [STATED, HALF, "Variant:"],
    "no Variant line": [STATED],
    "no hash": [HALF],
    "two hashes": [STATED, "Variant-hash: 0badbeef", HALF],
    "nothing": [],
    "10 MB of lines": [STATED]
    + [f"Variant: hw :: key_{n:06} :: v3" for n in range(320_000)],
}
NAMED = {
    "another hash": "0badbeef",
    "other properties": hash_of(["hw :: level :: v3"]),
    "two values for a key": "hw :: level",
    "no property": "big memory",
    "no Variant line": "no Variant line",
    "no hash": "Variant-hash",
    "two hashes": "Variant-hash",
    "nothing": "Variant-hash",
}


@dataclass
class Shop:
    """The wheels of one project, and the ways to offer them; those return options."""

    wheels: Path
    index: Index
    project: str = "pkg"

    def wheel(self, properties: list[str], lines: list[str] | None = None) -> Path:
        place = (self.wheels, self.project, "2.0")
        wheel = make_wheel(*place, properties=properties, variant_lines=lines)
        self.index.add(wheel)
        return wheel

    def by_document(self) -> list[str]:
        """The bad wheel is described as if it were good, so it is chosen at first."""
        place = (self.wheels / "good", self.project, "2.0")
        good = make_wheel(*place, properties=FAST)
        slow = make_wheel(*place, properties=SLOW)
        files = [File(w.name, self.project, b"", metadata_of(w)) for w in (good, slow)]
        for name, data in variants_documents(files).items():
            self.index.add_bytes(name, data, self.project)
        return ["--index-url", self.index.url]

    def by_sidecars(self) -> list[str]:
        self.index.variants_json = False
        return ["--index-url", self.index.url]

    def by_ranges(self) -> list[str]:
        self.index.variants_json = self.index.sidecars = False
        return ["--index-url", self.index.url]

    def by_folder(self) -> list[str]:
        return ["--no-index", "--find-links", str(self.wheels)]


Offer = Callable[[Shop], list[str]]
OFFERS = [Shop.by_document, Shop.by_sidecars, Shop.by_ranges, Shop.by_folder]


@pytest.fixture
def shop(index: Index, wheels: Path) -> Shop:
    return Shop(wheels, index)


@pytest.fixture
def machine(with_facts: Callable[..., PipEnv]) -> PipEnv:
    """A machine with so few facts that hashes can be looked up among them."""
    return with_facts(level=["v3", "v2"], memory=["big", "small"])


@pytest.fixture
def rich_machine(with_facts: Callable[..., PipEnv]) -> PipEnv:
    """A machine with so many facts that their combinations cannot be listed."""
    others = {f"other_{n}": ["a", "b", "c"] for n in range(40)}
    return with_facts(level=["v3", "v2"], memory=["big", "small"], **others)


def _about(done: Result, word: str) -> list[str]:
    """The lines about a file, leaving out that it was looked at."""
    passing = ("Downloading", "Using cached", "Collecting", "Processing", "Looking")
    lines = (done.stdout + done.stderr).splitlines()
    return [
        line for line in lines if word in line and not line.strip().startswith(passing)
    ]


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.__name__)
def test_the_next_best_is_taken(shop: Shop, machine: PipEnv, offer: Offer) -> None:
    _check_next_best(shop, machine, offer)


@pytest.mark.parametrize(
    "offer", [Shop.by_sidecars, Shop.by_ranges], ids=lambda offer: offer.__name__
)
def test_the_next_best_is_taken_where_hashes_tell_nothing(
    shop: Shop, rich_machine: PipEnv, offer: Offer
) -> None:
    _check_next_best(shop, rich_machine, offer)


def _check_next_best(shop: Shop, machine: PipEnv, offer: Offer) -> None:
    projects = projects_for(LIES)
    for project, lie in projects.items():
        one = Shop(shop.wheels, shop.index, project)
        one.wheel(FAST, LIES[lie])
        one.wheel(SLOW)
        one.wheel([])
        options = offer(one)
    done = machine.pip("install", *options, *projects)
    for project, lie in projects.items():
        assert machine.installed(project) == hash_of(SLOW), lie
        # That a sidecar is passed over is another message than that the wheel is.
        lines = [line for line in _about(done, BAD) if project in line]
        [line] = [line for line in lines if "metadata file" not in line]
        assert len(lines) <= 2
        assert NAMED.get(lie, "METADATA") in line
        assert len(line) < 500


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.__name__)
def test_the_plain_wheel_is_taken_if_there_is_no_other(
    shop: Shop, machine: PipEnv, offer: Offer
) -> None:
    shop.wheel(FAST, LIES["no Variant line"])
    shop.wheel([])
    done = machine.pip("install", *offer(shop), "pkg")
    assert machine.installed("pkg") == "plain"
    assert "no Variant line" in done.stdout + done.stderr


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.__name__)
def test_nothing_is_installed_if_there_is_nothing_else(
    shop: Shop, machine: PipEnv, offer: Offer
) -> None:
    shop.wheel(FAST, LIES["other properties"])
    done = machine.pip("install", *offer(shop), "pkg", expect_error=True)
    assert machine.installed("pkg") is None
    assert not [name for name in done.created if "site-packages/pkg" in name]
    assert NAMED["other properties"] in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("lie", LIES)
def test_a_bad_wheel_named_by_its_path_is_refused(
    shop: Shop, machine: PipEnv, lie: str
) -> None:
    wheel = shop.wheel(FAST, LIES[lie])
    done = machine.pip("install", "--no-index", wheel, expect_error=True)
    assert machine.installed("pkg") is None
    assert wheel.name in done.stderr
    assert NAMED.get(lie, "METADATA") in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_wheel_is_refused_even_if_forced(shop: Shop, machine: PipEnv) -> None:
    shop.wheel(FAST, LIES["other properties"])
    shop.wheel([])
    forced = f"--variant={BAD}"
    done = machine.pip("install", *shop.by_sidecars(), forced, "pkg", expect_error=True)
    assert machine.installed("pkg") is None
    assert NAMED["other properties"] in done.stdout + done.stderr
