"""The command that a lock file was made with, for ``pip lock --check`` without one.

A stranger may have written the lock file. So nothing is kept, and nothing taken from
one, but names and public versions of projects, machines that pip knows or whose files
lie beside the lock file, and two choices of a word each::

    [tool.variantlib.command]
    requirements = ["engine>=2"]
    machines = ["gpu01.toml", "x86_64_v3+cuda12.8"]
    variants = "all"               # left out for "chosen"
    format = "pep825"              # left out unless it was given
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.variantlib.machine.descriptions import PLUS
from pip._vendor.variantlib.machine.presets import preset_names
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.pylock.portable import tool_of, with_tool
from pip._internal.variants.settings.config import SECTION
from pip._internal.variants.utils.addresses import shown_value
from pip._internal.variants.utils.requirements import as_public

_KEY = "command"
_KEYS = {"requirements", "machines", "variants", "format"}

MAX_KEPT = 1000
"""So many requirements, and so many machines, are kept."""

MAX_LENGTH = 300

VARIANTS = ("chosen", "all")
FORMATS = ("tool", "pep825")

# A name alone: no folder, nothing hidden, no option.
_is_file_name = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*\.(toml|json)").fullmatch


class KeptCommand(NamedTuple):
    """A command that can be given again without the user.

    :param requirements: Names of projects, with public versions.
    :param machines: Machines that pip knows, and names of files beside the lock file.
    :param variants: Which variants are listed, as in ``VARIANTS``.
    :param form: The format that was given, as in ``FORMATS``.
    """

    requirements: Sequence[str]
    machines: Sequence[str] = ()
    variants: str = "chosen"
    form: str | None = None


def read_kept(document: Mapping[str, Any]) -> KeptCommand | None:
    """Return the command in a lock file, None if there is none.

    :raises ValueError: If there is more in it than may be kept.
    """
    stated = tool_of(document).get(_KEY)
    if stated is None:
        return None
    if not isinstance(stated, dict) or stated.keys() - _KEYS:
        raise ValueError(f"{_KEY} in its tool table is no command that pip keeps")
    return KeptCommand(
        tuple(map(public_requirement, _texts(stated, "requirements"))),
        tuple(map(_known_machine, _texts(stated, "machines"))),
        _word(stated, "variants", VARIANTS) or "chosen",
        _word(stated, "format", FORMATS),
    )


def with_kept(document: Mapping[str, Any], kept: KeptCommand) -> dict[str, Any]:
    """Return a lock file that has a command."""
    table: dict[str, Any] = {"requirements": list(kept.requirements)}
    if kept.machines:
        table["machines"] = list(kept.machines)
    if kept.variants != "chosen":
        table["variants"] = kept.variants
    if kept.form is not None:
        table["format"] = kept.form
    ours = {"format": 1, **tool_of(document), _KEY: table}
    return with_tool(document, **ours)


def without_kept(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a lock file without the command that made it."""
    ours = tool_of(document)
    if _KEY not in ours:
        return dict(document)
    rest = {key: value for key, value in ours.items() if key != _KEY}
    tool = {**document["tool"], SECTION: rest}
    if rest.keys() <= {"format"}:
        del tool[SECTION]
    found = {key: value for key, value in document.items() if key != "tool"}
    return {**found, "tool": tool} if tool else found


def public_requirement(text: str) -> str:
    """Return a requirement of a project of an index, written anew.

    :raises ValueError: If it is another one.
    """
    try:
        requirement = Requirement(text)
        if requirement.marker is None:
            return as_public(requirement)
    except (InvalidRequirement, RecursionError, ValueError):
        pass
    raise ValueError(
        f"{shown_value(text)} is no name of a project with public versions"
    )


def is_ready(machine: str) -> bool:
    """Return whether pip brings a machine along, or all parts of a sum."""
    return set(machine.split(PLUS)) <= set(preset_names())


def is_file_name(machine: str) -> bool:
    """Return whether a machine is the name of a file, in no folder."""
    return _is_file_name(machine) is not None


def _known_machine(text: str) -> str:
    """Return a machine that may be kept.

    :raises ValueError: If it is another one, or a file here has the name of a ready
        one and would be read in its place.
    """
    if is_file_name(text):
        return text
    if not is_ready(text):
        raise ValueError(
            f"{shown_value(text)} is neither a machine that pip knows nor a file "
            "beside it"
        )
    if any(map(os.path.lexists, (text, *text.split(PLUS)))):
        raise ValueError(f"a file has the name of the machine {text}")
    return text


def _texts(table: Mapping[str, Any], key: str) -> Iterator[str]:
    texts = table.get(key, [])
    if not isinstance(texts, list) or len(texts) > MAX_KEPT:
        raise ValueError(f"{key} must be a list of at most {MAX_KEPT} texts")
    for text in texts:
        if not isinstance(text, str) or len(text) > MAX_LENGTH:
            limit = f"at most {MAX_LENGTH} letters"
            raise ValueError(f"{key} must be texts of {limit}, not {shown_value(text)}")
        yield text


def _word(table: Mapping[str, Any], key: str, words: Sequence[str]) -> str | None:
    word = table.get(key)
    if word is None or word in words:
        return word
    raise ValueError(f"{key} must be {' or '.join(words)}, not {shown_value(word)}")
