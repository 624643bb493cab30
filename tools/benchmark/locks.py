"""Measure what one lock file for several machines costs, against one for each."""

from __future__ import annotations

from collections.abc import Iterator

from . import offers
from .fleets import describe
from .index import serve
from .measure import check, compare
from .report import Row, ratio_row
from .scene import Scale, Scene

_MACHINES = 10

_LIMIT = 0.5


def lock_rows(scene: Scene, scale: Scale) -> Iterator[Row]:
    """Lock for ten kinds of machines, in one run and in ten."""
    folder = scene.folder / "locked"
    folder.mkdir()
    options = []
    for number in range(_MACHINES):
        path = folder / f"node{number}.toml"
        path.write_text(describe(number), "ascii")
        options.append(f"--machine={path}")
    names = [f"benchmark-{number}" for number in range(scale.projects)]
    answers: offers.Answers = {}
    for name in names:
        answers |= offers.seven_variants(name, [[]] * 7)
    output = folder / "pylock.toml"
    with serve(answers) as index:
        common = ("lock", *names, "--index-url", index.url, "--output", str(output))

        def in_one() -> float:
            done = scene.fork.pip(*common, *options)
            text = output.read_text("utf-8")
            check(all(f'"node{n}.toml"' in text for n in range(_MACHINES)), "machines")
            return done.cpu

        def each() -> float:
            return sum(scene.fork.pip(*common, option).cpu for option in options)

        what = f"pip lock, {_MACHINES} machines, {len(names)} projects"
        pairs = compare(in_one, each, scale.few)
        yield ratio_row(f"{what}, against {_MACHINES} lock files", pairs, _LIMIT)
