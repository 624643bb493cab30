"""Make sense of the values in the tables of a catalogue.

All of them are foreign: each mistake is an error that names the table and the key.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import NormalizedName, canonicalize_name

from ..errors import VariantError
from ..passwords import without_user
from ..text import shown

MAX_PROJECTS = 200
MAX_PLACES = 20
MAX_PATTERNS = 50
MAX_PATTERN = 200
MAX_STARS = 8
MAX_TEXT = 1000

Names = tuple[NormalizedName, ...]
_T = TypeVar("_T")
_SCHEMES = {"https", "http", "file"}
_is_project = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?").fullmatch


class Mistake(Exception):
    """The mistake, and its place."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(problem)
        self.place = place
        self.problem = problem


def parse_projects(table: Mapping[str, Any], where: str) -> Names:
    place = f"{where}, projects" if where else "projects"
    names = parse_list(table.get("projects", []), place, MAX_PROJECTS)
    return tuple(dict.fromkeys(parse_project(name, place) for name in names))


def parse_project(name: object, place: str) -> NormalizedName:
    if not isinstance(name, str) or not _is_project(name) or len(name) > 100:
        raise Mistake(place, f"{shown(name)} is not the name of a project")
    return canonicalize_name(name)


def parse_urls(table: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
    where = f"{place}, {key}"
    urls = parse_list(table.get(key, []), where, MAX_PLACES)
    for url in urls:
        if not isinstance(url, str) or not _is_url(url):
            raise Mistake(where, _not_a_url(url))
    return tuple(urls)


def _not_a_url(found: object) -> str:
    """Return the mistake in a URL, without the password that it may have."""
    bare = without_user(found) if isinstance(found, str) else found
    problem = f"{shown(bare)} is not a URL of https, http or file"
    if bare == found:
        return problem
    return f"{problem} without a password; keep that in netrc or a keyring"


def _is_url(text: str) -> bool:
    if not text.isprintable() or " " in text or len(text) > MAX_TEXT:
        return False
    try:
        parts = urlsplit(text)
        # A port of too many digits is noticed when it is asked for.
        is_complete = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    if parts.scheme == "file":
        is_complete = parts.netloc in ("", "localhost") and bool(parts.path)
    is_plain = not (parts.query or parts.fragment or parts.password)
    return parts.scheme in _SCHEMES and is_complete and is_plain


def parse_patterns(table: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
    where = f"{place}, {key}"
    patterns = parse_list(table.get(key, []), where, MAX_PATTERNS)
    for text in patterns:
        is_text = (
            isinstance(text, str) and text.isprintable() and len(text) <= MAX_PATTERN
        )
        if not is_text or not text or text.count("*") > MAX_STARS:
            raise Mistake(where, f"{shown(text)} is not a pattern such as cu12*")
    return tuple(patterns)


def parse_versions(
    table: Mapping[str, Any], where: str, projects: Names
) -> tuple[tuple[NormalizedName, SpecifierSet], ...]:
    """Return the releases of each project: of those in a table, or of all alike."""
    stated, place = table.get("versions", ""), f"{where}, versions"
    if not isinstance(stated, dict):
        specifier = _specifier(stated, place)
        return tuple((project, specifier) for project in projects)
    if not stated:
        raise Mistake(place, "names no project; leave it out for all releases")
    found: dict[NormalizedName, SpecifierSet] = {}
    for key, text in stated.items():
        project = parse_project(key, place)
        if project in found:
            raise Mistake(place, f"names {project} twice")
        found[project] = _specifier(text, place)
    stranger = next((name for name in found if name not in projects), None)
    if projects and stranger:
        raise Mistake(place, f"{stranger} is not among the projects")
    return tuple(found.items())


def _specifier(text: object, place: str) -> SpecifierSet:
    try:
        if isinstance(text, str) and len(text) <= MAX_TEXT:
            return SpecifierSet(text)
    except InvalidSpecifier:
        pass
    raise Mistake(place, f"{shown(text)} is not of the form >=2.9,<2.11")


def parse_date(document: Mapping[str, Any]) -> str:
    date = document.get("date", "")
    if (
        isinstance(date, dt.datetime)
        or not isinstance(date, (dt.date, str))
        or (isinstance(date, str) and date)
    ):
        raise Mistake("date", "must be a date, without quotes: 2026-11-28")
    return str(date)


def parse_text(
    table: Mapping[str, Any], key: str, place: str, default: str | None = None
) -> str:
    where = f"{place}, {key}" if place else key
    text = table.get(key, default)
    if text is None:
        raise Mistake(where, "is missing")
    if not isinstance(text, str) or not text.isprintable():
        raise Mistake(where, "must be text of one line")
    if len(text) > MAX_TEXT:
        raise Mistake(where, f"is longer than {MAX_TEXT} characters")
    return text


def parse_list(value: object, place: str, most: int) -> list[Any]:
    """Return a list, also of a single text."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list):
        raise Mistake(place, "must be a text, or a list of texts")
    if len(items) > most:
        raise Mistake(place, f"has more than {most} items")
    return items


def checked(place: str, check: Callable[[Any], _T], value: object) -> _T:
    try:
        return check(value)
    except VariantError as error:
        raise Mistake(place, str(error)) from None
