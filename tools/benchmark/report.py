"""The table of the benchmarks, and the machine that it holds for."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from .measure import Pairs, Spread

_HEAD = """\
# Benchmarks

What variants may cost, and what they cost. This command writes the page, down to the
table:

    nox -s bench

It needs Linux or macOS, the package index, and about {minutes:.0f} minutes.

{machine}
{about}
| What | At most | Measured | Lowest .. highest | Kept |
| --- | --- | --- | --- | --- |
"""

_NOTES = "\n## What misses its budget, and why\n"

_ABOUT = """\
* Times are CPU times (user and system) of whole processes with their children, unless a
  row says otherwise. Other programs disturb these little, but they do.
* Each pair runs in turns, A B B A, after a run of each to warm up. A ratio is
  the median of the ratios of pairs; lowest and highest are those of single pairs;
  "quickest" compares the quickest run of each, which others disturbed least.
* valgrind counts instructions, in pip and not in its children. All runs have
  the same hash seed.
* "Run" is `pip install --dry-run --ignore-installed` from an index on loopback, which
  has its JSON pages, metadata files and variants.json before the run.
* Variants have 8 properties (2 providers with 4 keys each, 6 values a key), and this
  machine supports all of them, so pip can leave out none early.
* "Variant wheels" have hashes, "label wheels" have labels for the same properties.
* "Choose" begins with the wheels and their properties, and ends with the best
  wheel and a check of its hash or properties. "Choose in pip" begins with pip's
  candidates and the parsed variants.json, and has to split their names and addresses
  first. Both run inside one process, garbage collection as usual, which also times
  `json.loads` of that variants.json.
* variantlib gets the same document, which says itself what is supported, and asks no
  plugin. It runs `json.loads` and `variantlib.api.get_variants_by_priority`, which end
  with labels in order; we end with the file to install. Both choose the same.
* The large wheel has 12,000 members, the dist-info folder last; nearly all of it is a
  hole in the file. Its server, on loopback, gives parts and counts requests. The time
  is that of one read, with the session made and all modules imported.
* "NVIDIA GPU" is a tree of files, with a library and an `nvidia-smi` that only answer,
  at once or after the time that a driver may take to start a
  GPU. pip asks the library in a process that it supervises. uv 0.13.9 calls
  `nvidia-smi` three times, one after the other; the row does so without uv. The start
  of the Python that asks does not count on either side. The import of the built-in
  providers has a row of its own.
* pip asks each published plugin in its process, and in other runs the built-in provider
  of the same name. "Cold" is without any kept answer.
* Provider plugins are installed beside 100 other distributions. An audit hook in pip
  counts processes; the plugins count questions.
* `pip variant build` and `pip variant index` make a release of a tiny project.
  "Beyond the build" is their time less that of `pip wheel`, divided by the number of
  wheels. Memory is the most that one process had, that of the back end included.
* The small wheels of `pip variant index` have METADATA, WHEEL and variant.json. 100 of
  them make a release, and 10 releases a project.
"""


class Row(NamedTuple):
    """One row of the table; `kept` is None where there is no budget."""

    what: str
    budget: str
    measured: str
    spread: str
    kept: bool | None = None

    def __str__(self) -> str:
        kept = {True: "yes", False: "**no**", None: ""}[self.kept]
        cells = [self.what, self.budget, self.measured, self.spread, kept]
        return f"| {' | '.join(cells)} |"


def ratio_row(what: str, pairs: Pairs, limit: float | None = None) -> Row:
    """Return a row of how often one thing costs as much as another."""
    ratio = pairs.ratio
    ours, theirs = Spread.of(pairs.ours).median, Spread.of(pairs.theirs).median
    measured = f"x {ratio.median:.3f} ({_time(ours)} / {_time(theirs)})"
    quickest = min(pairs.ours) / min(pairs.theirs)
    spread = (
        f"x {ratio.low:.3f} .. {ratio.high:.3f}, {ratio.count} pairs;"
        f" quickest x {quickest:.3f}"
    )
    return _row(what, limit, "x {:g}", measured, spread, ratio.median)


def time_row(what: str, times: Spread, limit: float | None = None) -> Row:
    """Return a row of a cost in seconds."""
    spread = f"{_time(times.low)} .. {_time(times.high)}, {times.count} times"
    return _row(what, limit, "{} s", _time(times.median), spread, times.median)


def _row(
    what: str, limit: float | None, form: str, measured: str, spread: str, value: float
) -> Row:
    if limit is None:
        return Row(what, "", measured, spread)
    return Row(what, form.format(limit), measured, spread, value <= limit)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if abs(seconds) >= 1 else f"{1000 * seconds:.3g} ms"


def describe_machine(loads: Sequence[float]) -> str:
    """Return the conditions of the numbers, as lines of a list.

    `loads` are the load averages of a minute that were seen meanwhile.
    """
    load = f"{min(loads):.1f} .. {max(loads):.1f}"
    lines = {
        "Machine": f"{_cpu_model()}, {os.cpu_count()} cores, {platform.system()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "Load": f"{load} while measuring (averages of a minute)",
        "Date": f"{dt.datetime.now(dt.timezone.utc):%Y-%m-%d}",
    }
    return "".join(f"* {name}: {value}\n" for name, value in lines.items())


def _cpu_model() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def write_page(path: Path, rows: Sequence[Row], machine: str, minutes: float) -> None:
    """Write the page of the docs. The text below its table is kept."""
    head = _HEAD.format(machine=machine, about=_ABOUT, minutes=max(1, minutes))
    table = "".join(f"{row}\n" for row in rows)
    old = path.read_text("utf-8") if path.exists() else ""
    notes = "".join(old.partition(_NOTES)[1:])
    path.write_text(f"{head}{table}{notes}", "utf-8")


def show(rows: Iterable[Row]) -> tuple[list[Row], list[float]]:
    """Print rows as they come; return them, and the load averages seen meanwhile."""
    shown, loads = [], [os.getloadavg()[0]]
    for row in rows:
        print(row, flush=True)
        shown.append(row)
        loads.append(os.getloadavg()[0])
    return shown, loads
