"""Hand the rows to machines that build them: GitHub, GitLab, Slurm, or any other.

Rows that one build serves are in one job, unless their conditions differ. If there are
more builds than a system takes jobs, builds for one image, runner and toolkit share a
job: the image is started once.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from ..errors import InvalidDocument
from ..named_tuples import NamedTuple
from .maker_file import MakerFile
from .rows import Row

LIMITS = {"github": 256, "gitlab": 200, "slurm": 1000, "json": 5000}
"""Jobs that each system takes at once; Slurm's is that of its default settings."""

AT_ONCE = 20
"""Jobs of an array that Slurm runs at a time, if nobody says how many."""


class Order(NamedTuple):
    """How the jobs are run.

    :param command: The start of the command line; the rows follow.
    :param output: The folder that it writes to.
    :param at_once: Jobs at a time, None if nobody said how many.
    """

    command: Sequence[str]
    output: str
    at_once: int | None = None


@dataclass(frozen=True)
class Job:
    """Rows that one machine builds, one after the other.

    :param name: That of its first row; no other job has it.
    """

    name: str
    rows: tuple[Row, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(row.name for row in self.rows)

    @property
    def image(self) -> str:
        return self.rows[0].settings.image or ""

    @property
    def runner(self) -> str:
        return self.rows[0].settings.runner or ""

    @property
    def python(self) -> str:
        """The Pythons of its rows, a line each, as the action of GitHub takes them."""
        found = dict.fromkeys(row.settings.python for row in self.rows)
        return "\n".join(filter(None, found))


def make_jobs(file: MakerFile, rows: Sequence[Row], limit: int) -> tuple[Job, ...]:
    """Return the jobs for some rows, not more than so many.

    :raises InvalidDocument: If not even one for each image, runner and toolkit fits.
    """
    builds: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        builds.setdefault((*_place(row), row.build), []).append(row)
    groups: dict[tuple[str, ...], list[list[Row]]] = {}
    toolkit = _toolkit_axis(file)
    for served in builds.values():
        key = (*_place(served[0]), dict(served[0].values).get(toolkit, ""))
        groups.setdefault(key, []).append(served)
    if len(groups) > limit:
        raise InvalidDocument(
            f"{len(groups)} images, runners and values of {toolkit} are more than the"
            f" {limit} jobs that are allowed at once: choose some of them with --only"
        )
    size = ceil(len(builds) / limit)
    while sum(ceil(len(group) / size) for group in groups.values()) > limit:
        size += 1
    parts = (part for group in groups.values() for part in _split(group, size))
    return tuple(Job(part[0].name, tuple(part)) for part in parts)


def _place(row: Row) -> tuple[str, str, str]:
    """Return where a row is built: one machine meets not all conditions."""
    settings = row.settings
    return settings.image or "", settings.runner or "", " and ".join(row.when)


def _toolkit_axis(file: MakerFile) -> str:
    """Return the first axis that says something of the machine."""
    return next(filter(file.needs_something, file.axes), "")


def _split(group: Sequence[Sequence[Row]], size: int) -> Iterator[list[Row]]:
    for start in range(0, len(group), size):
        yield [row for served in group[start : start + size] for row in served]


def as_json(jobs: Sequence[Job], order: Order) -> str:
    """Return the jobs as a list, for any system that reads JSON."""
    items = [{**_members(job), "command": [*order.command, *job.ids]} for job in jobs]
    return json.dumps(items, indent=2)


def as_github(jobs: Sequence[Job], order: Order) -> str:
    """Return the matrix of a GitHub workflow, in one line as an output has to be."""
    items = [{**_members(job), "ids": " ".join(job.ids)} for job in jobs]
    return json.dumps({"include": items}, separators=(",", ":"))


def as_gitlab(jobs: Sequence[Job], order: Order) -> str:
    """Return a child pipeline of GitLab.

    Its texts are quoted as in JSON, which is YAML as well.
    """
    lines = ["stages:", "  - build"]
    for job in jobs:
        # The prefix keeps names apart from GitLab's own.
        lines += ["", f"{json.dumps(f'variant {job.name}')}:", "  stage: build"]
        if job.image:
            lines.append(f"  image: {json.dumps(job.image)}")
        if job.runner:
            lines.append(f"  tags: [{json.dumps(job.runner)}]")
        script = shlex.join([*order.command, *job.ids])
        lines += ["  script:", f"    - {json.dumps(script)}"]
        lines += ["  artifacts:", f"    paths: [{json.dumps(order.output)}]"]
    return "\n".join(lines)


def as_slurm(jobs: Sequence[Job], order: Order) -> str:
    """Return a batch script that is an array of the jobs.

    Its logs are beside those of the rows: Slurm's own would be new sources.
    """
    last = len(jobs) - 1
    logs = shlex.quote(f"{order.output}/logs")
    words = "\n".join(f"  {shlex.quote(' '.join(job.ids))}" for job in jobs)
    return f"""\
#!/bin/bash
#SBATCH --job-name=variants
#SBATCH --array=0-{last}%{order.at_once or AT_ONCE}
#SBATCH --output=/dev/null
mkdir -p {logs}
exec > {logs}/slurm-$SLURM_ARRAY_JOB_ID-$SLURM_ARRAY_TASK_ID.log 2>&1
jobs=(
{words}
)
read -r -a ids <<< "${{jobs[$SLURM_ARRAY_TASK_ID]}}"
exec {shlex.join(order.command)} "${{ids[@]}}\""""


Writer = Callable[[Sequence[Job], Order], str]

WRITERS: dict[str, Writer] = {
    "github": as_github,
    "gitlab": as_gitlab,
    "slurm": as_slurm,
    "json": as_json,
}


def write_jobs(system: str, file: MakerFile, rows: Sequence[Row], order: Order) -> str:
    """Return the file with which a system builds the rows.

    :param system: One of WRITERS.
    :raises InvalidDocument: If there are too many.
    """
    jobs = make_jobs(file, rows, LIMITS[system])
    return WRITERS[system](jobs, order)


def _members(job: Job) -> dict[str, object]:
    return {
        "name": job.name,
        "ids": list(job.ids),
        "image": job.image,
        "runner": job.runner,
        "python": job.python,
    }
