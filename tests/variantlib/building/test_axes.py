"""Products, values that vary together, rows left out, and rows more."""

from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.errors import VariantError

from .matrices import TWO_BY_THREE, names_of, rows_of

CUDA = """
[axes.cuda]
values = ["12.8", "13.0"]
properties = ["nvidia :: cuda_version_lower_bound :: {value}"]
"""
PYTHON = '[axes.python]\nvalues = ["3.11", "3.12"]\npython = "{value}"\n'


def test_axes_are_multiplied_in_the_order_of_the_file(tmp_path: Path) -> None:
    assert names_of(tmp_path, TWO_BY_THREE) == [
        *("cuda12.8-v2", "cuda12.8-v3", "cuda12.8-v4"),
        *("cuda13.0-v2", "cuda13.0-v3", "cuda13.0-v4"),
        *("null", "plain"),
    ]


def test_linked_axes_vary_together(tmp_path: Path) -> None:
    text = (
        'link = [["cuda", "torch"]]\n' + CUDA + '[axes.torch]\nvalues = ["2.8", "2.9"]'
    )
    linked = ["cuda12.8-torch2.8", "cuda13.0-torch2.9"]
    assert names_of(tmp_path, text) == linked
    # What is for every machine does not see what goes along with CUDA.
    text = f"null = true\nplain = true\n{text}\nbuild-requires = ['torch=={{value}}']\n"
    assert names_of(tmp_path, text) == [*linked, "null", "plain"]
    assert names_of(tmp_path, f"{text}python = '{{value}}'")[2:] == [
        *("null-torch2.8", "null-torch2.9", "plain-torch2.8", "plain-torch2.9")
    ]


def test_what_matches_is_left_out(tmp_path: Path) -> None:
    text = CUDA + PYTHON + '[[exclude]]\ncuda = "12.*"\npython = ["3.12", "3.13*"]'
    with pytest.raises(VariantError, match=r"exclude 1\.python: no value matches 3"):
        names_of(tmp_path, text)
    text = text.replace(', "3.13*"', "")
    names = ["cuda12.8-python3.11", "cuda13.0-python3.11", "cuda13.0-python3.12"]
    assert names_of(tmp_path, text) == names


def test_a_row_more(tmp_path: Path) -> None:
    more = """
    [[include]]
    id = "everything"
    label = "all"
    properties = ["x86_64 :: level :: v4", "nvidia :: sm_arch :: 90_real"]
    environment = { ALL = "1" }
    [[include]]
    axes = { cuda = "13.0" }
    id = "slim"
    label = "slim"
    properties = ["x86_64 :: level :: v2"]
    """
    first, second = rows_of(tmp_path, CUDA + more)[2:]
    assert (first.name, first.label, len(first.properties)) == ("everything", "all", 2)
    assert dict(first.settings.environment) == {"ALL": "1"}
    assert (second.name, second.label, len(second.properties)) == ("slim", "slim", 2)


def test_only_the_axes_of_a_product_count(tmp_path: Path) -> None:
    rocm = (
        '[axes.rocm]\nvalues = ["7.0"]\nproperties = ["amd :: rocm_version :: 7.0"]\n'
    )
    unused = '[axes.unused]\nvalues = ["a", "b"]\n'
    text = 'plain = true\nmatrix = [["cuda", "python"], ["rocm", "python"]]\n'
    names = names_of(tmp_path, text + CUDA + rocm + PYTHON + unused)
    assert names[4:] == [
        *("rocm7.0-python3.11", "rocm7.0-python3.12"),
        *("plain-python3.11", "plain-python3.12"),
    ]


def test_axes_may_say_only_where_a_row_is_built(tmp_path: Path) -> None:
    place = '[axes.place]\nvalues = ["mac", "linux"]\n'
    for setting in ('runner = "{value}"', "when = \"sys_platform == '{value}'\""):
        assert len(names_of(tmp_path, CUDA + place + setting)) == 4


def test_a_condition_on_the_python(tmp_path: Path) -> None:
    when = "[axes.cuda.values]\n'12.8'.when = \"python_version < '3.12'\"\n'13.0' = {}"
    text = (
        CUDA.replace('values = ["12.8", "13.0"]\n', "")
        + when
        + PYTHON.replace("[", "\n[", 1)
    )
    rows = rows_of(tmp_path, text)
    assert [row.name for row in rows] == [
        *("cuda12.8-python3.11", "cuda13.0-python3.11", "cuda13.0-python3.12"),
    ]
    assert not any(row.when for row in rows)


def test_a_condition_on_the_platform_is_left_to_the_machine(tmp_path: Path) -> None:
    text = CUDA + "when = \"sys_platform == 'linux'\"\n"
    conditions = {row.when for row in rows_of(tmp_path, text)}
    assert conditions == {('sys_platform == "linux"',)}


def test_a_million_rows_are_refused_before_they_are_made(tmp_path: Path) -> None:
    axes = "".join(
        f"[axes.a{number}]\nvalues = {list(map(str, range(100)))}\n".replace("'", '"')
        for number in range(8)
    )
    with pytest.raises(VariantError, match=r"axes: make more than a million million"):
        rows_of(tmp_path, axes)


def test_more_rows_than_can_be_published_are_refused(tmp_path: Path) -> None:
    values = str([f"v{number}" for number in range(80)]).replace("'", '"')
    axes = "".join(
        f'[axes.{name}]\nvalues = {values}\nproperties = ["{name}::f::{{value}}"]\n'
        for name in "ab"
    )
    with pytest.raises(VariantError, match="asks for 6400 wheels; at most 5000"):
        rows_of(tmp_path, axes)


def test_nothing_may_be_left_of_a_product(tmp_path: Path) -> None:
    with pytest.raises(VariantError, match="exclude: leaves no combination"):
        names_of(tmp_path, CUDA + '[[exclude]]\ncuda = "*"')


def test_an_exclusion_has_to_leave_out_something(tmp_path: Path) -> None:
    text = 'matrix = [["cuda"]]\n' + CUDA + PYTHON
    with pytest.raises(VariantError, match="exclude 1: leaves out nothing"):
        names_of(tmp_path, text + '[[exclude]]\ncuda = "13.0"\npython = "3.11"')
