"""Which answers are missing on a machine, for the properties of a variant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.variantlib.scene import Told, document, facts, machine
from variantlib.machine.machine import Machine
from variantlib.machine.settings import MachineSettings
from variantlib.models import VariantMetadata
from variantlib.plugins.answers import Builtin, ProviderAnswer

NOTE = "the driver is here, but no device"


def builtin(
    provider: str, *keys: str, note: str = NOTE, is_blocked: bool = False
) -> ProviderAnswer:
    config = tuple((key, ("1",)) for key in keys) or None
    more = Builtin({}, (note,), is_blocked=is_blocked)
    return ProviderAnswer(provider, "the built-in provider", config, builtin=more)


def test_nobody_was_asked_of_a_hash() -> None:
    here = machine(
        {"hw": {"level": ["v3"]}, "off": None},
        problems={"bad": "raised"},
        disabled_providers=frozenset({"unwanted"}),
    )
    names = ("hw", "off", "bad", "unwanted", "abi_dependency", "gpu")
    wheel = facts(*(f"{name} :: a :: b" for name in names))
    assert here.lacking.unasked(wheel) == {("gpu",)}
    foreign = machine(is_foreign=True)
    assert foreign.lacking.unasked(wheel) == set()


def test_nobody_was_asked_of_a_label() -> None:
    variants: dict[str, Any] = {"x": {"gpu": {"a": ["b"]}, "hw": {"level": ["v3"]}}}
    tables = {"gpu": {"requires": ["gpu-plugin>=1"]}}
    stated = document(variants, providers=tables)
    wheel = VariantMetadata(variants["x"], "index", stated)
    here = machine({"hw": {"level": ["v3"]}})
    assert here.lacking.unasked(wheel) == {("gpu",)}
    assert here.lacking.plugins(wheel) == {"gpu": "gpu-plugin>=1"}


@pytest.mark.parametrize("stated", [None, 5, "text", ["gpu"], {"gpu": 5}])
def test_nonsense_needs_nobody(stated: Any) -> None:
    lacking = machine({"hw": {"level": ["v3"]}}).lacking
    wheel = VariantMetadata(stated, "somebody")
    assert lacking.plugins(wheel) == {}
    assert lacking.excused(wheel) == set()


def test_notes_excuse_the_keys_that_are_not_reported() -> None:
    answers = [
        *(builtin("nvidia", "cuda"), builtin("amd", is_blocked=True)),
        builtin("tpu", note=""),
    ]
    lacking = Machine(MachineSettings(), Told(*answers)).lacking
    wheel = facts(
        "nvidia :: cuda :: 9", "nvidia :: sm :: 9", "amd :: arch :: 9", "hw :: a :: b"
    )
    assert lacking.excused(wheel) == {("nvidia", "sm"), ("amd", "arch")}
    assert lacking.notes["nvidia"] == (NOTE,)
    assert lacking.blocked == {"amd"}
    assert lacking.notes_on(wheel, ("nvidia", "sm")) == (NOTE,)
    assert lacking.notes_on(wheel, ("nvidia", "cuda")) == ()
    assert lacking.notes_on(wheel, ("hw", "a")) == ()


def test_a_key_that_is_not_reported_has_the_notes_of_its_provider() -> None:
    here = Machine(MachineSettings(), Told(builtin("nvidia", "cuda", note="a\x1b")))
    misfit = here.misfit(facts("nvidia :: sm :: 9"))
    assert misfit is not None
    assert misfit.text == (
        r"it needs nvidia :: sm :: 9; nvidia reports no sm on this machine: a\x1b"
    )


@pytest.mark.parametrize(
    ("table", "end"),
    [
        ({"requires": []}, f"on this machine: {NOTE}"),
        ({"static-properties": {"cuda": ["1"]}}, "on this machine"),
    ],
)
def test_the_notes_are_no_reason_where_the_package_answers_itself(
    table: dict[str, Any], end: str
) -> None:
    variants: dict[str, Any] = {"x": {"nvidia": {"sm": ["9"]}}}
    stated = document(variants, "nvidia", providers={"nvidia": table})
    here = Machine(MachineSettings(), Told(builtin("nvidia", "cuda")))
    assert here.answers
    misfit = here.misfit(VariantMetadata(variants["x"], "index", stated))
    assert misfit is not None
    assert misfit.text.endswith(end)


@pytest.mark.parametrize(
    ("requirement", "end", "excused"),
    [
        ("amd-variant-provider", f"on this machine: {NOTE}", {("amd", "rocm_version")}),
        ("rocm-bootstrap", "only for packages that name amd-variant-provider", set()),
    ],
)
def test_nothing_helps_a_package_to_a_key_of_others(
    requirement: str, end: str, excused: set[tuple[str, str]]
) -> None:
    variants: dict[str, Any] = {"x": {"amd": {"rocm_version": ["6.4"]}}}
    tables = {"amd": {"requires": [requirement]}}
    wheel = VariantMetadata(
        variants["x"], "index", document(variants, "amd", providers=tables)
    )
    answer = builtin("amd", "gfx_arch")
    stands_for = dict.fromkeys(("amd-variant-provider", "rocm-bootstrap"), ("1",))
    more = Builtin(stands_for, (NOTE,))
    here = Machine(MachineSettings(), Told(answer._replace(builtin=more)))
    assert here.answers
    assert here.lacking.excused(wheel) == excused
    misfit = here.misfit(wheel)
    assert misfit is not None
    assert misfit.text.endswith(end)
