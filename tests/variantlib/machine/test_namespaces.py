"""Who answers for the namespaces of a release of label wheels."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.variantlib import scene
from variantlib.documents.document import Document
from variantlib.machine import detectors, namespaces
from variantlib.machine.abi import AbiVersions
from variantlib.machine.detectors import Detector, PluginDetector
from variantlib.machine.installed import find_installed
from variantlib.machine.namespaces import (
    UNNAMED,
    Answers,
    answer_namespaces,
    is_for_other_platforms,
)
from variantlib.machine.settings import MachineSettings
from variantlib.plugins import ProviderAnswer
from variantlib.plugins.answers import Builtin
from variantlib.plugins.discovery import installed_versions

LEVEL = (("level", ("v3", "v2")),)


def answer(
    provider: str = "hw",
    config: Any = LEVEL,
    problem: str | None = None,
    distribution: str = "hw-plugin",
    version: str = "1.5",
    entry_point: str = "hw_plugin:Plugin",
    is_named: bool = True,
) -> ProviderAnswer:
    return ProviderAnswer(
        provider,
        f"{distribution} {version}",
        config,
        problem,
        distribution=distribution,
        version=version,
        entry_point=entry_point,
        is_named=is_named,
    )


ABI = "abi_dependency"


def document(*order: str, **tables: object) -> Document:
    """What a package states of its namespaces and of who answers for them."""
    variants = {"x": {name: {"level": ["v3"]} for name in order}}
    return scene.document(variants, *order, providers=tables)


def ask(stated: Document, detector: Detector, disabled: Sequence[str] = ()) -> Answers:
    versions = AbiVersions(find_installed)
    return answer_namespaces(stated, detector, disabled, versions)


def answered(
    stated: Document, *answers: ProviderAnswer, disabled: Sequence[str] = ()
) -> Answers:
    return ask(stated, scene.Told(*answers), disabled)


def problem(table: dict[str, object], *answers: ProviderAnswer) -> str:
    """Why nobody answers for the one namespace."""
    found = answered(document("hw", hw=table), *answers)
    assert found.supported == []
    text = found.problems["hw"]
    assert text.isprintable()
    return text


def never() -> PluginDetector:
    """Plugins that must not be asked."""
    plugins = PluginDetector(MachineSettings(), None)
    plugins.ask = pytest.fail  # type: ignore[assignment]
    return plugins


def test_a_plugin_answers_for_the_namespace_of_its_name() -> None:
    found = answered(document("hw"), answer("other"), answer())
    assert found == Answers([("hw", LEVEL)], {}, {}, frozenset(), {})


def test_namespaces_are_in_the_order_of_the_package() -> None:
    found = answered(document("z", "a", "m"), answer("a"), answer("z"))
    assert [name for name, _ in found.supported] == ["z", "a"]
    assert found.problems == {"m": "no provider for m is installed"}


def test_what_only_a_machine_knows_is_not_among_them() -> None:
    assert answered(document("hw"), answer(), answer("gpu")).supported == [
        ("hw", LEVEL)
    ]


STATIC = {
    "static-properties": {"level": ["v2", "v3"], "gpu": ["yes"]},
    "feature-order": ["level", "gpu"],
}


def test_static_properties_hold_without_asking() -> None:
    found = ask(document("hw", hw=STATIC), never())
    assert found.supported == [("hw", (("level", ("v2", "v3")), ("gpu", ("yes",))))]


def test_static_properties_come_before_a_plugin() -> None:
    found = answered(document("hw", hw=STATIC), answer(), disabled=["hw"])
    assert dict(found.supported[0][1])["level"] == ("v2", "v3")


def test_static_properties_of_the_first_dialect() -> None:
    stated = scene.document(
        {"x": {"hw": {"level": ["v3"]}}},
        "hw",
        schema="v0.0.3",
        providers={"hw": {"requires": ["hw-plugin"], "install-time": False}},
        **{"static-properties": {"hw": {"level": ["v3"]}}},
    )
    found = ask(stated, never())
    assert found.supported == [("hw", (("level", ("v3",)),))]


def test_the_first_dialect_orders_what_a_plugin_reports() -> None:
    order = {"namespace": ["hw"], "property": {"hw": {"level": ["v2"]}}}
    stated = scene.document(
        {"x": {"hw": {"level": ["v3"]}}},
        schema="v0.0.3",
        **{"default-priorities": order},
    )
    assert answered(stated, answer()).supported == [("hw", (("level", ("v2", "v3")),))]


@pytest.mark.parametrize(
    ("marker", "is_enabled"),
    [
        ("python_version >= '3.0'", True),
        ("python_version < '3.0'", False),
        ("python_version >= '3.0' and platform_machine != 'abacus'", True),
        ("platform_machine == 'abacus'", False),
        ("extra == 'x'", False),
    ],
)
def test_enable_if(marker: str, is_enabled: bool) -> None:
    found = answered(document("hw", hw={"enable-if": marker}), answer())
    assert bool(found.supported) is is_enabled
    if not is_enabled:
        assert found.problems == {"hw": "hw does not concern this platform"}
        assert found.missing == {}


@pytest.mark.parametrize(
    "marker",
    [
        "",
        "nonsense",
        "python_version",
        "unknown == 'x'",
        "'x' in extras",
        "sys_platform ~= 'x'",
        "os_name === 'x'",
        "python_version >= '3.0' or",
        f"{'(' * 490}os_name == 'x'{')' * 490}",
    ],
)
def test_an_enable_if_that_is_no_marker(marker: str) -> None:
    said = problem({"enable-if": marker}, answer())
    concerns = "does not concern this platform"
    assert said.startswith("its enable-if is not valid: ") or concerns in said
    assert len(said) < 300


def test_a_marker_that_exhausts_the_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(text: str) -> object:
        raise RecursionError

    monkeypatch.setattr(namespaces, "Marker", exhausted)
    monkeypatch.setattr(namespaces, "Requirement", exhausted)
    assert "not valid" in problem({"enable-if": "x"}, answer())
    assert "is not answered by hw" in problem({"requires": ["x"]}, answer())


@pytest.mark.parametrize(
    "requires",
    [
        ["hw-plugin"],
        ["HW_Plugin"],
        ["hw.plugin>=1,<2"],
        ["hw-plugin[extra]==1.5"],
        ["hw-plugin; python_version < '3'"],
        ["other", "hw-plugin"],
        ["hw-plugin>=9", "hw-plugin<2"],
        ["not a requirement", "hw-plugin"],
        [],
    ],
)
def test_a_plugin_that_meets_a_requirement(requires: list[str]) -> None:
    found = answered(document("hw", hw={"requires": requires}), answer())
    assert found.supported == [("hw", LEVEL)]


@pytest.mark.parametrize(
    ("requires", "said"),
    [
        (["hw-plugin>=2"], "the package needs hw-plugin>=2 for hw, not hw-plugin 1.5"),
        (["hw-plugin-2"], "the package needs hw-plugin-2 for hw, not hw-plugin 1.5"),
        (["a", "b==1"], "the package needs a or b==1 for hw, not hw-plugin 1.5"),
        (["not a requirement"], "hw is not answered by hw-plugin 1.5, and the package"),
        (["x" * 900], "hw is not answered by hw-plugin 1.5, and the package"),
    ],
)
def test_a_plugin_that_meets_none(requires: list[str], said: str) -> None:
    assert problem({"requires": requires}, answer()).startswith(said)


@pytest.mark.parametrize(
    ("version", "specifier", "is_met"),
    [
        ("2.0rc1", ">=1", True),
        ("1.5+local", "==1.5", True),
        ("bogus", ">=1", False),
        ("", ">=1", False),
    ],
)
def test_versions(version: str, specifier: str, is_met: bool) -> None:
    table = {"requires": [f"hw-plugin{specifier}"]}
    found = answered(document("hw", hw=table), answer(version=version))
    assert bool(found.supported) is is_met


@pytest.mark.parametrize(
    ("given", "api", "is_meant"),
    [
        (answer("hw_plugin", is_named=False), "hw_plugin:Plugin", True),
        (answer("hw_plugin", is_named=False), "hw_plugin", False),
        (answer("hw_plugin", is_named=False), None, False),
        # A plugin that has a name answers for no other one.
        (answer("hw_plugin"), "hw_plugin:Plugin", False),
        (answer("hw", is_named=False), "other:Plugin", True),
        (answer("x", entry_point="hw", is_named=False), "hw", True),
        (answer("x", entry_point="", is_named=False), None, False),
    ],
)
def test_a_plugin_without_a_name_is_found_by_its_object(
    given: ProviderAnswer, api: str | None, is_meant: bool
) -> None:
    table = {"plugin-api": api} if api else {}
    found = answered(document("hw", hw=table), given)
    assert bool(found.supported) is is_meant


def test_a_name_counts_more_than_an_object() -> None:
    unnamed = answer("a", (("level", ("v1",)),), is_named=False)
    table = {"plugin-api": unnamed.entry_point}
    found = answered(document("hw", hw=table), unnamed, answer(entry_point="x:y"))
    assert found.supported == [("hw", LEVEL)]


def test_one_plugin_without_a_name_may_answer_for_two_packages() -> None:
    unnamed = answer("plugin", is_named=False)
    for namespace in ("hw", "gpu"):
        table = {"plugin-api": unnamed.entry_point, "requires": ["hw-plugin"]}
        found = answered(document(namespace, **{namespace: table}), unnamed)
        assert found.supported == [(namespace, LEVEL)]


def test_a_plugin_that_has_a_problem_or_finds_nothing() -> None:
    raised = answer(config=None, problem="raised ValueError")
    assert problem({}, raised) == "hw-plugin 1.5 raised ValueError"
    assert problem({}, answer(config=None)) == "provider hw found nothing here"
    # A problem says more than a requirement that is not met.
    assert "raised" in problem({"requires": ["other"]}, raised)


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


@pytest.mark.parametrize(
    ("enabled", "is_left_out"), [(None, False), (["x86_64"], True), (["tpu"], False)]
)
def test_the_setting_that_leaves_the_built_in_one_out_is_named(
    enabled: list[str] | None, is_left_out: bool
) -> None:
    builtin = None if enabled is None else frozenset(enabled)
    plugins = PluginDetector(MachineSettings(builtin_providers=builtin), None)
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
    # Nothing says so of another machine, where none of them would be asked.
    assert Detector().left_out == ()


def test_where_another_one_answers_it_is_not_advised_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "HW_Plugin-9.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    stand_in = replace(
        answer(distribution="", version=""),
        plugin="the built-in provider",
        builtin=Builtin({"hw-plugin": ("1.5",)}, {}),
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


def test_what_is_wrong_with_a_table_is_the_reason() -> None:
    said = answered(document("hw", hw={"requires": 5}), answer())
    assert said.supported == []
    assert said.problems["hw"].startswith("its provider is not described rightly: ")


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`environment(Numpy="2.1.3")`: what is installed."""

    def install(**versions: str) -> None:
        for name, version in versions.items():
            info = tmp_path / f"{name}-{version}.dist-info"
            info.mkdir()
            text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            (info / "METADATA").write_text(text)
        monkeypatch.setattr(sys, "path", [str(tmp_path)])

    return install


