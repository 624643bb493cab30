"""Wheels out of one file: built once, and again if their inputs changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from . import c_project
from .projects import FLAVOURS, WHEELS, Project


def digests(project: Project) -> dict[str, str]:
    folder = project.folder / "dist"
    return {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in project.wheels
    }


def test_a_matrix_is_built_once_and_then_left_alone(
    make: Callable[[str], Project],
) -> None:
    project = make(FLAVOURS)
    lines = project.run("-j", "2")
    assert "sweet: building" in lines
    assert lines[-1] == "4 rows: 4 made"
    assert project.wheels == WHEELS
    # One build serves the null variant and the plain wheel.
    assert sorted(project.builds) == ["plain", "sour", "sweet"]
    assert project.module(WHEELS[2])["SEEN"] == {
        "FLAVOUR": "sweet",
        "CFLAGS": None,
        "MAX_JOBS": str(max(1, (os.cpu_count() or 1) // 2)),
    }
    assert "sweet" in (project.folder / "dist/logs/sweet.log").read_text()
    before = digests(project)
    assert project.run()[-1] == "4 rows: 4 unchanged"
    assert len(project.builds) == 3
    # The same bytes again.
    project.run("-j", "2", "-o", "../again", "sweet")
    again = (project.folder.parent / "again" / WHEELS[2]).read_bytes()
    assert hashlib.sha256(again).hexdigest() == before[WHEELS[2]]


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a compiler of C")
def test_debug_information_can_do_without_the_folder(
    make: Callable[[str], Project],
) -> None:
    flags = 'plain = true\n[all]\nflags = { CFLAGS = "%s" }\n'
    project = make(flags % "'-ffile-prefix-map={project}=.'")
    project.write("back_end.py", c_project.BACK_END)
    project.write("ship.c", c_project.SOURCE)
    for output in ("dist", "../elsewhere"):
        project.run("-o", output)
    [one] = (project.folder / "dist").glob("*.whl")
    [other] = (project.folder.parent / "elsewhere").glob("*.whl")
    assert one.read_bytes() == other.read_bytes()
    assert str(project.folder).encode() not in unpacked(one)


def unpacked(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as source:
        return b"".join(map(source.read, source.namelist()))


def test_only_rows_whose_inputs_changed_are_made_again(
    make: Callable[[str], Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make(FLAVOURS)
    project.run()
    # Another label needs no build, and leaves no wheel behind; a list is no source.
    project.write("rows.json", "\n".join(project.run("--list", "--json")))
    project.write("variants.toml", FLAVOURS + 'label = "{value}y"\n')
    assert project.run()[-1] == "4 rows: 2 made, 2 unchanged"
    assert WHEELS[2] not in project.wheels
    assert "demo-1.0-py3-none-any-sweety.whl" in project.wheels
    assert len(project.builds) == 3
    # A wheel that somebody removed or changed is made anew, without a build.
    (project.folder / "dist" / WHEELS[0]).write_bytes(b"")
    assert project.run()[-1] == "4 rows: 1 made, 3 unchanged"
    assert len(project.builds) == 3
    project.write("source.txt", "second")
    assert project.run("sour")[-1] == "1 row: 1 made"
    assert project.builds[3:] == ["sour"]
    assert project.module("demo-1.0-py3-none-any-soury.whl")["SOURCE"] == "second"
    # The wheel of a row that fails is older than the sources, and stays.
    project.write("source.txt", "third")
    monkeypatch.setenv("BREAK", "sour")
    stale = "kept, not made anew: demo-1.0-py3-none-any-soury.whl; do not publish"
    assert project.run("sour", status=1)[-1] == f"{stale} wheels of older sources"
    # Without its Python, nobody knows.
    project.write("variants.toml", FLAVOURS + 'python = "9.9"\n')
    assert project.run("sour", status=1)[-1].startswith(stale)


def test_all_rows_are_made_of_the_same_sources(make: Callable[[str], Project]) -> None:
    edit = (
        "import shutil, sys; shutil.copy(*sys.argv[1:3]);"
        " open(sys.argv[3], 'w').write('edited')"
    )
    project = make(FLAVOURS)
    words = [sys.executable, "-c", edit, "{wheel}", "{dest_dir}"]
    words.append(str(project.folder / "source.txt"))
    project.write("variants.toml", f"{FLAVOURS}repair = {json.dumps(words)}\n")
    lines = project.run("sweet", "sour", status=1)
    assert "2 rows: 1 made, 1 failed" in lines
    text = "sour: failed: the sources have changed since this command began"
    assert any(line.startswith(f"{text} (source.txt): run it again") for line in lines)
    assert project.run()[-1] == "4 rows: 4 made"


def test_each_step_sees_a_plain_wheel(make: Callable[[str], Project]) -> None:
    project = make("""
        [all]
        repair = ["python3", "{project}/repair.py", "{wheel}", "{dest_dir}"]
        test = ["python", "-c", "import demo; assert demo.SEEN; open('tested', 'w')"]
        [axes.flavour]
        values = ["sweet"]
        properties = ["taste :: flavour :: {value}"]
        config-settings = { level = ["a", "b"], other = "{value}" }
        flags = { CFLAGS = "-O2" }
    """)
    project.write(
        "repair.py",
        "import shutil, sys\n"
        "name = sys.argv[1].rpartition('/')[2].replace('any', 'linux_x86_64')\n"
        "shutil.copy(sys.argv[1], sys.argv[2] + '/' + name)\n",
    )
    lines = project.run()
    assert lines[:3] == ["sweet: building", "sweet: repairing", "sweet: testing"]
    [wheel] = project.wheels
    assert wheel == "demo-1.0-py3-none-linux_x86_64-sweet.whl"
    module = project.module(wheel)
    assert module["SETTINGS"] == {"level": ["a", "b"], "other": "sweet"}
    assert module["SEEN"]["CFLAGS"] == "-O2"  # type: ignore[index]


def test_both_forms_come_from_one_build(make: Callable[[str], Project]) -> None:
    project = make('form = "both"\n' + FLAVOURS)
    project.run("sweet")
    assert len(project.wheels) == 2
    assert project.wheels[1].startswith("demo-1.0~")
    assert project.builds == ["sweet"]


def test_wheels_of_one_build_may_have_other_metadata(
    make: Callable[[str], Project],
) -> None:
    added = 'add-dependencies = ["nectar", "bees; variant_label == \'sweet\'"]\n'
    text = FLAVOURS.replace("plain = true", "plain.requires-python = '>=3.8'")
    project = make(text.replace("environment", f"{added}#"))
    project.run()
    assert project.builds == ["plain"]
    sweet = project.metadata(WHEELS[2])
    assert "Requires-Dist: nectar\n" in sweet
    assert "Requires-Dist: bees; variant_label == 'sweet'\n" in sweet
    assert "Requires-Dist" not in project.metadata(WHEELS[0])
    assert "Requires-Python: >=3.8\n" in project.metadata(WHEELS[3])


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("source = '..'", "source: .. has neither pyproject.toml nor setup.py"),
        ("source = 'source.txt'", "source: source.txt is no folder"),
        ("output = '.'", "output: . is the folder of the sources; name another one,"),
        ("output = 'source.txt'", "output: source.txt cannot be made a folder: "),
    ],
)
def test_nothing_is_built_without_its_folders(
    tmp_path: Path, place: str, problem: str
) -> None:
    project = Project(tmp_path, f"plain = true\n{place}\n")
    [line] = project.run(status=2)
    assert line.startswith(f"variantlib: variants.toml: {problem}")
    if "output" in place:
        *_, line = project.run("-o", "source.txt/x", status=2)
        assert "variantlib: --output: source.txt/x cannot be made a folder: " in line
