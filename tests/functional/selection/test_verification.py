"""A chosen wheel is compared with what it was chosen for, before it is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_plugin, make_wheel
from tests.builders.pages import metadata_of
from tests.functional.conftest import BEST, GOOD, POOR, variant_of
from variantlib.documents.index_json import write_document
from variantlib.names.properties import parse_property


def document(*variants: tuple[str, ...]) -> bytes:
    """A variants.json that states these properties."""
    return write_document(map(parse_property, variant) for variant in variants)


def lines_of(properties: tuple[str, ...], variant_hash: str) -> list[str]:
    return [f"Variant-hash: {variant_hash}", *(f"Variant: {p}" for p in properties)]


@pytest.mark.parametrize("sidecars", [False, True])
def test_a_wheel_that_is_another_variant_is_discarded_for_the_next_best(
    machine: PipEnv, index: Index, wheels: Path, sidecars: bool
) -> None:
    index.sidecars = sidecars
    good = make_wheel(wheels, "pkg", "1.0", properties=GOOD)
    best = make_wheel(wheels, "pkg", "1.0", properties=BEST)
    index.add(best, good, make_wheel(wheels, "pkg", "1.0"))
    # The document was made from the true wheel; now another one stands there.
    index.add_bytes("pkg-1.0-variants.json", document(BEST, GOOD), "pkg")
    lying = make_wheel(
        wheels / "lying",
        "pkg",
        "1.0",
        variant_hash=variant_of(best),
        variant_lines=lines_of(
            POOR, variant_of(make_wheel(wheels, "x", properties=POOR))
        ),
    )
    index.add(lying)
    result = machine.pip("install", "--index-url", index.url, "pkg")
    assert machine.installed("pkg") == variant_of(good)
    assert "Discarding" in result.words
    assert f"The METADATA of {best.name} is wrong" in result.words


def test_properties_with_the_same_hash_are_not_taken_for_the_same(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    """Two variants whose hashes collide by construction: values are compared."""
    configs = {"b": ["cx", "c"]}
    env.unpack(
        make_plugin(wheels, "a", configs),
        make_plugin(wheels, "d", {"e": ["f"]}),
        make_plugin(wheels, "xd", {"e": ["f"]}),
    )
    first = make_wheel(wheels, "pkg", "1.0", properties=("a :: b :: cx", "d :: e :: f"))
    index.add(first)
    stated = document(("a :: b :: cx", "d :: e :: f"))
    index.add_bytes("pkg-1.0-variants.json", stated, "pkg")
    second = make_wheel(
        wheels / "second", "pkg", "1.0", properties=("a :: b :: c", "xd :: e :: f")
    )
    assert first.name == second.name
    index.add(second, make_wheel(wheels, "pkg", "1.0"))
    result = env.pip("install", "--index-url", index.url, "pkg")
    assert (
        "was chosen for a :: b :: cx, d :: e :: f (from variants.json)" in result.words
    )
    assert env.installed("pkg") == "plain"


def test_a_document_that_lies_about_a_hash_is_not_believed(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    poor = make_wheel(wheels, "pkg", "1.0", properties=POOR)
    best = make_wheel(wheels, "pkg", "1.0", properties=BEST)
    index.add(poor, best)
    true = document(POOR, BEST).decode()
    lie = true.replace(variant_of(best), "x").replace(
        variant_of(poor), variant_of(best)
    )
    index.add_bytes("pkg-1.0-variants.json", lie.encode(), "pkg")
    result = machine.pip("install", "--index-url", index.url, "pkg")
    assert "variants.json states properties with the hash" in result.words
    assert machine.installed("pkg") == variant_of(poor)


@pytest.fixture
def lying(index: Index, wheels: Path) -> Path:
    """BEST, by what the index says of it; the file itself is no variant at all."""
    index.variants_json = False
    best = make_wheel(wheels, "pkg", "1.0", properties=BEST)
    lying = make_wheel(
        wheels / "lying",
        "pkg",
        "1.0",
        variant_hash=variant_of(best),
        variant_lines=[],
    )
    index.add(lying, metadata=metadata_of(best))
    return lying


@pytest.mark.parametrize("command", ["install", "download", "wheel"])
def test_a_metadata_file_that_contradicts_its_wheel_costs_that_wheel(
    machine: PipEnv, index: Index, wheels: Path, lying: Path, command: str
) -> None:
    good = make_wheel(wheels, "pkg", "1.0", properties=GOOD)
    index.add(good, make_wheel(wheels, "other", "1.0", requires=["pkg"]))
    result = machine.pip(command, "--index-url", index.url, "other")
    assert f"The METADATA of {lying.name} is wrong" in result.words
    assert f"Using variant {variant_of(good)} of pkg 1.0" in result.words
    if command == "install":
        assert machine.installed("pkg") == variant_of(good)
    else:
        assert (machine.work / good.name).exists()
        assert not (machine.work / lying.name).exists()


def test_nothing_is_installed_where_there_is_no_next_best(
    machine: PipEnv, index: Index, lying: Path
) -> None:
    result = machine.pip("install", "--index-url", index.url, "pkg", expect_error=True)
    assert f"The METADATA of {lying.name} is wrong" in result.words
    assert "No matching distribution found for pkg" in result.words
    assert machine.installed("pkg") is None


def test_a_dry_run_downloads_nothing(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    best = make_wheel(wheels, "pkg", "1.0", properties=BEST)
    index.add(best)
    machine.pip("install", "--dry-run", "--index-url", index.url, "pkg")
    machine.pip("lock", "--index-url", index.url, "pkg")
    asked = [r for r in index.requests if r.path.endswith(".whl")]
    assert not [r for r in asked if r.method == "GET" and not r.range]


def test_a_renamed_wheel_is_refused(machine: PipEnv, wheels: Path) -> None:
    best = make_wheel(wheels, "pkg", "1.0", properties=BEST)
    renamed = best.rename(best.with_name(best.name.replace(variant_of(best), "0" * 8)))
    result = machine.pip("install", "--no-index", renamed, expect_error=True)
    assert "error: variant-metadata-invalid" in result.words
    assert (
        f"it states the hash {variant_of(best)}, the file name another" in result.words
    )
    assert machine.installed("pkg") is None
