"""The settings of a row: all that a value, an axis or the file says about a build.

Texts may hold `{axis}` for the name of the row's value of an axis, and, in the settings
of an axis or a value, `{value}` for the name of that value.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from ..errors import VariantError, shorten
from ..making.edits import EDITS, Edits, WrongEdit, parse_edits
from ..names.properties import Property, parse_property
from .conditions import read_condition
from .tables import (
    as_list,
    as_path,
    as_table,
    as_text,
    as_texts,
    check_keys,
    fault,
    fill,
    join,
)

PROJECT = "project"
"""The word for the folder of the sources, which each build has at another place."""

WORDS = ("wheel", "dest_dir", PROJECT)
"""What a command may have in braces besides: filled in when it is run."""

PROPERTIES = "{properties}"
"""A text of a setting for the back end that stands for the properties of the row."""

# A doubled brace stays as it is: it is looked at later.
_VALUE = re.compile(r"(\{\{|\}\})|\{value\}")
_is_variable = re.compile(r"[A-Za-z_][A-Za-z0-9_]*").fullmatch
_is_image = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]*").fullmatch
_is_runner = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+ -]*").fullmatch

Command = tuple[str, ...]
"""A program and its arguments; empty for none, whatever another table says."""


@dataclass(frozen=True)
class Settings:
    """What one table of the file says.

    :param place: Where it stands.
    :param properties: Not parsed yet, as there may be names to fill in.
    :param flags: Variables whose texts are joined with blanks.
    """

    place: str = ""
    properties: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    flags: tuple[tuple[str, str], ...] = ()
    config_settings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    build_requires: tuple[str, ...] = ()
    add_dependencies: tuple[str, ...] = ()
    drop_dependencies: tuple[str, ...] = ()
    replace_dependencies: tuple[str, ...] = ()
    add_extras: tuple[str, ...] = ()
    drop_extras: tuple[str, ...] = ()
    add_entry_points: tuple[str, ...] = ()
    drop_entry_points: tuple[str, ...] = ()
    test_requires: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    requires_python: str | None = None
    label: str | None = None
    image: str | None = None
    runner: str | None = None
    python: str | None = None
    repair: Command | None = None
    test: Command | None = None

    def parsed_properties(self) -> tuple[Property, ...]:
        """Return the properties, sorted.

        :raises InvalidDocument: If one of them is none.
        """
        place = join(self.place, "properties")
        found = set()
        for text in self.properties:
            try:
                found.add(parse_property(text))
            except VariantError as error:
                raise fault(place, str(error)) from None
        return tuple(sorted(found))

    def edits(self) -> Edits:
        """Return the changes of the metadata.

        :raises InvalidDocument: If one is not written as it must be.
        """
        try:
            texts = {name: getattr(self, name) for name in EDITS}
            return parse_edits(texts, self.requires_python)
        except WrongEdit as error:
            raise fault(join(self.place, error.key), str(error)) from None


NO_SETTINGS = Settings()


def read_settings(place: str, table: Mapping[str, object]) -> Settings:
    """Return the settings in a table.

    :raises InvalidDocument: If there is an unknown key, or a wrong value.
    """
    check_keys(place, table, KEYS)
    found = {
        name.replace("-", "_"): KEYS[name](join(place, name), value)
        for name, value in table.items()
    }
    return Settings(place=place, **found)  # type: ignore[arg-type]


def filled(settings: Settings, known: Mapping[str, str]) -> Settings:
    """Return the settings with the names of values filled in.

    :raises InvalidDocument: If a name is not known, or the result is not as it must be.
    """
    settings = replace(settings, config_settings=_with_properties(settings))
    result: dict[str, object] = {}
    for name in _NAMES:
        value = getattr(settings, name)
        if value:
            place = join(settings.place, name.replace("_", "-"))
            later = {word: f"{{{word}}}" for word in _LATER.get(name, ())}
            result[name] = _fill_in(place, value, {**known, **later})
    checked = replace(settings, **result)  # type: ignore[arg-type]
    _check_filled(checked)
    return checked


def in_folder(settings: Settings, project: Path) -> Settings:
    """Return the settings of a build whose sources are in a folder."""
    placed = {
        name: _replaced(getattr(settings, name), f"{{{PROJECT}}}", str(project))
        for name in _PLACED
    }
    return replace(settings, **placed)


def _replaced(given: Any, word: str, text: str) -> Any:
    if isinstance(given, tuple):
        return tuple(_replaced(item, word, text) for item in given)
    return given.replace(word, text)


def _with_properties(settings: Settings) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the settings of the back end, with the properties for `{properties}`.

    Those without a text are left out: an empty list takes back what `all` passes.
    """
    properties = [_spaced(text) for text in settings.properties]
    found = (
        (name, tuple(t for text in texts for t in _each(text, properties)))
        for name, texts in settings.config_settings
    )
    return tuple((name, texts) for name, texts in found if texts)


def _each(text: str, properties: list[str]) -> list[str]:
    return properties if text == PROPERTIES else [text]


def _spaced(text: str) -> str:
    return " :: ".join(part.strip() for part in text.split("::"))


def with_value(settings: Settings, value: str) -> Settings:
    """Return the settings of a value of an axis, with its name for `{value}`."""
    known = {name: _with_value(getattr(settings, name), value) for name in _NAMES}
    return replace(settings, **known)


def _with_value(given: Any, value: str) -> Any:
    if isinstance(given, tuple):
        return tuple(_with_value(item, value) for item in given)
    return given and _VALUE.sub(lambda match: match[1] or value, given)


