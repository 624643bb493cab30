"""The user's order of keys and values, and what the user excludes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.variantlib.scene import document, facts, machine
from tests.variantlib.strategies import machines
from variantlib.machine.adjustment import PriorityOverrides
from variantlib.machine.machine import Machine
from variantlib.models import VariantMetadata
from variantlib.names.properties import Supported
from variantlib.order.hash_order import Failure, Reason

CPU = {"level": ("v4", "v3", "v2"), "avx512": ("on",), "fma": ("on",)}
GPU = {"driver": ("13", "12")}


def adjusted(
    key_priority: str = "", value_priority: str = "", excluded: str = ""
) -> dict[str, dict[str, tuple[str, ...]]]:
    parts = [
        [tuple(item.split("::")) for item in text.split()]
        for text in (key_priority, value_priority, excluded)
    ]
    supported = [(name, tuple(c.items())) for name, c in (("cpu", CPU), ("gpu", GPU))]
    changes = PriorityOverrides(parts[0], parts[1], frozenset(parts[2]))
    return {name: dict(config) for name, config in changes.apply(supported)}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("", ["level", "avx512", "fma"]),
        ("cpu::fma", ["fma", "level", "avx512"]),
        ("cpu::fma gpu::driver cpu::avx512", ["fma", "avx512", "level"]),
        ("cpu::sse cpu::fma", ["fma", "level", "avx512"]),
        ("gpu::fma", ["level", "avx512", "fma"]),
    ],
)
def test_keys_in_another_order(keys: str, expected: list[str]) -> None:
    found = adjusted(keys)
    assert list(found["cpu"]) == expected
    assert list(found) == ["cpu", "gpu"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("cpu::level::v2", ["v2", "v4", "v3"]),
        ("cpu::level::v2 cpu::level::v3", ["v2", "v3", "v4"]),
        ("cpu::level::v9 cpu::level::v3", ["v3", "v4", "v2"]),
        ("gpu::level::v3 cpu::fma::v3", ["v4", "v3", "v2"]),
    ],
)
def test_values_in_another_order(values: str, expected: list[str]) -> None:
    assert list(adjusted(value_priority=values)["cpu"]["level"]) == expected


@pytest.mark.parametrize(
    ("excluded", "expected"),
    [
        ("gpu", {"cpu": CPU}),
        ("cpu::level", {"cpu": {"avx512": ("on",), "fma": ("on",)}, "gpu": GPU}),
        ("cpu::level::v4 gpu", {"cpu": {**CPU, "level": ("v3", "v2")}}),
        ("gpu::driver::12 gpu::driver::13", {"cpu": CPU}),
        ("gpu::driver::12 absent level", {"cpu": CPU, "gpu": {"driver": ("13",)}}),
        ("cpu gpu::driver", {}),
    ],
)
def test_what_is_excluded(excluded: str, expected: object) -> None:
    assert adjusted(excluded=excluded) == expected


def pick(supported: Supported, sizes: tuple[int, ...]) -> st.SearchStrategy[Any]:
    """Lists of providers, keys and properties that a machine supports."""
    there = {
        (provider, key, value)[:size]
        for provider, config in supported
        for key, values in config
        for value in values
        for size in sizes
    }
    return st.lists(st.sampled_from(sorted(there))) if there else st.just([])


@given(st.data(), machines())
def test_nothing_is_added(data: st.DataObject, supported: Supported) -> None:
    excluded = frozenset(data.draw(pick(supported, (1, 2, 3))))
    changes = PriorityOverrides(
        data.draw(pick(supported, (2,))), data.draw(pick(supported, (3,))), excluded
    )
    found = changes.apply(supported)

    def flat(supported: Supported) -> list[tuple[str, str, str]]:
        return [(p, k, v) for p, config in supported for k, vs in config for v in vs]

    everything = flat(supported)
    assert sorted(flat(found)) == sorted(
        each for each in everything if not excluded & {each[:1], each[:2], each}
    )
    assert all(config and all(vs for _, vs in config) for _, config in found)
    assert [p for p, _ in found] == [p for p, _ in supported if p in dict(found)]


@pytest.mark.parametrize(
    ("excluded", "expected"),
    [
        (("cpu",), "cpu is excluded by the configuration"),
        (("cpu", "level"), "cpu :: level is excluded by the configuration"),
        (("cpu", "level", "v5"), "cpu :: level :: v5 is excluded by the configuration"),
        (("cpu", "level", "v4"), None),
    ],
)
def test_why_something_is_not_supported(
    excluded: tuple[str, ...], expected: str | None
) -> None:
    changes = PriorityOverrides(excluded=frozenset([excluded]))
    missing = Failure(("cpu", "level", "v6"), (), Reason.KEY, others=("v5",))
    assert changes.problem(missing) == expected


def reason(on: Machine, of: VariantMetadata) -> str:
    misfit = on.misfit(of)
    return misfit.text if misfit else ""


class TestMachine:
    """Both forms of variants, and what a package states by itself."""

    def made(self, **changes: Any) -> Machine:
        return machine({"cpu": CPU, "gpu": GPU}, **changes)

    @pytest.mark.parametrize(
        ("text", "excluded", "said"),
        [
            ("cpu :: level :: v4", ("cpu", "level", "v4"), "cpu :: level :: v4 is"),
            ("cpu :: level :: v4", ("cpu", "level"), "cpu :: level is"),
            ("cpu :: level :: v4", ("cpu",), "cpu is"),
        ],
    )
    def test_what_is_excluded_does_not_fit(
        self, text: str, excluded: tuple[str, ...], said: str
    ) -> None:
        on = self.made(excluded=frozenset([excluded]))
        labels = document({"x": {"cpu": {"level": ["v4"]}}}, "cpu")
        for of in (
            facts(text),
            VariantMetadata(labels.variants["x"], "somebody", labels),
        ):
            assert on.rank(of) is None
            assert reason(on, of) == (
                f"it needs {text}; {said} excluded by the configuration"
            )

    def test_static_properties_are_adjusted(self) -> None:
        labels = document(
            {name: {"abi": {"f": [name]}} for name in "abc"},
            "abi",
            schema="v0.0.3",
            providers={"abi": {"requires": ["abi-plugin"], "install-time": False}},
            **{"static-properties": {"abi": {"f": ["a", "b", "c"]}}},
        )
        on = self.made(
            value_priority=(("abi", "f", "c"),), excluded=frozenset([("abi", "f", "a")])
        )
        ranks = {
            name: on.rank(VariantMetadata(labels.variants[name], "x", labels))
            for name in "abc"
        }
        assert ranks["a"] is None
        assert ranks["c"] < ranks["b"]  # type: ignore[operator]

    def test_an_order_of_values_decides(self) -> None:
        v4, v2 = (f"cpu :: level :: {level}" for level in ("v4", "v2"))
        labels = document(
            {"a": {"cpu": {"level": ["v4"]}}, "b": {"cpu": {"level": ["v2"]}}}, "cpu"
        )
        pairs = [
            (facts(v4), facts(v2)),
            tuple(
                VariantMetadata(labels.variants[name], "x", labels)
                for name in ("a", "b")
            ),
        ]
        liking = self.made(value_priority=(("cpu", "level", "v2"),))
        for better, other in pairs:
            assert self.made().rank(better) < self.made().rank(other)  # type: ignore[operator]
            assert liking.rank(better) > liking.rank(other)  # type: ignore[operator]

    def test_an_order_of_keys_decides(self) -> None:
        level, fma = facts("cpu :: level :: v2"), facts("cpu :: fma :: on")
        liking = self.made(key_priority=(("cpu", "fma"),))
        assert self.made().rank(level) < self.made().rank(fma)  # type: ignore[operator]
        assert liking.rank(level) > liking.rank(fma)  # type: ignore[operator]
