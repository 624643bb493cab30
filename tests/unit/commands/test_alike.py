"""Resolutions that other machines take over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType, SimpleNamespace
from typing import Any, NamedTuple

import pytest
from pip._vendor.variantlib.machine.likeness import likeness

from pip._internal.models.target_python import TargetPython
from pip._internal.variants.commands import alike
from pip._internal.variants.commands.alike import KnownResolutions, Match

HERE, THERE = TargetPython(), TargetPython()


@pytest.fixture(autouse=True)
def _variants_name_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "asked_by", lambda known: {"gpu": {}})


def evaluator(
    *orders: str,
    releases: tuple[str, ...] | None = ("a", "b"),
    ranks: Mapping[str, int] = MappingProxyType({}),
    kind: str | None = None,
) -> Any:
    """What chooses for a machine that wants the variants of the releases so.

    `kind` is the same for machines that are alike; without it none is like it.
    """
    order = dict(zip(("a", "b", "c"), orders, strict=False))
    return SimpleNamespace(
        ranked_releases=lambda: releases,
        order_of=order.get,
        reader=SimpleNamespace(read=lambda offers: ()),
        machine=SimpleNamespace(
            rank=ranks.get,
            depends_on_versions="by its version".__eq__,
            settings=SimpleNamespace(gpus="any" if kind else "every"),
            detector=SimpleNamespace(
                is_silent=kind, is_foreign=False, is_asking=False, answers=()
            ),
            adjustment=SimpleNamespace(apply=None),
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
    resolutions.add(HERE, evaluator("xy", "z", kind="poor"), first)
    others = [
        evaluator("not", "asked", kind="poor"),
        evaluator("xy", "z", kind="odd"),
        evaluator("xy", "z"),
    ]
    for other in others:
        match = Match(first, likeness(other.machine, {"gpu": {}}))
        assert resolutions.find(HERE, other) == match
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
