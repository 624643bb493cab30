"""Choose some of the rows: by their identifiers, or by an expression.

An expression is words like `cuda=13.*`, `python!=3.10`, all of which have to hold. The
name is that of an axis, or one of `id`, `kind`, `label`, `image`, `runner`, `python`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from ..errors import InvalidDocument, shorten
from ..text import guess, guess_or_all, printable
from .rows import Row

_FACTS = ("id", "kind", "label", "image", "runner", "python")
_match_word = re.compile(r"([A-Za-z0-9][\w.+-]*?)(!?=)(.*)").fullmatch


def select_rows(
    rows: Sequence[Row], names: Sequence[str] = (), only: Sequence[str] = ()
) -> tuple[Row, ...]:
    """Return the rows of some identifiers, for which an expression holds.

    :param names: Empty for all rows.
    :param only: Expressions, of which one has to hold; empty for no condition.
    :raises InvalidDocument: If an identifier is not known, an expression is none, or
        none is left.
    """
    known = {row.name: row for row in rows}
    for name in names:
        if name not in known:
            hint = guess(name, known) or "; --list shows them"
            raise InvalidDocument(f"no row is called {printable(name)}{hint}")
    chosen = [known[name] for name in dict.fromkeys(names)] if names else list(rows)
    if not only:
        return tuple(chosen)
    facts = [_facts(row) for row in rows]
    words = [_parse(text, {name for each in facts for name in each}) for text in only]
    kept = tuple(
        row for row in chosen if any(_holds(each, _facts(row)) for each in words)
    )
    if not kept:
        raise InvalidDocument(
            f"--only {printable(' '.join(only))}: no row is like that"
        )
    return kept


def _facts(row: Row) -> dict[str, str]:
    settings = row.settings
    facts = (row.name, row.kind, row.label, settings.image, settings.runner)
    own = {name: text or "" for name, text in zip(_FACTS, facts, strict=False)}
    return {**own, "python": settings.python or "", **dict(row.values)}


def _parse(text: str, known: set[str]) -> list[tuple[str, bool, str]]:
    words = []
    for word in re.split(r"[\s,]+", text.strip()):
        match = _match_word(word)
        if match is None:
            raise InvalidDocument(
                f"--only {shorten(word)}: write it as 'axis=value' or 'axis!=value'"
            )
        if match[1] not in known:
            hint = guess_or_all(match[1], known)
            raise InvalidDocument(f"--only: no axis is called {match[1]}{hint}")
        words.append((match[1], match[2] == "=", match[3]))
    return words


def _holds(words: Sequence[tuple[str, bool, str]], facts: Mapping[str, str]) -> bool:
    return all(
        fnmatchcase(facts.get(name, ""), pattern) == is_equal
        for name, is_equal, pattern in words
    )
