"""Show whether installed variants fit: in lines, and as a table on a terminal."""

from __future__ import annotations

import importlib
import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pip._vendor.rich.text import Text
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import printable, shortened

from pip._internal.variants.commands.checking import Checked
from pip._internal.variants.commands.evaluations import Evaluation
from pip._internal.variants.commands.output import Line, fill
from pip._internal.variants.utils.advice import pip_of
from pip._internal.variants.utils.titles import title_of

if TYPE_CHECKING:
    from pip._vendor.rich.console import RenderableType

    from pip._internal.variants.commands.drawing import Canvas

NOTHING = "No variants are installed."

_UNFIT = {
    Evaluation.MISFIT: ("no longer fits", "red"),
    Evaluation.UNKNOWN: ("may not fit", "yellow"),
}


class Typed(NamedTuple):
    """The parts of the user's command that those of the advice have to have.

    :param options: Options that decide a choice, and their values.
    :param python: The value of ``--python``, which names another environment.
    """

    options: Sequence[str] = ()
    python: str | None = None

    @property
    def pip(self) -> str:
        return pip_of(self.python)

    def install(self, *words: str) -> str:
        """Return a command without the names of projects."""
        command = [self.pip, "install", *words, *map(shlex.quote, self.options)]
        return f"{' '.join(command)} "


def as_lines(
    checked: Sequence[Checked], place: str, unread: int, typed: Typed
) -> Iterator[Line]:
    """Yield lines about all variants, and below them the advice.

    :param unread: The number of plain packages that were not looked up in time.
    """
    for each in checked:
        yield Text.assemble((_title(each), "bold"))
        yield from _verdict_lines(each, place)
        if each.installed.chosen_for:
            yield from fill("  ", [_chosen_for(each.installed.chosen_for)], "", 4)
        if instead := _instead(each):
            yield f"  {instead}"
    if not checked:
        yield NOTHING
    for start, names, separator in _advice(checked, unread, typed):
        yield ""
        if separator == _ARGUMENTS:
            yield shortened(start + separator.join(names))
        else:
            yield from fill(start, names, separator, 2)


def draw(
    canvas: Canvas,
    checked: Sequence[Checked],
    place: str,
    unread: int,
    typed: Typed,
) -> Iterator[RenderableType]:
    """Draw a table of the same, and below it the advice."""
    rows = (
        [canvas.text(_title(each), "bold"), *_cells(canvas, each)] for each in checked
    )
    if checked:
        yield canvas.table(["Installed", f"On {place}", "Now on the index"], rows)
    else:
        yield canvas.text(NOTHING)
    for start, names, separator in _advice(checked, unread, typed):
        yield canvas.text(shortened(start + separator.join(names)))


def _title(checked: Checked) -> str:
    dist, name = checked.installed.dist, checked.installed.name
    variant = f"~{name.text}" if name else " (plain)"
    return f"{printable(title_of(dist))}{variant}"


def _verdict_lines(checked: Checked, place: str) -> Iterator[Line]:
    installed = checked.installed
    if installed.verdict is Evaluation.FITS:
        yield Text.assemble("  ", ("fits", "green"), f" {place}")
        for gap in installed.gaps:
            yield from fill("  ", [gap], "", 4)
        return
    verdict, style = _UNFIT[installed.verdict]
    for line in fill(f"  {verdict} {place}: ", [installed.reason or ""], "", 4):
        yield Text.assemble((line, style))


def _cells(canvas: Canvas, checked: Checked) -> tuple[RenderableType, RenderableType]:
    installed = checked.installed
    on_index = "not found" if checked.is_missing else _instead(checked) or ""
    if installed.verdict is Evaluation.FITS:
        lines = [canvas.text("fits", "green")]
        lines += map(canvas.text, map(shortened, installed.gaps))
    else:
        verdict, style = _UNFIT[installed.verdict]
        reason = shortened(f"{verdict}: {installed.reason or ''}")
        lines = [canvas.text(reason, style)]
    if installed.chosen_for:
        lines.append(canvas.text(_chosen_for(installed.chosen_for)))
    return canvas.stack(lines), canvas.text(on_index)


