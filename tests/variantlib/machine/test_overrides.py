"""What --machine-set says, and what it makes of a machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.variantlib.strategies import names, values
from variantlib.errors import InvalidOverride
from variantlib.machine.overrides import (
    Override,
    override_answers,
    parse_overrides,
)
from variantlib.plugins import ProviderAnswer
from variantlib.plugins.answers import Builtin, Device

DRIVER = Override("nvidia", "driver", ("12.8",))

PARSED = {
    "nvidia :: driver :: 12.8": [DRIVER],
    "nvidia::driver::12.8": [DRIVER],
    " nvidia  ::driver :: 12.8, 12.7 ": [
        Override("nvidia", "driver", ("12.8", "12.7"))
    ],
    "nvidia :: driver ::": [Override("nvidia", "driver")],
    "nvidia ::": [Override("nvidia")],
    "a :: b :: 1; nvidia ::\n\nnvidia :: driver :: 12.8;": [
        Override("a", "b", ("1",)),
        Override("nvidia"),
        DRIVER,
    ],
    "x86_64 :: level <= v2; nvidia::cuda_version_lower_bound>=12,<12.2": [
        Override("x86_64", "level", ("v2", "v1")),
        Override("nvidia", "cuda_version_lower_bound", ("12.1", "12.0", "12")),
    ],
    " ; \n": [],
    "": [],
}


@pytest.mark.parametrize("text", PARSED)
def test_what_is_understood(text: str) -> None:
    assert list(parse_overrides([text])) == PARSED[text]
    assert list(parse_overrides(["x ::", text])) == [Override("x"), *PARSED[text]]


FAULTS = {
    "nvidia": "this is not of the form 'provider :: key :: value'",
    "nvidia :: driver": "this is not of the form",
    "nvidia :: driver :: 1 :: 2": "this is not of the form",
    "a :: b <= 1": "of the values of a :: b no order is known: list them",
    "x86_64 :: level <= ": "a rule is one of < <= > >= == and a value",
    "nvidia=12.8": "this is not of the form",
    ":: driver :: 1": "provider must be text of the characters A-Z a-z 0-9 _, not ''",
    "nvidia :: :: 1": "key must be text of the characters",
    "nvidia :: driver :: 1,,2": "value must be text of the characters",
    "nvidia :: driver :: <13": "value must be text of the characters A-Z a-z 0-9 _ .",
    "nvidia :: driver :: 1, 1": "values must not hold '1' twice",
    "a :: b :: 1; a-b ::": "provider must be text of the characters",
    "\x1b[2J ::": "provider must be text of the characters",
}


@pytest.mark.parametrize("text", FAULTS)
def test_what_is_not(text: str) -> None:
    with pytest.raises(InvalidOverride) as caught:
        parse_overrides([text])
    assert caught.value.problem.startswith("--machine-set='")
    assert FAULTS[text] in caught.value.problem
    assert caught.value.problem.isprintable()


overrides = st.builds(
    Override, names, names, st.lists(values, unique=True, max_size=3).map(tuple)
) | names.map(Override)


@given(st.lists(overrides, max_size=4))
def test_an_override_is_written_as_it_is_given(given: list[Override]) -> None:
    assert list(parse_overrides(["; ".join(map(str, given))])) == given
    assert list(parse_overrides(map(str, given))) == given


@given(st.text())
def test_rubbish_is_an_error_and_no_crash(text: str) -> None:
    try:
        found = parse_overrides([text])
    except InvalidOverride:
        return
    assert all(isinstance(override, Override) for override in found)


ANSWERS = (
    ProviderAnswer("nvidia", "plugin 2", (("driver", ("11",)), ("sm", ("90", "80")))),
    ProviderAnswer("amd", "plugin 3", None, "raised OSError"),
    ProviderAnswer("intel", "plugin 4", None),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nvidia::driver::13,12", {"nvidia": {"driver": "13 12", "sm": "90 80"}}),
        ("nvidia::driver::", {"nvidia": {"sm": "90 80"}}),
        ("nvidia::driver::;nvidia::sm::", {"nvidia": {}}),
        ("nvidia::", {"nvidia": {}}),
        (
            "nvidia::;nvidia::sm::90;nvidia::driver::1",
            {"nvidia": {"sm": "90", "driver": "1"}},
        ),
        (
            "nvidia::new::1",
            {"nvidia": {"driver": "11", "sm": "90 80", "new": "1"}},
        ),
        (
            "nvidia::driver::12;nvidia::driver::13;nvidia::sm::",
            {"nvidia": {"driver": "13"}},
        ),
        ("amd::gfx::1", {"amd": {"gfx": "1"}}),
        ("amd::", {"amd": {}}),
        ("intel::gpu::1", {"intel": {"gpu": "1"}}),
        ("new::a::1", {"new": {"a": "1"}}),
        ("new::", {"new": {}}),
        ("new::a::", {"new": {}}),
    ],
)
def test_what_comes_of_it(text: str, expected: dict[str, dict[str, str]]) -> None:
    found = override_answers(parse_overrides([text]), ANSWERS)
    assert [answer.provider for answer in found] == sorted(
        {*expected, *(answer.provider for answer in ANSWERS)}
    )
    before = {answer.provider: answer for answer in ANSWERS}
    for answer in found:
        if answer.provider not in expected:
            assert answer is before[answer.provider]
            continue
        config = {key: " ".join(values) for key, values in answer.config or ()}
        assert list(config.items()) == list(expected[answer.provider].items())
        assert (answer.config is None) == (not config)
        assert answer.problem is None
        plugin = getattr(before.get(answer.provider), "plugin", "--machine-set")
        assert answer.plugin == plugin


def test_without_an_override_nothing_changes() -> None:
    assert override_answers((), ANSWERS) == tuple(
        sorted(ANSWERS, key=lambda answer: answer.provider)
    )


def test_whoever_states_facts_is_not_judged_by_a_built_in_table() -> None:
    builtin = ProviderAnswer(
        "nvidia",
        "built in",
        (("driver", ("12.8",)), ("sm", ("90",))),
        builtin=Builtin({"plugin": ("1",)}, ("a note",), (Device("GPU", "9.0"),)),
    )
    [found] = override_answers([Override("nvidia", "driver", ("13",))], [builtin])
    assert dict(found.config or ()) == {"driver": ("13",), "sm": ("90",)}
    assert (found.builtin, found.notes) == (None, ())
