"""The rows of the table, one function for each budget."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from . import offers, plugins
from .index import Index, serve
from .measure import BenchmarkError, Pace, Pairs, Spread, compare, repeat
from .report import Row, ratio_row, time_row
from .scene import Pip, Scene


class Scale(NamedTuple):
    """How much is measured, and how often."""

    projects: int = 30
    links: int = 10_000
    wheels: Sequence[int] = (10, 100, 1_000, 10_000, 100_000)
    neighbours: int = 100
    waiting: float = 1.0
    often: Pace = Pace(100, 20, 60)
    some: Pace = Pace(30, 3, 20)
    few: Pace = Pace(0, 2, 2)


def all_rows(scene: Scene, scale: Scale) -> Iterator[Row]:
    """Measure everything; yield the rows as they are known."""
    beside = scene.folder / "beside"
    log = scene.folder / "asked.txt"
    plugins.add_distributions(beside, scale.neighbours)
    machine = scene.folder / "machine"
    plugins.add_providers(machine, log)
    yield from _without_variants(scene, scale)
    yield from _cached_providers(scene, scale, beside, machine, log)
    yield from _requests(scene, machine)
    yield from _choosing(scene, scale)
    yield from _whole_runs(scene, scale, machine)
    yield from _cold_providers(scene, scale)


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
        yield _instructions(scene, index, f"{what}, counted in instructions")
        options = ["--dry-run", "--ignore-installed", "--index-url", index.url]
        question = ["modules", "install", *options, "benchmark-0"]
        names = scene.fork.inside(*question)
        seam = {f"pip._internal.variants{name}" for name in _SEAM}
        listed = ", ".join(name.rpartition(".")[2] for name in names)
        what = "modules of ours imported in that run"
        yield Row(what, "the seam", f"{len(names)}", listed, set(names) <= seam)


def _instructions(scene: Scene, index: Index, what: str) -> Row:
    """Count with valgrind: what a few percent of noise would hide."""
    if shutil.which("valgrind") is None:
        return Row(what, "x 1.01", "valgrind is not installed", "")
    under = ["valgrind", "--tool=cachegrind", "--cache-sim=no"]
    counts = []
    for pip in (scene.fork, scene.upstream):
        command = [*under, "--cachegrind-out-file=/dev/null"]
        done = pip.resolve(index.url, "benchmark-0", under=command)
        found = re.search(r"I +refs: +([0-9,]+)", done.output)
        _check(found is not None, done.output)
        assert found is not None
        counts.append(int(found[1].replace(",", "")))
    ratio = counts[0] / counts[1]
    measured = f"x {ratio:.4f} ({counts[0]:,} / {counts[1]:,})"
    return Row(what, "x 1.01", measured, "1 run each", ratio <= 1.01)


_SEAM = ("", ".hooks", ".names", ".options", ".selection", ".wishes")


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
    counts = []
    for answers, shown in (
        (offers.variant_wheels(offers.make_variants(10)), "~"),
        (plain, ""),
    ):
        scene.fork.forget("variants", "properties")
        counts.append(_count_requests(scene.fork, answers, [machine], shown))
    upstream = _count_requests(scene.upstream, plain, [], "")
    what = "extra requests of a run"
    for which, count, limit in (
        ("project with variants", counts[0] - counts[1], 1),
        ("project without, against upstream's pip", counts[1] - upstream, 0),
    ):
        yield Row(f"{what}, {which}", str(limit), str(count), "", count <= limit)


def _choosing(scene: Scene, scale: Scale) -> Iterator[Row]:
    supported = [
        (provider, [(key, offers.VALUES) for key in offers.KEYS])
        for provider in offers.PROVIDERS
    ]
    path = scene.folder / "variants.json"
    pace = scale.some
    for count in scale.wheels:
        path.write_bytes(offers.variants_json(offers.make_variants(count)))
        question = ("choose", path, json.dumps(supported), pace.seconds / 4, pace.least)
        times = scene.fork.inside(*question)
        parse = tuple(times["parse"])
        what = f"among {count:,} variant wheels, against `json.loads`"
        for how, limit in _CHOICES:
            yield ratio_row(f"{how} {what}", Pairs(tuple(times[how]), parse), limit)


_CHOICES = (("choose", 1.5), ("choose in pip", None), ("read and choose in pip", None))


def _whole_runs(scene: Scene, scale: Scale, machine: Path) -> Iterator[Row]:
    for count in scale.wheels:
        variants = offers.variant_wheels(offers.make_variants(count))
        with serve(variants) as ours, serve(offers.plain_wheels(count)) as theirs:
            kept = _resolving(scene.fork, ours, offers.PROJECT, "~", [machine])
            plain = _resolving(scene.fork, theirs, offers.PROJECT, "", [machine])
            limit = 1.3 if count >= 10_000 else None
            what = f"run with {count:,} variant wheels, against plain wheels"
            for how, measure in (
                ("variants.json read anew", partial(_forgetful, scene.fork, kept)),
                ("variants.json kept", kept),
            ):
                pace = scale.some if count <= 10_000 else scale.few
                pairs = compare(measure, plain, pace)
                yield ratio_row(f"{what}, {how}", pairs, limit)


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
    """What it took to ask plugins in their processes."""

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
) -> Callable[[], float]:
    """Return a measurement of the CPU time of a run; it must show that text."""

    def measure() -> float:
        done = pip.resolve(index.url, project, path)
        would = done.output.rpartition("Would install ")[2]
        _check(shown in would if shown else "~" not in would, done.output)
        _check("WARNING" not in done.output, done.output)
        return done.cpu

    return measure


def _forgetful(pip: Pip, measure: Callable[[], float]) -> float:
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
    _check(good, f"of {count} plugins: {answer}")


def _check(holds: bool, told: str) -> None:
    if not holds:
        raise BenchmarkError(f"A run did not what it was to measure: {told}")
