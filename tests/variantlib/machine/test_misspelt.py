"""Which names in the settings are doubted, and which may well be right."""

from __future__ import annotations

import pytest

from variantlib.machine.misspelt import misspelt, misspelt_properties
from variantlib.machine.settings import MachineSettings

UNKNOWN = "but no provider here is called so - maybe you meant"


def told(present: tuple[str, ...] = (), **settings: object) -> list[str]:
    made = MachineSettings(**settings)  # type: ignore[arg-type]
    return list(misspelt(made, present, lambda name: name == "nvidiaa"))


def test_a_name_much_like_another_is_told_with_each_setting() -> None:
    off, excluded = frozenset({"nvdia"}), frozenset({("my_cpx", "level")})
    assert told(("my_cpu",), disabled_providers=off, excluded=excluded) == [
        f"disabled_providers names nvdia, {UNKNOWN} nvidia",
        f"excluded names my_cpx, {UNKNOWN} my_cpu",
    ]


def test_a_key_of_a_built_in_provider_is_told_once() -> None:
    stated = [("nvidia", "sm_arhc", "9.0"), ("nvidia", "sm_arhc")]
    (said,) = told(excluded=frozenset(stated))
    assert said == (
        "excluded names nvidia :: sm_arhc, but that provider reports no such key"
        " - maybe you meant sm_arch"
    )


@pytest.mark.parametrize(
    "parts",
    [
        ("nvidia",),
        ("nvidia", "sm_arch"),
        ("nvidia", "of_tomorrow"),
        # A plugin that is not asked today.
        ("nvidiaa",),
        ("my_cpu",),
        ("other", "sm_arhc"),
    ],
)
def test_nothing_is_told_of_a_name_that_may_be_right(parts: tuple[str, ...]) -> None:
    off = frozenset({parts[0]})
    assert told(("my_cpu",), disabled_providers=off, excluded=frozenset({parts})) == []


def test_keys_and_providers_of_requests() -> None:
    asked = [
        ("nvidia", "cuda_version_lower_bund"),
        ("nvdia", "sm_arch"),
        # These may be those of any plugin.
        ("nvidia", "of_tomorrow"),
        ("nvidia", "sm_arch"),
        ("nvdia", "own"),
        ("own", "sm_arch"),
    ]
    key, provider = misspelt_properties(asked)
    assert key.startswith("nothing reports nvidia :: cuda_version_lower_bund - ")
    assert key.endswith("maybe you meant cuda_version_lower_bound")
    assert provider == "nothing reports nvdia :: sm_arch - maybe you meant nvidia"
    # A plugin may have the name of one that is left out.
    assert list(misspelt_properties(asked, {"x86_64"})) == []
    assert list(misspelt_properties(asked, {"nvidia"})) == [key, provider]
