"""Who tells of a machine, and what the package's own word is worth then."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from tests.variantlib.scene import Told, document, facts, properties
from variantlib.documents.document import Document
from variantlib.machine.abi import AbiVersions
from variantlib.machine.detectors import (
    Detector,
    FileDetector,
    OverrideDetector,
    PluginDetector,
    make_detector,
)
from variantlib.machine.files import MachineFile, parse_machine
from variantlib.machine.installed import find_installed
from variantlib.machine.machine import Machine
from variantlib.machine.namespaces import Answers, answer_namespaces
from variantlib.machine.overrides import parse_overrides
from variantlib.machine.settings import MachineSettings
from variantlib.models import VariantMetadata
from variantlib.plugins import ProviderAnswer

GPU_NODE = """
format = 1
[providers.amd]
[providers.nvidia.keys]
driver = ["12.8", "12.7"]
"""


def described(text: str = GPU_NODE, more: str = "") -> MachineFile:
    return parse_machine(f"{more}\n{text}".encode(), "gpu-node.toml")


class Noting(PluginDetector):
    """Plugins that note whom they are asked for."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(MachineSettings(**settings), None)
        self.passed_over: list[set[str]] = []

    def ask(self, but: Any = ()) -> tuple[ProviderAnswer, ...]:
        self.passed_over.append(set(but))
        return (ProviderAnswer("cpu", "cpu 1", (("level", ("v3",)),)),)

    def ask_for(self, namespace: str, table: object) -> ProviderAnswer | None:
        return ProviderAnswer(namespace, "trusted 1", (("a", ("1",)),))


NEVER = Noting(provider_priority=("x",))
NEVER.ask = pytest.fail  # type: ignore[assignment]
NEVER.ask_for = pytest.fail  # type: ignore[assignment]


def names(detector: Detector) -> list[str]:
    return [answer.provider for answer in detector.answers]


def test_of_this_machine_plugins_tell() -> None:
    plugins = Noting()
    assert make_detector(plugins, is_foreign=False) is plugins


def test_of_another_nobody_tells() -> None:
    nobody = make_detector(NEVER, is_foreign=True)
    assert nobody.is_silent
    assert nobody.answers == ()


@pytest.mark.parametrize("is_foreign", [False, True])
def test_a_file_tells_what_is_in_it(is_foreign: bool) -> None:
    told = make_detector(NEVER, is_foreign, described())
    assert names(told) == ["amd", "nvidia"]
    assert not told.is_silent
    assert told.is_foreign is is_foreign
    assert told.subject.name == "machine gpu-node.toml"


def test_plugins_tell_the_rest_on_request() -> None:
    plugins = Noting()
    told = make_detector(plugins, False, described(more="detect = true"))
    assert names(told) == ["amd", "cpu", "nvidia"]
    assert plugins.passed_over == [{"amd", "nvidia"}]
    trusted = told.ask_for("new", object())  # type: ignore[arg-type]
    assert trusted is not None


def test_plugins_of_this_machine_know_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = make_detector(NEVER, True, described(more="detect = true"))
    assert names(told) == ["amd", "nvidia"]
    assert told.ask_for("new", object()) is None  # type: ignore[arg-type]
    assert "gpu-node.toml says 'detect = true', but" in caplog.text


def test_what_is_disabled_takes_no_part() -> None:
    plugins = Noting(disabled_providers=frozenset({"nvidia"}))
    assert names(make_detector(plugins, False, described())) == ["amd"]


@pytest.mark.parametrize(
    ("disabled", "told"),
    [
        ("nvdia", "nvdia, but no provider here is called so - maybe you meant nvidia"),
        (
            "my_cpx",
            "my_cpx, but no provider here is called so - maybe you meant my_cpu",
        ),
        # It may be the plugin of another machine, or of this one.
        ("other", None),
        ("nvidia2", None),
        ("nvidia3-plugin", None),
        ("tpu", None),
    ],
)
def test_a_misspelt_name_is_told(
    disabled: str,
    told: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    info = tmp_path / "nvidia3_plugin-1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[variantlib.plugins]\nnvidia2 = m:C\n")
    excluded = frozenset({(disabled, "key")})
    off = frozenset({disabled})
    settings = MachineSettings(disabled_providers=off, excluded=excluded)
    detector = PluginDetector(settings, None)
    monkeypatch.setattr(PluginDetector, "path", [str(tmp_path)])
    monkeypatch.setattr(
        detector, "ask", lambda: (ProviderAnswer("my_cpu", "a test", None),)
    )
    assert names(detector) == ["my_cpu"]
    setting_names = ("disabled_providers", "excluded") if told else ()
    assert caplog.messages == [f"{setting} names {told}" for setting in setting_names]


