"""Wheels that a row made before: kept, removed or named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import pytest

from variantlib.building import runs
from variantlib.building.placing import place_wheels

from .projects import FLAVOURS, WHEELS, Project


def test_wheels_of_other_releases_stay(
    make: Callable[[str], Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make(FLAVOURS)
    project.run("plain", "null")
    # Nor is one left over whose row only that release had.
    project.write("variants.toml", "plain = true\n")
    monkeypatch.setenv("RELEASE", "2.0")
    project.write("source.txt", "second")
    kept = "kept, of another release: demo-1.0-py3-none-any.whl"
    assert project.run()[-2:] == ["1 row: 1 made", kept]
    assert project.run() == ["plain: unchanged", "1 row: 1 unchanged"]
    names = ["demo-1.0-py3-none-any-null.whl", "demo-1.0-py3-none-any.whl"]
    assert project.wheels == [*names, "demo-2.0-py3-none-any.whl"]


def test_an_older_label_is_removed_or_named(
    make: Callable[[str], Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    def label(text: str, version: str = "1.0", status: int = 0) -> list[str]:
        project.write("variants.toml", f"{flavours}label = '{{value}}{text}'\n")
        project.write("source.txt", version)
        monkeypatch.setenv("RELEASE", version)
        return project.run(status=status)

    def wheels(*labels: str) -> list[str]:
        return [f"demo-{label.replace(' ', '-py3-none-any-')}.whl" for label in labels]

    flavours = FLAVOURS.partition("null = true\nplain = true\n")[2]
    flavours = flavours.replace(', "sour"', "")
    project = make(FLAVOURS)
    label("a")
    # A release that the row returns to.
    assert (
        label("b", "2.0")[-1] == f"kept, of another release: {wheels('1.0 sweeta')[0]}"
    )
    label("c")
    assert project.wheels == wheels("1.0 sweetc", "2.0 sweetb")

    # A kill when the wheels are there, and the run does not know it.
    def place(*args: Any) -> NoReturn:
        place_wheels(*args)
        raise OSError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(runs, "place_wheels", place)
        label("d", status=1)
    label("e")
    assert project.wheels == wheels("1.0 sweete", "2.0 sweetb")
    # A wheel that somebody changed is nobody's to remove.
    (project.folder / "dist" / project.wheels[0]).write_bytes(b"")
    for _ in range(2):
        assert label("f")[-1] == (
            f"dist has 1 wheel that variants.toml no longer asks for: "
            f"{wheels('1.0 sweete')[0]}; remove what is not to be published"
        )
    # If its row fails, it is one of those that are not made anew.
    (project.folder / "dist" / wheels("1.0 sweetf")[0]).write_bytes(b"")
    for name, value in (("CFLAGS", "-g"), ("BREAK", "sweet")):
        monkeypatch.setenv(name, value)
    kept = f"kept, not made anew: {wheels('1.0 sweetf')[0]};"
    assert any(line.startswith(kept) for line in label("g", status=1))


def test_wheels_of_rows_that_are_gone_are_named(make: Callable[[str], Project]) -> None:
    project = make(FLAVOURS)
    project.run()
    project.write("variants.toml", FLAVOURS.replace('"sour"', '"salty"'))
    *_, summary, line = project.run("null")
    assert summary == "1 row: 1 unchanged"
    assert line == (
        f"dist has 1 wheel that variants.toml no longer asks for: {WHEELS[1]};"
        " remove what is not to be published"
    )
    # Another file may share the folder: what it made is its own, under one name, too.
    other = FLAVOURS.replace('values = ["sweet", "sour"]', 'values = ["sweet"]')
    place = 'source = "project"\noutput = "project/dist"\n'
    project.write("../other.toml", f'{place}{other}label = "{{value}}er"\n')
    assert project.run("-f", "../other.toml", "sweet")[-1] == "1 row: 1 made"
    assert project.wheels == sorted([*WHEELS, "demo-1.0-py3-none-any-sweeter.whl"])
    assert project.run("sweet")[0] == "sweet: unchanged"
    # Another row may make the same file.
    named = '[[include]]\nid = "acid"\nlabel = "sour"\nenvironment.FLAVOUR = "sour"\n'
    named += 'properties = ["taste :: flavour :: sour"]\n'
    project.write("variants.toml", FLAVOURS.replace(', "sour"', "") + named)
    assert project.run("acid")[-1] == "1 row: 1 made"
    assert len(project.builds) == 3
    (project.folder / "dist" / WHEELS[1]).unlink()
    project.write("variants.toml", FLAVOURS.replace(', "sour"', ""))
    assert project.run("null")[-1] == "1 row: 1 unchanged"


def test_rows_for_other_machines_are_skipped(make: Callable[[str], Project]) -> None:
    project = make(FLAVOURS)
    project.run("sweet")
    project.write("variants.toml", FLAVOURS + "when = \"sys_platform == 'none'\"\n")
    lines = project.run()
    assert 'sweet: skipped: not for this machine (sys_platform == "none")' in lines
    kept = f"kept, of rows that are not for this machine: {WHEELS[2]}"
    assert lines[-2:] == ["4 rows: 2 made, 2 skipped", kept]
