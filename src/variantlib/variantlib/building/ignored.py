"""Read which rules of lint a maker leaves out: `lint.ignore` of the maker's file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import InvalidDocument, VariantError
from ..linting.registry import parse_numbers
from ..linting.report import Ignored
from ..text import printable
from .maker_file import FILE_NAMES, TOML, table_of
from .tables import as_table, as_texts, check_keys, fault

__all__ = ["parse_lint", "read_ignored"]


def read_ignored(places: Iterable[Path]) -> Ignored:
    """Return the rules that makers leave out.

    :param places: The maker's files that are checked; if none is, the one in the
        current folder counts.
    :raises VariantError: If a file is not as it must be, or there is no such rule.
    :raises OSError: If a file cannot be read.
    """
    files = [path for path in places if path.suffix == TOML and path.is_file()]
    if not files:
        files = [*filter(Path.is_file, map(Path, FILE_NAMES))][:1]
    found = {path.name: _ignored_by(path) for path in files}
    return Ignored(
        frozenset().union(*found.values()),
        tuple(name for name, numbers in found.items() if numbers),
    )


def _ignored_by(path: Path) -> frozenset[str]:
    table = table_of(path)
    try:
        return parse_lint((table or {}).get("lint", {}))
    except VariantError as error:
        raise InvalidDocument(f"{printable(str(path))}: {error}") from None


def parse_lint(value: object) -> frozenset[str]:
    """Return the rules that the table `lint` leaves out.

    :raises VariantError: If it is not as it must be, or there is no such rule.
    """
    lint = as_table("lint", value)
    check_keys("lint", lint, ("ignore",))
    texts = as_texts("lint.ignore", lint.get("ignore", []))
    try:
        return parse_numbers(texts)
    except VariantError as error:
        raise fault("lint.ignore", str(error)) from None
