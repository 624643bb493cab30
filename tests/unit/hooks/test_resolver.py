"""Which installed distributions stay, and what a resolver has selected."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pip._vendor.packaging.specifiers import SpecifierSet

from pip._internal.index.package_finder import BestCandidateResult
from pip._internal.variants.exceptions import VariantOptionError
from pip._internal.variants.hooks.finder import FinderState, FinderVariants
from tests.unit.scene import evaluator, machine
from tests.unit.selecting import (
    H2,
    H3,
    V2,
    V3,
    choosing_with,
    installed,
    requirement,
    untouched,
)

HERE = machine({"hw": {"level": ["v3", "v2"]}})


def test_a_line_that_asks_for_one_is_refused() -> None:
    off = FinderVariants(FinderState(None))
    off.resolver.bind([requirement("other")])
    with pytest.raises(VariantOptionError):
        off.resolver.bind([requirement("pkg", H3)])


@pytest.mark.parametrize(
    ("asked", "line", "named", "variant", "replaced"),
    [
        ([], (), True, V3, False),
        ([], (), True, None, False),
        ([H3], (), True, V3, False),
        ([H3], (), True, V2, True),
        ([H3], (), True, None, True),
        ([H3], (), False, V2, False),
        ([f"pkg={H3}"], (), False, V2, True),
        ([f"other={H3}"], (), True, V2, False),
        (["none"], (), True, V2, True),
        (["none"], (), True, None, False),
        ([H2], (H3,), True, V3, False),
        (["hw :: level > v2"], (), True, V3, False),
        (["hw :: level > v2"], (), True, V2, True),
        (["hw :: level > v2"], (), True, None, True),
        (["hw :: level > v2"], (), False, V2, False),
        (["hw :: level > v2, none"], (), True, None, True),
        (None, (), True, V3, True),
        (None, (), False, V3, True),
        (None, (), True, None, False),
    ],
)
def test_whether_what_is_installed_is_replaced(
    tmp_path: Path,
    asked: list[str] | None,
    line: tuple[str, ...],
    named: bool,
    variant: str | None,
    replaced: bool,
) -> None:
    by = FinderVariants(FinderState(None)) if asked is None else untouched(*asked)
    if named:
        by.resolver.bind([requirement("pkg", *line)])
    dist = installed(tmp_path, *([variant] if variant else []))
    unasked: Any = None
    assert by.resolver.replaces(dist, unasked, SpecifierSet(), None) is replaced


class Finder:
    """Takes note of whether anybody looked for a better file, and has none."""

    def __init__(self) -> None:
        self.is_asked = False

    def find_best_candidate(self, *_: object) -> BestCandidateResult:
        self.is_asked = True
        return BestCandidateResult([], [], None)


@pytest.mark.parametrize(
    ("strategy", "named", "is_upgraded"),
    [
        ("eager", "other", True),
        ("only-if-needed", "pkg", True),
        ("only-if-needed", "other", False),
        (None, "pkg", False),
    ],
)
def test_whom_a_strategy_concerns(
    tmp_path: Path, strategy: str | None, named: str, is_upgraded: bool
) -> None:
    by = choosing_with(lambda: evaluator(HERE), upgrades=strategy)
    by.resolver.bind([requirement(named)])
    finder = Finder()
    dist = installed(tmp_path, V2)
    replaces: Any = by.resolver.replaces
    assert not replaces(dist, finder, SpecifierSet(), None)
    assert finder.is_asked is is_upgraded


def test_without_variants_a_decision_stays() -> None:
    req_set = SimpleNamespace(requirements={"pkg": requirement("pkg==1.0")})
    result = SimpleNamespace(mapping={})
    resolver: Any = SimpleNamespace(
        _result=result, factory=SimpleNamespace(_installed_dists={})
    )
    by: Any = untouched()
    assert by.resolver.resolved(resolver, [], req_set) is req_set
    assert by.resolver.selected() == []