@pytest.mark.parametrize("is_foreign", [False, True])
def test_what_is_misspelt_is_told_of_a_described_machine(
    is_foreign: bool, caplog: pytest.LogCaptureFixture
) -> None:
    stated = frozenset({("nvdia",), ("amd",), ("mine",), ("nvidia", "sm_arhc")})
    plugins = Noting(excluded=stated, disabled_providers=frozenset({"min"}))
    file = described("format = 1\n[providers.min]\n[providers.mine]\n")
    assert names(make_detector(plugins, is_foreign, file)) == ["mine"]
    assert [said.rpartition(" - ")[2] for said in caplog.messages] == [
        "maybe you meant nvidia",
        "maybe you meant sm_arch",
    ]


@pytest.mark.parametrize("is_foreign", [False, True])
def test_the_user_has_the_last_word(
    is_foreign: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    overrides = parse_overrides(["nvidia::driver::13;cpu::"])
    told = make_detector(Noting(), is_foreign, None, overrides)
    assert not told.is_silent
    assert told.is_foreign is is_foreign
    found = {answer.provider: answer.config for answer in told.answers}
    assert found == {"nvidia": (("driver", ("13",)),), "cpu": None}
    place = "the target" if is_foreign else "this machine"
    assert caplog.messages == [
        f"--machine-set says of {place}: nvidia :: driver :: 13; cpu ::"
    ]


def test_the_user_corrects_a_file() -> None:
    overrides = parse_overrides(["nvidia::driver::13"])
    told = make_detector(NEVER, False, described(), overrides)
    assert told.answers[1].config == (("driver", ("13",)),)
    assert told.describes("nvidia")
    assert not told.describes("cpu")
    assert told.ask_for("cpu", object()) is None  # type: ignore[arg-type]


class TestMisfits:
    """What is said of a variant that a described machine does not fit."""

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("nvidia :: driver :: 13", "; machine gpu-node.toml has 12.8, 12.7"),
            ("nvidia :: sm :: 1", "; nvidia reports no sm on machine gpu-node.toml"),
            ("amd :: x :: 1", "; provider amd found nothing on machine gpu-node.toml"),
            ("cpu :: x :: 1", "; no provider for cpu is in gpu-node.toml"),
        ],
    )
    def test_in_both_forms(self, text: str, said: str) -> None:
        machine = Machine(MachineSettings(), FileDetector(described()))
        provider = text.partition(" ")[0]
        stated = document({"x": properties(text)}, provider)
        for wanted in (
            facts(text),
            VariantMetadata(properties(text), "somebody", stated),
        ):
            misfit = machine.misfit(wanted)
            assert misfit is not None
            assert misfit.text == f"it needs {text}{said}"

    def test_nobody_is_told_to_install_a_plugin(self) -> None:
        machine = Machine(MachineSettings(), FileDetector(described()))
        stated = document(
            {"x": {"cpu": {"a": ["1"]}}}, providers={"cpu": {"requires": ["plugin"]}}
        )
        wanted = VariantMetadata({"cpu": {"a": ["1"]}}, "somebody", stated)
        assert machine.lacking.plugins(wanted) == {}
        misfit = machine.misfit(wanted)
        assert misfit is not None
        assert misfit.text.endswith("; no provider for cpu is in gpu-node.toml")

    def test_of_what_may_be_installed_too(self) -> None:
        told = FileDetector(described(more="detect = true"), plugins=Told())
        misfit = Machine(MachineSettings(), told).misfit(facts("cpu :: x :: 1"))
        assert misfit is not None
        assert misfit.text.endswith("no provider for cpu is described or installed")


def built_for(*packages: str) -> Document:
    """What a package states that is built for other packages."""
    features = {name: ["1"] for name in packages}
    return document({"x": {"abi_dependency": features}}, "abi_dependency")


def answered(
    stated: Document, text: str, *overrides: str, is_foreign: bool = False
) -> Answers:
    """What a file supports of the namespaces of a document."""
    detector: Detector = FileDetector(described(text), is_foreign=is_foreign)
    if overrides:
        detector = OverrideDetector(detector, parse_overrides(overrides))
    versions = AbiVersions(find_installed)
    return answer_namespaces(stated, detector, (), versions)


