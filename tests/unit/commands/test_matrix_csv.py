"""Projects by machines for spreadsheets."""

from __future__ import annotations

import csv

from pip._vendor.packaging.utils import NormalizedName
from pip._vendor.variantlib.names.filename import VariantName

from pip._internal.variants.commands.machine_matrix import Cell, Column
from pip._internal.variants.commands.matrix_csv import as_csv

PKG = NormalizedName("pkg")
VARIANT = Cell("1.0", "x.whl", VariantName("36266d4d", is_label=False), None)
NONE = Cell(None, None, None, None)


def test_each_machine_has_its_lines() -> None:
    columns = [
        Column("2 machines", {PKG: VARIANT}, [PKG], None, ["a", "=b\x1b"], "12"),
        Column("c", {PKG: NONE}, [PKG], 'Gone, "all" of it', ["c"], "34"),
    ]
    header, *rows = csv.reader(as_csv(columns).splitlines())
    assert header[:3] == ["machine", "digest", "project"]
    assert rows == [
        ["a", "12", "pkg", "1.0", "x.whl", "36266d4d", ""],
        ["'=b\\x1b", "12", "pkg", "1.0", "x.whl", "36266d4d", ""],
        ["c", "34", "pkg", "", "", "", ""],
        ["c", "34", "", "", "", "", 'Gone, "all" of it'],
    ]
