"""The commands about a choice: choose, explain."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any

from packaging.specifiers import SpecifierSet

from ..choice.evaluation import FileEvaluation, ProjectEvaluation, ReleaseEvaluation
from ..choice.grouping import SameReason, list_files, only_counted
from ..choice.releases import evaluate_place
from ..engine import this_machine
from ..errors import VariantError
from ..index.access import LocalAccess
from ..index.candidates import Candidate
from ..index.files import IndexFile
from ..index.place import read_place
from ..names.properties import to_mapping
from ..text import HINT, printable
from .result import Result

FORMAT = 1


def add_commands(commands: Any) -> None:
    """Add the commands to the subparsers of argparse."""
    choose = commands.add_parser(
        "choose", help="print the file of each project that this machine gets"
    )
    _add_options(choose)
    choose.set_defaults(run=_choose)

    explain = commands.add_parser(
        "explain", help="print of every file whether it fits, or why not"
    )
    _add_options(explain)
    explain.add_argument(
        "-v", "--verbose", action="store_true", help="list each file alone, and all"
    )
    explain.set_defaults(run=_explain)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "place",
        metavar="FOLDER|PAGE",
        help="a folder of wheels, or a saved page of a package index (HTML or JSON)",
    )
    parser.add_argument("--json", action="store_true", help="print it for programs")
    parser.add_argument(
        "--page-url",
        metavar="URL",
        help="where a saved page was fetched from, if its links are relative",
    )
    parser.add_argument(
        "--machine",
        metavar="FILE",
        help="choose for the machine that a file describes; the output of "
        "'detect --json' is such a file",
    )
    parser.add_argument(
        "--machine-set",
        action="append",
        default=[],
        metavar="FACT",
        help="a fact about the machine, as 'provider :: key :: value, value'",
    )
    parser.add_argument("--pre", action="store_true", help="take pre-releases, too")


def _choose(options: argparse.Namespace) -> Result:
    projects, _ = _evaluate(options, is_complete=False)
    status = 0 if all(project.chosen for project in projects) else 1
    if options.json:
        document = {"format": FORMAT, "projects": list(map(_chosen_object, projects))}
        return Result(_as_json(document), status)
    return Result("\n".join(_chosen_lines(projects)), status)


def _explain(options: argparse.Namespace) -> Result:
    projects, strangers = _evaluate(options, is_complete=True)
    status = 0 if all(project.chosen for project in projects) else 1
    if options.json:
        document = {
            "format": FORMAT,
            "projects": list(map(_project_object, projects)),
            "others": [
                {"filename": file.filename, "reason": reason}
                for file, reason in strangers
            ],
        }
        return Result(_as_json(document), status)
    lines = [line for project in projects for line in _project_lines(project, options)]
    lines += [f"{printable(f.filename)}: {printable(why)}" for f, why in strangers]
    return Result("\n".join(lines), status)


def _evaluate(
    options: argparse.Namespace, is_complete: bool
) -> tuple[list[ProjectEvaluation], list[tuple[IndexFile, str]]]:
    """Evaluate the place that a command names.

    :raises VariantError: If nothing is there.
    """
    place = read_place(options.place, options.page_url)
    projects, strangers = evaluate_place(
        place,
        this_machine(None, None, options.machine, options.machine_set),
        LocalAccess(),
        specifier=SpecifierSet(prereleases=True if options.pre else None),
        is_complete=is_complete,
    )
    if not projects:
        where = printable(options.place)
        raise VariantError(f"{where}: no files of projects are there")
    return projects, strangers


def _chosen_lines(projects: Sequence[ProjectEvaluation]) -> Iterator[str]:
    for project in projects:
        release = project.chosen
        if release is None or release.chosen is None:
            yield f"{project.project}: no file fits this machine"
        else:
            yield printable(release.chosen.candidate.filename)
            yield f"  {release.reason}"
        yield from _fault_lines(project)


def _project_lines(
    project: ProjectEvaluation, options: argparse.Namespace
) -> Iterator[str]:
    for release in project.releases:
        yield f"{project.project} {release.version}"
        if release.summary is not None:
            yield f"  {release.summary}"
        listed = release.chosen if release is project.chosen else None
        yield from _file_lines(release, listed, options.verbose)
    yield from _fault_lines(project)


def _file_lines(
    release: ReleaseEvaluation, chosen: FileEvaluation | None, is_whole: bool
) -> Iterator[str]:
    """Yield the files of a release, with a mark at the one that is chosen."""
    for fits in (True, False):
        files = [file for file in release.files if (file.rank is not None) is fits]
        listing = list_files(files, is_whole)
        for group in listing.groups:
            yield from _group_lines(group, release, chosen)
        if listing.hidden:
            yield f"       and {listing.hidden} more{HINT}"
    foreign = only_counted(release.files)
    if foreign and not is_whole:
        yield f"  {foreign}"


def _group_lines(
    group: SameReason[FileEvaluation],
    release: ReleaseEvaluation,
    chosen: FileEvaluation | None,
) -> Iterator[str]:
    first = group.files[0]
    if len(group.files) > 1:
        yield f"    -  {group.title}"
        yield f"       {group.names}"
    else:
        mark = "*" if first is chosen else " "
        rank = "-" if first.rank is None else str(first.rank)
        yield f"{mark} {rank:>3}  {printable(first.filename)}"
    if group.reason:
        yield f"       {printable(group.reason)}"
    elif first is release.chosen:
        yield f"       {release.reason}"


def _fault_lines(project: ProjectEvaluation) -> Iterator[str]:
    for fault in project.faults:
        yield f"  not used: {printable(fault)}"


def _chosen_object(project: ProjectEvaluation) -> dict[str, Any]:
    release = project.chosen
    chosen = release.chosen if release else None
    return {
        "project": project.project,
        "version": str(release.version) if release else None,
        "file": _file_object(chosen) if chosen else None,
        "reason": release.reason if release else "no file fits this machine",
        "faults": list(project.faults),
        "missing": [{"filename": name, "url": url} for name, url in project.missing],
    }


def _project_object(project: ProjectEvaluation) -> dict[str, Any]:
    return {
        "project": project.project,
        "version": str(project.chosen.version) if project.chosen else None,
        "releases": [_release_object(release) for release in project.releases],
        "faults": list(project.faults),
        "missing": [{"filename": name, "url": url} for name, url in project.missing],
    }


def _release_object(release: ReleaseEvaluation) -> dict[str, Any]:
    return {
        "version": str(release.version),
        "reason": release.reason,
        "files": [
            {
                **_file_object(found),
                "rank": found.rank,
                "chosen": found is release.chosen,
                "problem": found.problem,
            }
            for found in release.files
        ],
    }


def _file_object(found: FileEvaluation) -> dict[str, Any]:
    candidate = found.candidate
    return {
        "filename": candidate.filename,
        "url": candidate.url,
        "sha256": candidate.file.sha256,
        "variant": _variant_object(candidate),
        "properties": to_mapping(found.properties),
        "source": found.source,
    }


def _variant_object(candidate: Candidate) -> dict[str, Any] | None:
    if candidate.name is None:
        return None
    kind = "label" if candidate.name.is_label else "hash"
    return {"form": kind, "name": candidate.name.text}


def _as_json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=True)
