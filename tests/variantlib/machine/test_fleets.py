"""Many descriptions at once: folders, patterns, equal machines, all mistakes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from variantlib.errors import InvalidMachine
from variantlib.machine import fleets
from variantlib.machine.fleets import find_machines, group_machines, read_machines

GPU = """\
format = 1
name = "{name}"
captured = 2026-11-{day:02}T14:00:00Z
python = "3.12"

[providers.nvidia.keys]
sm_arch = ["90_real"]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number in range(1, 4):
        text = GPU.format(name=f"gpu{number}", day=number)
        (tmp_path / f"gpu{number}.toml").write_text(text)
    (tmp_path / "old.toml").write_text("format = 1")
    (tmp_path / "old.json").write_text('{"providers": []}')
    (tmp_path / "notes.txt").write_text("nothing of machines")
    return tmp_path


def test_folders_and_patterns_stand_for_files(folder: Path) -> None:
    names = ["gpu1.toml", "gpu2.toml", "gpu3.toml", "old.json", "old.toml"]
    assert find_machines([str(folder)]) == [str(folder / name) for name in names]
    assert find_machines(["gpu?.toml", "gpu[12].toml", "sm_90", "gpu9.toml"]) == [
        *names[:3],
        "sm_90",
        "gpu9.toml",
    ]
    (folder / "x86_64_v3").mkdir()
    assert find_machines(["x86_64_v3"]) == ["x86_64_v3"]


@pytest.mark.parametrize("text", ["empty", "no*.toml"])
def test_what_stands_for_nothing(text: str, folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(InvalidMachine, match=r"^(empty|no.*): No file "):
        find_machines([text])


def test_the_folders_of_a_folder_are_named_by_a_pattern(folder: Path) -> None:
    (folder / "racks/1/2").mkdir(parents=True)
    (folder / "old.toml").rename(folder / "racks/1/2/old.toml")
    every = os.path.join("racks", "**", "*.toml")
    with pytest.raises(InvalidMachine) as caught:
        find_machines(["racks"])
    assert f"pip does not look into its folders: name '{every}'." in str(caught.value)
    (folder / "racks/1/.git").mkdir()
    (folder / "gpu1.toml").rename(folder / "racks/1/.git/gpu1.toml")
    for name, target in (("again", folder / "racks"), ("up", folder)):
        (folder / "racks/1" / name).symlink_to(target, target_is_directory=True)
    assert find_machines([every]) == [os.path.join("racks", "1", "2", "old.toml")]
    assert find_machines(["**/old.toml"])[-1] == os.path.join(
        *("racks", "1", "2", "old.toml")
    )


@pytest.mark.parametrize("pattern", ["fleet/**", "fleet/**/", "fleet/**/*"])
def test_all_files_below_a_folder(pattern: str, folder: Path) -> None:
    """Also below one whose name is a pattern itself."""
    deep = folder / "fleet" / "[a]" / "1"
    deep.mkdir(parents=True)
    (folder / "gpu1.toml").rename(deep / "gpu1.toml")
    (folder / "gpu2.toml").rename(folder / "fleet" / "gpu2.toml")
    assert find_machines([pattern]) == [
        os.path.join("fleet", "[a]", "1", "gpu1.toml"),
        os.path.join("fleet", "gpu2.toml"),
    ]


def test_not_all_files_are_looked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pattern may stand for the whole disk."""
    seen: list[str] = []
    monkeypatch.setattr(fleets, "MAX_MACHINES", 2)
    monkeypatch.setattr(os.path, "isfile", lambda path: seen.append(path) or True)
    with pytest.raises(InvalidMachine, match="There are more than 2 machines"):
        find_machines(["*.*"])
    assert len(seen) == 3


def test_a_folder_that_cannot_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.listdir

    def refuse(path: str) -> list[str]:
        if path == str(folder):
            raise PermissionError(13, "Permission denied")
        return real(path)

    # Root, whom tests may run as, can read each of them.
    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(InvalidMachine, match="cannot be read: Permission denied"):
        find_machines([str(folder)])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_in_a_folder_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.toml")
    with pytest.raises(InvalidMachine, match=r"pipe\.toml: .*not a regular file"):
        read_machines(find_machines([str(folder)]))


def test_equal_machines_are_one_group(folder: Path) -> None:
    machines = read_machines(find_machines([".", "sm_90"]))
    assert machines["./gpu2.toml"].name == "gpu2.toml"
    assert machines["./gpu2.toml"].answers[0].plugin == "gpu2.toml"
    gpus, old, ready = group_machines(machines)
    assert gpus.names == ("./gpu1.toml", "./gpu2.toml", "./gpu3.toml")
    assert gpus.title == "3 machines (./gpu1.toml, ./gpu2.toml, ./gpu3.toml)"
    assert old.names == ("./old.json", "./old.toml")
    assert ready.title == "sm_90"


def test_no_password_is_told_of_one_that_cannot_be_read() -> None:
    with pytest.raises(InvalidMachine, match=r"https://\*{4}@h/x: ") as caught:
        read_machines(["nowhere.toml", "https://u:secret@h/x"])
    assert "secret" not in str(caught.value)


def test_all_broken_files_are_told_at_once(folder: Path) -> None:
    for number in (1, 2):
        text = GPU.format(name="gpu", day=number).replace("3.12", "old")
        (folder / f"bad{number}.toml").write_text(text)
    with pytest.raises(InvalidMachine) as caught:
        read_machines([*find_machines(["."]), "gone.toml"])
    error = caught.value
    assert error.where == "./bad1.toml and 2 others"
    lines = error.problem.split("\n")
    assert lines[0].startswith("./bad1.toml: line 4, python: must be as 3.12")
    assert [line.partition(":")[0] for line in lines[1:]] == [
        "./bad2.toml",
        "gone.toml",
    ]
    # Nodes that one tool describes are broken all alike.
    for count, last in ((100, "gone99.toml: It cannot be read"), (101, "and 1 more")):
        with pytest.raises(InvalidMachine) as caught:
            read_machines([f"gone{number}.toml" for number in range(count)])
        lines = caught.value.problem.split("\n")
        assert lines[99].startswith("gone99.toml: ")
        assert lines[-1].startswith(last)
    with pytest.raises(InvalidMachine, match=r"^gone\.toml: It cannot be read"):
        read_machines(["gpu1.toml", "gone.toml"])
