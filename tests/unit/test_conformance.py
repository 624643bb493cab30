"""The cases of the conformance kit, asked of pip's own part."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.tags import parse_tag

from conformance.cases import DATA, Case, read_cases
from conformance.random_cases import random_cases
from pip._internal.index.package_finder import CandidateEvaluator
from pip._internal.variants.requested import Requested
from pip._internal.variants.selection.reporter import Reporter
from tests.unit.scene import candidate, evaluator, machine

CASES = list(read_cases(*sorted(DATA.glob("*.json"))))


def order(case: Case, folder: Path) -> list[str]:
    document = json.dumps(case.document)
    (folder / "pkg-1.0-variants.json").write_text(document)
    tags = [tag for text in case.tags for tag in parse_tag(text)]
    pip_evaluator = CandidateEvaluator("pkg", tags, SpecifierSet())
    fitting = [
        candidate(wheel.filename, folder=folder)
        for wheel in case.wheels
        if not set(case.tags).isdisjoint(wheel.tags)
    ]
    in_pips_order = sorted(fitting, key=pip_evaluator._sort_key, reverse=True)
    found = evaluator(machine(case.supported)).ordered(
        in_pips_order, None, Requested(), Reporter()
    )
    return [one.link.filename for one in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_written_cases(case: Case, tmp_path: Path) -> None:
    assert order(case, tmp_path) == case.order


@pytest.mark.no_cover
def test_random_releases() -> None:
    for case in random_cases(300, seed=1):
        with tempfile.TemporaryDirectory() as folder:
            assert order(case, Path(folder)) == case.order, case.raw
