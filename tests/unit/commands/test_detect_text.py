"""Providers and their answers, in lines and in a table."""

from __future__ import annotations

import pytest
from pip._vendor.variantlib.machine.adjustment import PriorityOverrides
from pip._vendor.variantlib.machine.subject import THIS_MACHINE
from pip._vendor.variantlib.plugins import ProviderAnswer

from pip._internal.variants.commands.detect_text import SHOWN_KEYS, as_lines, draw
from pip._internal.variants.commands.detected import Detected, Origin
from pip._internal.variants.commands.drawing import Canvas
from tests.unit.commands.rendering import plain, rendered

VALUES = tuple(f"v{number}" for number in range(20))
ANSWERS = [
    ProviderAnswer(
        "hw", "hw-plugin 1.0", (("level", VALUES),), None, True, 0.5, 61.0, (), (), "hw"
    ),
    ProviderAnswer("bad", "[red]bad 1.0", None, "raised \\x1b", distribution="bad"),
    ProviderAnswer("none", "two plugins", None),
    ProviderAnswer("told", "node.toml", (("k", ("[b]",)),)),
]


def detected(*answers: ProviderAnswer, disabled: tuple[str, ...] = ()) -> Detected:
    return Detected(
        THIS_MACHINE, list(answers), {"told"}, list(disabled), PriorityOverrides()
    )


def test_where_an_answer_is_from() -> None:
    origins = map(detected().origin_of, ANSWERS)
    assert list(origins) == [
        Origin.CACHED,
        Origin.ASKED,
        Origin.NOT_ASKED,
        Origin.DESCRIBED,
    ]


def test_lines() -> None:
    found = detected(*ANSWERS, disabled=("x",))._replace(unknown=("y - maybe z",))
    lines = plain(as_lines(found, False, ["Saved."]))
    assert lines == [
        "hw  (hw-plugin 1.0, cached 0:01:01 ago, took 0.50 s)",
        f"  level  {', '.join(VALUES[:16])},",
        "         and 4 more (-v shows all)",
        "",
        "bad  ([red]bad 1.0, asked, 0.00 s)",
        "  ignored: raised \\x1b",
        "",
        "none  (two plugins, not asked)",
        "  nothing here",
        "",
        "told  (node.toml, described)",
        "  k  [b]",
        "",
        "Disabled by the configuration: x",
        "",
        "In provider_priority, but no provider here: y - maybe z",
        "",
        "Saved.",
    ]


@pytest.mark.parametrize(("more", "said"), [(1, "1 more key"), (2, "2 more keys")])
def test_keys_that_are_left_out_are_counted(more: int, said: str) -> None:
    keys = tuple((f"k{number}", ("on",)) for number in range(SHOWN_KEYS + more))
    found = detected(ProviderAnswer("hw", "hw-plugin 1.0", keys))
    assert plain(as_lines(found, False, []))[-1] == f"  and {said} (-v shows all)"


@pytest.mark.parametrize("width", [40, 80, 140])
def test_the_table_says_the_same(width: int) -> None:
    found = detected(*ANSWERS, disabled=("x",))
    shown = rendered(draw(Canvas(), found, True, ["Saved."]), width)
    squeezed = shown.split()
    for word in [
        *VALUES[:-1],
        "v19",
        "hw-plugin",
        "[red]bad",
        "[b]",
        r"\x1b",
        "0:01:01",
    ]:
        assert word in squeezed or f"{word}," in squeezed, word
    assert "level" in squeezed
    assert shown.endswith("Disabled by the configuration: x\nSaved.\n")
    assert "and 4 more" in " ".join(
        rendered(draw(Canvas(), found, False, []), 140).split()
    )


def test_without_providers_there_is_no_table() -> None:
    shown = rendered(draw(Canvas(), detected(), False, []))
    assert shown == "No provider is installed.\n"
    off = detected()._replace(left_out=["amd", "tpu"])
    assert list(as_lines(off, False, [])) == [
        "No provider is installed. The setting builtin_providers leaves out amd, tpu."
    ]
