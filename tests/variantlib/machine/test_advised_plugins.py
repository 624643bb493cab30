"""The plugins that a package asks for, and that are advised where they are missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.variantlib.machine.asking import answer, answered, ask, document, never
from tests.variantlib.scene import facts
from variantlib.machine import detectors
from variantlib.machine.detectors import Detector, PluginDetector
from variantlib.machine.machine import Machine
from variantlib.machine.namespaces import UNNAMED
from variantlib.machine.settings import MachineSettings
from variantlib.plugins.answers import Builtin, ProviderAnswer, conflict
from variantlib.plugins.discovery import installed_versions


@pytest.mark.parametrize(
    ("table", "said", "missing"),
    [
        ({}, "no provider for hw is installed", None),
        (
            {"requires": ["hw-plugin>=1"]},
            "no provider for hw is installed; the package asks for hw-plugin>=1",
            "hw-plugin>=1",
        ),
        (
            {"requires": ["a", "b"], "optional": True},
            "no provider for hw is installed; the package asks for a or b",
            "a or b",
        ),
        (
            {"requires": ["--index-url=https://evil.example/", "HW_Plugin > 1"]},
            "no provider for hw is installed; the package asks for hw-plugin>1",
            "hw-plugin>1",
        ),
        (
            {"requires": ["evil.zip"]},
            "no provider for hw is installed; the package asks for evil-zip",
            "evil-zip",
        ),
        *(
            (
                {"requires": [text]},
                f"no provider for hw is installed, and {UNNAMED} that would supply it",
                None,
            )
            for text in (
                "-r requirements.txt",
                "--extra-index-url=https://evil.example",
                "hw-plugin @ https://evil.example/hw.whl",
                "https://evil.example/hw.whl",
                "./hw-plugin",
                "hw-plugin==1.0+x.zip",
                "hw-plugin===1.0.zip",
                "hw-plugin[evil]",
                "hw-plugin; python_version > '3' or os_name == '$(rm -r x)'",
                "hw-plugin && curl evil.example",
                "$(evil)",
                "",
                "a" * 300,
            )
        ),
    ],
)
def test_the_plugin_that_is_missing_is_named(
    table: dict[str, object], said: str, missing: str | None
) -> None:
    found = answered(document("hw", hw=table), answer("other"))
    assert found.problems == {"hw": said}
    assert found.missing == ({"hw": missing} if missing else {})


def test_a_distribution_that_holds_no_plugin_is_not_advised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "HW_Plugin-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    found = answered(document("hw", hw={"requires": ["hw.plugin>=1"]}))
    assert found.problems == {
        "hw": "no provider for hw is installed: "
        "hw-plugin 1.0 is, but it holds no plugin"
    }
    assert found.missing == {}


def announce(info: Path) -> None:
    (info / "entry_points.txt").write_text("[variantlib.plugins]\nother = hw:Plugin\n")


@pytest.mark.parametrize(
    ("requirement", "said", "missing"),
    [
        (
            "hw.plugin>=1",
            ": hw-plugin 1.0 is, but its plugin does not answer for hw",
            {},
        ),
        # Another version may do so.
        (
            "hw-plugin>=2",
            "; the package asks for hw-plugin>=2",
            {"hw": "hw-plugin>=2"},
        ),
    ],
)
@pytest.mark.parametrize(
    "answers", [[conflict(["hw-plugin 1.0", "rival 1.0"], "other")], []]
)
def test_a_plugin_for_something_else_is_not_advised_in_a_circle(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    requirement: str,
    said: str,
    missing: dict[str, str],
    answers: list[ProviderAnswer],
) -> None:
    (tmp_path / "HW_Plugin-1.0.dist-info").mkdir()
    announce(tmp_path / "HW_Plugin-1.0.dist-info")
    monkeypatch.syspath_prepend(tmp_path)
    found = answered(document("hw", hw={"requires": [requirement]}), *answers)
    assert found.problems == {"hw": f"no provider for hw is installed{said}"}
    assert (found.missing, found.unasked) == (missing, {"hw"})


@pytest.mark.parametrize(
    ("enabled", "is_left_out"), [(None, False), (["x86_64"], True), (["tpu"], False)]
)
def test_the_setting_that_leaves_the_built_in_one_out_is_named(
    enabled: list[str] | None, is_left_out: bool
) -> None:
    builtin = None if enabled is None else frozenset(enabled)
    settings = MachineSettings(builtin_providers=builtin)
    plugins = PluginDetector(settings, None)
    plugins.answers = ()
    table = {"requires": ["tpu-plugin>=1"]}
    for detector in (plugins, detectors.OverrideDetector(plugins, [])):
        found = ask(document("tpu", tpu=table), detector)
        said = "; builtin_providers leaves the built-in one out" if is_left_out else ""
        assert found.problems["tpu"] == (
            "no provider for tpu is installed; the package asks for tpu-plugin>=1"
            + said
        )
        assert found.missing == {"tpu": "tpu-plugin>=1"}
        misfit = Machine(settings, detector).misfit(facts("tpu :: present :: true"))
        assert misfit is not None
        assert misfit.text.endswith(f"; no provider for tpu is installed{said}")
    # Nothing says so of another machine, where none of them would be asked.
    assert Detector().left_out == ()


def test_no_plugin_is_advised_where_the_built_in_provider_would_answer() -> None:
    table = {"requires": ["x86-64-variant-provider>=0.2.1,<0.3"]}
    stated = document("x86_64", x86_64=table)
    plugins = PluginDetector(MachineSettings(), None)
    plugins.answers = (answer("x86_64"),)
    found = ask(stated, plugins)
    assert found.problems["x86_64"] == (
        "the package needs x86-64-variant-provider<0.3,>=0.2.1 for x86_64, not "
        "hw-plugin 1.5; without this plugin, the built-in provider answers"
    )
    assert (found.missing, found.unasked) == ({}, {"x86_64"})
    # It stands for no such version, or is switched off.
    table["requires"] = ["x86-64-variant-provider>=9"]
    assert ask(document("x86_64", x86_64=table), plugins).missing
    plugins = PluginDetector(MachineSettings(builtin_providers=frozenset()), None)
    plugins.answers = (answer("x86_64"),)
    assert ask(stated, plugins).missing


def test_where_another_one_answers_it_is_not_advised_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "HW_Plugin-9.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    stand_in = answer(distribution="", version="")._replace(
        plugin="the built-in provider",
        builtin=Builtin({"hw-plugin": ("1.5",)}),
    )
    said = {
        "hw-plugin>=9": "the package needs hw-plugin>=9 for hw, not the built-in "
        "provider; hw-plugin 9.0 is installed, but it holds no plugin",
        "hw-plugin[x]>=9": f"hw is not answered by the built-in provider, and {UNNAMED}"
        " instead; hw-plugin 9.0 is installed, but it holds no plugin",
    }
    for requirement, problem in said.items():
        found = answered(document("hw", hw={"requires": [requirement]}), stand_in)
        assert found.problems == {"hw": problem}
        assert (found.missing, found.unasked) == ({}, {"hw"})
    # That of a plugin in another version holds one.
    (tmp_path / "HW_Plugin-9.0.dist-info").rename(tmp_path / "HW_Plugin-1.5.dist-info")
    announce(tmp_path / "HW_Plugin-1.5.dist-info")
    found = answered(document("hw", hw={"requires": ["hw-plugin>=9"]}), answer())
    assert found.missing == {"hw": "hw-plugin>=9"}


def test_the_installed_distributions_are_listed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Hw_Plugin7-1.5.dist-info").mkdir()
    listed = []

    def find(path: list[str]) -> dict[str, str]:
        listed.append(path)
        return installed_versions(path)

    monkeypatch.setattr(detectors, "installed_versions", find)
    monkeypatch.setattr(PluginDetector, "path", [str(tmp_path)])
    plugins = PluginDetector(MachineSettings(), None)
    plugins.ask = lambda but=(): ()  # type: ignore[assignment]
    tables = {f"n{i}": {"requires": [f"hw-plugin{i}"]} for i in range(20)}
    problems = ask(document(*tables, **tables), plugins).problems
    assert len(problems) == 20
    assert problems["n7"].endswith("hw-plugin7 1.5 is, but it holds no plugin")
    assert listed == [[str(tmp_path)]]


@pytest.mark.parametrize("disabled", ["hw", "hw-plugin", "HW_Plugin"])
def test_what_is_disabled_is_not_missing(disabled: str) -> None:
    stated = document("hw", hw={"requires": ["junk junk", "hw-plugin>=1"]})
    found = ask(stated, never(), [disabled])
    assert found.problems == {"hw": "provider hw is disabled by the configuration"}
    assert found.missing == {}