def built_for(**versions: str) -> Document:
    """What a package states that is built for versions of others."""
    features = {name: [version] for name, version in versions.items()}
    return scene.document({"x": {ABI: features}}, ABI)


def test_abi_dependency_is_what_is_installed(environment: Callable[..., None]) -> None:
    environment(Numpy="2.1.3", Big_Name="1.0rc1", long="1.2.3.4.post1", one="7")
    stated = built_for(numpy="2.0", Big__name="1.0", long="1.2.3.4", one="1", no="1")
    found = ask(stated, never())
    assert found.supported == [
        (
            ABI,
            [
                ("Big__name", ["1", "1.0", "1.0.0"]),
                ("long", ["1", "1.2", "1.2.3", "1.2.3.4"]),
                ("numpy", ["2", "2.1", "2.1.3"]),
                ("one", ["7", "7.0", "7.0.0"]),
            ],
        )
    ]


def test_abi_dependency_passes_over_what_is_broken(
    environment: Callable[..., None],
) -> None:
    environment(broken="bogus", numpy="2.1")
    found = ask(built_for(broken="1", numpy="2.1.0"), never())
    assert found.supported == [(ABI, [("numpy", ["2", "2.1", "2.1.0"])])]


def test_abi_dependency_can_be_disabled(environment: Callable[..., None]) -> None:
    environment(numpy="2.1")
    found = ask(built_for(numpy="2"), never(), [ABI])
    assert found.supported == []
    assert found.problems == {
        ABI: "provider abi_dependency is disabled by the configuration"
    }


