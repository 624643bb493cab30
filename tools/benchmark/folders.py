"""Measure how long the index of a large folder takes, and of one wheel more."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from . import offers
from .measure import Done, Spread, check, repeat
from .report import Row, time_row
from .scene import Pip, Scale, Scene

_VARIANTS = 100
"""Wheels of a release."""

_RELEASES = 10
"""Releases of a project."""


def folder_rows(scene: Scene, scale: Scale) -> Iterator[Row]:
    """Write the index of folders of many wheels: anew, again, and with one more."""
    for count in scale.indexed:
        folder = scene.folder / f"indexed-{count}"
        folder.mkdir()
        _write_wheels(folder, count)
        what = f"pip variant index, {count:,} small wheels"
        anew = [_index(scene.fork, folder, count, count).cpu]
        yield time_row(f"{what}, all of them new", Spread.of(anew))

        def again(_: int, folder: Path = folder, count: int = count) -> float:
            return _index(scene.fork, folder, count, 0).cpu

        def one_more(_: int, folder: Path = folder, count: int = count) -> float:
            wheel = next(folder.glob("*.whl"))
            # Another time of its last change: it is read again.
            wheel.write_bytes(wheel.read_bytes())
            return _index(scene.fork, folder, count, 1).cpu

        limit = 10 if count >= 100_000 else None
        for how, measure in (("nothing new", again), ("one new", one_more)):
            times = repeat(measure, scale.few)
            yield time_row(f"{what}, {how}", Spread.of(times), limit)
        shutil.rmtree(folder)


def _index(pip: Pip, folder: Path, count: int, read: int) -> Done:
    done = pip.pip("variant", "index", str(folder))
    line = done.output.strip().rpartition("\n")[2]
    check(line.startswith(f"{count} file"), done.output)
    check(f": {read} read" in line, done.output)
    return done


def _write_wheels(folder: Path, count: int) -> None:
    variants = offers.with_labels(offers.make_variants(min(count, _VARIANTS)))
    documents = {
        label: offers.variants_json({label: properties})
        for label, properties in variants.items()
    }
    labels = list(documents)
    for number in range(count):
        release, place = divmod(number, len(labels))
        number_of_project, version = divmod(release, _RELEASES)
        project, label = f"bench{number_of_project}", labels[place]
        stem = f"{project}-{version}.0"
        head = f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}.0\n"
        files = {
            "METADATA": head.encode(),
            "WHEEL": b"Wheel-Version: 1.0\nTag: py3-none-any\n",
            "variant.json": documents[label],
            "RECORD": b"",
        }
        path = folder / f"{stem}-py3-none-any-{label}.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            for name, content in files.items():
                wheel.writestr(zipfile.ZipInfo(f"{stem}.dist-info/{name}"), content)
