"""What one index says of a wheel means nothing for the wheels of another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, hash_of, label_document, make_label_wheel
from tests.builders import make_wheel as make_hash_wheel
from tests.builders.pages import metadata_of
from tests.functional.conftest import BEST, HUMOR2, HUMOR3, HW, POOR, UNFIT

UNKNOWN = {"nobody": {"has": ["this"]}}
MORE = {HW: {"humor": ["3"], "architecture": ["HAL9000"]}}
DOCUMENT = "pkg-1.0-variants.json"


@pytest.fixture
def other() -> Iterator[Index]:
    """An index that somebody else runs."""
    with Index() as running:
        yield running


@pytest.fixture
def hostile(wheels: Path) -> Path:
    """Where the other index has its own files."""
    return wheels / "hostile"


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class TestKept:
    """Between runs, on disk."""

    def look_and_install(self, machine: PipEnv, index: Index, other: Index) -> str:
        """Look at the wheels of the other index, then install from the good one."""
        machine.pip("download", "--index-url", other.url, "--no-deps", "evil")
        machine.pip("install", "--index-url", index.url, "pkg")
        return machine.installed("pkg") or "nothing"

    def test_a_label(
        self, machine: PipEnv, index: Index, other: Index, wheels: Path, hostile: Path
    ) -> None:
        index.variants_json = other.variants_json = False
        good = make_label_wheel(wheels, "pkg", "1.0", "fast", HUMOR3)
        index.add(good, make_hash_wheel(wheels, "pkg", "1.0"))
        evil = make_label_wheel(hostile, "evil", "1.0", "fast", UNKNOWN)
        other.add(evil, claimed=digest_of(good))
        other.add(make_hash_wheel(hostile, "evil", "1.0"))
        assert self.look_and_install(machine, index, other) == "fast"

    def test_a_document_of_another_digest_than_it_has(
        self, machine: PipEnv, index: Index, other: Index, wheels: Path, hostile: Path
    ) -> None:
        good = make_label_wheel(wheels, "pkg", "1.0", "fast", HUMOR3)
        index.add(good, make_hash_wheel(wheels, "pkg", "1.0"))
        document = label_document({"fast": HUMOR3})
        index.add_bytes(DOCUMENT, document, "pkg")
        evil = make_label_wheel(hostile, "evil", "1.0", "fast", UNKNOWN)
        other.add(evil, make_hash_wheel(hostile, "evil", "1.0"))
        lie = label_document({"fast": UNKNOWN})
        claimed = hashlib.sha256(document).hexdigest()
        other.add_bytes("evil-1.0-variants.json", lie, "evil", claimed=claimed)
        assert self.look_and_install(machine, index, other) == "fast"

    def test_what_is_kept_is_read_once_for_each_index(
        self, machine: PipEnv, index: Index, other: Index, wheels: Path
    ) -> None:
        index.variants_json = other.variants_json = False
        made = [make_label_wheel(wheels, "pkg", "1.0", "fast", HUMOR2)]
        made += [make_label_wheel(wheels, "pkg", "1.0", "slow", HUMOR3)]
        for shop in (index, other):
            shop.add(*made)
            for ranges in (True, False):
                shop.requests.clear()
                install = ["download", "--no-deps", "-d", "to", "--index-url", shop.url]
                machine.pip(*install, "pkg")
                read = [r for r in shop.requests if r.range]
                assert bool(read) is ranges


class TestAtOnce:
    """In one command, where another page lists the URL of the same wheel."""

    @pytest.fixture
    def wheel(self, index: Index, wheels: Path) -> Path:
        made = make_label_wheel(wheels, "pkg", "1.0", "fast", HUMOR3)
        index.add(made, make_hash_wheel(wheels, "pkg", "1.0"))
        return made

    @pytest.fixture(
        params=["index first", "index last", "page"],
    )
    def sources(
        self, request: pytest.FixtureRequest, index: Index, other: Index
    ) -> list[str]:
        """The options that name both."""
        urls = {
            "index first": [f"-i{index.url}", f"--extra-index-url={other.url}"],
            "index last": [f"-i{other.url}", f"--extra-index-url={index.url}"],
            "page": [f"-i{index.url}", f"--find-links={other.url}pkg/"],
        }
        return urls[request.param]

    @pytest.mark.parametrize(
        ("lie", "is_described"),
        [(UNKNOWN, True), (MORE, True), (MORE, False)],
        ids=["no", "more", "more, undescribed"],
    )
    def test_a_label_is_what_its_own_index_says(
        self,
        machine: PipEnv,
        index: Index,
        other: Index,
        wheel: Path,
        sources: list[str],
        lie: dict[str, dict[str, list[str]]],
        is_described: bool,
    ) -> None:
        index.variants_json = is_described
        if is_described:
            index.add_bytes(DOCUMENT, label_document({"fast": HUMOR3}), "pkg")
        other.add(wheel, url=index.file_url(wheel.name))
        other.add_bytes(DOCUMENT, label_document({"fast": lie}), "pkg")
        said = machine.pip("install", *sources, "pkg")
        assert machine.installed("pkg") == "fast"
        assert "Discarding" not in said.stdout

    @pytest.mark.parametrize("claim", [UNFIT, POOR], ids=["unfit", "poor"])
    def test_a_hash_is_what_its_own_index_says(
        self,
        machine: PipEnv,
        index: Index,
        other: Index,
        wheels: Path,
        sources: list[str],
        claim: tuple[str, ...],
    ) -> None:
        index.variants_json = other.variants_json = False
        good = make_hash_wheel(wheels, "pkg", "1.0", properties=BEST)
        index.add(good, make_hash_wheel(wheels, "pkg", "1.0"))
        lying = make_hash_wheel(wheels / "lying", "pkg", "1.0", properties=claim)
        other.add(good, metadata=metadata_of(lying), url=index.file_url(good.name))
        machine.pip("install", *sources, "pkg")
        assert machine.installed("pkg") == hash_of(BEST)

    def test_who_lies_that_a_wheel_fits_gets_it_installed_nowhere(
        self,
        machine: PipEnv,
        index: Index,
        other: Index,
        wheels: Path,
        sources: list[str],
    ) -> None:
        far = make_label_wheel(wheels, "pkg", "1.0", "far", UNKNOWN)
        index.add(far, make_hash_wheel(wheels, "pkg", "1.0"))
        index.add_bytes(DOCUMENT, label_document({"far": UNKNOWN}), "pkg")
        other.add(far, url=index.file_url(far.name))
        other.add_bytes(DOCUMENT, label_document({"far": HUMOR3}), "pkg")
        said = machine.pip("install", *sources, "pkg")
        assert machine.installed("pkg") == "plain"
        asked = [r for r in index.requests if r.path.endswith("-far.whl")]
        assert not [r for r in asked if r.method == "GET" and not r.range]
        wrong = f"it says {HW} :: humor :: 3, but its own variant.json says nobody"
        assert wrong in " ".join(said.stderr.split())