@pytest.mark.parametrize("order", [(), ("hw",), ("hw", ABI), (ABI, "hw")])
def test_abi_dependency_is_last_unless_it_is_listed(order: tuple[str, ...]) -> None:
    """PEP 850 forbids to list it, PEP 825 to leave one out."""
    stated = scene.document({"x": {ABI: {"numpy": ["2"]}}, "y": {}}, *order)
    assert stated.namespaces == (order if ABI in order else (*order, ABI))
    assert ABI not in scene.document({"y": {}}, "hw").namespaces


class TestKeysForSomePackages:
    """Keys of a built-in provider that count for who names a plugin that has them."""

    ANSWER = replace(
        answer("hw", (("level", ("v3",)), ("old", ("1",)))),
        builtin=Builtin({"hw-plugin": ("1.5",)}, {"old": "hw-plugin"}),
    )

    @pytest.mark.parametrize(
        ("requires", "keys"),
        [
            ([], ["level", "old"]),
            (["HW_plugin>=1"], ["level", "old"]),
            (["other"], ["level"]),
        ],
    )
    def test_they_count(self, requires: list[str], keys: list[str]) -> None:
        table = {"requires": requires} if requires else {}
        # The user says that the answer counts as that of another plugin, too.
        aliases = frozenset({("hw", "other")})
        detector = scene.Told(self.ANSWER)
        found = answer_namespaces(
            document("hw", hw=table), detector, (), AbiVersions(find_installed), aliases
        )
        assert [key for key, _ in found.supported[0][1]] == keys


@pytest.mark.parametrize(
    ("marker", "is_foreign"),
    [
        ("sys_platform == 'abacus'", True),
        (f"sys_platform == '{sys.platform}'", False),
        ("no marker", True),
        (None, False),
    ],
)
def test_namespaces_for_other_platforms(marker: str | None, is_foreign: bool) -> None:
    table = {} if marker is None else {"enable-if": marker}
    stated = document("hw", hw=table)
    assert is_for_other_platforms(stated.providers["hw"]) is is_foreign
