"""Who answers for the namespaces of a release of label wheels."""

from __future__ import annotations

import sys

import pytest

from tests.variantlib import scene
from tests.variantlib.machine.asking import (
    LEVEL,
    answer,
    answered,
    ask,
    document,
    never,
    problem,
)
from variantlib.machine import namespaces
from variantlib.machine.abi import AbiVersions
from variantlib.machine.installed import find_installed
from variantlib.machine.namespaces import (
    Answers,
    answer_namespaces,
    is_for_other_platforms,
)
from variantlib.plugins import ProviderAnswer
from variantlib.plugins.answers import Builtin
from variantlib.providers.amd import PROVIDER


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


def test_what_is_wrong_with_a_table_is_the_reason() -> None:
    said = answered(document("hw", hw={"requires": 5}), answer())
    assert said.supported == []
    assert said.problems["hw"].startswith("its provider is not described rightly: ")


class TestKeysForSomePackages:
    """Keys of a built-in provider that count for who names a plugin that has them."""

    BUILTIN = ProviderAnswer(
        "amd",
        "the built-in provider",
        (("gfx_arch", ("gfx942",)), ("rocm_version", ("6.4",))),
        builtin=Builtin(PROVIDER.stands_for),
    )
    # As a file has it that `detect --output` wrote.
    DESCRIBED = BUILTIN._replace(plugin="node.toml", builtin=None)

    @pytest.mark.parametrize("given", [BUILTIN, DESCRIBED])
    @pytest.mark.parametrize(
        ("requires", "keys"),
        [
            ([], ["gfx_arch", "rocm_version"]),
            (["AMD_variant.provider<1"], ["gfx_arch", "rocm_version"]),
            (["rocm-bootstrap"], ["gfx_arch"]),
            (["other"], ["gfx_arch"]),
        ],
    )
    def test_they_count(
        self, given: ProviderAnswer, requires: list[str], keys: list[str]
    ) -> None:
        stated = document("amd", amd={"requires": requires} if requires else {})
        # The user says that the answer counts as that of another plugin, too.
        aliases = frozenset({("amd", "other")})
        versions = AbiVersions(find_installed)
        found = answer_namespaces(stated, scene.Told(given), (), versions, aliases)
        assert [key for key, _ in found.supported[0][1]] == keys

    def test_a_plugin_that_is_described_says_what_it_has(self) -> None:
        plugin = self.DESCRIBED._replace(distribution="my-amd", version="1.0")
        stated = document("amd", amd={"requires": ["my-amd"]})
        found = answered(stated, plugin)
        assert found.supported == [("amd", plugin.config)]


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
