"""The comparisons about variants in the marker of a dependency (PEP 825).

    dep; variant_label == "cuda13"
    dep; "nvidia :: sm_arch :: 90_real" in variant_properties

They are read here for makers and reviewers, who have no machine to evaluate them for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import accumulate

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement

from ..named_tuples import NamedTuple
from ..names.labels import NULL_LABEL
from ..names.properties import Property, to_mapping
from .requirements import MAX_TEXT

__all__ = [
    "LABEL",
    "Comparison",
    "comparisons",
    "hash_form_problem",
    "is_marked",
    "is_sound",
    "marker_of",
    "without_labels",
]

LABEL = "variant_label"

_NAMES = r"\bvariant_(?:label|properties|features|namespaces)\b"
_find_name = re.compile(rf";.*{_NAMES}", re.ASCII).search
_is_about_variants = re.compile(_NAMES, re.ASCII).search
_is_name = re.compile(_NAMES, re.ASCII).fullmatch
_OPERAND = r"\"[^\"]*\"|'[^']*'|(?<![\w.])[\w.]+"
_COMPARISON = re.compile(
    rf"({_OPERAND})\s*(===|[~=!<>]=|[<>]|(?:not\s+)?in\b)\s*({_OPERAND})", re.ASCII
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MAX_DEPTH = 50
"""So deep may brackets be nested in pip."""

_TRUE, _FALSE = "python_version >= '0'", "python_version < '0'"


class Comparison(NamedTuple):
    """A comparison of a variable with a text.

    :param variable: One of the four about variants.
    :param operator: As in "==" or "not in".
    :param text: Without its quotes.
    :param is_reversed: Whether the text stands first.
    """

    variable: str
    operator: str
    text: str
    is_reversed: bool

    @property
    def is_sound(self) -> bool:
        """Whether it is one that installers know."""
        if self.variable == LABEL:
            return self.operator in ("==", "!=", "in", "not in")
        return self.operator in ("in", "not in") and self.is_reversed

    @property
    def is_negative(self) -> bool:
        """Whether it holds where another is wanted."""
        return self.operator in ("!=", "not in")

    def holds_for(self, label: str) -> bool:
        """Return whether one of a label holds."""
        left, right = (self.text, label) if self.is_reversed else (label, self.text)
        is_found = left in right if self.operator.endswith("in") else left == right
        return is_found != self.is_negative


def is_marked(dependency: str) -> bool:
    """Return whether the marker of a dependency is about variants."""
    return _find_name(dependency) is not None


def comparisons(dependency: str) -> Iterator[Comparison]:
    """Yield the comparisons about variants in the marker of a dependency."""
    for match in _COMPARISON.finditer(dependency.partition(";")[2]):
        if (found := _parse(match)) is not None:
            yield found


def _parse(match: re.Match[str]) -> Comparison | None:
    left, operator, right = match.groups()
    for name, text in ((left, right), (right, left)):
        if _is_name(name) and text[:1] in "\"'":
            return Comparison(
                name, " ".join(operator.split()), text[1:-1], text == left
            )
    return None


def is_sound(dependency: str) -> bool:
    """Return whether installers can read a dependency that is marked.

    Labels are compared as text, without an order. The others are sets, in which a text
    is looked for.
    """
    head, _, marker = dependency.partition(";")
    plain = _COMPARISON.sub(_stand_in, marker)
    if _is_about_variants(_QUOTED.sub("", plain)):
        return False
    try:
        Requirement(f"{head};{plain}")
    except (InvalidRequirement, RecursionError):
        return False
    return len(dependency) <= MAX_TEXT and _depth_of(marker) <= _MAX_DEPTH


def _stand_in(match: re.Match[str]) -> str:
    """Return a comparison that any library can read, for a sound one about variants."""
    found = _parse(match)
    return _TRUE if found is not None and found.is_sound else match[0]


def _depth_of(marker: str) -> int:
    """Return how deep the brackets of a marker are nested."""
    depths = accumulate(
        (char == "(") - (char == ")") for char in _QUOTED.sub("", marker)
    )
    return max(depths, default=0)


def hash_form_problem(dependency: str) -> str | None:
    """Return why the marker of a dependency makes no sense in wheels of the hash form.

    These wheels have no label, so a comparison with one is the same in all of them.
    That is right for `null`, which has no hash.

    :return: Half a sentence; None if all is well.
    """
    named = [
        each
        for each in comparisons(dependency)
        if each.variable == LABEL and each.text != NULL_LABEL
    ]
    marker = dependency.partition(";")[2]
    if not _holds(marker, lambda each: each not in named or each.holds_for("")):
        return f"{_NO_LABEL} never holds in one"
    if any(each.is_negative for each in named if each.text):
        return f"{_NO_LABEL} holds in each of them"
    return None


_NO_LABEL = "a wheel of the hash form has no label, so this marker"


def _holds(marker: str, value_of: Callable[[Comparison], bool]) -> bool:
    """Return whether a marker holds where all that is not about variants does."""

    def put(match: re.Match[str]) -> str:
        found = _parse(match)
        return _TRUE if found is None or value_of(found) else _FALSE

    try:
        return not marker or Marker(_COMPARISON.sub(put, marker)).evaluate()
    except (InvalidMarker, RecursionError):
        # Whoever parses it finds out.
        return True


def without_labels(
    dependency: str, variants: Mapping[str, Collection[Property]]
) -> str:
    """Return an example of a marker that does without the labels of a dependency.

    :param variants: The properties of each, by label or hash; the one that the
        dependency names makes the example, or else the first.
    """
    named = [e.text for e in comparisons(dependency) if e.variable == LABEL]
    for name in (*named, *variants):
        if variants.get(name):
            return marker_of(variants[name])
    return "'namespace :: key :: value' in variant_properties"


def marker_of(properties: Iterable[Property]) -> str:
    """Return the marker that holds for a variant, in either form.

    Of several values of a key, a machine may support one: any of them will do.
    """
    return " and ".join(
        f"'{namespace} :: {key}' in variant_features"
        if len(values) > 1
        else f"'{namespace} :: {key} :: {values[0]}' in variant_properties"
        for namespace, keys in to_mapping(properties).items()
        for key, values in keys.items()
    )
