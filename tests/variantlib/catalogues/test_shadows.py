"""Tables that an earlier one leaves without files."""

from __future__ import annotations

import pytest

from variantlib.catalogues.parsing import parse_catalogue
from variantlib.catalogues.shadows import shadowed

HEAD = "format = 1\nname = 'demo'\nprojects = ['demo', 'other']\n"


@pytest.mark.parametrize(
    ("earlier", "later", "is_shadowed"),
    [
        ("index = 'https://a'", "index = 'https://a/'", True),
        ("index = 'https://a'", "page = 'https://a'\nindex = 'https://b'", False),
        ("local = 'cu12*'", "local = ['cu126', 'cu128']", True),
        ("local = 'cu126'", "local = 'cu12*'", False),
        ("local = 'cu*'", "files = '*-linux_*'", False),
        ("local = 'c?'", "local = 'c?'", True),
        # Nobody can tell at a glance.
        ("local = 'c*'", "local = 'c?'", False),
        ("local = 'a'\nversions = '>1'", "local = 'a'\nversions = '>1'", True),
        ("local = 'a'\nversions = '>1'", "local = 'a'", False),
        ("local = 'a'\nprojects = 'demo'", "local = 'a'", False),
        ("local = 'a'", "local = 'a'\nprojects = 'demo'", True),
    ],
)
def test_a_table_is_shadowed_where_another_has_all_its_files(
    earlier: str, later: str, is_shadowed: bool
) -> None:
    tables = f"[[variants]]\nlabel = 'a'\n{earlier}\n[[variants]]\nlabel = 'b'\n{later}"
    read = parse_catalogue(f"{HEAD}{tables}".encode(), "demo.toml")
    assert list(shadowed(read)) == ([("b", "a")] if is_shadowed else [])
