"""Many pips that start at once, as the tasks of a cluster's job do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from . import offers, plugins
from .index import Index, serve
from .measure import Pairs, check
from .report import Row, ratio_row
from .scene import Pip, Scale, Scene

_A_FEW = 5


class _Crowd(NamedTuple):
    """The cost of all of them, and how often the plugin ran."""

    wall: float
    cpu: float
    questions: int


def crowd_rows(scene: Scene, scale: Scale, machine: Path) -> Iterator[Row]:
    """Start them with and without kept answers of a plugin that takes its time."""
    log, slow = scene.folder / "crowd.txt", scene.folder / "crowd"
    note = f"print('asked', file=open({str(log)!r}, 'a'))"
    waiting = f"__import__('time').sleep({scale.waiting})"
    plugins.add_plugin(
        slow, "crowd", ["KeyConfig(key='a', values=['1'])"], [note, waiting]
    )
    with serve(offers.variant_wheels(offers.make_variants(1))) as index:
        scene.fork.forget("variants", "providers")
        cold, warm = (
            _start(scene.fork, index, scale.crowd, [machine, slow], log)
            for _ in range(2)
        )
    what = f"{scale.crowd} pips at once"
    asked = f"{what}, nothing kept, questions to a plugin"
    count = cold.questions
    yield Row(asked, str(_A_FEW), str(count), "", count <= _A_FEW)
    kept = f"{what}, kept answers, questions"
    yield Row(kept, "0", str(warm.questions), "", warm.questions == 0)
    what = f"{what}, nothing kept, against kept answers"
    yield ratio_row(f"{what}, CPU time", Pairs((cold.cpu,), (warm.cpu,)))
    yield ratio_row(f"{what}, wall time", Pairs((cold.wall,), (warm.wall,)))


def _start(pip: Pip, index: Index, count: int, path: list[Path], log: Path) -> _Crowd:
    log.write_text("", "ascii")
    began = time.perf_counter()
    with ThreadPoolExecutor(count) as pool:
        runs = [
            pool.submit(pip.resolve, index.url, offers.PROJECT, path)
            for _ in range(count)
        ]
    wall = time.perf_counter() - began
    done = [run.result() for run in runs]
    for output in (each.output for each in done):
        check("~" in output.rpartition("Would install ")[2], output)
        check("WARNING" not in output, output)
    questions = len(log.read_text("ascii").splitlines())
    return _Crowd(wall, sum(each.cpu for each in done), questions)
