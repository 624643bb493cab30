"""Maker's files in a line, and the rows that they ask for."""

from __future__ import annotations

from pathlib import Path

from variantlib.building.maker_file import read_file
from variantlib.building.rows import Row, make_rows

TWO_BY_THREE = """
null = true
plain = true

[axes.cuda]
values = ["12.8", "13.0"]
properties = ["nvidia :: cuda_version_lower_bound :: {value}"]
label = "cuda{value}"
environment = { CUDA = "{value}" }

[axes.cpu]
values = ["v2", "v3", "v4"]
properties = ["x86_64 :: level :: {value}"]
flags = { CFLAGS = "-march=x86-64-{value}" }
"""


def write(folder: Path, text: str, name: str = "variants.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def rows_of(folder: Path, text: str, name: str = "variants.toml") -> tuple[Row, ...]:
    return make_rows(read_file(write(folder, text, name)))


def names_of(folder: Path, text: str) -> list[str]:
    return [row.name for row in rows_of(folder, text)]
