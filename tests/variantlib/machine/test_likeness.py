"""Machines that are alike in what some variants ask for want them in one order."""

from __future__ import annotations

import random
from collections.abc import Hashable, Iterator

from tests.variantlib.scene import Reported, document, facts, machine
from variantlib.machine.likeness import Asked, asked_by, likeness
from variantlib.machine.machine import Machine
from variantlib.models import MetadataUnavailable, VariantMetadata

SETTINGS = (
    {},
    {"excluded": frozenset({("cpu", "level")})},
    {"excluded": frozenset({("gpu", "arch", "3")}), "priority": ["gpu"]},
    {"key_priority": [("gpu", "memory")], "value_priority": [("gpu", "arch", "1")]},
)


def hashes() -> list[VariantMetadata]:
    texts = (["gpu :: arch :: 1"], ["gpu :: arch :: 2", "cpu :: level :: v2"])
    more = (["cpu :: level :: v3"], ["amd :: gfx_arch :: gfx90a", "gpu :: memory :: 8"])
    return [facts(*each) for each in (*texts, *more)]


def labels() -> list[VariantMetadata]:
    variants = {
        "one": {"gpu": {"arch": ["1", "2"]}},
        "two": {"gpu": {"arch": ["3"]}, "cpu": {"level": ["v2"]}},
        "old": {"amd": {"rocm_version": ["6.4"]}},
        "none": {},
    }
    made = document(variants, "amd", "gpu", "cpu")
    return [VariantMetadata(each, "somebody", made) for each in variants.values()]


def test_what_is_asked() -> None:
    assert asked_by(hashes()) == {
        "gpu": {"arch": {"1", "2"}, "memory": {"8"}},
        "cpu": {"level": {"v2", "v3"}},
        "amd": {"gfx_arch": {"gfx90a"}},
    }
    read = asked_by([*labels(), MetadataUnavailable("cannot be read")])
    assert read is not None
    assert [*read] == ["amd", "gpu", "cpu"]
    assert asked_by([MetadataUnavailable("need not be read", is_fault=False)]) is None


def test_what_nobody_asks_for_tells_no_machines_apart() -> None:
    known = hashes()
    one = {"gpu": {"arch": ["2", "own", "1"], "serial": ["1"]}, "other": {"a": ["1"]}}
    other = {"gpu": {"serial": ["2"], "arch": ["2", "1"]}}
    assert like(one, known) == like(other, known)
    turned = {"gpu": {"arch": ["1", "2"]}}
    assert like(one, known) != like(turned, known)
    assert likeness(machine(one, gpus="every"), asked_in(known)) is None


def test_of_amd_all_keys_count() -> None:
    """For a package that names no plugin there may be none but ``rocm_version``."""
    one: Reported = {"amd": {"rocm_version": ["6.3"]}}
    other: Reported = {"amd": {"rocm_version": ["6.3"], "gfx_arch": ["x"]}}
    assert like(one, labels()) != like(other, labels())


def test_those_that_are_alike_rank_alike() -> None:
    chance = random.Random(1)
    for known in (hashes(), labels()):
        for settings in SETTINGS:
            orders: dict[Hashable, object] = {}
            reports = [*some_reports(chance)]
            for report in reports:
                here = machine(report, **settings)
                order = order_of(here, known)
                alike = likeness(here, asked_in(known))
                assert orders.setdefault(alike, order) == order
            assert len(orders) < len(reports)


def some_reports(chance: random.Random) -> Iterator[Reported]:
    possible = {
        "gpu": {"arch": "123", "memory": "8", "own": "xyz"},
        "cpu": {"level": ["v2", "v3"], "own": "xyz"},
        "amd": {"gfx_arch": ["gfx90a", "x"], "rocm_version": ["6.4"], "own": "xyz"},
        "other": {"own": "xyz"},
    }
    for _ in range(300):
        yield {
            provider: {
                key: chance.sample([*values], chance.randint(1, len(values)))
                for key, values in sorted(keys.items(), key=lambda _: chance.random())
                if chance.random() < 0.7
            }
            or None
            for provider, keys in possible.items()
            if chance.random() < 0.7
        }


def order_of(here: Machine, known: list[VariantMetadata]) -> object:
    """The places of those that fit, best first, and how far the others are from it."""
    ranks = [here.rank(each) for each in known]
    fitting = sorted((r, place) for place, r in enumerate(ranks) if r is not None)
    unfit = [each for each, r in zip(known, ranks, strict=True) if r is None]
    reasons = [[f.reason for f, _ in here.failures(each)] for each in unfit]
    absent = [any(r.value == "provider" for r in each) for each in reasons]
    return [place for _, place in fitting], absent


def asked_in(known: list[VariantMetadata]) -> Asked:
    asked = asked_by(known)
    assert asked is not None
    return asked


def like(report: Reported, known: list[VariantMetadata]) -> Hashable:
    return likeness(machine(report), asked_in(known))
