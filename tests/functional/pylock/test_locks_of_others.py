"""Lock files of other tools with variants are read, and broken tables are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builders import Index, PipEnv, locked_wheel, write_lock
from tests.functional.conftest import HUMOR2, HUMOR3, HUMOR9, HW
from tests.functional.pylock.conftest import SCHEMA, STATIC


def document(**changes: Any) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "default-priorities": {"namespace": [HW]},
        "variants": {"good": HUMOR3, "poor": HUMOR2, "unfit": HUMOR9},
        **changes,
    }


OTHERS = {
    "of another subset": document(variants={"good": HUMOR3, "more": HUMOR2}),
    "of a newer minor version": document(
        **{"$schema": "https://example.org/v0.9.7.json", "news": {"a": [1.5]}}
    ),
    "of the first draft": document(**{"$schema": "https://example.org/v0.0.3.json"}),
    "of PEP 850": document(
        **{
            "$schema": "https://example.org/v0.2.0.json",
            "providers": {HW: {**STATIC, "feature-order": ["humor"]}},
        }
    ),
}

BROKEN = {
    "of an unknown major version": (
        document(**{"$schema": "https://example.org/v1.0.0.json"}),
        "the lock file has $schema 'https://example.org/v1.0.0.json', newer than known",
    ),
    "without a schema": ({"variants": {}}, "has no $schema"),
    "no table": ("text", "must be a JSON object, not 'text'"),
    "without variants": (document(variants=[]), "variants must be an object"),
    "without the labels": (document(variants={}), "does not know its label"),
    "with another form": (
        document(variants={"good": {HW: 5}, "poor": {HW: 5}}),
        "is wrong about it",
    ),
}


@pytest.fixture
def written(machine: PipEnv, index: Index, labels: dict[str, Path]) -> Any:
    """`written(table, "good", "plain")`: a lock file that lists these wheels."""

    def write(table: Any, *listed: str, **members: Any) -> Path:
        wheels = [
            locked_wheel(labels[which], index.file_url(labels[which].name))
            for which in listed
        ]
        stated = {} if table is None else {"variants-json": table}
        package = {"name": "lab", "version": "1.0", "wheels": wheels}
        path = machine.work / "pylock.toml"
        return write_lock(path, {**package, **stated, **members})

    return write


def test_they_are_read(machine: PipEnv, written: Any) -> None:
    for table in OTHERS.values():
        path = written(table, "plain", "good", "unfit", news=1)
        output = machine.pip("install", "--dry-run", "-r", path).words
        assert "Would install lab-1.0~good" in output


def test_a_broken_table_costs_the_variants(machine: PipEnv, written: Any) -> None:
    for table, why in BROKEN.values():
        path = written(table, "good", "poor", "plain")
        result = machine.pip("install", "--dry-run", "-r", path)
        assert result.stdout.split()[-1] == "lab-1.0"
        assert result.stderr.count(why) == 1
        assert why not in result.stdout


def test_a_broken_table_is_an_error_without_a_plain_wheel(
    machine: PipEnv, written: Any
) -> None:
    for table, why in BROKEN.values():
        path = written(table, "good")
        output = machine.pip("install", "-r", path, expect_error=True).words
        assert "error: no-locked-variant-fits" in output
        assert why in output
    assert machine.installed("lab") is None


def test_without_a_table_as_before(machine: PipEnv, written: Any) -> None:
    for listed, taken in (
        (["good"], "lab-1.0~good"),
        (["unfit"], "lab-1.0~unfit"),
        (["good", "poor", "plain"], "lab-1.0"),
    ):
        path = written(None, *listed)
        result = machine.pip("install", "--dry-run", "-r", path)
        assert result.stdout.split()[-1] == taken
        is_unfit = "which does not fit this machine: it needs" in result.words
        assert is_unfit == (taken == "lab-1.0~unfit")


def test_by_the_legacy_resolver(machine: PipEnv, written: Any) -> None:
    path = written(document(), "plain", "good", "poor")
    machine.pip("install", "-r", path, "--use-deprecated=legacy-resolver")
    assert machine.installed("lab") == "good"


def test_several_variants_of_which_nothing_is_known(
    machine: PipEnv, written: Any
) -> None:
    path = written(None, "good", "poor")
    output = machine.pip("install", "-r", path, expect_error=True).words
    assert "No locked wheel of lab fits this machine" in output
    assert "the lock file does not say what it needs" in output
    assert "add --variant=lab=VARIANT" in output
    machine.pip("install", "-r", path, "--variant=lab=poor")
    assert machine.installed("lab") == "poor"


def test_nothing_that_fits(machine: PipEnv, written: Any) -> None:
    table = document(variants={"unfit": HUMOR9, "poor": {HW: {"humor": ["7"]}}})
    path = written(table, "unfit", "poor")
    output = machine.pip("install", "-r", path, expect_error=True).words
    assert "error: no-locked-variant-fits" in output
    assert "None of the 2 variants of lab 1.0 fits this machine" in output
    assert "To take one of poor, unfit" in output or "unfit, poor" in output


def test_the_digest_rules(machine: PipEnv, written: Any) -> None:
    path = written(document(), "good", "plain")
    text = path.read_text()
    digest = text.partition('"sha256" = "')[2][:64]
    path.write_text(text.replace(digest, "0" * 64))
    result = machine.pip("install", "-r", path, expect_error=True)
    assert "DO NOT MATCH THE HASHES" in result.stderr
    assert machine.installed("lab") is None
