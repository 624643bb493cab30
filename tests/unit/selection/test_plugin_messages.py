"""What is said of plugins that a choice did without."""

from __future__ import annotations

import pytest
from pip._vendor.variantlib.choice.unasked import Unasked
from pip._vendor.variantlib.machine.subject import THIS_MACHINE, Subject

from pip._internal.variants.selection import plugin_messages
from tests.unit.scene import offer

V3 = "hw :: level :: v3"
KNOWN = "provider-variant-x86-64>=0.0.1"


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (
            {"x86_64": KNOWN},
            " this machine: x86_64 (pip install 'provider-variant-x86-64>=0.0.1').",
        ),
        (
            {"gpu": "gpu-plugin"},
            "It asks for gpu-plugin; find out who publishes that first.",
        ),
        (
            {"gpu": "gpu-plugin", "x86_64": KNOWN},
            "It asks for gpu-plugin; find out who publishes that first.",
        ),
        # No version that is known to hold a plugin would be installed.
        (
            {"gpu": "gpu-plugin", "x86_64": "provider-variant-x86-64>=9"},
            "asks for provider-variant-x86-64>=9; pip knows no such release.",
        ),
        (
            {"x86_64": f"{KNOWN} or rocm-bootstrap<0.1"},
            " or rocm-bootstrap<0.1; pip knows no such release.",
        ),
        # Half of a command is none.
        ({"x86_64": " or ".join([KNOWN] * 20)}, "of this machine: x86_64."),
    ],
)
def test_plugins_that_would_help(missing: dict[str, str], said: str) -> None:
    text = plugin_messages.missing_plugins(offer(V3), missing)
    assert text.startswith("pkg 1.0 has variants that need plugins")
    assert text.endswith(said)


def test_a_setting_that_leaves_a_provider_out_comes_before_strangers() -> None:
    missing = {"gpu": "gpu-plugin", "x86_64": "some-x86"}
    text = plugin_messages.missing_plugins(offer(V3), missing, ["nvidia", "x86_64"])
    assert text.endswith(
        "which are not installed. The setting builtin_providers leaves out the built-in"
        " x86_64. It asks for gpu-plugin, some-x86; find out who publishes that first."
    )


def test_it_is_said_on_which_machine_nobody_answers() -> None:
    for subject, place in (
        (THIS_MACHINE, "here"),
        (Subject("machine a", "on machine a", ""), "on machine a"),
    ):
        assert plugin_messages.unasked("pkg", Unasked(2, ("gpu",)), subject) == (
            f"2 better builds of pkg need gpu, which nothing {place} answers for (pip "
            "variant explain pkg)"
        )


def test_a_provider_that_found_nothing() -> None:
    assert plugin_messages.nothing_found(
        "pkg", "nvidia", ["no device is here", "x\x1b"]
    ) == (
        r"pkg has better builds for nvidia that pip cannot choose: "
        r"no device is here; x\x1b"
    )


def test_plugins_that_come_with_this_installation() -> None:
    text = "Only installed plugins are asked, so a, b had no part in this choice."
    again = "To choose again: pip install --upgrade pkg other"
    assert (
        plugin_messages.new_plugins(["a", "b"], ["pkg", "other"]) == f"{text} {again}"
    )
    first = "To choose by plugins, install them first"
    assert plugin_messages.new_plugins(["a", "b"], []) == f"{text} {first}"
