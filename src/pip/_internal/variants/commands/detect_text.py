"""Show what a machine supports: in lines, and as a table on a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pip._vendor.rich.text import Text
from pip._vendor.variantlib.text import (
    HINT,
    counted,
    printable,
    shortened,
    some,
)

from pip._internal.variants.commands.detected import Detected, Origin
from pip._internal.variants.commands.output import Line, fill

if TYPE_CHECKING:
    from pip._vendor.rich.console import RenderableType
    from pip._vendor.variantlib.plugins import ProviderAnswer

    from pip._internal.variants.commands.drawing import Canvas

SHOWN_VALUES = 16
"""So many values of one key are shown without -v."""

SHOWN_KEYS = 50
"""So many keys of one provider are shown without -v."""

KEY_WIDTH = 24

_NOTHING = "nothing here"


def as_lines(detected: Detected, is_full: bool, notes: Iterable[str]) -> Iterator[Line]:
    """Yield lines about all providers, and notes below them.

    :param is_full: Whether to show all values, however many there are.
    """
    shown = detected.shown(is_full)
    if not shown:
        yield _no_provider(detected)
    for place, answer in enumerate(shown):
        if place:
            yield ""
        how = ", ".join(_who_and_how(answer, detected))
        yield Text.assemble((printable(answer.provider), "bold"), f"  ({how})")
        yield from _content_lines(answer, is_full)
    for start, names in _configured(detected):
        yield ""
        yield from fill(start, names, ", ", 2)
    for note in notes:
        yield ""
        yield note


def draw(
    canvas: Canvas, detected: Detected, is_full: bool, notes: Iterable[str]
) -> Iterator[RenderableType]:
    """Draw a table of the same, and the notes below it."""
    if shown := detected.shown(is_full):
        rows = (
            [_who(canvas, a, detected), _content(canvas, a, is_full)] for a in shown
        )
        yield canvas.table(["Provider", "Supported, best first"], rows)
    else:
        yield canvas.text(_no_provider(detected))
    for start, names in _configured(detected):
        yield canvas.text(shortened(start + ", ".join(names)))
    yield from map(canvas.text, notes)


def _no_provider(detected: Detected) -> str:
    text = f"No provider {detected.subject.known}."
    if detected.left_out:
        names = ", ".join(detected.left_out)
        text += f" The setting builtin_providers leaves out {names}."
    return text


def _configured(detected: Detected) -> Iterator[tuple[str, list[str]]]:
    for start, names in (
        ("Disabled by the configuration", detected.disabled),
        ("Excluded by the configuration", detected.excluded),
        ("In provider_priority, but no provider here", detected.unknown),
    ):
        if names:
            # A rule may exclude many.
            yield f"{start}: ", some(list(map(printable, names)), SHOWN_VALUES)


def _who(canvas: Canvas, answer: ProviderAnswer, detected: Detected) -> RenderableType:
    below = _who_and_how(answer, detected)
    name = canvas.text(printable(answer.provider), "bold")
    return canvas.stack([name, *map(canvas.text, map(shortened, below))])


def _who_and_how(answer: ProviderAnswer, detected: Detected) -> list[str]:
    origin = detected.origin_of(answer)
    how = _how(answer, origin)
    return [how] if origin is Origin.BUILTIN else [answer.plugin, how]


def _how(answer: ProviderAnswer, origin: Origin) -> str:
    took = f"{answer.seconds:.2f} s"
    if origin is Origin.ASKED:
        return f"{origin.value}, {took}"
    if origin is Origin.CACHED:
        age = dt.timedelta(seconds=int(answer.age))
        return f"{origin.value} {age} ago, took {took}"
    return str(origin.value)


def _content_lines(answer: ProviderAnswer, is_full: bool) -> Iterator[Line]:
    if answer.problem is not None:
        for line in fill("  ignored: ", [answer.problem], "", 4):
            yield Text.assemble((line, "red"))
        return
    pairs, hidden = _shown(answer, is_full)
    if not pairs:
        yield f"  {_NOTHING}"
    width = min(max((len(key) for key, _ in pairs), default=0), KEY_WIDTH)
    for key, values in pairs:
        yield from fill(f"  {key.ljust(width)}  ", values, ", ", width + 4)
    if hidden:
        yield f"  {_and_more(hidden)}"
    for note in answer.notes:
        yield from fill("  note: ", [printable(note)], "", 4)


def _content(canvas: Canvas, answer: ProviderAnswer, is_full: bool) -> RenderableType:
    if answer.problem is not None:
        return canvas.text(shortened(f"ignored: {answer.problem}"), "red")
    pairs, hidden = _shown(answer, is_full)
    grid = canvas.pairs((key, shortened(", ".join(values))) for key, values in pairs)
    below = [_and_more(hidden)] if hidden else []
    below += [f"note: {printable(note)}" for note in answer.notes]
    rows = [grid if pairs else canvas.text(_NOTHING), *map(canvas.text, below)]
    return canvas.stack(rows) if below else rows[0]


def _shown(
    answer: ProviderAnswer, is_full: bool
) -> tuple[list[tuple[str, list[str]]], int]:
    """Return keys with their values, and the number of the keys that are left out."""
    config = answer.config or ()
    limit = None if is_full else SHOWN_VALUES
    pairs = [
        (printable(key), some(values, limit, HINT))
        for key, values in (config if is_full else config[:SHOWN_KEYS])
    ]
    return pairs, len(config) - len(pairs)


def _and_more(count: int) -> str:
    return f"and {counted(count, 'more key')}{HINT}"
