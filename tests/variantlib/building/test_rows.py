"""Rows: their names, labels, settings, and which of them one build serves."""

from __future__ import annotations

from pathlib import Path

from .matrices import TWO_BY_THREE, rows_of

CPU = '[axes.cpu]\nvalues = ["v2", "v3"]\nproperties = ["x86_64 :: level :: {value}"]\n'


def test_a_label_is_joined_of_the_parts_of_the_axes(tmp_path: Path) -> None:
    labels = [row.label for row in rows_of(tmp_path, TWO_BY_THREE)]
    assert labels[0] == "cuda12.8_v2"
    assert labels[-2:] == ["null", None]


def test_a_label_by_a_template(tmp_path: Path) -> None:
    text = 'label = "{cpu}.{cuda}"\n' + TWO_BY_THREE
    assert rows_of(tmp_path, text)[0].label == "v2.cuda12.8"


def test_hashes_by_one_switch(tmp_path: Path) -> None:
    hashed = rows_of(tmp_path, 'form = "hash"\n' + CPU)
    assert [(row.label, len(row.hash or "")) for row in hashed] == [(None, 8)] * 2
    both = rows_of(tmp_path, 'form = "both"\nnull = true\n' + CPU)
    assert [row.label for row in both] == ["v2", "v3", "null"]
    assert [row.hash for row in both] == [hashed[0].hash, hashed[1].hash, None]


def test_settings_come_from_the_file_its_axes_and_its_values(tmp_path: Path) -> None:
    text = """
    [all]
    environment = { A = "all", B = "all {id}" }
    flags = { CFLAGS = "-O2" }
    test = "pytest {project}"
    [axes.cpu]
    properties = ["x86_64 :: level :: {value}"]
    environment = { B = "axis {value}" }
    flags = { CFLAGS = "-m{value}" }
    [axes.cpu.values.v2]
    environment = { C = "{{{label}}}" }
    [axes.cpu.values.v3]
    test = ""
    [axes.python]
    values = ["3.11"]
    python = "{value}"
    flags = { CFLAGS = "-DPY={python}" }
    """
    v2, v3 = (row.settings for row in rows_of(tmp_path, text))
    assert dict(v2.environment) == {"A": "all", "B": "axis v2", "C": "{v2}"}
    assert dict(v2.flags) == {"CFLAGS": "-O2 -mv2 -DPY=3.11"}
    assert (v2.test, v3.test) == (("pytest", "{project}"), ())
    assert v2.python == "3.11"


def test_rows_that_a_build_does_not_tell_apart_share_it(tmp_path: Path) -> None:
    text = 'null = true\nplain = true\n[axes.cpu]\nproperties = ["a :: b :: {value}"]\n'
    text += '[axes.cpu.values]\nv2 = {}\nv3 = { flags = { CFLAGS = "-O3" } }\n'
    v2, v3, null, plain = rows_of(tmp_path, text)
    assert v2.build == null.build == plain.build != v3.build