def _fill_in(place: str, value: object, known: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return fill(place, value, known)
    if isinstance(value, tuple):
        return tuple(_fill_in(place, item, known) for item in value)
    return value


def _check_filled(settings: Settings) -> None:
    """Check texts that may have been templates."""
    settings.parsed_properties()
    settings.edits()
    for name in ("build_requires", "test_requires"):
        place = join(settings.place, name.replace("_", "-"))
        for text in getattr(settings, name):
            _requirement(place, text)
    for name, check in (("image", _is_image), ("runner", _is_runner)):
        text = getattr(settings, name)
        if text is not None and not check(text):
            problem = f"must be the name of one, not {shorten(text)}"
            raise fault(join(settings.place, name), problem)


def over(lower: Settings, upper: Settings) -> Settings:
    """Return settings of which the upper ones count where both say something.

    Lists are added, and so are flags.
    """
    result: dict[str, object] = {"place": upper.place}
    for name in _NAMES:
        first, second = getattr(lower, name), getattr(upper, name)
        if name in _TABLES:
            result[name] = tuple({**dict(first), **dict(second)}.items())
        elif name == "flags":
            result[name] = _joined_flags(first, second)
        elif name in _LISTS:
            result[name] = tuple(dict.fromkeys([*first, *second]))
        else:
            result[name] = first if second is None else second
    return Settings(**result)  # type: ignore[arg-type]


def beside(settings: Sequence[Settings]) -> Settings:
    """Return the settings of several axes, none of which comes before another.

    :raises InvalidDocument: If two of them say something different.
    """
    said: dict[tuple[str, str], tuple[object, str]] = {}
    for each in settings:
        for key, value in _single(each):
            known, where = said.setdefault(key, (value, each.place))
            if known != value:
                name, part = key
                what = f"{name.replace('_', '-')} {part}".strip()
                hint = f" (flags = {{ {part} = ... }} joins texts)" if part else ""
                raise fault(each.place, f"{what} is another in {where}{hint}")
    result = Settings()
    for each in settings:
        result = over(result, replace(each, label=None))
    return result


def differing(one: Settings, other: Settings) -> list[str]:
    """Return the keys, other than those of the variant, with another value in each."""
    names = (name for name in _NAMES if name not in ("properties", "label"))
    return [
        name.replace("_", "-")
        for name in names
        if getattr(one, name) != getattr(other, name)
    ]


def _single(settings: Settings) -> Iterable[tuple[tuple[str, str], object]]:
    for name in _NAMES:
        value = getattr(settings, name)
        if name in _TABLES:
            for part, text in value:
                yield (name, part), text
        elif name not in (*_LISTS, "flags", "label") and value is not None:
            yield (name, ""), value


def _joined_flags(
    first: Iterable[tuple[str, str]], second: Iterable[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    joined = dict(first)
    for name, text in second:
        joined[name] = f"{joined[name]} {text}" if name in joined else text
    return tuple(joined.items())


def _variables(place: str, value: object) -> tuple[tuple[str, str], ...]:
    table = as_table(place, value)
    for name in table:
        if not _is_variable(name):
            raise fault(place, f"{shorten(name)} cannot be the name of a variable")
    return tuple(
        (name, as_text(join(place, name), text)) for name, text in table.items()
    )


def _config_settings(
    place: str, value: object
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for name, text in as_table(place, value).items():
        where = join(place, name)
        if not name or "=" in name or not name.isprintable():
            raise fault(place, f"{shorten(name)} cannot be the name of a setting")
        texts = text if isinstance(text, list) else [text]
        found.append((name, tuple(as_text(where, item) for item in texts)))
    return tuple(found)


def _requirements(place: str, value: object) -> tuple[str, ...]:
    texts = as_texts(place, value)
    for text in texts:
        if "{" not in text:
            _requirement(place, text)
    return texts


def _requirement(place: str, text: str) -> None:
    try:
        Requirement(text)
    except (InvalidRequirement, RecursionError):
        raise fault(place, f"{shorten(text)} is no requirement") from None


def _python(place: str, value: object) -> str:
    text = as_path(place, value)
    if not text or text.startswith("-"):
        raise fault(place, f"must be a version or a path, not {shorten(text)}")
    return text


def _command(place: str, value: object) -> Command:
    if isinstance(value, list):
        words = [as_text(place, item) for item in as_list(place, value)]
    elif isinstance(value, str):
        words = _split(place, as_text(place, value))
    else:
        raise fault(place, "must be a command: text, or a list of words")
    if words and not words[0]:
        raise fault(place, "names no program")
    return tuple(words)


def _split(place: str, text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise fault(place, f"cannot be split into words: {error}") from None


KEYS = {
    "properties": as_texts,
    "environment": _variables,
    "flags": _variables,
    "config-settings": _config_settings,
    "build-requires": _requirements,
    "add-dependencies": as_texts,
    "drop-dependencies": as_texts,
    "replace-dependencies": as_texts,
    "add-extras": as_texts,
    "drop-extras": as_texts,
    "add-entry-points": as_texts,
    "drop-entry-points": as_texts,
    "requires-python": as_text,
    "test-requires": _requirements,
    "when": read_condition,
    "label": as_text,
    "image": as_text,
    "runner": as_text,
    "python": _python,
    "repair": _command,
    "test": _command,
}
"""The keys of such a table, and how the value of each is read."""

_NAMES = tuple(field.name for field in fields(Settings) if field.name != "place")
_TABLES = ("environment", "config_settings")
_COMMANDS = ("repair", "test")
_PLACED = ("environment", "flags", "config_settings")
# What may have words in braces that are filled in when a step is run.
_LATER = {**dict.fromkeys(_COMMANDS, WORDS), **dict.fromkeys(_PLACED, (PROJECT,))}
_LISTS = (
    "properties",
    "build_requires",
    *EDITS,
    "test_requires",
    "when",
)
