"""The rows of the table, one function for each budget."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from . import offers, plugins
from .choosing import choosing_rows, rows_against_variantlib
from .conflicts import conflict_rows
from .crowds import crowd_rows
from .detection import detection_rows
from .fleets import fleet_rows
from .folders import folder_rows
from .index import Index, serve
from .locks import lock_rows
from .matrices import matrix_rows
from .measure import Done, Pace, Pairs, Spread, check, compare, repeat
from .ranges import range_rows
from .report import Row, ratio_row, time_row
from .scene import Pip, Scale, Scene
from .telling import telling_rows


def all_rows(scene: Scene, scale: Scale) -> Iterator[Row]:
    """Measure everything; yield the rows as they are known."""
    beside = scene.folder / "beside"
    log = scene.folder / "asked.txt"
    plugins.add_distributions(beside, scale.neighbours)
    machine = scene.folder / "machine"
    plugins.add_providers(machine, log)
    yield from _without_variants(scene, scale)
    yield from _cached_providers(scene, scale, beside, machine, log)
    yield from detection_rows(scene, scale)
    yield from _requests(scene, machine)
    yield from conflict_rows(scene, scale, machine)
    yield from range_rows(scene, scale)
    yield from choosing_rows(scene, scale)
    yield from rows_against_variantlib(scene, scale)
    yield from _whole_runs(scene, scale, machine)
    yield from _cold_providers(scene, scale)
    yield from crowd_rows(scene, scale, machine)
    yield from telling_rows(scene, scale, machine)
    yield from matrix_rows(scene, scale)
    yield from folder_rows(scene, scale)
    yield from fleet_rows(scene, scale)
    yield from lock_rows(scene, scale)


def _without_variants(scene: Scene, scale: Scale) -> Iterator[Row]:
    what = f"run without variants, {scale.projects} projects, {scale.links:,} links"
    answers = offers.projects_without_variants(scale.projects, scale.links)
    with serve(answers) as index:
        pairs = compare(
            _resolving(scene.fork, index, "benchmark-0"),
            _resolving(scene.upstream, index, "benchmark-0"),
            scale.often,
        )
        yield ratio_row(f"{what}, against upstream's pip", pairs, 1.01)
        yield from _counted(scene, scale, index, what)
        options = ["--dry-run", "--ignore-installed", "--index-url", index.url]
        question = ["modules", "install", *options, "benchmark-0"]
        names = scene.fork.inside(*question)
        listed = ", ".join(name.rpartition(".")[2] for name in names)
        what = "modules of ours imported in that run"
        yield Row(what, f"{_SEAM}", f"{len(names)}", listed, len(names) <= _SEAM)


def _counted(scene: Scene, scale: Scale, index: Index, resolved: str) -> Iterator[Row]:
    """Count with valgrind: a few percent of noise would hide these ratios."""
    options = ("--dry-run", "--ignore-installed", "--index-url", index.url)
    for command, name, limit in (
        (("install", *options, "benchmark-0"), resolved, 1.005),
        (("--version",), "pip --version", 1.008),
        (("list",), "pip list", 1.005),
        (("install", "--help"), "pip install --help", 1.005),
    ):
        ours, theirs = (
            partial(pip.pip, *command) for pip in (scene.fork, scene.upstream)
        )
        yield _instruction_row(scale, name, limit, ours, theirs)


def _instruction_row(
    scale: Scale,
    name: str,
    limit: float,
    ours: Callable[..., Done],
    theirs: Callable[..., Done],
) -> Row:
    named = f"{name}, counted in instructions"
    if scale.counted is not None and name not in scale.counted:
        return Row(named, f"x {limit}", "not counted in a quick run", "")
    if shutil.which("valgrind") is None:
        return Row(named, f"x {limit}", "valgrind is not installed", "")
    left, right = map(_instructions, (ours, theirs))
    measured = f"x {left / right:.4f} ({left:,} / {right:,})"
    return Row(named, f"x {limit}", measured, "1 run each", left <= limit * right)


def _instructions(command: Callable[..., Done]) -> int:
    # The first run writes what later ones find.
    command()
    under = ["valgrind", "--tool=cachegrind", "--cache-sim=no"]
    done = command(under=[*under, "--cachegrind-out-file=/dev/null"])
    found = re.search(r"I +refs: +([0-9,]+)", done.output)
    check(found is not None, done.output)
    assert found is not None
    return int(found[1].replace(",", ""))


Measure = Callable[[], float]

_SEAM = 8
"""So many modules of ours may be imported where no variant is involved."""


def _cached_providers(
    scene: Scene, scale: Scale, beside: Path, machine: Path, log: Path
) -> Iterator[Row]:
    def ask(_: int) -> float:
        question = ("providers", scene.fork.cache)
        answer = scene.fork.inside(*question, path=[beside, machine])
        _check_answers(answer, len(offers.PROVIDERS))
        started.extend(answer["started"])
        return float(answer["cpu"])

    started: list[str] = []
    ask(0)
    asked, started[:] = log.read_text(), []
    what = "provider results cached"
    yield time_row(
        f"{what}, looked up in pip", Spread.of(repeat(ask, scale.some)), 0.01
    )
    count = len(started) + len(log.read_text()) - len(asked)
    yield Row(f"{what}, processes and questions", "0", f"{count}", "", count == 0)
    variants = offers.make_variants(1)
    with ExitStack() as stack:
        choosing = stack.enter_context(serve(offers.variant_wheels(variants)))
        plain = stack.enter_context(serve(offers.plain_wheels(1)))
        chosen, unfit, none = (
            partial(_resolving, scene.fork, path=[beside, machine]),
            partial(_resolving, scene.fork, path=[beside]),
            partial(_resolving, scene.fork, path=[beside, machine]),
        )
        project = offers.PROJECT
        pairs = compare(
            chosen(choosing, project, "~"), unfit(choosing, project), scale.often
        )
        what = "run that chooses a variant"
        yield time_row(f"{what}, more than without a plugin", pairs.difference)
        pairs = compare(
            chosen(choosing, project, "~"), none(plain, project), scale.often
        )
        yield time_row(f"{what}, more than with a plain wheel", pairs.difference)


def _requests(scene: Scene, machine: Path) -> Iterator[Row]:
    plain = offers.plain_wheels(10)
    variants = offers.make_variants(10)
    counts = []
    for answers, shown in (
        (offers.variant_wheels(variants), "~"),
        (offers.label_wheels(offers.with_labels(variants)), "~"),
        (plain, ""),
    ):
        scene.fork.forget("variants", "properties")
        counts.append(_count_requests(scene.fork, answers, [machine], shown))
    upstream = _count_requests(scene.upstream, plain, [], "")
    what = "extra requests of a run"
    for which, count, limit in (
        # A dry run also looks into the wheels that it chooses.
        ("project with variants", counts[0] - counts[2], 2),
        ("project with labels", counts[1] - counts[2], 2),
        ("project without, against upstream's pip", counts[2] - upstream, 0),
    ):
        yield Row(f"{what}, {which}", str(limit), str(count), "", count <= limit)


def _whole_runs(scene: Scene, scale: Scale, machine: Path) -> Iterator[Row]:
    for count in scale.wheels:
        variants = offers.make_variants(count)
        for kind, answers in (
            ("variant", offers.variant_wheels(variants)),
            ("label", offers.label_wheels(offers.with_labels(variants))),
        ):
            with serve(answers) as ours, serve(offers.plain_wheels(count)) as theirs:
                runs = partial(_resolving, scene.fork, path=[machine])
                measure = runs(ours, offers.PROJECT, "~")
                plain = runs(theirs, offers.PROJECT)
                what = f"run with {count:,} {kind} wheels, against plain wheels"
                yield from _against_plain(scene, scale, what, count, measure, plain)
                if count == scale.compared:
                    yield from _against_upstream(scene, scale, kind, ours, theirs)


def _against_plain(
    scene: Scene, scale: Scale, what: str, count: int, kept: Measure, plain: Measure
) -> Iterator[Row]:
    limit = 1.3 if count >= 10_000 else None
    pace = scale.some if count <= 10_000 else scale.few
    for how, measure in (
        ("variants.json read anew", partial(_forgetful, scene.fork, kept)),
        ("variants.json kept", kept),
    ):
        yield ratio_row(f"{what}, {how}", compare(measure, plain, pace), limit)


def _against_upstream(
    scene: Scene, scale: Scale, kind: str, variants: Index, plain: Index
) -> Iterator[Row]:
    """Compare a run that chooses among variants with a pip that knows none."""
    five = scene.folder / f"five-{kind}"
    plugins.add_providers(five, scene.folder / "asked-five.txt")
    plugins.add_waiting_plugins(five, 5 - len(offers.PROVIDERS), 0)
    kept = _resolving(scene.fork, variants, offers.PROJECT, "~", [five])
    theirs = _resolving(scene.upstream, plain, offers.PROJECT)

    def cold() -> float:
        scene.fork.forget("variants")
        return kept()

    run, project = f"run with {scale.compared:,} {kind} wheels", offers.PROJECT
    for how, measure, limit in (("kept", kept, 0.05), ("cold", cold, 0.25)):
        pairs = compare(measure, theirs, scale.some)
        named = f"{run}, more than upstream's plain ones, five plugins {how}"
        yield time_row(named, pairs.difference, limit)
    yield _instruction_row(
        scale,
        f"{run}, against upstream's plain ones",
        1.05,
        partial(scene.fork.resolve, variants.url, project, [five]),
        partial(scene.upstream.resolve, plain.url, project),
    )


def _cold_providers(scene: Scene, scale: Scale) -> Iterator[Row]:
    pace = scale.some._replace(seconds=scale.some.seconds / 4)
    for count in (1, 4):
        side_by_side = "1 plugin" if count == 1 else f"{count} plugins side by side"
        what = f"providers cold, {side_by_side}"
        slow = scene.folder / f"slow-{count}"
        plugins.add_waiting_plugins(slow, count, scale.waiting)
        walls = [cold.wall for cold in _ask_cold(scene.fork, slow, count, pace)]
        pairs = Pairs(tuple(walls), (scale.waiting,) * len(walls))
        of_each = f"{scale.waiting:g} s each, wall time against the slowest"
        yield ratio_row(f"{what}, {of_each}", pairs, 1.2)
        quick = scene.folder / f"quick-{count}"
        plugins.add_waiting_plugins(quick, count, 0)
        asked = _ask_cold(scene.fork, quick, count, pace)
        what = f"{what}, answering at once"
        yield time_row(f"{what}, wall time", Spread.of([cold.wall for cold in asked]))
        yield time_row(f"{what}, CPU time", Spread.of([cold.cpu for cold in asked]))


class _Cold(NamedTuple):
    """The cost of asking plugins in their processes."""

    wall: float
    cpu: float


def _ask_cold(pip: Pip, folder: Path, count: int, pace: Pace) -> list[_Cold]:
    asked: list[_Cold] = []

    def ask(_: int) -> float:
        answer = pip.inside("providers", "", path=[folder])
        _check_answers(answer, count)
        asked.append(_Cold(answer["wall"], answer["cpu"] + answer["children"]))
        return asked[-1].wall

    repeat(ask, pace)
    return asked


def _resolving(
    pip: Pip, index: Index, project: str, shown: str = "", path: Sequence[Path] = ()
) -> Measure:
    """Return a measurement of the CPU time of a run; it must show that text."""

    def measure() -> float:
        done = pip.resolve(index.url, project, path)
        would = done.output.rpartition("Would install ")[2]
        check(shown in would if shown else "~" not in would, done.output)
        # That nobody answers for a provider is said where nobody does.
        warnings = [line for line in done.output.split("\n") if "WARNING" in line]
        check(all("nothing here" in line for line in warnings), done.output)
        return done.cpu

    return measure


def _forgetful(pip: Pip, measure: Measure) -> float:
    pip.forget("variants", "properties")
    return measure()


def _count_requests(
    pip: Pip, answers: offers.Answers, path: Sequence[Path], shown: str
) -> int:
    with serve(answers) as index:
        _resolving(pip, index, offers.PROJECT, shown, path)()
        return len(index.requests)


def _check_answers(answer: Any, count: int) -> None:
    good = answer["answers"] == count and not answer["problems"]
    check(good, f"of {count} plugins: {answer}")
