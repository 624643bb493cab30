"""Resolutions that other machines take over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType, SimpleNamespace
from typing import Any, NamedTuple

from pip._internal.models.target_python import TargetPython
from pip._internal.variants.commands.alike import KnownResolutions, Match

HERE, THERE = TargetPython(), TargetPython()


def evaluator(
    *orders: str,
    releases: tuple[str, ...] | None = ("a", "b"),
    ranks: Mapping[str, int] = MappingProxyType({}),
    likeness: str | None = None,
) -> Any:
    """What chooses for a machine that wants the variants of the releases so."""
    order = dict(zip(("a", "b", "c"), orders, strict=False))
    return SimpleNamespace(
        ranked_releases=lambda: releases,
        order_of=order.get,
        asked_by=lambda releases, facts: {"gpu": {}} if likeness else None,
        machine=SimpleNamespace(
            rank=ranks.get,
            depends_on_versions="by its version".__eq__,
            likeness=lambda asked: likeness,
        ),
    )


class Known(NamedTuple):
    siblings: Sequence[Sequence[Any]]


def known(siblings: Sequence[str] = ()) -> Known:
    """A resolution in which the siblings of one project had a chance."""
    return Known([[SimpleNamespace(facts=facts) for facts in siblings]])


def find(resolutions: KnownResolutions[Known], *machine: Any) -> Known:
    match = resolutions.find(*machine)
    assert match is not None
    return match.known


def test_the_same_orders_lead_to_the_same() -> None:
    resolutions: KnownResolutions[Known] = KnownResolutions()
    first, second = known(), known()
    resolutions.add(HERE, evaluator("xy", "z"), first)
    resolutions.add(HERE, evaluator("yx", "z", "w", releases=("a", "b", "c")), second)
    assert find(resolutions, HERE, evaluator("xy", "z", "other")) is first
    assert find(resolutions, HERE, evaluator("yx", "z", "w")) is second
    assert resolutions.find(HERE, evaluator("yx", "z", "other")) is None
    assert resolutions.find(THERE, evaluator("xy", "z")) is None


def test_machines_that_are_alike_are_asked_for_one_order() -> None:
    resolutions: KnownResolutions[Known] = KnownResolutions()
    first = known()
    resolutions.add(HERE, evaluator("xy", "z", likeness="poor"), first)
    others = {
        "poor": evaluator("not", "asked", likeness="poor"),
        "odd": evaluator("xy", "z", likeness="odd"),
        None: evaluator("xy", "z"),
    }
    for likeness, other in others.items():
        assert resolutions.find(HERE, other) == Match(first, likeness)
    assert resolutions.find(HERE, evaluator("yx", "z")) is None


def test_without_variants_the_platform_alone_counts() -> None:
    resolutions: KnownResolutions[Known] = KnownResolutions()
    first = known()
    resolutions.add(HERE, None, first)
    assert find(resolutions, HERE, None) is first
    assert resolutions.find(THERE, None) is None


def test_a_resolution_for_one_machine_alone() -> None:
    resolutions: KnownResolutions[Known] = KnownResolutions()
    resolutions.add(HERE, evaluator("xy", "z", releases=None), known())
    assert resolutions.find(HERE, evaluator("xy", "z")) is None


def test_the_siblings_that_fit_count() -> None:
    resolutions: KnownResolutions[Known] = KnownResolutions()
    first = known(siblings=["old", "new"])
    resolutions.add(HERE, evaluator(ranks={"old": 1, "new": 0}), first)
    assert find(resolutions, HERE, evaluator(ranks={"old": 2, "new": 1})) is first
    for ranks in ({"old": 0, "new": 1}, {"old": 0}, {}):
        assert resolutions.find(HERE, evaluator(ranks=ranks)) is None

    resolutions.add(THERE, evaluator(), known(siblings=["by its version"]))
    assert resolutions.find(THERE, evaluator()) is None
