"""Named sets: lists of requests that the configuration has a name for.

[variantlib.sets]
gpu12 = nvidia :: cuda_version_lower_bound < 13, none
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pip._vendor.variantlib.errors import InvalidRequest
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import printable

from pip._internal.variants.exceptions import VariantConfigurationError
from pip._internal.variants.settings.choices import (
    PLAIN,
    Requests,
    is_hash,
    parse_set,
    set_name,
)

TABLE = "sets"

_HINT = (
    "Write what --variant takes, as in "
    'gpu12 = "nvidia :: cuda_version_lower_bound < 13, none".'
)
_is_name = partial(re.fullmatch, r"[a-z0-9.-]+")


class NamedSet(NamedTuple):
    """The requests that a name stands for, and their place in the configuration."""

    where: str
    requests: Requests


def merge_sets(settings: Sequence[tuple[str, str, Any]]) -> dict[str, Requests]:
    """Return the sets in all settings; see ``config.MergeSets``.

    :raises VariantConfigurationError: See ``parse_sets``; and for a set of sets.
    """
    sets = {name: named for setting in settings for name, named in parse_sets(*setting)}
    check_sets(sets)
    return {name: named.requests for name, named in sets.items()}


def parse_sets(where: str, key: str, value: Any) -> Iterator[tuple[str, NamedSet]]:
    """Yield the sets in a setting: the whole table, or one as pip has them.

    :param where: The place that holds it, for the user.
    :raises VariantConfigurationError: If a set has no good name, or says nothing.
    """
    if key != TABLE:
        yield _parse(where, key[len(TABLE) + 1 :], value)
    elif isinstance(value, Mapping):
        for name, text in value.items():
            yield _parse(where, name, text)
    else:
        raise VariantConfigurationError(
            where, "sets is not a table.", "Write a section [variantlib.sets]."
        )


def check_sets(sets: Mapping[str, NamedSet]) -> None:
    """Refuse sets of sets.

    :raises VariantConfigurationError: If one names another one.
    """
    for name, (where, requests) in sets.items():
        for request in requests:
            if isinstance(request, str) and set_name(request) in sets:
                raise VariantConfigurationError(
                    where,
                    f"The set {name} holds the set {request}.",
                    "Write out what it stands for, or give one of them another name.",
                )


def _parse(where: str, text: str, value: Any) -> tuple[str, NamedSet]:
    name = set_name(text)
    shown = printable(name)
    if not _is_name(name) or is_hash(name) or name == PLAIN:
        raise VariantConfigurationError(
            where,
            f"A set cannot be called {shown}.",
            "A name has letters, digits, '.', '_' and '-', and is no hash or 'none'.",
        )
    return name, NamedSet(where, _parse_requests(where, shown, value))


def _parse_requests(where: str, shown: str, value: Any) -> Requests:
    text = _as_text(value)
    if text is None:
        raise VariantConfigurationError(where, f"The set {shown} is not text.", _HINT)
    try:
        requests = parse_set(text)
    except InvalidRequest as error:
        problem = f"The set {shown}: {error.problem}.\n{error.marked()}"
        raise VariantConfigurationError(where, problem, _HINT) from None
    if not requests:
        raise VariantConfigurationError(where, f"The set {shown} is empty.", _HINT)
    return requests


def _as_text(value: Any) -> str | None:
    """Return the requests of a set in one text; TOML may have a list of texts."""
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        return None
    return ", ".join(texts)
