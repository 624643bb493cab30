"""Which versions of packages builds for them are told to find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from variantlib.machine.abi import (
    AbiVersions,
    all_builds,
    builds_in,
    passes_for,
)

number = st.integers(0, 12).map(str)
release = st.lists(number, min_size=1, max_size=5).map(".".join)
version = st.tuples(
    release,
    st.sampled_from(["", "a1", "rc2", ".post3", ".dev4", "rc1.dev2", "+cu128"]),
).map("".join)


@given(version, release)
@example("2", "2.0")
@example("2", "2.0.0.0.0")
@example("2.10rc1", "2.10")
@example("2.1", "2.10")
@example("2.9.0+cu128", "2.9.0")
def test_a_value_matches_as_a_specifier_does(version: str, value: str) -> None:
    specifier = SpecifierSet(f"=={value}.*")
    expected = specifier.contains(version, prereleases=True)
    assert passes_for(Version(version), value) is expected


@given(version, release)
def test_no_value_matches_a_version_with_an_epoch(version: str, value: str) -> None:
    assert not passes_for(Version(f"1!{version}"), value)
    assert passes_for(Version(f"0!{version}"), value) is passes_for(
        Version(version), value
    )


@pytest.mark.parametrize(
    "value", ["", ".", "2.", ".2", "2..0", "2.x", "2.0rc1", "1!2", "2.*", "v2", "²"]
)
def test_what_is_no_release_matches_nothing(value: str) -> None:
    assert not passes_for(Version("2.0"), value)


def test_numbers_of_any_length_are_compared() -> None:
    digits = "9" * 100_000
    assert not passes_for(Version("2.0"), f"2.{digits}")
    assert passes_for(Version("2.0"), "2." + "0" * 100_000)
    assert passes_for(Version("2.9"), "02.009")


@pytest.mark.parametrize(
    ("properties", "builds"),
    [
        ({"abi_dependency": {"fw": ["2", "2.1"]}}, {"fw": ["2", "2.1"]}),
        ({"abi_dependency": {"fw": "2", "ok": ("1", 2)}}, {"ok": ["1"]}),
        ({"abi_dependency": ["fw"]}, {}),
        ({"abi_dependency": {1: ["2"]}}, {}),
        ({"other": {"fw": ["2"]}}, {}),
        (None, {}),
        ("abi_dependency", {}),
        (["abi_dependency"], {}),
    ],
)
def test_what_a_stranger_states_may_be_anything(
    properties: object, builds: Mapping[str, Sequence[str]]
) -> None:
    assert builds_in(properties) == builds
    assert all_builds([properties, properties]) == {
        name: set(values) for name, values in builds.items()
    }


class Root:
    """A requirement, as an installer may have it."""

    def __init__(self, text: str, constraint: bool = False) -> None:
        self._given = Requirement(text)
        self.name = self._given.name
        self.specifier = self._given.specifier
        self.constraint = constraint

    def match_markers(self) -> bool:
        return self._given.marker is None or self._given.marker.evaluate()


def versions(
    installed: Mapping[str, str],
    *roots: str,
    constraint: str | None = None,
    **more: Any,
) -> AbiVersions:
    there: Any = {name: Version(text) for name, text in installed.items()}
    reqs = [Root(root) for root in roots]
    if constraint:
        reqs.append(Root(constraint, constraint=True))
    return AbiVersions(lambda: there, reqs, **{"is_asked_again": True, **more})


STATED = {"fw": ["2.8", "2.10", "2.9"]}


def supported(known: AbiVersions) -> list[str]:
    return dict(known.config(STATED)).get("fw", [])


class TestBeforeTheResolverDecided:
    def test_a_package_may_come_to_any_version(self) -> None:
        assert supported(versions({}, "ext")) == ["2.10", "2.9", "2.8"]

    def test_what_is_installed_stays(self) -> None:
        assert supported(versions({"fw": "2.8.1"}, "ext")) == ["2", "2.8", "2.8.1"]

    def test_what_is_named_may_change_but_need_not(self) -> None:
        found = supported(versions({"fw": "2.8.1"}, "ext", "fw"))
        assert found == ["2", "2.8", "2.8.1", "2.10", "2.9"]

    @pytest.mark.parametrize("root", ["fw==2.9.0", "fw===2.9.0", "FW==2.9.0,>1"])
    @pytest.mark.parametrize("installed", [{}, {"fw": "2.8.1"}])
    def test_what_is_pinned_is_known(
        self, root: str, installed: Mapping[str, str]
    ) -> None:
        assert supported(versions(installed, "ext", root)) == ["2", "2.9", "2.9.0"]

    def test_a_constraint_counts_for_what_is_not_there(self) -> None:
        for installed, found in ({}, "2.9"), ({"fw": "2.8"}, "2.8"):
            known = versions(installed, "ext", constraint="fw==2.9")
            assert found in supported(known)
            assert len(supported(known)) == 3

    def test_a_requirement_for_other_machines_says_nothing(self) -> None:
        root = 'fw==2.9; python_version < "3"'
        assert supported(versions({}, "ext", root)) == ["2.10", "2.9", "2.8"]

    def test_without_a_resolver_that_is_asked_again_nothing_is_guessed(self) -> None:
        assert supported(versions({}, "ext", is_asked_again=False)) == []
        assert supported(versions({})) == []


class TestAlternatives:
    def decided(self, known: AbiVersions, version: str = "2.11") -> list[str]:
        supported(known)
        known.learn({"fw": Version(version)})  # type: ignore[dict-item]
        return [value for _, value, _ in known.alternatives()]

    def test_the_newest_comes_first(self) -> None:
        for known in versions({}, "ext"), versions({"fw": "2.1"}, "ext", "fw"):
            assert self.decided(known) == ["2.10", "2.9", "2.8"]
        assert self.decided(versions({}, "ext"), "2.10") == ["2.9", "2.8"]

    def test_what_is_older_than_decided_comes_first(self) -> None:
        assert self.decided(versions({}, "ext"), "2.8.5") == ["2.10", "2.9"]
        assert self.decided(versions({}, "ext"), "2.9.1") == ["2.8", "2.10"]

    def test_what_the_user_fixed_has_none(self) -> None:
        assert self.decided(versions({}, "ext", "fw==2.11")) == []
        assert self.decided(versions({"fw": "2.7"}, "ext")) == []

    def test_a_strangers_number_may_be_of_any_length(self) -> None:
        known = versions({}, "ext")
        known.config({"fw": ["2." + "9" * 10_000, "x"]})
        assert self.decided(known) == ["2.10", "2.9", "2.8"]


class TestAfterwards:
    def test_what_was_decided_on_counts(self) -> None:
        known = versions({"fw": "2.8.1"}, "ext", "fw")
        supported(known)
        assert known.is_provisional
        decided: Any = {"fw": Version("2.9.0"), "ext": Version("1.0")}
        assert known.learn(decided)
        assert supported(known) == ["2", "2.9", "2.9.0"]
        assert not known.learn(decided)
        known.settle()
        assert not known.is_provisional
        assert known.explain("fw") == "fw 2.9.0 is to be installed"

    def test_what_was_guessed_rightly_is_no_news(self) -> None:
        for known in (
            versions({"fw": "2.8.1"}, "ext"),
            versions({}, "ext", "fw==2.8.1"),
        ):
            supported(known)
            assert not known.learn({"fw": Version("2.8.1")})  # type: ignore[dict-item]

    def test_what_is_not_there_in_the_end_supports_nothing(self) -> None:
        known = versions({}, "ext")
        supported(known)
        assert known.learn({})
        assert supported(known) == []
        assert known.explain("fw") == "fw is not installed"

    def test_what_is_given_up_stays_so(self) -> None:
        known = versions({"fw": "2.8"}, "ext")
        supported(known)
        known.abandon(["fw"])  # type: ignore[list-item]
        assert supported(known) == []
        assert not known.learn({"fw": Version("2.9")})  # type: ignore[dict-item]

    def test_an_epoch_is_named_as_the_reason(self) -> None:
        known = versions({"fw": "1!2.8"})
        assert supported(known) == []
        assert known.explain("fw") == (
            "fw 1!2.8 is installed and has an epoch, which no variant can name"
        )
