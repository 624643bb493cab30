"""`pip variant explain` where a file, or every one, cannot be had or taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tests.builders import (
    Fault,
    Index,
    PipEnv,
    hash_of,
    label_document,
    make_wheel,
    parse_properties,
)
from tests.functional.conftest import BEST, GOOD, POOR, UNFIT
from tests.functional.documents import check
from tests.functional.explaining import explain_json, verdicts

Release = Callable[..., dict[str, Path]]


def to_json(properties: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    mapping: dict[str, dict[str, list[str]]] = {}
    for provider, key, value in parse_properties(properties):
        mapping.setdefault(provider, {})[key] = [value]
    return mapping


def test_a_newer_release_of_which_nothing_fits_is_told_first(
    machine: PipEnv, index: Index, release: Release
) -> None:
    release("pkg", "1.0", best=BEST)
    newer = release("pkg", "2.0", unfit=UNFIT)
    first, second = explain_json(machine, index, "pkg")
    assert (first["version"], first["chosen"]) == ("2.0", None)
    assert verdicts(first) == {newer["unfit"].name: "misfit"}
    assert first["changes"][0]["wins"] == newer["unfit"].name
    assert second["version"] == "1.0"


def test_where_nothing_can_be_taken_it_is_told_before_the_error(
    machine: PipEnv, index: Index, release: Release, wheels: Path
) -> None:
    release("pkg", "1.0", unfit=UNFIT)
    index.add(make_wheel(wheels, "old", "1.0", tag="cp27-cp27m-win32"))
    for name, first, said in (
        (
            "pkg",
            "Its only variant does not fit this machine.",
            "it needs fictional_hw :: humor :: 9; this machine has 3, 2",
        ),
        (
            "old",
            "Its only file is not a variant.",
            "1 file is for another Python or platform (-v shows all)",
        ),
    ):
        done = machine.pip(
            "variant", "explain", "-i", index.url, name, expect_error=True
        )
        assert (
            f"{name} 1.0\n  {first}\n  No file of this version can be installed.\n"
            in done.stdout
        )
        assert said in done.stdout
        assert f"No matching distribution found for {name}" in done.stderr
        assert done.returncode == 1


def test_what_the_resolver_passes_over(
    machine: PipEnv, index: Index, release: Release, wheels: Path
) -> None:
    made = release("pkg", "1.0", best=BEST, poor=POOR)
    document = {hash_of(kind): to_json(kind) for kind in (BEST, POOR)}
    index.add_bytes("pkg-1.0-variants.json", label_document(document), "pkg")
    # Its own METADATA says something else than the index does.
    make_wheel(
        wheels, "pkg", properties=GOOD, variant_hash=hash_of(BEST), variant_lines=[]
    )
    index.add(made["best"])
    (found,) = explain_json(machine, index, "pkg")
    assert (found["chosen"], found["decision"]) == (made["poor"].name, None)
    assert verdicts(found) == {
        made["best"].name: "fits",
        made["poor"].name: "chosen",
    }
    assert "its own metadata is not valid" in found["files"][0]["reason"]


def test_a_conflict_is_told_of_after_the_explanation(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    best = make_wheel(wheels, "pkg", properties=BEST, requires=["nowhere"])
    index.add(best)
    done = machine.pip("variant", "explain", "-i", index.url, "pkg", expect_error=True)
    assert f"{best.name} would be chosen for pkg alone: it is" in done.words
    assert "No matching distribution found for nowhere" in done.stderr


def test_metadata_that_cannot_be_had(
    machine: PipEnv, index: Index, release: Release
) -> None:
    index.sidecars = index.variants_json = False
    made = release("pkg", "1.0", best=BEST, unfit=UNFIT, plain=())
    machine.configure("[variantlib]\ndisabled_providers = fictional_hw\n")
    index.fault(made["unfit"].name, Fault(status=404))
    done = machine.pip("variant", "explain", "-i", index.url, "--json", "pkg")
    (found,) = check("explain", done)["releases"]
    assert found["chosen"] == made["plain"].name
    broken = next(file for file in found["files"] if file["verdict"] == "unknown")
    assert (broken["file"], broken["properties"]) == (made["unfit"].name, None)
    assert "404" in broken["reason"]
    assert f"Leaving out {made['unfit'].name}" in done.stderr


def test_a_chosen_file_of_which_nothing_can_be_had_is_an_error_of_one_line(
    machine: PipEnv, index: Index, release: Release
) -> None:
    index.sidecars = index.variants_json = False
    made = release("pkg", "1.0", best=BEST)
    index.fault(made["best"].name, Fault(status=500))
    done = machine.pip(
        "variant", "explain", "-i", index.url, "--retries=0", "pkg", expect_error=True
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert made["best"].name in done.stderr
