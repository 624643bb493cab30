"""Conditions of rows (`when`): environment markers about the machine that builds."""

from __future__ import annotations

import re

from packaging.markers import InvalidMarker, Marker

from ..errors import shorten
from .tables import as_text, fault

_OF_INSTALLS = {"extra", "extras", "dependency_groups"}


def read_condition(place: str, value: object) -> tuple[str, ...]:
    """Return a marker that any machine can evaluate.

    :raises InvalidDocument: If it is none.
    """
    text = as_text(place, value)
    marker = _parsed(place, text)
    for name in sorted(variables_of(text) & _OF_INSTALLS):
        raise fault(place, f"{name} is for requirements: no build has a value for it")
    try:
        # Whether texts can be compared depends on the marker, not on the machine.
        marker.evaluate()
    except ValueError:
        raise fault(place, f"{shorten(text)} compares what has no order") from None
    return (str(marker),)


def _parsed(place: str, text: str) -> Marker:
    try:
        return Marker(text)
    except InvalidMarker as error:
        reason = str(error).partition("\n")[0]
    except RecursionError:
        reason = "it is nested too deep"
    raise fault(place, f"{shorten(text)} is no marker: {reason}")


def variables_of(marker: str) -> set[str]:
    """Return the names in a marker, outside of its texts."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", marker)
    return set(re.findall(r"[a-z_]+", bare)) - {"and", "or", "in", "not"}
