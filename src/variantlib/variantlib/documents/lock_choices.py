"""The choices of a lock file that is for several machines.

Packages that not every machine gets are in *groups*, dependency groups of PEP 751. The
tool table says who gets which::

    [[tool.variantlib.choices]]
    group = "gpu01"                    # left out where all get the same packages
    marker = "platform_machine == 'x86_64'"    # left out where all have one platform
    variants = {lab = ["cuda13"]}      # of these its best; "none" is the plain wheel

    [tool.variantlib.choices.machines."gpu01.toml".providers.nvidia.keys]
    sm_arch = ["90_real"]

The projects stand in the order in which pip decided on them: what comes later depends
on what came before. Under `machines` stand the facts that the choice depended on, for
each machine that it was made for, in the form of a description of a machine. Where
machines differ in their C library, or in the version of macOS, and get other files for
it, that stands there, too: no marker tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from packaging.utils import canonicalize_name

from ..errors import InvalidDocument, shorten
from ..named_tuples import NamedTuple

PLAIN = "none"
"""Stands for the plain wheel, and for the source distribution."""

MAX_CHOICES = 10_000

Facts = Mapping[tuple[str, str], tuple[str, ...]]
"""The values that a machine supports, by provider and key.

Those that no provider reports, as its C library, stand under ``NO_PROVIDER``.
"""

NO_PROVIDER = ""

WITHOUT_MARKER = ("platform", "glibc", "musl")
"""The keys of those that decide on wheels."""


class LockChoice(NamedTuple):
    """What some machines get of a lock file.

    :param group: Their packages are those of this group, and those without one; None if
        all machines get the same packages.
    :param variants: The hashes and labels that may be chosen, by project, in the order
        in which the projects were decided on. Of one that is not in it, all may be.
    :param machines: The facts about each machine that it was made for, by its name.
    :param marker: The environment marker of their platform and Python; None if the
        lock file is for one of these only.
    """

    group: str | None
    variants: Mapping[str, tuple[str, ...]]
    machines: Mapping[str, Facts] = {}
    marker: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it has no variants."""
        return len(self.plain) == len(self.variants)

    @property
    def plain(self) -> Sequence[str]:
        """The projects of which nothing but the plain wheel may be chosen."""
        return [name for name, names in self.variants.items() if names == (PLAIN,)]


def parse_choices(stated: object) -> list[LockChoice]:
    """Make sense of the `choices` in the tool table of a lock file.

    :raises InvalidDocument: If they are not as they have to be.
    """
    if not isinstance(stated, list) or len(stated) > MAX_CHOICES:
        raise InvalidDocument(f"choices must be a list of at most {MAX_CHOICES} tables")
    return [_parse_choice(item) for item in stated]


def choice_table(choice: LockChoice) -> dict[str, object]:
    """Return the table that says a choice."""
    texts = {"group": choice.group, "marker": choice.marker}
    table: dict[str, object] = {k: v for k, v in texts.items() if v is not None}
    names = choice.variants.items()
    table["variants"] = {project: list(variants) for project, variants in names}
    if choice.machines:
        table["machines"] = {
            name: _facts_table(facts) for name, facts in choice.machines.items()
        }
    return table


def group_name(title: str) -> str:
    """Return a title as the name of a dependency group has to be."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "machine"


def machine_title(machine: str) -> str:
    """Return the name of a machine without its folder, its suffix and those like it.

    Only that of a file is a suffix: `cuda12.8` has none.
    """
    first = re.sub(r" and \d+ others?$", "", machine)
    return re.sub(r"\.(toml|json)$", "", PurePath(first).name)


def parse_facts(stated: object) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the facts in a description of a machine.

    :raises InvalidDocument: If it is not as it has to be.
    """
    machine = _table(stated, "a machine")
    providers = _table(machine.get("providers", {}), "providers")
    own = {key: _text_in(machine, key) for key in WITHOUT_MARKER}
    return {
        **{(NO_PROVIDER, key): (text,) for key, text in own.items() if text},
        **{
            (provider, key): _texts(values, key)
            for provider, table in providers.items()
            for key, values in _keys(table, provider)
        },
    }


def _parse_choice(stated: object) -> LockChoice:
    table = _table(stated, "a choice")
    variants = _table(table.get("variants", {}), "variants")
    machines = _table(table.get("machines", {}), "machines")
    return LockChoice(
        _text_in(table, "group"),
        {canonicalize_name(p): _texts(names, p) for p, names in variants.items()},
        {name: parse_facts(facts) for name, facts in machines.items()},
        _text_in(table, "marker"),
    )


def _facts_table(facts: Facts) -> dict[str, object]:
    own: dict[str, object] = {}
    providers: dict[str, dict[str, dict[str, list[str]]]] = {}
    for (provider, key), values in sorted(facts.items()):
        if provider == NO_PROVIDER:
            (own[key],) = values
        else:
            providers.setdefault(provider, {"keys": {}})["keys"][key] = list(values)
    return {**own, "providers": providers}


def _keys(table: object, provider: str) -> Iterator[tuple[str, object]]:
    keys = _table(_table(table, provider).get("keys", {}), "keys")
    yield from keys.items()


def _text_in(table: Mapping[str, Any], key: str) -> str | None:
    text = table.get(key)
    if text is None or isinstance(text, str):
        return text
    raise InvalidDocument(f"{key} must be a text, not {shorten(text)}")


def _table(stated: object, name: str) -> Mapping[str, Any]:
    if not isinstance(stated, dict):
        raise InvalidDocument(f"{shorten(name)} must be a table, not {shorten(stated)}")
    return stated


def _texts(stated: object, name: str) -> tuple[str, ...]:
    if isinstance(stated, Sequence) and not isinstance(stated, str):
        texts = tuple(item for item in stated if isinstance(item, str))
        if len(texts) == len(stated) > 0:
            return texts
    raise InvalidDocument(f"{shorten(name)} must be a list of texts")
