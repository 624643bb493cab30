"""Read the descriptions of many machines, and find out which are equal.

A folder stands for the descriptions in it, and so does a pattern as of a shell. Most
machines of a fleet are copies of a few: text that was parsed is not parsed again, and
machines with the same facts are one group.
"""

from __future__ import annotations

import glob
import itertools
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from ..errors import InvalidMachine
from ..folders import reason_of
from ..named_tuples import NamedTuple
from ..passwords import without_user
from ..text import and_others, joined, printable, some
from .descriptions import read_machine
from .detected import parse_described
from .digest import digest_of
from .files import MachineFile, read_content
from .presets import preset_names

__all__ = ["Group", "find_machines", "group_machines", "read_machines", "title_of"]

MAX_MACHINES = 20_000
MAX_SHOWN = 3
"""So many machines of a group are named."""

MAX_BROKEN = 100
"""So many descriptions that cannot be read are explained."""

_SUFFIXES = (".toml", ".json")
_HINT = "Name a folder or a pattern of files that 'pip variant detect -o' wrote."

_find_any_depth = re.compile(r"(|.*?[/\\])\*\*(?:[/\\](.*))?", re.DOTALL).fullmatch

# What people call a machine, and when it was asked, is nothing that it has.
# Compiled when files are read.
_UNIMPORTANT = partial(
    re.fullmatch,
    rb'name = "[ -!#-\[\]-~]+"\n'
    rb"|captured = [0-9]{4}(-[0-9]{2}){2}[T ][0-9:.]{5,15}(Z|[+-][0-9]{2}:[0-9]{2})?\n",
)


def find_machines(texts: Iterable[str]) -> list[str]:
    """Return the machines that texts stand for, each once.

    :param texts: Descriptions as ``read_machine`` takes them; folders, which stand for
        the files in TOML and JSON there; and patterns of files.
    :raises InvalidMachine: If there is nothing in a folder, or like a pattern.
    """
    found = list(dict.fromkeys(path for text in texts for path in _expand(text)))
    if len(found) > MAX_MACHINES:
        problem = f"There are more than {MAX_MACHINES} machines."
        raise InvalidMachine(found[MAX_MACHINES], problem, _HINT)
    return found


def _expand(text: str) -> Sequence[str]:
    if text in preset_names():
        return [text]
    if os.path.isdir(text):
        names = sorted(name for name in _list(text) if name.endswith(_SUFFIXES))
        paths = [os.path.join(text, name) for name in names]
        return paths or _nothing_in(text)
    if glob.has_magic(text) and not os.path.exists(text):
        files = filter(os.path.isfile, _matching(text))
        paths = sorted(itertools.islice(files, MAX_MACHINES + 1))
        return paths or _nothing(text, "No file has a name like this.")
    return [text]


def _matching(pattern: str) -> Iterator[str]:
    """Yield the paths like a pattern; ``**`` stands for folders, however deep.

    At its end it stands for all files in these.
    No links to folders are among these, as they may lead in circles.
    """
    found = _find_any_depth(pattern)
    if found is None:
        yield from glob.iglob(pattern)
        return
    before, behind = found[1], found[2] or "*"
    for top in glob.iglob(before) if before else [os.curdir]:
        for folder, names, _ in os.walk(top):
            names[:] = sorted(name for name in names if not name.startswith("."))
            inside = os.path.join(glob.escape(os.path.normpath(folder)), behind)
            yield from map(os.path.normpath, _matching(inside))


def _list(folder: str) -> Sequence[str]:
    try:
        return os.listdir(folder)
    except OSError as error:
        problem = f"This folder cannot be read: {reason_of(error)}."
        raise InvalidMachine(folder, problem, _HINT) from None


def _nothing_in(folder: str) -> Sequence[str]:
    problem = "No file in this folder ends in .toml or .json."
    if any(os.path.isdir(os.path.join(folder, name)) for name in _list(folder)):
        deeper = os.path.join(folder, "**", "*.toml")
        problem += f" pip does not look into its folders: name '{deeper}'."
    return _nothing(folder, problem)


def _nothing(text: str, problem: str) -> Sequence[str]:
    raise InvalidMachine(text, problem, _HINT)


def read_machines(texts: Iterable[str]) -> dict[str, MachineFile]:
    """Read the descriptions of several machines.

    :param texts: As ``read_machine`` takes them.
    :raises InvalidMachine: If some cannot be understood; all of them are named.
    """
    found: dict[str, MachineFile] = {}
    broken: list[InvalidMachine] = []
    read: dict[bytes, MachineFile] = {}
    for text in texts:
        try:
            found[text] = _read(text, read)
        except InvalidMachine as error:
            broken.append(error)
    if len(broken) == 1:
        raise broken[0]
    if broken:
        raise _all_of(broken)
    return found


def _read(text: str, read: dict[bytes, MachineFile]) -> MachineFile:
    """Read a description, or take what one with the same facts had."""
    if not os.path.isfile(text):
        return read_machine(text)
    content = read_content(text)
    facts = _without_names(content)
    known = read.get(facts)
    if known is None:
        known = read[facts] = parse_described(content, text)
    return _renamed(known, printable(os.path.basename(text)))


def _renamed(machine: MachineFile, name: str) -> MachineFile:
    """Return the same machine in a file of another name, which its answers name too."""
    answers = tuple(
        answer if answer.distribution else answer._replace(plugin=name)
        for answer in machine.answers
    )
    return machine._replace(name=name, answers=answers)


def _without_names(content: bytes) -> bytes:
    """Return a description without the lines at its start that differ everywhere."""
    end = content.find(b"[")
    head, rest = (content, b"") if end < 0 else (content[:end], content[end:])
    kept = (line for line in head.splitlines(keepends=True) if not _UNIMPORTANT(line))
    return b"".join([*kept, rest])


def _all_of(broken: Sequence[InvalidMachine]) -> InvalidMachine:
    shown = [
        f"{printable(without_user(error.where))}: {error.problem}" for error in broken
    ]
    where = and_others(broken[0].where, len(broken))
    return InvalidMachine(where, "\n".join(some(shown, MAX_BROKEN)), broken[0].hint)


class Group(NamedTuple):
    """Machines with the same facts.

    :param names: The machines, as they were named.
    :param machine: The first of them.
    :param digest: The digest of the facts.
    """

    names: Sequence[str]
    machine: MachineFile
    digest: str

    @property
    def title(self) -> str:
        """The name of the only machine, or how many there are, and some of them."""
        return title_of(self.names)


def title_of(names: Sequence[str]) -> str:
    """Return the only name of a machine, or how many there are, and some of them."""
    if len(names) == 1:
        return printable(names[0])
    shown = joined(list(map(printable, names)), MAX_SHOWN)
    return f"{len(names)} machines ({shown})"


def group_machines(machines: Mapping[str, MachineFile]) -> list[Group]:
    """Return groups of equal machines, in the order of the first of each."""
    groups: dict[str, list[str]] = {}
    for name, machine in machines.items():
        digest = digest_of(machine.answers, machine.platform, machine.detect)
        groups.setdefault(digest, []).append(name)
    return [
        Group(tuple(names), machines[names[0]], digest)
        for digest, names in groups.items()
    ]
