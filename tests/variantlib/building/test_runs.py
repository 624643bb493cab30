"""Wheels out of one file: built, resumed after a kill, kept apart from failures."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn, cast

import pytest

from variantlib.building import runs
from variantlib.building.placing import place_wheels
from variantlib.building.processes import StepFailed
from variantlib.building.rows import Row
from variantlib.building.runs import Run
from variantlib.building.stamps import read_stamp

from . import c_project
from .projects import PYPROJECT, Project

FLAVOURS = """
null = true
plain = true
[axes.flavour]
values = ["sweet", "sour"]
properties = ["taste :: flavour :: {value}"]
environment = { FLAVOUR = "{value}" }
"""
WHEELS = [
    "demo-1.0-py3-none-any-null.whl",
    "demo-1.0-py3-none-any-sour.whl",
    "demo-1.0-py3-none-any-sweet.whl",
    "demo-1.0-py3-none-any.whl",
]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Project]:
    monkeypatch.setenv("BUILDS", str(tmp_path / "builds"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    for name in ("CFLAGS", "FLAVOUR", "MAX_JOBS"):
        monkeypatch.delenv(name, raising=False)
    return lambda text: Project(tmp_path, text)


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


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("CUDAARCHS", True),
        ("CUDACXX", True),
        ("USE_CUDNN", True),
        ("PIP_CONFIG_SETTINGS", True),
        ("AUDITWHEEL_PLAT", True),
        ("CFLAGS", True),
        ("MAKEFLAGS", False),
        ("BUILD_NUMBER", False),
    ],
)
def test_variables_that_compilers_heed(name: str, counts: bool) -> None:
    nothing: Any = None
    settings = SimpleNamespace(repair=None, test=None, environment=())
    any_row: Any = SimpleNamespace(build="", identity="", settings=settings)

    def inputs(**environment: str) -> str:
        sources = SimpleNamespace(digest="")
        builder: Any = SimpleNamespace(sources=sources, environment=environment)
        run = Run(builder, nothing, Path(), "variants.toml", "26.3")
        return run.plain_inputs(any_row, any_row)

    assert (inputs(**{name: "90"}) != inputs()) is counts


@pytest.mark.parametrize("place", ["repair", "test", "environment", "outer"])
def test_files_outside_of_the_project_may_be_inputs(tmp_path: Path, place: str) -> None:
    nothing: Any = None
    named = str(tmp_path / "named.txt")
    constraint = {"PIP_BUILD_CONSTRAINT": named}
    settings = SimpleNamespace(repair=None, test=None, environment=())
    outer = constraint if place == "outer" else {}
    if place == "environment":
        settings.environment = tuple(constraint.items())
    elif place != "outer":
        setattr(settings, place, (sys.executable, named, "{wheel}", str(tmp_path)))
    row: Any = SimpleNamespace(build="", identity="", settings=settings)

    def inputs() -> str:
        sources = SimpleNamespace(digest="")
        builder: Any = SimpleNamespace(sources=sources, environment=outer)
        run = Run(builder, nothing, tmp_path, "variants.toml", "26.3")
        return run.plain_inputs(row, row)

    found = [inputs()]
    for text in ("one", "two"):
        Path(named).write_text(text)
        found.append(inputs())
        assert inputs() == found[-1]
    assert len(set(found)) == 3


def test_two_rows_that_make_one_file(tmp_path: Path) -> None:
    nothing: Any = None
    run = Run(nothing, nothing, tmp_path, "variants.toml", "26.3")
    one, other = (cast("Row", SimpleNamespace(name=name)) for name in ("mkl", "blis"))
    run.claim(one, WHEELS[0])
    with pytest.raises(StepFailed) as caught:
        run.claim(other, WHEELS[0])
    assert str(caught.value) == (
        f"makes {WHEELS[0]}, which mkl makes, too: give them another label and other "
        "properties, or leave one out"
    )


def test_a_row_that_fails_keeps_none_of_the_others(
    make: Callable[[str], Project],
) -> None:
    text = FLAVOURS.replace('values = ["sweet", "sour"]\n', "")
    text += '[axes.flavour.values]\nsour = { environment = { BREAK = "sour" } }\n'
    project = make(text + "sweet = {}\n")
    lines = project.run(status=1)
    [failure] = [line for line in lines if line.startswith("sour: failed")]
    log = project.folder.resolve() / "dist/logs/sour.log"
    assert failure.endswith(f"with exit code 1; see {log}: no compiler for sour")
    assert "no compiler for sour" in log.read_text()
    assert lines[-2:] == ["4 rows: 3 made, 1 failed", "failed: sour"]
    assert project.wheels == [WHEELS[0], *WHEELS[2:]]


@contextmanager
def building(
    project: Project, row: str, go_on: Path
) -> Iterator[subprocess.Popen[str]]:
    """A build that has begun, and goes on once this file is there: in the end."""
    started = project.folder.parent / "builds.started"
    process = subprocess.Popen(
        project.command(row),
        cwd=project.folder,
        env={**os.environ, "WAIT_FOR": str(go_on)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            while not started.exists():
                assert process.poll() is None
                time.sleep(0.01)
            yield process
        finally:
            process.kill()
            go_on.touch()


def test_after_a_kill_no_half_wheel_is_there_and_the_rest_is_made(
    make: Callable[[str], Project],
) -> None:
    project = make(FLAVOURS)
    project.run("sweet")
    go_on = project.folder.parent / "go_on"
    with building(project, "sour", go_on) as process:
        process.kill()
        process.wait()
        assert project.wheels == [WHEELS[2]]
        assert [p.name for p in (project.folder / "dist").glob("*part*")] == []
    lines = project.run("-j", "2")
    assert lines[-1] == "4 rows: 3 made, 1 unchanged"
    assert project.wheels == WHEELS
    assert project.module(WHEELS[1])["SEEN"]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupt_ends_all_programs(make: Callable[[str], Project]) -> None:
    project = make(FLAVOURS)
    with building(project, "sweet", project.folder.parent / "go_on") as process:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 2
    assert errors == "variantlib: interrupted; the same command goes on from here\n"
    assert project.wheels == []


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


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ('test = "python -c 1/0"', "plain.log: ZeroDivisionError: division by zero"),
        ("test = ['sh', '-c', 'echo out of luck; exit 3']", "exit code 3; see"),
        ("test = ['sh', '-c', 'echo out of luck; exit 3']", "plain.log: out of luck"),
        (
            "test = ['sh', '-c', 'echo cc1: fatal error: no such chip; echo; false']",
            "plain.log: cc1: fatal error: no such chip",
        ),
        (
            'repair = "no-such-program-here"',
            "repairing: cannot start no-such-program-here: No such",
        ),
        ('repair = "true"', "true made 0 wheels, not one"),
        (
            'repair = "touch {dest_dir}/demo-1.0-py3-none-any-x.whl"',
            "touch made a variant, demo-1.0-py3-none-any-x.whl: it must make",
        ),
        (
            (
                "repair = ['sh', '-c', 'head -c 300 $0 > $1/x-1-py3-none-any.whl',"
                " '{wheel}', '{dest_dir}']"
            ),
            "x-1-py3-none-any.whl: not a readable zip file (File is not a zip file)",
        ),
        ('repair = "cp {wheel} {dest_dir}/x.whl"', "x.whl: not a wheel's name"),
        (
            'repair = "cp {wheel} {dest_dir}/demo-2.0-py3-none-any.whl"',
            "its folder 'demo-1.0.dist-info' is of another project or version",
        ),
        ('python = "9.9"', "there is no python9.9 here, which 'python' names"),
        ('python = "/bin/sh"', "/bin/sh does not run as a Python does"),
        (
            'config-settings = { name = "demo-1.0-py3-none-any-x.whl" }',
            "demo-1.0-py3-none-any-x.whl: demo-1.0.dist-info/variant.json is missing",
        ),
        (
            'config-settings = { name = "demo-2.0-py3-none-any.whl" }',
            "Built wheel for demo is invalid: Wheel has unexpected file name",
        ),
        ("when = \"sys_platform == 'none'\"", "not for this machine (sys_platform =="),
    ],
)
def test_a_step_that_fails_is_named(
    make: Callable[[str], Project], settings: str, problem: str
) -> None:
    project = make(f"{FLAVOURS}[all]\n{settings}\n")
    lines = project.run("plain", status=1)
    assert problem in lines[-3]
    assert lines[-2:] == ["1 row: 1 failed", "failed: plain"]
    assert project.wheels == []


def test_a_back_end_that_is_not_there_is_named(make: Callable[[str], Project]) -> None:
    project = make("plain = true\n")
    project.write("pyproject.toml", PYPROJECT.replace('"back_end"', '"missing"'))
    [_, failed, *_] = project.run(status=1)
    assert "plain.log: Cannot import build backend 'missing'. Cannot" in failed
    project.write("pyproject.toml", PYPROJECT)
    project.write("back_end.py", "raise RuntimeError('CUDA_HOME is not set')")
    [_, failed, *_] = project.run(status=1)
    assert failed.endswith("plain.log: RuntimeError: CUDA_HOME is not set")


def test_rows_that_would_be_one_file_are_told(make: Callable[[str], Project]) -> None:
    twins = '[axes.twin]\nvalues = ["a", "b"]\nenvironment.A = "{value}"\n'
    # The maker says that tags tell the wheels apart, which is not so.
    project = make(FLAVOURS + twins + "label = ''\n")
    lines = project.run("sweet-a", "sweet-b", status=1)
    failure = next(line for line in lines if "failed: makes" in line)
    assert WHEELS[2] in failure
    assert lines[-2] == "2 rows: 1 made, 1 failed"


def test_rows_for_other_machines_are_skipped(make: Callable[[str], Project]) -> None:
    project = make(FLAVOURS)
    project.run("sweet")
    project.write("variants.toml", FLAVOURS + "when = \"sys_platform == 'none'\"\n")
    lines = project.run()
    assert 'sweet: skipped: not for this machine (sys_platform == "none")' in lines
    kept = f"kept, of rows that are not for this machine: {WHEELS[2]}"
    assert lines[-2:] == ["4 rows: 2 made, 2 skipped", kept]


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


@pytest.mark.parametrize(
    "files", ["1", "null", '["..", 1, 2]', '["a.whl", 1e999, 1]', '["../a.whl", 1, 2]']
)
def test_a_stamp_that_makes_no_sense_is_none(tmp_path: Path, files: str) -> None:
    stamp = tmp_path / "a.json"
    stamp.write_text(f'{{"inputs": "", "files": [{files}]}}')
    assert read_stamp(stamp) is None
