"""Measure the commands that ask pip about the machine, and about a choice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import offers
from .index import serve
from .measure import check, compare
from .plugins import add_distributions, add_variants
from .report import Row, ratio_row
from .scene import Scale, Scene

_MANY = 10_000


def telling_rows(scene: Scene, scale: Scale, machine: Path) -> Iterator[Row]:
    """Compare `pip variant` with commands that tell less."""
    yield _detect(scene, scale, machine)
    yield _explain(scene, scale, machine)
    yield _check(scene, scale, machine)


def _detect(scene: Scene, scale: Scale, machine: Path) -> Row:
    def detect() -> float:
        done = scene.fork.pip("variant", "detect", path=[machine])
        missing = [name for name in offers.PROVIDERS if name not in done.output]
        check(not missing, done.output)
        return done.cpu

    def list_installed() -> float:
        return scene.fork.pip("list", path=[machine]).cpu

    what = "pip variant detect, answers cached, against pip list"
    return ratio_row(what, compare(detect, list_installed, scale.often), 1)


def _check(scene: Scene, scale: Scale, machine: Path) -> Row:
    count = scale.installed // 10
    folder = scene.folder / "installed"
    add_distributions(folder, scale.installed - count)
    add_variants(folder, count)

    def check_variants() -> float:
        options = ("--cached", "--no-index")
        done = scene.fork.pip("variant", "check", *options, path=[folder, machine])
        check(done.output.count("fits this machine") == count, done.output)
        return done.cpu

    def check_requirements() -> float:
        return scene.fork.pip("check", path=[folder, machine]).cpu

    what = f"pip variant check, {scale.installed} installed, {count} of them variants"
    pairs = compare(check_variants, check_requirements, scale.often)
    return ratio_row(f"{what}, against pip check", pairs, 1.2)


def _explain(scene: Scene, scale: Scale, machine: Path) -> Row:
    count = min(_MANY, max(scale.wheels))
    options = ["--dry-run", "--ignore-installed"]
    with serve(offers.variant_wheels(offers.make_variants(count))) as index:
        place = ("--index-url", index.url, offers.PROJECT)

        def explain() -> float:
            done = scene.fork.pip("variant", "explain", *place, path=[machine])
            check("~" in done.output, done.output)
            return done.cpu

        def choose() -> float:
            done = scene.fork.pip("install", *options, *place, path=[machine])
            check("~" in done.output, done.output)
            return done.cpu

        what = f"pip variant explain, {count:,} variants, against choosing"
        return ratio_row(what, compare(explain, choose, scale.some), 2)
