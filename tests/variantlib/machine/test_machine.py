"""What a machine says to a variant."""

from __future__ import annotations

import logging

import pytest

from tests.builders import hash_of, parse_properties
from tests.variantlib.scene import Told, document, facts, machine, properties
from variantlib.errors import VariantError
from variantlib.machine.detectors import PluginDetector
from variantlib.machine.machine import MAX_COMBINATIONS, Machine
from variantlib.machine.settings import MachineSettings
from variantlib.models import MetadataUnavailable, VariantMetadata
from variantlib.plugins import ProviderAnswer, ProviderSettings
from variantlib.plugins.answers import Builtin, Device
from variantlib.providers import amd

LEVELS = {"hw": {"level": ["v3", "v2"]}}


def test_providers_are_asked_once_with_the_settings(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def ask(settings: ProviderSettings, cache_dir: str | None, *_: object) -> object:
        asked.append((settings, cache_dir))
        return (ProviderAnswer("hw", "x 1", (("level", ("v3",)),), None, False, 0.1),)

    monkeypatch.setattr("variantlib.machine.detectors.ask_providers", ask)
    caplog.set_level(logging.DEBUG)
    settings = MachineSettings(
        ("absent", "hw"), frozenset({"off"}), frozenset(), 5.0, 6.0
    )
    made = Machine(settings, PluginDetector(settings, "/cache"))
    assert asked == []
    assert made.preferences.rank(properties("hw :: level :: v3")) is not None
    assert made.answers[0].provider == "hw"
    [(given, cache_dir)] = asked
    expected = ProviderSettings(frozenset({"off"}), 5.0, 6.0)
    assert given._replace(files=(), variables=()) == expected
    assert cache_dir == "/cache"
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [
        ("DEBUG", "provider_priority names absent, which is not installed")
    ]


def test_of_another_machine_nothing_is_known() -> None:
    other = machine(is_foreign=True)
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


@pytest.mark.parametrize(
    ("value", "has", "end"),
    [
        ("13", "12.8", "; CUDA 13.0 comes with NVIDIA's driver 580 and newer"),
        ("12.7", "12.2", "; CUDA 12.7 comes with NVIDIA's driver 565 and newer"),
        ("15.20", "12.8", ""),  # Nobody knows which.
        ("12.25", "13.0", ""),  # It is no version that any driver reports.
        ("x", "12.8", ""),
        ("13", "x", ""),
    ],
)
def test_a_driver_that_is_too_old(value: str, has: str, end: str) -> None:
    key = "cuda_version_lower_bound"
    here = machine({"nvidia": {key: [has]}})
    misfit = here.misfit(facts(f"nvidia :: {key} :: {value}"))
    needs = f"it needs nvidia :: {key} :: {value}; this machine has {has}"
    assert misfit is not None
    assert misfit.text == f"{needs}{end}"


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
        machine(LEVELS).misfit(VariantMetadata(stated, "somebody"))  # type: ignore[arg-type]


def test_the_answer_for_a_variant() -> None:
    made = machine({"hw": {"level": ["v3", "v2"], "gpu": ["1"]}, "cpu": {"a": ["b"]}})
    wanted = tuple(parse_properties(["hw :: level :: v9", "no :: x :: 1"]))
    assert made.answer_for(wanted, None) == {"hw": {"level": ["v3", "v2"]}}


class TestLabels:
    """What a document about a release makes of the machine's answers."""

    STATED = document(
        {"x": {"hw": {"level": ["v3"]}}},
        "hw",
        "gpu",
        "off",
        "bad",
        "gone",
        "abacus",
        providers={
            "gone": {"requires": ["gone-plugin>=1"]},
            "abacus": {"enable-if": "platform_machine == 'abacus'"},
        },
    )
    MADE = machine(
        {"hw": {"level": ["v3", "v2"]}, "off": None}, problems={"bad": "raised"}
    )

    def facts(self, **namespaces: dict[str, list[str]]) -> VariantMetadata:
        return VariantMetadata(namespaces, "somebody", self.STATED)

    def test_ranks(self) -> None:
        ranks = [
            self.MADE.rank(self.facts(**properties))
            for properties in (
                {"hw": {"level": ["v2", "v3"]}},
                {"hw": {"level": ["v9", "v2"]}},
                {},
            )
        ]
        assert None not in ranks
        assert ranks == sorted(ranks, key=int)  # type: ignore[arg-type]
        assert len(set(ranks)) == 3
        assert self.MADE.rank(self.facts(hw={"level": ["v9"]})) is None
        assert self.MADE.rank(self.facts(off={"x": ["1"]})) is None

    @pytest.mark.parametrize(
        ("properties", "distance", "said"),
        [
            (
                {"hw": {"level": ["v5", "v4"]}},
                0,
                "it needs hw :: level :: v4 or v5; this machine has v3, v2",
            ),
            ({"hw": {"gpu": ["1"]}}, 1, "; hw reports no gpu on this machine"),
            ({"gpu": {"x": ["1"]}}, 2, "; no provider for gpu is installed"),
            ({"off": {"x": ["1"]}}, 2, "; provider off found nothing here"),
            ({"bad": {"x": ["1"]}}, 2, "; bad 1.0 raised"),
            (
                {"gone": {"x": ["1"]}},
                2,
                "; no provider for gone is installed; the package asks for gone-",
            ),
            ({"abacus": {"x": ["1"]}}, 2, "; abacus does not concern this platform"),
            ({"new": {"x": ["1"]}}, 3, "; new is not in the package's default-prior"),
            # The first in the package's order.
            ({"off": {"x": ["1"]}, "gpu": {"x": ["1"]}}, 2, "gpu :: x :: 1"),
        ],
    )
    def test_the_first_property_that_fails(
        self, properties: dict[str, dict[str, list[str]]], distance: int, said: str
    ) -> None:
        misfit = self.MADE.misfit(self.facts(**properties))
        assert misfit is not None
        assert misfit.distance == distance
        assert said in misfit.text

    def test_what_fits_has_no_misfit(self) -> None:
        assert self.MADE.misfit(self.facts(hw={"level": ["v9", "v2"]})) is None
        assert self.MADE.misfit(self.facts()) is None

    @pytest.mark.parametrize("stated", [None, 5, {"hw": {"level": "v3"}}, {"HW": {}}])
    def test_nonsense(self, stated: object) -> None:
        nonsense = VariantMetadata(stated, "somebody", self.STATED)  # type: ignore[arg-type]
        with pytest.raises(VariantError):
            self.MADE.misfit(nonsense)
        assert self.MADE.lacking.plugins(nonsense) == {}

    def test_the_users_priority_comes_before_the_packages(self) -> None:
        reported = {"a": {"x": ["1"]}, "b": {"x": ["1"]}}
        stated = document({"a": {"a": {"x": ["1"]}}, "b": {"b": {"x": ["1"]}}})
        for priority, best in (((), "a"), (("b",), "b"), (("c", "b", "a"), "b")):
            made = machine(reported, priority)
            ranks = {
                name: made.rank(
                    VariantMetadata({name: {"x": ["1"]}}, "somebody", stated)
                )
                for name in "ab"
            }
            assert min(ranks, key=ranks.__getitem__) == best  # type: ignore[arg-type]

    def test_each_document_has_an_order_of_its_own(self) -> None:
        made = machine({"a": {"x": ["1"]}, "b": {"x": ["1"]}})
        for order in (("a", "b"), ("b", "a")):
            stated = document({"x": {}}, *order)
            ranks = [
                made.rank(VariantMetadata({name: {"x": ["1"]}}, "somebody", stated))
                for name in order
            ]
            assert ranks[0] < ranks[1]  # type: ignore[operator]

    def test_a_document_that_is_gone_leaves_no_answer_to_the_next(self) -> None:
        made = machine({"hw": {"level": ["v3"]}})
        for name in ("hw", "other") * 20:
            stated = document({"x": {name: {"level": ["v3"]}}})
            fits = (
                made.rank(VariantMetadata({name: {"level": ["v3"]}}, "x", stated))
                is not None
            )
            assert fits is (name == "hw")

    def test_the_plugin_that_a_variant_lacks(self) -> None:
        lacking = self.facts(gone={"x": ["1"]}, gpu={"x": ["1"]}, hw={"level": ["v3"]})
        assert self.MADE.lacking.plugins(lacking) == {"gone": "gone-plugin>=1"}
        assert self.MADE.lacking.plugins(self.facts(hw={"level": ["v9"]})) == {}
        assert self.MADE.lacking.plugins(facts("gone :: x :: 1")) == {}

    def test_what_is_disabled_is_said(self) -> None:
        made = Machine(MachineSettings(disabled_providers=frozenset({"gone"})), Told())
        misfit = made.misfit(self.facts(gone={"x": ["1"]}))
        assert misfit is not None
        assert "provider gone is disabled by the configuration" in misfit.text
        assert made.lacking.plugins(self.facts(gone={"x": ["1"]})) == {}

    def test_static_properties_start_no_plugin(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ask = "variantlib.machine.detectors.ask_providers"
        monkeypatch.setattr(ask, pytest.fail)
        made = Machine(MachineSettings(), PluginDetector(MachineSettings(), None))
        table = {"static-properties": {"library": ["mkl", "openblas"]}}
        stated = document({"x": {}}, "blas", providers={"blas": table})
        openblas = {"blas": {"library": ["openblas"]}}
        assert made.rank(VariantMetadata(openblas, "somebody", stated)) is not None
        assert made.answer_for((("blas", "library", "openblas"),), stated) == {
            "blas": {"library": ["mkl", "openblas"]}
        }

    def test_of_another_machine_nothing_is_known(self) -> None:
        made = machine(is_foreign=True)
        misfit = made.misfit(self.facts(hw={"level": ["v3"]}))
        assert misfit is not None
        assert "the target is not this machine" in misfit.text
        assert made.misfit(self.facts()) is None


class TestEveryGpu:
    """Machines with several GPUs, all of which a variant has to serve."""

    DEVICES = (Device("H100", "9.0"), Device("T4", "7.5"))
    ANSWER = ProviderAnswer(
        "nvidia",
        "the built-in provider",
        (("sm_arch", ("90_real", "75_virtual", "75_real")), ("cuda", ("12",))),
        builtin=Builtin({}, (), DEVICES),
    )

    def made(self, gpus: str, *answers: ProviderAnswer) -> Machine:
        told = Told(*(answers or (self.ANSWER,)))
        made = Machine(MachineSettings(gpus=gpus), told)
        assert made.answers == told.answers
        return made

    def test_a_variant_for_one_of_them_does_not_fit(self) -> None:
        wheel = facts("nvidia :: sm_arch :: 90_real")
        assert self.made("highest").rank(wheel) is not None
        picky = self.made("every")
        assert picky.rank(wheel) is None
        assert picky.unserved(wheel) == [("nvidia", "sm_arch", self.DEVICES[1])]
        misfit = picky.misfit(wheel)
        assert misfit is not None
        assert misfit.text.endswith("it has no code for T4, which is 7.5")

    def test_the_key_that_states_the_code_is_named(self) -> None:
        texts = ("nvidia :: cuda :: 12", "nvidia :: sm_arch :: 90_real")
        devices = (*self.DEVICES, Device("T4 too", "7.5"), Device("P4", "6.1"))
        answer = self.ANSWER._replace(builtin=Builtin({}, (), devices))
        [(failure, problem)] = self.made("every", answer).failures(facts(*texts))
        assert (failure.property, failure.others) == (
            ("nvidia", "sm_arch", "90_real"),
            (),
        )
        assert problem == (
            "it has no code for T4, T4 too, which are 7.5, and for P4, which is 6.1"
        )

    @pytest.mark.parametrize("text", ["sm_arch :: 75_virtual", "cuda :: 12"])
    def test_one_for_all_of_them_does(self, text: str) -> None:
        wheel = facts(f"nvidia :: {text}")
        picky = self.made("every")
        assert picky.rank(wheel) is not None
        assert picky.misfit(wheel) is None

    @pytest.mark.parametrize("target", ["gfx1100", "gfx90a"])
    def test_gpus_of_amd(self, target: str) -> None:
        answer = ProviderAnswer(
            "amd",
            "the built-in provider",
            (("gfx_arch", ("gfx1100", "gfx90a")), ("rocm_version", ("6.4",))),
            builtin=Builtin({}, (), (Device("Radeon", target),)),
        )
        picky = self.made("every", answer)
        assert picky.rank(facts("amd :: rocm_version :: 6.4")) is not None
        fits = picky.rank(facts("amd :: gfx_arch :: gfx90a")) is not None
        assert fits is (target == "gfx90a")

    @pytest.mark.parametrize("designs", [["12.55.8"], ["12.55.8", "20.1.0"]])
    def test_gpus_of_intel(self, designs: list[str]) -> None:
        answer = ProviderAnswer(
            "intel",
            "the built-in provider",
            (("device_ip", ("12.56.5", "12.55.8", "20.1.0")),),
            builtin=Builtin(
                {}, devices=(Device("Arc", "12.56.5"), Device("Battlemage", "20.1.0"))
            ),
        )
        need = {"intel": {"device_ip": designs}}
        wheel = VariantMetadata(need, "index", document({"xpu": need}, "intel"))
        assert self.made("highest", answer).rank(wheel) is not None
        is_for_both = self.made("every", answer).rank(wheel) is not None
        assert is_for_both is (len(designs) == 2)

    @pytest.mark.parametrize(
        ("requires", "chips", "why"),
        [
            ("amd-variant-provider", ["gfx90a", "gfx1100"], None),
            ("amd-variant-provider", ["gfx90a"], "it has no code for Radeon, which is"),
            # It has never reported a version, whatever this machine has.
            (
                *("rocm-bootstrap", ["gfx90a", "gfx1100"]),
                "amd reports rocm_version only for packages that name amd-variant-",
            ),
        ],
    )
    def test_keys_for_some_packages(
        self, requires: str, chips: list[str], why: str | None
    ) -> None:
        answer = ProviderAnswer(
            "amd",
            "the built-in provider",
            (("gfx_arch", ("gfx1100", "gfx90a")), ("rocm_version", ("6.4",))),
            builtin=Builtin(
                amd.PROVIDER.stands_for,
                devices=(Device("Radeon", "gfx1100"), Device("MI210", "gfx90a")),
            ),
        )
        need = {"amd": {"gfx_arch": chips, "rocm_version": ["6.4"]}}
        tables = {"amd": {"requires": [requires]}}
        stated = document({"rocm": need}, "amd", providers=tables)
        wheel = VariantMetadata(need, "index", stated)
        picky = self.made("every", answer)
        misfit = picky.misfit(wheel)
        assert (picky.rank(wheel) is None) is (why is not None)
        assert (misfit is None) is (why is None)
        assert misfit is None or f"; {why}" in misfit.text

    def test_a_provider_without_a_rule_serves_all(self) -> None:
        answer = self.ANSWER._replace(provider="tpu", config=(("a", ("1",)),))
        assert self.made("every", answer).rank(facts("tpu :: a :: 1")) is not None

    def test_of_a_plugin_no_devices_are_known(self) -> None:
        answer = self.ANSWER._replace(builtin=None)
        wheel = facts("nvidia :: sm_arch :: 90_real")
        assert self.made("every", answer).unserved(wheel) == []

    def test_of_nonsense_nothing_is_said(self) -> None:
        nonsense = VariantMetadata({"nvidia": 5}, "somebody")  # type: ignore[dict-item]
        assert self.made("every").unserved(nonsense) == []

    def test_nobody_is_asked_for_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("variantlib.machine.detectors.ask_providers", pytest.fail)
        made = Machine(MachineSettings(), PluginDetector(MachineSettings(), None))
        assert made.unserved(facts("nvidia :: sm_arch :: 90_real")) == []


def test_who_is_disabled_is_said_of_a_hash() -> None:
    made = machine({}, disabled_providers=frozenset({"hw"}))
    misfit = made.misfit(facts("hw :: level :: v3"))
    assert misfit is not None
    assert "provider hw is disabled by the configuration" in misfit.text


def test_which_variants_depend_on_versions() -> None:
    made = machine(LEVELS)
    built = document({"x": {"abi_dependency": {"fw": ["1"]}}}, "abi_dependency")
    plain = document({"x": {"hw": {"level": ["v3"]}}}, "hw")
    for known, depends in (
        (facts("abi_dependency :: fw :: 1"), True),
        (facts("hw :: level :: v3"), False),
        (VariantMetadata({"abi_dependency": {"fw": ["1"]}}, "x", built), True),
        (VariantMetadata({"hw": {"level": ["v3"]}}, "x", plain), False),
        (MetadataUnavailable("it is gone"), False),
    ):
        assert made.depends_on_versions(known) is depends