SUPPORTED = [("hw", (("level", ("v3",)),))]
STATIC = {
    "hw": {
        "static-properties": {"level": ["v9"], "a": ["1"]},
        "feature-order": ["level", "a"],
    }
}


class TestNamespaces:
    HW = "format = 1\n[providers.hw.keys]\nlevel = ['v3']\n"

    @pytest.mark.parametrize("requires", ["hw-plugin>=2", "other", ">=", ""])
    def test_a_description_is_believed(self, requires: str) -> None:
        stated = document({"x": {}}, "hw", providers={"hw": {"requires": [requires]}})
        assert answered(stated, self.HW).supported == SUPPORTED

    def test_but_the_word_of_a_plugin_is_one_of_that_plugin(self) -> None:
        stated = document(
            {"x": {}}, "hw", providers={"hw": {"requires": ["hw-plugin>=2"]}}
        )
        origin = "[providers.hw]\ndistribution = 'HW_plugin'\nversion = '{}'\n"
        fit = answered(stated, self.HW + origin.format("2.0"))
        assert fit.supported == SUPPORTED
        unfit = answered(stated, self.HW + origin.format("1.0"))
        assert unfit.problems == {
            "hw": "the package needs hw-plugin>=2 for hw, not HW_plugin 1.0"
        }

    def test_a_plugin_that_does_not_say_what_it_is_for(self) -> None:
        stated = document(
            {"x": {}}, "cpu", providers={"cpu": {"plugin-api": "hw.plugin"}}
        )
        text = self.HW + "[providers.hw]\nentry-point = 'hw.plugin'\n"
        assert answered(stated, text).supported == [("cpu", (("level", ("v3",)),))]

    def test_static_properties_hold_everywhere_but_where_the_user_sets_others(
        self,
    ) -> None:
        stated = document({"x": {}}, "hw", providers=STATIC)
        for is_foreign in (False, True):
            told = answered(stated, self.HW, is_foreign=is_foreign)
            assert dict(told.supported[0][1])["level"] == ("v9",)
        told = answered(stated, self.HW, "hw::level::v5")
        assert dict(told.supported[0][1]) == {"level": ("v5",), "a": ("1",)}

    @pytest.mark.parametrize(
        ("marker", "is_foreign", "problem"),
        [
            ("python_version >= '3'", False, None),
            ("python_version < '3'", False, "hw does not concern this platform"),
            ("python_version < '3'", True, None),
            ("nonsense", True, None),
        ],
    )
    def test_who_describes_a_target_knows_what_concerns_it(
        self, marker: str, is_foreign: bool, problem: str | None
    ) -> None:
        stated = document(
            {"x": {}},
            "hw",
            "cpu",
            providers={"hw": {"enable-if": marker}, "cpu": {"enable-if": marker}},
        )
        told = answered(stated, self.HW, is_foreign=is_foreign)
        assert told.problems.get("hw") == problem
        if is_foreign:
            assert told.problems["cpu"] == (
                "cannot tell whether cpu concerns machine gpu-node.toml"
            )

    def test_what_is_installed_counts_unless_it_is_described(self) -> None:
        stated = built_for("torch", "pytest")
        (told,) = answered(stated, self.HW).supported
        assert [name for name, _ in told[1]] == ["pytest"]
        text = self.HW + "[providers.abi_dependency.keys]\ntorch = ['2.9']\n"
        for is_foreign in (False, True):
            told = answered(stated, text, is_foreign=is_foreign).supported
            assert told == [("abi_dependency", (("torch", ("2.9",)),))]

    def test_a_version_that_is_to_be_installed_can_be_set(self) -> None:
        stated = built_for("torch", "pytest")
        told = answered(stated, self.HW, "abi_dependency::torch::2.9, 2")
        found = dict(told.supported[0][1])
        assert found["torch"] == ("2.9", "2")
        assert "pytest" in found


def test_which_distributions_may_hold_a_plugin() -> None:
    plugins = PluginDetector(MachineSettings(), None)
    version = plugins.installed_version("pytest")
    assert version == pytest.__version__
    both = FileDetector(described(more="detect = true"), plugins=plugins)
    over = OverrideDetector(both, parse_overrides(["nvidia::driver::13"]))
    assert over.installed_version("pytest") == version
    for detector in (Detector(), FileDetector(described())):
        assert detector.installed_version("pytest") is None
        assert not detector.has_plugin("pytest")
    assert not plugins.has_plugin("pytest")
    plugins._holders = {"pytest"}
    assert all(one.has_plugin("pytest") for one in (plugins, both, over))
