"""The engine alone chooses as pip does: thousands of releases, both forms."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.tags import parse_tag

from conformance.adapters import mini_installer
from conformance.cases import DATA, Case, read_cases
from conformance.random_cases import random_cases
from pip._internal.index.package_finder import CandidateEvaluator
from pip._internal.variants.requested import Requested
from pip._internal.variants.selection.reporter import Reporter
from tests.builders import hash_of
from tests.unit.scene import candidate, evaluator, machine

CASES = list(read_cases(*sorted(DATA.glob("*.json"))))


def order_of_pip(case: Case, folder: Path) -> list[str]:
    """The order in which pip hands out the wheels of a case."""
    (folder / "pkg-1.0-variants.json").write_text(json.dumps(case.document))
    tags = [tag for text in case.tags for tag in parse_tag(text)]
    pip_evaluator = CandidateEvaluator("pkg", tags, SpecifierSet())
    found = [
        candidate(name, folder=folder)
        for name, tag in map(name_and_tag, case.raw["release"]["files"])
        if tag in case.tags
    ]
    best_first = sorted(found, key=pip_evaluator._sort_key)[::-1]
    by = evaluator(machine(case.supported))
    handed = by.ordered(best_first, None, Requested(), Reporter())
    return [one.link.filename for one in handed]


def name_and_tag(filename: str) -> tuple[str, str]:
    """A wheel's name, and the one tag that it has; no build tag has a dash."""
    parts = filename.removesuffix(".whl").split("-")
    start = 3 if parts[2][0].isdigit() else 2
    return filename, "-".join(parts[start : start + 3])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_written_cases_of_the_kit(case: Case) -> None:
    assert mini_installer.order(case) == case.order


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", [10, 11, 12, 13])
def test_random_releases(seed: int) -> None:
    for case in random_releases(500, seed):
        with tempfile.TemporaryDirectory() as folder:
            found = order_of_pip(case, Path(folder))
        assert mini_installer.order(case) == found, case.raw


def test_random_releases_are_worth_asking() -> None:
    orders = [mini_installer.order(case) for case in random_releases(200, seed=10)]
    assert sum(any("~" in name for name in order[:1]) for order in orders) > 40
    assert sum(len(order) > 3 for order in orders) > 60


def random_releases(count: int, seed: int) -> Iterator[Case]:
    """Releases with labels, with hashes besides, or with hashes alone."""
    chance = random.Random(seed)
    for case in random_cases(count, seed):
        raw = json.loads(json.dumps(case.raw))
        release = raw["release"]
        if chance.random() < 0.5:
            release["files"] = [n for n in release["files"] if n.count("-") < 5]
        for variant_hash, properties in random_variants(chance, case.supported):
            release["document"]["variants"][variant_hash] = properties
            tag = chance.choice([*case.tags, "py2-none-any"])
            release["files"].append(f"pkg-1.0~{variant_hash}-{tag}.whl")
        release["files"] = list(dict.fromkeys(release["files"]))
        yield Case(raw)


def random_variants(chance: random.Random, supported: Any) -> Iterator[tuple[str, Any]]:
    """Variants of the hash form, most of which fit a machine."""
    known = [
        (namespace, feature, value)
        for namespace, features in supported.items()
        for feature, values in features.items()
        for value in [*values, "odd"]
    ]
    for _ in range(chance.randint(1, 6)):
        some = chance.sample(known, min(len(known), chance.randint(1, 3)))
        single = {(n, feature): value for n, feature, value in some}
        texts = [f"{n} :: {f} :: {value}" for (n, f), value in single.items()]
        properties: dict[str, dict[str, list[str]]] = {}
        for (namespace, feature), value in single.items():
            properties.setdefault(namespace, {})[feature] = [value]
        yield hash_of(texts), properties