def _chosen_for(machine: str) -> str:
    return f"was chosen for a machine that was described as '{machine}'"


def _instead(checked: Checked) -> str | None:
    """Return which file would be chosen now; None if none is better."""
    if checked.instead is None:
        return None
    is_fit = checked.installed.verdict is Evaluation.FITS
    what = printable(checked.instead)
    if checked.sibling == checked.project:
        what = f"another version of {what}"
    return f"{'better' if is_fit else 'instead'}: {what}"


_NOTHING_FITS = "Neither a sibling nor the project itself fits in place of"
_ONLY_OTHERS = "No other file of this version is better. To look for a newer version"
_NOT_FOUND = "Not found, or no answer from the index"

_ARGUMENTS = " "
"""Separates the names in a command, which has to stay one line to be copied."""

_Advice = tuple[str, list[str], str]
"""The start of a sentence, names, and the text between these."""


def _advice(checked: Sequence[Checked], unread: int, typed: Typed) -> Iterator[_Advice]:
    upgrade = typed.install("--upgrade")
    again = [each for each in checked if each.is_outdated and not each.needs_room]
    yield from _installing("To choose again", upgrade, again)
    yield from _not_looked_up(checked)
    unfit = [each for each in checked if each.needs_another_version]
    if names := [each.project for each in unfit if each.stands_for is None]:
        yield f"{_ONLY_OTHERS}: {upgrade}", names, _ARGUMENTS
    # No upgrade replaces one of these.
    if names := [each.project for each in unfit if each.stands_for is not None]:
        yield f"{_NOTHING_FITS}: ", names, ", "
    if moved := [each for each in checked if each.needs_room]:
        leaving = {name for each in moved for name in (each.project, *each.beside)}
        start = f"To make room for others: {typed.pip} uninstall "
        yield start, sorted(leaving), _ARGUMENTS
        yield from _installing("Then", typed.install(), moved)
    if missing := [each.project for each in checked if each.is_missing]:
        yield f"{_NOT_FOUND}, so pip knows no better one: ", missing, ", "
    if unread:
        packages = f"{unread} plain package{'s' if unread > 1 else ''}"
        yield "Not looked up, as the index took too long: ", [packages], ""


def _installing(
    start: str, command: str, checked: Sequence[Checked]
) -> Iterator[_Advice]:
    """Yield a command for each catalogue that was not given, and one for all else."""
    by_catalogue: dict[str, set[str]] = {}
    for each in checked:
        # The catalogue that names a sibling was given.
        lacking = None if each.sibling else each.catalogue
        by_catalogue.setdefault(lacking or "", set()).add(each.asked_for)
    for feature, names in sorted(by_catalogue.items()):
        value = _value_of(feature) if feature else None
        source = f", with the file of the catalogue {_name_of(feature)}"
        given = f"--catalogue {value} " if value else ""
        text = f"{start}{source * (value == _FILE)}: {command}{given}"
        yield text, sorted(names), _ARGUMENTS


def _not_looked_up(checked: Sequence[Checked]) -> Iterator[_Advice]:
    lacking = {each.catalogue for each in checked if each.catalogue is not None}
    for feature in sorted(lacking):
        others = [each for each in checked if each.catalogue == feature]
        if names := [each.project for each in others if not each.is_outdated]:
            named = _name_of(feature)
            yield f"Not looked up without the catalogue {named}: ", names, ", "


_FILE = "FILE"


def _name_of(feature: str) -> str:
    """Return the name of a catalogue, which has ``-`` where a property may not."""
    return printable(feature.replace("_", "-"))


def _value_of(feature: str) -> str:
    """Return the value of ``--catalogue`` for a catalogue.

    Where the file of one lies that does not come along, nothing installed says.
    """
    # Most have none, and load nothing for it.
    reading = importlib.import_module("pip._vendor.variantlib.catalogues.reading")
    shipped: list[str] = reading.shipped_names()
    return next((n for n in shipped if n.replace("-", "_") == feature), _FILE)
