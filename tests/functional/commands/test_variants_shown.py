"""Everything that shows a version shows the variant; nothing else changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv
from tests.functional.conftest import BEST, POOR, UNFIT, variant_of

Release = Callable[..., dict[str, Path]]


@pytest.fixture
def made(release: Release) -> dict[str, Path]:
    return release("pkg", "1.0", best=BEST, poor=POOR, unfit=UNFIT, plain=())


def report(env: PipEnv, index: Index, *args: str) -> dict[str, object]:
    options = ["--dry-run", "--quiet", "--report", "-", "--index-url", index.url]
    (entry,) = json.loads(env.pip("install", *options, "pkg", *args).stdout)["install"]
    assert isinstance(entry, dict)
    return entry


def test_a_dry_run_names_the_variant(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    result = machine.pip("install", "--dry-run", "--index-url", index.url, "pkg")
    assert f"Would install pkg-1.0~{variant_of(made['best'])}" in result.stdout
    assert machine.installed("pkg") is None


def test_the_report_has_the_choice_and_the_machine(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    assert report(machine, index)["variant"] == {
        "hash": variant_of(made["best"]),
        "properties": list(BEST),
        "source": "variants.json",
        "fitting": 2,
        "asked": None,
        "machine": {
            "fictional_hw": {"architecture": ["HAL9000", "mother"], "humor": ["3", "2"]}
        },
    }


def test_the_report_of_a_forced_variant_has_no_machine(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    unfit = variant_of(made["unfit"])
    assert report(machine, index, f"--variant={unfit}")["variant"] == {
        "hash": unfit,
        "properties": list(UNFIT),
        "source": None,
        "fitting": 0,
        "asked": None,
        "machine": None,
    }


def test_the_report_of_a_plain_wheel_is_upstreams(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    assert "variant" not in report(machine, index, "--no-variant")


def test_installed_variants_are_listed_shown_and_inspected(
    machine: PipEnv, index: Index, made: dict[str, Path], release: Release
) -> None:
    release("other", "2.0", plain=())
    machine.pip("install", "--index-url", index.url, "pkg", "other")
    best = variant_of(made["best"])

    rows = [line.split() for line in machine.pip("list").stdout.splitlines()]
    assert ["Package", "Version", "Variant"] in rows
    assert ["pkg", "1.0", best] in rows
    assert ["other", "2.0"] in rows

    entries = json.loads(machine.pip("list", "--format=json").stdout)
    assert {"name": "pkg", "version": "1.0", "variant": best} in entries
    assert {"name": "other", "version": "2.0"} in entries

    shown = machine.pip("show", "pkg").stdout
    assert f"Version: 1.0\nVariant: {best} ({', '.join(BEST)})\n" in shown
    assert "Variant" not in machine.pip("show", "other").stdout

    inspected = {
        item["metadata"]["name"]: item
        for item in json.loads(machine.pip("inspect").stdout)["installed"]
    }
    assert inspected["pkg"]["variant"] == {"hash": best, "properties": list(BEST)}
    assert "variant" not in inspected["other"]

    # Installing from this list works with every pip.
    assert "pkg==1.0\n" in machine.pip("freeze").stdout


def test_without_an_installed_variant_there_is_no_column(
    machine: PipEnv, index: Index, release: Release
) -> None:
    release("other", "2.0", plain=())
    machine.pip("install", "--index-url", index.url, "other")
    assert "Variant" not in machine.pip("list").stdout
