"""What a machine says to a variant."""

from __future__ import annotations

import logging

import pytest
from pip._vendor.variantlib.errors import VariantError

from pip._internal.variants.machine import MAX_COMBINATIONS, Machine
from pip._internal.variants.model import Facts
from pip._internal.variants.providers import ProviderAnswer, ProviderSettings
from pip._internal.variants.settings import Settings
from tests.builders import hash_of, parse_properties
from tests.unit.scene import facts, machine, properties

LEVELS = {"hw": {"level": ["v3", "v2"]}}


def test_providers_are_asked_once_with_the_settings(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def ask(settings: ProviderSettings, cache_dir: str | None) -> object:
        asked.append((settings, cache_dir))
        return (ProviderAnswer("hw", "x 1", (("level", ("v3",)),), None, False, 0.1),)

    monkeypatch.setattr("pip._internal.variants.machine.ask_providers", ask)
    caplog.set_level(logging.DEBUG)
    settings = Settings(("absent", "hw"), frozenset({"off"}), 5.0, 6.0)
    made = Machine(settings, "/cache", is_foreign=False)
    assert asked == []
    assert made.preferences.rank(properties("hw :: level :: v3")) is not None
    assert made.answers[0].provider == "hw"
    assert asked == [(ProviderSettings(frozenset({"off"}), 5.0, 6.0), "/cache")]
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [
        ("DEBUG", "provider_priority names absent, which is not installed")
    ]


def test_of_another_machine_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pip._internal.variants.machine.ask_providers", pytest.fail)
    other = Machine(Settings(), None, is_foreign=True)
    assert other.answers == ()
    misfit = other.misfit(facts("hw :: level :: v3"))
    assert misfit is not None
    assert "the target is not this machine" in misfit.text


def test_a_variant_is_found_by_its_hash() -> None:
    made = machine({"hw": {"level": ["v3", "v2"], "gpu": ["yes"]}, "off": None})
    texts = ("hw :: gpu :: yes", "hw :: level :: v2")
    assert made.knows_all_hashes
    assert made.find_properties(hash_of(texts)) == properties(*texts)
    assert made.find_properties(hash_of(texts[:1])) == properties(*texts[:1])
    assert made.find_properties(hash_of(["hw :: level :: v4"])) is None


@pytest.mark.parametrize(
    ("sizes", "knows"),
    [
        ([], False),
        ([MAX_COMBINATIONS], True),
        ([MAX_COMBINATIONS + 1], False),
        ([10, 90], True),  # 11 * 91 - 1
        ([10, 91], False),
        ([1] * 9, True),
        ([1] * 10, False),
        ([1000] * 100, False),
    ],
)
def test_hashes_are_looked_up_where_they_are_few(sizes: list[int], knows: bool) -> None:
    keys = {f"k{i}": list(map(str, range(size))) for i, size in enumerate(sizes)}
    made = machine({"hw": keys} if keys else {})
    assert made.knows_all_hashes is knows
    assert (made.find_properties(hash_of(["hw :: k0 :: 0"])) is not None) is knows


@pytest.mark.parametrize(
    ("texts", "distance", "said"),
    [
        (["hw :: level :: v4"], 0, "needs hw :: level :: v4; this machine has v3, v2"),
        (["hw :: gpu :: 1"], 1, "hw reports no gpu on this machine"),
        (["no :: x :: 1"], 2, "no provider for no is installed"),
        (["off :: x :: 1"], 2, "provider off found nothing here"),
        (["bad :: x :: 1"], 2, "bad 1.0 raised"),
        (["no :: x :: 1", "hw :: level :: v4"], 0, "needs hw :: level :: v4"),
    ],
)
def test_the_first_property_that_fails(
    texts: list[str], distance: int, said: str
) -> None:
    made = machine({**LEVELS, "off": None}, problems={"bad": "bad 1.0 raised"})
    misfit = made.misfit(facts(*texts))
    assert misfit is not None
    assert misfit.distance == distance
    assert said in misfit.text


def test_what_fits_has_no_misfit() -> None:
    assert machine(LEVELS).misfit(facts("hw :: level :: v2")) is None


def test_the_priority_decides_what_fails_first() -> None:
    reported = {"a": {"x": ["1"]}, "b": {"x": ["1"]}}
    wanted = facts("a :: x :: 2", "b :: x :: 2")
    for priority, first in (((), "a"), (("b",), "b"), (("c", "b", "a"), "b")):
        misfit = machine(reported, priority).misfit(wanted)
        assert misfit is not None
        assert misfit.text.startswith(f"it needs {first} :: x :: 2")


@pytest.mark.parametrize("stated", [None, {}, {"hw": {"level": ["v3", "v2"]}}])
def test_nonsense_is_an_error(stated: object) -> None:
    with pytest.raises(VariantError):
        machine(LEVELS).misfit(Facts(stated, "somebody"))  # type: ignore[arg-type]


def test_the_answer_for_a_variant() -> None:
    made = machine({"hw": {"level": ["v3", "v2"], "gpu": ["1"]}, "cpu": {"a": ["b"]}})
    wanted = tuple(parse_properties(["hw :: level :: v9", "no :: x :: 1"]))
    assert made.answer_for(wanted, None) == {"hw": {"level": ["v3", "v2"]}}
