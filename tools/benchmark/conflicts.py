"""Measure how a resolver comes from one variant of a version to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from . import offers
from .index import serve
from .measure import check
from .report import Row
from .scene import Pip, Scale, Scene

_DEBUG = ("env", "PIP_RESOLVER_DEBUG=1")
_IN_VAIN = 6
"""So many variants are tried in vain."""


class _Run(NamedTuple):
    rounds: int
    requests: int


def conflict_rows(scene: Scene, scale: Scale, machine: Path) -> Iterator[Row]:
    """Count the cost of a conflict among the best variants of one project.

    pip tries one version after the other in the same way.
    """
    what = f"{scale.projects} projects with 7 variants each, one conflict"
    ours = partial(_resolve, scene.fork, scale.projects, offers.seven_variants, machine)
    free, conflicting = ours(False), ours(True)
    theirs = _resolve(
        scene.upstream, scale.projects, offers.seven_versions, machine, True
    )
    title = f"{what}, rounds, as with 7 versions"
    measured = f"{conflicting.rounds} (without: {free.rounds})"
    is_kept = conflicting.rounds <= theirs.rounds
    yield Row(title, str(theirs.rounds), measured, "", is_kept)
    more = conflicting.requests - free.requests
    measured = f"{more} ({conflicting.requests} / {free.requests})"
    title = f"{what}, more requests than without"
    yield Row(title, str(_IN_VAIN), measured, "", more <= _IN_VAIN)


def _resolve(
    pip: Pip, count: int, choices: offers.Choices, machine: Path, is_conflicting: bool
) -> _Run:
    answers = offers.projects_with_choices(count, choices, is_conflicting)
    with serve(answers) as index:
        done = pip.resolve(index.url, "benchmark-0", [machine], _DEBUG)
        taken = "benchmark-runtime-" + ("1.0" if is_conflicting else "2.0")
        check(taken in done.output.rpartition("Would install ")[2], done.output)
        rounds = re.findall(r"starting_round\((\d+)\)", done.output)
        return _Run(len(rounds), len(index.requests))
