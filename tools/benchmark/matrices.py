"""Measure what a matrix costs besides its builds: rows that share one, or have many."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .measure import Done, Spread, check, compare, repeat
from .report import Row, time_row
from .scene import Pip, Scale, Scene

_PYPROJECT = """\
[build-system]
requires = []
build-backend = "back_end"
backend-path = ["."]
"""
_BACK_END = r"""
import os, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    name, info = "tiny-1.0-py3-none-any.whl", "tiny-1.0.dist-info"
    files = {
        "tiny.py": "",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
        for path, text in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(zipfile.ZipInfo(path), text)
    return name
"""
_AXIS = """\
[axes.number]
values = [{values}]
properties = ["bench :: number :: {{value}}"]
label = "number{{value}}"
"""
_OWN_BUILD = 'environment = { NUMBER = "{value}" }\n'


@dataclass(frozen=True)
class _Project:
    """A tiny project in a folder, and the pip that builds it."""

    pip: Pip
    folder: Path

    def write(self) -> None:
        """Write all but the file of the matrix."""
        self.folder.mkdir()
        (self.folder / "pyproject.toml").write_text(_PYPROJECT)
        (self.folder / "back_end.py").write_text(_BACK_END)

    def release(self, count: int, more: str = "") -> list[Done]:
        """Make a release of so many variants: build it, and write its index.

        :param more: What else its axis says.
        """
        file, dist = self.folder / "variants.toml", self.folder / "dist"
        shutil.rmtree(dist, ignore_errors=True)
        values = ", ".join(f'"{number}"' for number in range(count))
        file.write_text(_AXIS.format(values=values) + more)
        place = ("--file", str(file), "--output", str(dist))
        built = self.pip.pip("variant", "build", *place)
        check(f"{count} row" in built.output, built.output)
        indexed = self.pip.pip("variant", "index", str(dist))
        check(f"{count:,} file" in indexed.output, indexed.output)
        return [built, indexed]

    def wheel(self) -> Done:
        """Build the plain wheel alone, as any pip does."""
        place = self.folder / "plain"
        options = ("--no-deps", "--wheel-dir", str(place))
        return self.pip.pip("wheel", *options, str(self.folder))


def matrix_rows(scene: Scene, scale: Scale) -> Iterator[Row]:
    """Make releases of many rows, and compare them with their builds alone."""
    project, count = _Project(scene.fork, scene.folder / "matrix"), scale.rows
    project.write()
    yield from _one_build(project, count, scale)
    alone = Spread.of(repeat(lambda _: project.wheel().cpu, scale.few))
    whole = sum(done.cpu for done in project.release(count, _OWN_BUILD))
    more = whole / count
    each = Spread(more - alone.median, more - alone.high, more - alone.low, 1)
    what = f"release of {count} rows with a build each, from build to index"
    yield time_row(f"{what}, a wheel beyond the build", each, 0.15)


def _one_build(project: _Project, count: int, scale: Scale) -> Iterator[Row]:
    pairs = compare(
        lambda: sum(done.cpu for done in project.release(count)),
        lambda: project.wheel().cpu,
        scale.few,
    )
    more = pairs.difference
    each = Spread(more.median / count, more.low / count, more.high / count, more.count)
    what = f"release of {count} rows that share a build, from build to index"
    yield time_row(f"{what}, a wheel beyond the build", each, 0.15)
    one, many = (
        max(done.peak for done in project.release(rows)) for rows in (1, count)
    )
    measured = f"x {many / one:.3f} ({_mebibytes(many)} / {_mebibytes(one)})"
    what = f"{what}, memory, against one row"
    yield Row(what, "x 1.2", measured, "1 run each", many <= 1.2 * one)


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:.1f} MiB"
