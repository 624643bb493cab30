"""CPU times of whole processes, and how two of them compare."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class BenchmarkError(Exception):
    """Why nothing can be measured, in a sentence for the user."""


class Done(NamedTuple):
    """A command that has ended well; times in seconds, with those of its children.

    `peak` is the most memory that one of these processes had, in bytes.
    """

    cpu: float
    wall: float
    output: str
    peak: int


class Pace(NamedTuple):
    """How often something is repeated: until `seconds` are over, within the bounds."""

    seconds: float
    least: int
    most: int


@dataclass(frozen=True)
class Spread:
    """The summary of several measurements of one thing."""

    median: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(statistics.median(values), min(values), max(values), len(values))


class Pairs(NamedTuple):
    """Measurements of two things, made in turns."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> Spread:
        return Spread.of([a / b for a, b in zip(self.ours, self.theirs, strict=True)])

    @property
    def difference(self) -> Spread:
        return Spread.of([a - b for a, b in zip(self.ours, self.theirs, strict=True)])


def run(
    command: Sequence[str | Path], variables: Mapping[str, str], folder: Path
) -> Done:
    """Run a command to its end in a folder.

    Raises BenchmarkError if it fails, or where the system does not tell the resources
    of the processes.
    """
    if not hasattr(os, "wait4"):
        raise BenchmarkError("This system does not tell the CPU time of one process.")
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)),
            env=dict(variables),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if process.returncode:
        line = " ".join(map(str, command))
        raise BenchmarkError(f"{line} ended with {process.returncode}:\n{text}")
    peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Done(used.ru_utime + used.ru_stime, wall, text, peak)


def repeat(measure: Callable[[int], float], pace: Pace) -> list[float]:
    """Measure again and again; `measure` is told how often it was called before."""
    results: list[float] = []
    start = time.monotonic()
    while len(results) < pace.least or (
        len(results) < pace.most and time.monotonic() - start < pace.seconds
    ):
        results.append(measure(len(results)))
    return results


def compare(
    ours: Callable[[], float], theirs: Callable[[], float], pace: Pace
) -> Pairs:
    """Measure two things in turns, after a run of each to warm up.

    Every second pair is turned around, so that neither is always the later one. Where
    there is to be one pair only, which tells nothing, none of them is to warm up.
    """
    if pace.most > 1:
        ours()
        theirs()
    left: list[float] = []
    right: list[float] = []

    def pair(number: int) -> float:
        turns = [(ours, left), (theirs, right)]
        for measure, results in turns if number % 2 == 0 else reversed(turns):
            results.append(measure())
        return left[-1] / right[-1]

    repeat(pair, pace)
    return Pairs(tuple(left), tuple(right))


def check(holds: bool, told: str) -> None:
    """Raise BenchmarkError, with the output of a run, if it failed its purpose."""
    if not holds:
        raise BenchmarkError(f"A run did not what it was to measure: {told}")
