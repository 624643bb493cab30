"""The command that builds variants, as both command lines run it."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from ..errors import InvalidDocument, VariantError
from ..making.known import unknown_namespaces, unknown_properties
from ..text import printable
from .build_list import compare_list, list_json, list_table
from .events import Event
from .from_source import stated_name
from .ignored import parse_lint
from .inputs import PlainInputs
from .jobs import Order, write_jobs
from .labelled import Release
from .leftovers import leftover_lines, maker_of
from .maker_file import MakerFile, find_file, read_file
from .plain_wheels import Builder
from .processes import Processes
from .row_checks import check_rows
from .rows import Row, make_rows, order_of
from .runs import Run, run_rows
from .selection import select_rows
from .sources import open_sources

MAX_JOBS = 1000
"""Builds at a time."""


@dataclass(frozen=True)
class Request:
    """What the user asked for.

    :param file: The maker's file; None to look for it in the current folder.
    :param output: The folder of the wheels; None for that of the file.
    :param names: Identifiers of rows, empty for all.
    :param only: Expressions of which one holds for each row.
    :param at_once: Builds at a time, None if nobody said how many.
    """

    file: Path | None = None
    output: Path | None = None
    names: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    at_once: int | None = None


@dataclass(frozen=True)
class Asked:
    """A maker's file with the rows that the user chose."""

    request: Request
    path: Path
    file: MakerFile
    rows: tuple[Row, ...]
    chosen: tuple[Row, ...]

    @property
    def output(self) -> Path:
        return self.request.output or self.path.parent / self.file.output

    @property
    def warnings(self) -> list[str]:
        """A line for each property of the chosen rows that no machine reports.

        And one for each namespace in the order that nothing else has.
        """
        providers = self.file.providers
        properties = (prop for row in self.chosen for prop in row.properties)
        used = [prop[0] for row in self.rows for prop in row.properties]
        return [
            *unknown_properties(properties, providers),
            *unknown_namespaces(self.file.priority, {*used, *providers}),
        ]

    def listed(self, as_json: bool) -> str:
        """Return the chosen rows as a table or as JSON."""
        return list_json(self.chosen) if as_json else list_table(self.chosen)

    def differences(self, path: Path) -> list[str]:
        """Return how the list in a file differs from the chosen rows.

        :raises VariantError: If it is no list.
        :raises OSError: If it cannot be read.
        """
        return compare_list(self.chosen, path)

    def matrix(self, system: str, program: Sequence[str]) -> str:
        """Return the file with which other machines build the chosen rows.

        :param program: The start of the command line that is ours.
        :raises InvalidDocument: If there are too many.
        """
        command = list(program)
        if self.request.file is not None:
            command += ["--file", self.request.file.as_posix()]
        if self.request.output is not None:
            command += ["--output", self.request.output.as_posix()]
        order = Order(command, self.output.as_posix(), self.request.at_once)
        return write_jobs(system, self.file, self.chosen, order)

    def build(self, pip: Sequence[str], version: str) -> Generator[Event, None, None]:
        """Build the chosen rows, and yield what happens.

        :param pip: The start of a command line that runs pip.
        :param version: The version of pip.
        :raises VariantError: If there is no project to build, or no folder of wheels
            can be made.
        """
        folder = self.path.parent / self.file.source
        sources = open_sources(folder, self.output, self.path)
        self._make_output(sources.folder)
        # Worked out once, before several threads need it.
        _ = sources.digest
        at_once = self.request.at_once or 1
        builder = Builder(sources, tuple(pip), at_once, dict(os.environ), Processes())
        release = Release(order_of(self.file, self.rows), self.file.providers)
        named = frozenset(self.request.names)
        output = self.output.resolve()
        maker = maker_of(self.path, output)
        plain = PlainInputs(builder, version)
        project = _project_in(sources.folder)
        run = Run(builder, release, plain, output, maker, project, named)
        return run_rows(run, self.chosen)

    def _make_output(self, sources: Path) -> None:
        file = printable(str(self.path))
        key = "--output" if self.request.output else f"{file}: output"
        place = f"{key}: {printable(str(self.output))}"
        if self.output.resolve() == sources:
            advice = "name another one, which may be inside"
            raise InvalidDocument(f"{place} is the folder of the sources; {advice}")
        try:
            self.output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"cannot be made a folder: {error.strerror}"
            raise InvalidDocument(f"{place} {problem}") from None

    def leftovers(self) -> list[str]:
        """Return a line about wheels of rows that are gone, if there are any."""
        return leftover_lines(self.path, self.output, [row.name for row in self.rows])


def read_request(request: Request) -> Asked:
    """Read the maker's file, and choose the rows that the user asks for.

    :raises VariantError: If the file, or the request, is not as it must be.
    :raises OSError: If the file cannot be read.
    """
    if request.at_once is not None and not 1 <= request.at_once <= MAX_JOBS:
        raise InvalidDocument(f"-j must be a number from 1 to {MAX_JOBS}")
    for name in request.names:
        if name == ".." or Path(name).name != name:
            problem = "is no row: name the file of another folder with --file"
            raise InvalidDocument(f"{printable(name)}: {problem}")
    path = request.file or find_file(Path())
    file = read_file(path)
    rows = _named_rows(path, file)
    chosen = select_rows(rows, request.names, request.only)
    return Asked(request, path, file, rows, chosen)


def _project_in(sources: Path) -> str | None:
    """Return the normalised name that sources state; None if they state none."""
    try:
        name = stated_name(sources)
    except (VariantError, OSError):
        # The back end will tell.
        return None
    return None if name is None else canonicalize_name(name)


def _named_rows(path: Path, file: MakerFile) -> tuple[Row, ...]:
    """Return the rows of a file; errors name it.

    :raises VariantError: If they are not as they must be.
    """
    try:
        parse_lint(file.lint)
        rows = make_rows(file)
        check_rows(file, rows, path.parent / file.source)
    except VariantError as error:
        raise InvalidDocument(f"{printable(str(path))}: {error}") from None
    return rows
