"""Projects by machines, in lines and in tables."""

from __future__ import annotations

from pip._vendor.packaging.utils import NormalizedName
from pip._vendor.variantlib.names.filename import VariantName

from pip._internal.variants.commands.drawing import Canvas
from pip._internal.variants.commands.machine_matrix import Cell, Column
from pip._internal.variants.commands.matrix_text import as_lines, draw
from tests.unit.commands.rendering import plain, rendered

PKG, APP = NormalizedName("pkg"), NormalizedName("app")
VARIANT = Cell("1.0", "x.whl", VariantName("36266d4d", is_label=False), None)
PLAIN = Cell("1.0", "x.whl", None, "None of the 2 fits: [red] it is old")
NONE = Cell(None, None, None, None)


def column(name: str, cell: Cell, failure: str | None = None) -> Column:
    return Column(name, {PKG: cell}, [PKG], failure)


def test_lines() -> None:
    columns = [column("a", VARIANT), column("bb", PLAIN), column("c", NONE, "Gone.")]
    assert plain(as_lines(columns)) == [
        "pkg",
        "  a   1.0~36266d4d",
        "  bb  1.0, plain wheel",
        "      None of the 2 fits: [red] it is old",
        "  c   none",
        "",
        "c: Gone.",
    ]


def test_long_titles_do_not_push_the_wheels_aside() -> None:
    long, longer = "2 machines (nodes/gpu01.toml, nodes/gpu02.toml)", "n" * 51
    titles = ["a", long, longer]
    assert plain(as_lines([column(name, NONE) for name in titles])) == [
        "pkg",
        f"  a{' ' * 46}  none",
        f"  {long}  none",
        f"  {longer}",
        f"  {' ' * 47}  none",
    ]
    shown = plain(as_lines([column(longer, NONE)]))
    assert shown[1:] == [f"  {longer}", "    none"]


def test_variants_that_no_machine_gets_come_last() -> None:
    cells = [VARIANT._replace(variants=["x.whl", "z.whl", "y.whl"]), PLAIN]
    columns = [column(name, cell) for name, cell in zip("ab", cells, strict=True)]
    last = ["No machine gets 2 of 3 variants of pkg 1.0:", "  y.whl", "  z.whl"]
    assert plain(as_lines(columns))[-4:] == ["", *last]
    assert rendered(draw(Canvas(), columns, 100), 100).splitlines()[-3:] == last
    only = VARIANT._replace(filename="plain.whl", variants=["x.whl"])
    assert plain(as_lines([column("a", only)]))[-2:] == [
        "No machine gets the variant of pkg 1.0:",
        "  x.whl",
    ]


def test_a_table_has_notes() -> None:
    columns = [column("a", VARIANT), column("b", PLAIN), column("c", PLAIN)]
    columns.append(Column("d", {APP: NONE}, [APP], "Gone."))
    columns.append(Column("e", {APP: PLAIN}, [APP], None))
    shown = rendered(draw(Canvas(), columns, 120), 120).splitlines()
    assert [cell.strip() for cell in shown[1].split("│")[1:-1]] == [
        "Project",
        *"abcde",
    ]
    assert [cell.strip() for cell in shown[5].split("│")[1:-1]] == [
        "pkg",
        "1.0~36266d4d",
        "1.0, plain wheel [1]",
        "1.0, plain wheel [1]",
        "none",
        "not needed",
    ]
    assert shown[-2:] == ["[1] None of the 2 fits: [red] it is old", "d: Gone."]


def test_machines_that_do_not_fit_side_by_side_get_another_table() -> None:
    columns = [column(f"machine-{number}.toml", VARIANT) for number in range(10)]
    for width, tables in ((60, 5), (80, 3), (300, 1)):
        shown = rendered(draw(Canvas(), columns, width), width)
        assert shown.count("Project") == tables
        assert all(one.machine in shown for one in columns)
        assert max(map(len, shown.splitlines())) <= width
