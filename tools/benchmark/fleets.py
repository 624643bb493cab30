"""Measure which wheels the machines of a large fleet would get."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from . import offers
from .index import serve
from .measure import Spread, check, repeat
from .report import Row, time_row
from .scene import Scale, Scene

_KINDS = 12
"""So many kinds of machines a fleet has; files of one kind differ in their heads."""

_LIMIT = 10


def fleet_rows(scene: Scene, scale: Scale) -> Iterator[Row]:
    """Choose for all machines of a folder, of a few kinds and each of its own."""
    names = [f"benchmark-{number}" for number in range(scale.projects)]
    answers: offers.Answers = {}
    for name in names:
        answers |= offers.seven_variants(name, [[]] * 7)
    fleets = {
        f"{scale.fleet:,} machines": map(describe, range(scale.fleet)),
        f"{scale.fleet:,} unlike machines": (
            describe(number).replace("flag0 ", f"own{number} ")
            for number in range(scale.fleet)
        ),
    }
    with serve(answers) as index:
        for what, machines in fleets.items():
            folder = scene.folder / what.replace(" ", "-")
            folder.mkdir()
            for number, text in enumerate(machines):
                (folder / f"node{number:05}.toml").write_text(text, "ascii")
            options = ("--machine", str(folder), "--index-url", index.url, "--json")
            choose = partial(_choose, scene, names, options)
            named = f"pip variant matrix, {what}, {len(names)} projects"
            yield time_row(named, Spread.of(repeat(choose, scale.few)), _LIMIT)


def _choose(
    scene: Scene, names: Sequence[str], options: Sequence[str], _: int
) -> float:
    done = scene.fork.pip("variant", "matrix", *names, *options)
    found = json.loads(done.output)["machines"]
    check(all(len(m["projects"]) == len(names) for m in found), "projects")
    count = len(list(Path(options[1]).iterdir()))
    check(sum(len(m["names"]) for m in found) == count, "machines")
    return done.cpu


def describe(number: int) -> str:
    """Return the description of a machine, as large as that of a GPU node."""
    kind = number % _KINDS
    values = [f"12.{minor}" for minor in range(kind, -1, -1)]
    older = [f"11.{minor}" for minor in range(20, -1, -1)]
    flags = "\n".join(f'flag{flag} = ["on"]' for flag in range(60))
    first, *_ = offers.KEYS
    keys = {
        "bench_gpu": f"{first} = {json.dumps(offers.VALUES[kind % 6 :])}",
        "bench_cpu": flags,
        "nvidia": f"cuda_version_lower_bound = {json.dumps(values + older)}",
    }
    tables = (f"\n[providers.{name}.keys]\n{text}\n" for name, text in keys.items())
    head = (
        f'format = 1\nname = "node{number:05}"\n'
        f"captured = 2026-11-22T{number // 60 % 24:02}:{number % 60:02}:00+00:00\n"
        'platform = "linux_x86_64"\nglibc = "2.17"\n'
    )
    return head + "".join(tables)
