"""What would have to be otherwise for another variant to win."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pip._vendor.variantlib.choice.hypothetical import add_facts
from pip._vendor.variantlib.documents.index_json import write_document
from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.names.properties import Supported, format_property

from pip._internal.variants.commands.counterfactuals import Change
from pip._internal.variants.commands.explanation import Explanation
from pip._internal.variants.names import split_variant
from tests.builders import hash_of, parse_properties
from tests.unit.explaining import explained, hash_release, label_release
from tests.unit.scene import Reported, candidate, machine
from tests.variantlib.strategies import Variant, machines, near_variants

FACTS: Reported = {
    "cpu": {"level": ["v3", "v2"]},
    "gpu": {"driver": ["12.8", "12.6"], "sm": ["90"]},
    "npu": None,
}
MACHINE = machine(FACTS)
WEAK = "cpu :: level :: v2"


def told(found: Explanation) -> list[str]:
    """Each change: what is added or put first, and the variant that wins then."""
    return [f"{_what(change)}: {change.offer.name.text}" for change in found.changes]


def _what(change: Change) -> str:
    facts = [format_property(fact.property).replace(" ", "") for fact in change.facts]
    return " + ".join(facts) or f"{change.setting} = {', '.join(change.value)}"


@pytest.mark.parametrize(
    ("release", "changes"),
    [
        ([WEAK, "cpu :: level :: v4"], ["cpu::level::v4: cpu :: level :: v4"]),
        ([None, "gpu :: driver :: 13"], ["gpu::driver::13: gpu :: driver :: 13"]),
        # It would fit, but not win: the values count down.
        ([WEAK, "cpu :: level :: v1"], []),
        (["gpu :: driver :: 12.6", "gpu :: driver :: 12.4"], []),
        (
            ["gpu :: driver :: 12.6", "gpu :: driver :: 12.10"],
            ["gpu::driver::12.10: gpu :: driver :: 12.10"],
        ),
        # Nothing smaller is told than what is needed, and nothing larger.
        (
            [WEAK, "cpu :: level :: v4, gpu :: driver :: 13", "cpu :: level :: v5"],
            ["cpu::level::v5: cpu :: level :: v5"],
        ),
        (
            [WEAK, "cpu :: level :: v1", "cpu :: aes :: on, gpu :: driver :: 13"],
            ["cpu::aes::on + gpu::driver::13: cpu :: aes :: on, gpu :: driver :: 13"],
        ),
        # The nearest value comes first.
        (
            [None, *(f"gpu :: driver :: {v}" for v in ("14.1", "13.2", "12.4"))],
            [
                f"gpu::driver::{v}: gpu :: driver :: {v}"
                for v in ("12.4", "13.2", "14.1")
            ],
        ),
        # A missing value is nearer than a missing key, and that than a provider.
        (
            [None, "tpu :: x :: y", "cpu :: aes :: on", "cpu :: level :: v4"],
            [
                "cpu::level::v4: cpu :: level :: v4",
                "cpu::aes::on: cpu :: aes :: on",
                "tpu::x::y: tpu :: x :: y",
            ],
        ),
        # Of several facts, those of fewer missing providers are nearer.
        (
            [None, "tpu :: x :: y, xpu :: x :: y", "tpu :: a :: y, tpu :: b :: z"],
            [
                "tpu::a::y + tpu::b::z: tpu :: a :: y, tpu :: b :: z",
                "tpu::x::y + xpu::x::y: tpu :: x :: y, xpu :: x :: y",
            ],
        ),
        (
            [WEAK, "gpu :: driver :: 12.6"],
            ["provider_priority = gpu: gpu :: driver :: 12.6"],
        ),
        (
            [WEAK, "cpu :: level :: v3"],
            ["value_priority = cpu :: level :: v2: cpu :: level :: v2"],
        ),
        (
            ["gpu :: driver :: 12.8", "gpu :: sm :: 90"],
            ["key_priority = gpu :: sm: gpu :: sm :: 90"],
        ),
        ([None], []),
    ],
)
def test_the_smallest_changes_for_hashes(
    tmp_path: Path, release: list[str | None], changes: list[str]
) -> None:
    found = explained(hash_release(tmp_path, *release), MACHINE)
    names = {hash_of(kind.split(", ")): kind for kind in release if kind}
    expected = [
        line.replace(f": {kind}", f": {digest}")
        for line in changes
        for digest, kind in names.items()
        if line.endswith(f": {kind}")
    ]
    assert told(found) == expected


LEVEL4 = {"cpu": {"level": ["v4"]}}
LEVEL3 = {"cpu": {"level": ["v3"]}}
LEVEL2 = {"cpu": {"level": ["v2"]}}
DRIVER = {"gpu": {"driver": ["12.6"]}}


@pytest.mark.parametrize(
    ("variants", "members", "changes"),
    [
        ({"b": LEVEL2, "a": LEVEL4}, {}, ["cpu::level::v4: a"]),
        ({"null": {}, "a": LEVEL4}, {}, ["cpu::level::v4: a"]),
        # More properties do not help a label.
        ({"b": LEVEL3, "a": {"gpu": {"driver": ["13"], "sm": ["90"]}}}, {}, []),
        ({"b": LEVEL2, "a": DRIVER}, {}, ["provider_priority = gpu: a"]),
        (
            {"b": LEVEL2, "a": LEVEL3},
            {},
            ["value_priority = cpu :: level :: v2: b"],
        ),
        # What the package says itself, no machine changes.
        (
            {"b": LEVEL2, "a": {"cpu": {"level": ["v4"]}, "blas": {"x": ["mkl"]}}},
            {"providers": {"blas": {"static-properties": {"x": ["openblas"]}}}},
            [],
        ),
        ({"b": LEVEL2, "a": {"nowhere": {"x": ["y"]}}}, {}, []),
        *(
            (
                {"null": {}, "a": {"blas": {"x": ["mkl"]}}},
                {"providers": {"blas": {"enable-if": f"os_name {comparison} 'pip'"}}},
                changes,
            )
            for comparison, changes in (("!=", ["blas::x::mkl: a"]), ("==", []))
        ),
    ],
)
def test_the_smallest_changes_for_labels(
    tmp_path: Path,
    variants: dict[str, dict[str, dict[str, list[str]]]],
    members: dict[str, object],
    changes: list[str],
) -> None:
    namespaces = ["cpu", "gpu", "blas"]
    candidates = label_release(tmp_path, variants, *namespaces, **members)
    assert told(explained(candidates, MACHINE)) == changes


def test_it_is_said_why_a_provider_does_not_answer(tmp_path: Path) -> None:
    release = hash_release(tmp_path, None, "npu :: x :: y")
    (change,) = explained(release, MACHINE).changes
    assert [fact.problem for fact in change.facts] == [
        "provider npu found nothing here"
    ]


def test_of_a_thousand_that_nearly_fit_a_few_are_tried_and_three_are_told(
    tmp_path: Path,
) -> None:
    kinds = [[f"gpu :: driver :: {n}.0"] for n in range(13, 1013)]
    document = write_document(parse_properties(kind) for kind in kinds)
    (tmp_path / "pkg-1.0-variants.json").write_bytes(document)
    release = [
        candidate(f"pkg-1.0~{hash_of(kind)}-py3-none-any.whl", folder=tmp_path)
        for kind in kinds
    ]
    found = explained([*release, *hash_release(tmp_path, None)], MACHINE)
    assert len(found.files) == 1001
    assert len(found.changes) == 3


variants = st.lists(near_variants, min_size=1, max_size=6, unique=True)


@given(machines(), variants)
def test_a_change_makes_the_variant_win_and_no_smaller_one_does(
    supported: Supported, kinds: Sequence[Variant]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = [[format_property(p) for p in kind] for kind in kinds]
        document = write_document(kinds)
        (folder / "pkg-1.0-variants.json").write_bytes(document)
        release = [
            candidate(f"pkg-1.0~{hash_of(kind)}-py3-none-any.whl", folder=folder)
            for kind in texts
        ]
        found = explained(release, machine(as_reported(supported)))
        smallest = min((len(c.facts) for c in found.changes if c.facts), default=0)
        for change in found.changes:
            facts = [fact.property for fact in change.facts]
            assert len(facts) == smallest or change.setting
            changed = changed_machine(add_facts(supported, facts), change)
            assert explained(release, changed).chosen == change.offer.link.filename
        for each in release:
            name_of = split_variant(each.link.filename)[1]
            assert name_of is not None
            missing = [
                p
                for kind in kinds
                if hash_of([format_property(q) for q in kind]) == name_of.text
                for p in kind
                if not supports(supported, p)
            ]
            if 0 < len(missing) < (smallest or 99):
                changed = machine(as_reported(add_facts(supported, missing)))
                assert explained(release, changed).chosen == found.chosen


def changed_machine(supported: Supported, change: Change) -> Machine:
    """A machine with these facts, and the setting that a change is about."""
    parts = [tuple(text.split(" :: ")) for text in change.value]
    if change.setting is None:
        return machine(as_reported(supported))
    if change.setting == "provider_priority":
        return machine(as_reported(supported), [name for (name,) in parts])
    return machine(as_reported(supported), **{change.setting: tuple(parts)})


def as_reported(supported: Supported) -> Reported:
    return {name: dict(config) for name, config in supported}


def supports(supported: Supported, prop: tuple[str, str, str]) -> bool:
    provider, key, value = prop
    return value in dict(dict(supported).get(provider, ())).get(key, ())
