"""Changes of the metadata of a wheel: dependencies, Python, extras, entry points."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from ..documents.requirements import (
    canonical_names,
    extras_of,
    is_bare,
    is_same,
    parse_requirement,
    project_of,
)
from ..documents.variant_markers import hash_form_problem, is_marked, without_labels
from ..errors import InvalidDocument, VariantError, shorten
from ..names.properties import Property
from ..text import guess
from .entry_points import EntryPoint, parse_entry_point, parse_place
from .fields import Fields

__all__ = ["EDITS", "Edits", "WrongEdit", "parse_edits"]

_REQUIRES = "Requires-Dist"
_PROVIDES = "Provides-Extra"


@dataclass(frozen=True)
class Edits:
    """Changes of the metadata of a wheel; by default none.

    :param add_dependencies: Requirements; those that are there already stay.
    :param drop_dependencies: Projects, of which all requirements go, or requirements.
    :param replace_dependencies: Requirements that come in the place of all of their
        projects.
    :param requires_python: Versions of Python; empty for any, None for no change.
    :param add_entry_points: Those of the same name are replaced.
    :param drop_entry_points: Groups and names.
    """

    add_dependencies: tuple[str, ...] = ()
    drop_dependencies: tuple[str, ...] = ()
    replace_dependencies: tuple[str, ...] = ()
    requires_python: str | None = None
    add_extras: tuple[str, ...] = ()
    drop_extras: tuple[str, ...] = ()
    add_entry_points: tuple[EntryPoint, ...] = ()
    drop_entry_points: tuple[tuple[str, str], ...] = ()

    def apply(self, fields: Fields) -> None:
        """Change METADATA.

        :raises InvalidDocument: If there is nothing to drop or to replace, or an extra
            is not provided.
        """
        for name in self.drop_extras:
            _drop_extra(fields, name)
        for text in self.drop_dependencies:
            _drop(fields, text)
        _replace(fields, self.replace_dependencies)
        known = fields.values(_PROVIDES)
        fields.add(_PROVIDES, [name for name in self.add_extras if name not in known])
        there = fields.values(_REQUIRES)
        new = [
            text
            for text in self.add_dependencies
            if not any(is_same(text, line) for line in there)
        ]
        fields.add(_REQUIRES, new)
        if self.requires_python is not None:
            fields.set("Requires-Python", self.requires_python or None)
        _check_extras(fields, [*new, *self.replace_dependencies])

    def check_markers(
        self, variants: Mapping[str, Collection[Property]], is_hashed: bool = False
    ) -> None:
        """Refuse variant markers that cannot hold in a wheel.

        :param variants: The properties of those that are known, by label or hash.
        :param is_hashed: Whether it is made in the hash form.
        :raises WrongEdit: If there is one.
        """
        for edit in ("add_dependencies", "replace_dependencies"):
            for text in getattr(self, edit):
                if is_hashed:
                    problem = _label_problem(text, variants)
                else:
                    problem = _PLAIN_PROBLEM if is_marked(text) else None
                if problem is not None:
                    raise WrongEdit(edit, f"{shorten(text)}: {problem}")


_PLAIN_PROBLEM = (
    "this is a plain wheel, and other installers refuse one with a marker about"
    " variants; leave out the marker, or the dependency"
)


def _label_problem(
    text: str, variants: Mapping[str, Collection[Property]]
) -> str | None:
    problem = hash_form_problem(text)
    if problem is None:
        return None
    return f"{problem}; write it as in {without_labels(text, variants)}"


def _drop(fields: Fields, text: str) -> None:
    project = project_of(text)
    is_unwanted = (
        (lambda line: project_of(line) == project)
        if is_bare(text)
        else (lambda line: is_same(line, text))
    )
    there = fields.values(_REQUIRES)
    if fields.drop(_REQUIRES, is_unwanted) is None:
        raise _not_required(text, there)


def _replace(fields: Fields, texts: tuple[str, ...]) -> None:
    for project in dict.fromkeys(map(project_of, texts)):
        new = [text for text in texts if project_of(text) == project]
        there = fields.values(_REQUIRES)
        place = fields.drop(_REQUIRES, lambda line: project_of(line) == project)  # noqa: B023
        if place is None:
            raise _not_required(new[0], there)
        fields.add(_REQUIRES, new, place)


def _not_required(text: str, there: Collection[str]) -> InvalidDocument:
    if is_bare(text) or project_of(text) not in canonical_names(there):
        hint = guess(str(project_of(text)), sorted(canonical_names(there)))
        return InvalidDocument(f"does not require {shorten(project_of(text))}{hint}")
    return InvalidDocument(f"does not require exactly {shorten(text)}")


def _drop_extra(fields: Fields, name: str) -> None:
    """Drop an extra with the dependencies that are for it alone."""
    extra = canonicalize_name(name)
    known = fields.values(_PROVIDES)
    if fields.drop(_PROVIDES, lambda line: canonicalize_name(line) == extra) is None:
        hint = guess(extra, known)
        raise InvalidDocument(f"provides no extra {shorten(name)}{hint}")
    fields.drop(_REQUIRES, lambda line: extras_of(line) == {extra})


def _check_extras(fields: Fields, texts: Collection[str]) -> None:
    known = set(map(canonicalize_name, fields.values(_PROVIDES)))
    for text in texts:
        for extra in sorted(extras_of(text) - known):
            hint = guess(extra, known) or ": add it, too"
            raise InvalidDocument(f"provides no extra {shorten(extra)}{hint}")


class WrongEdit(VariantError):
    """A change that is not written as it must be.

    :param edit: One of EDITS, or requires_python.
    """

    def __init__(self, edit: str, reason: str) -> None:
        super().__init__(edit, reason)
        self.edit = edit
        self.reason = reason

    def __str__(self) -> str:
        return self.reason

    @property
    def key(self) -> str:
        """The key of it in a maker's file."""
        return self.edit.replace("_", "-")


def parse_edits(
    texts: Mapping[str, Sequence[str]], requires_python: str | None
) -> Edits:
    """Return the changes that a maker wrote.

    :param texts: Those of each of EDITS.
    :raises WrongEdit: If one is not written as it must be.
    """
    _parse("requires_python", requires_python or "", _versions)
    return Edits(
        requires_python=requires_python,
        **{
            name: tuple(_parse(name, text, parse) for text in texts[name])
            for name, parse in _PARSERS.items()
        },
    )


def _parse(edit: str, text: str, parse: Callable[[str], Any]) -> Any:
    try:
        return parse(text)
    except VariantError as error:
        raise WrongEdit(edit, str(error)) from None


def _versions(text: str) -> str:
    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        raise VariantError(
            f"{shorten(text)} says no versions of Python: write it as '>=3.10'"
        ) from None
    return text


def _dependency(text: str) -> str:
    parse_requirement(text)
    return text


def _projects(text: str) -> str:
    if project_of(text) is None:
        raise VariantError(f"{shorten(text)} names no project")
    return text


def _extra(text: str) -> str:
    if not is_bare(text):
        raise VariantError(f"{shorten(text)} is no name of an extra")
    return text


_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "add_dependencies": _dependency,
    "drop_dependencies": _projects,
    "replace_dependencies": _dependency,
    "add_extras": _extra,
    "drop_extras": _extra,
    "add_entry_points": parse_entry_point,
    "drop_entry_points": parse_place,
}

EDITS = tuple(_PARSERS)
"""The changes that makers write as a list of texts."""
