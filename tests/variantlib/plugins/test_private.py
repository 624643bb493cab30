"""Private folders, and those that a pip which is gone has left."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from variantlib.plugins.makers import birth_of, is_at_work
from variantlib.plugins.private import private_folder

WEEK = 7 * 24 * 60 * 60.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, for this test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def gone() -> int:
    """The id of a process that has ended."""
    done = subprocess.Popen(["true"])
    done.wait()
    return done.pid


def left_behind(folder: Path, maker: str, mode: int = 0o700) -> Path:
    """A folder like one of ours, whose maker states this of itself."""
    made = folder / "pip-variants-old"
    made.mkdir()
    (made / "maker").write_text(maker)
    (made / "request.json").write_text("{}")
    made.chmod(mode)
    return made


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_it_is_for_this_user_alone_and_for_a_while(temporary: Path) -> None:
    with private_folder() as folder:
        assert os.stat(folder).st_mode & 0o77 == 0
        (Path(folder) / "answer.json").touch()
    assert names(temporary) == []


def test_that_of_a_maker_who_is_gone_is_removed(temporary: Path, gone: int) -> None:
    own = birth_of(os.getpid())
    left_behind(temporary, f"{gone} {own}")
    with private_folder():
        assert "pip-variants-old" not in names(temporary)


@pytest.mark.parametrize("maker", ["", "x y", "\N{SNOWMAN}", "PID OWN"])
def test_that_of_others_stays(temporary: Path, maker: str) -> None:
    own = birth_of(os.getpid())
    left_behind(temporary, maker.replace("PID", str(os.getpid())).replace("OWN", own))
    with private_folder():
        pass
    assert names(temporary) == ["pip-variants-old"]


def test_one_that_others_can_look_into_stays(temporary: Path, gone: int) -> None:
    left_behind(temporary, f"{gone} {birth_of(os.getpid())}", 0o755)
    with private_folder():
        pass
    assert names(temporary) == ["pip-variants-old"]


@pytest.mark.parametrize(("age", "is_kept"), [(WEEK / 2, True), (WEEK * 2, False)])
def test_one_of_an_unknown_maker_stays_for_a_week(
    temporary: Path, age: float, is_kept: bool
) -> None:
    # As in another container on this machine, which has ids of its own.
    boot = birth_of(os.getpid()).partition("/")[0]
    folder = left_behind(temporary, f"7 {boot}/1/5")
    written = time.time() - age
    os.utime(folder, (written, written))
    with private_folder():
        pass
    assert bool(names(temporary)) is is_kept


def test_no_folder_of_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(FileNotFoundError), private_folder():
        pass


class TestMakers:
    def test_this_process_is_at_work(self) -> None:
        own = birth_of(os.getpid())
        assert own.count("/") == 2
        assert is_at_work(os.getpid(), own) is True

    def test_one_that_has_ended_is_not(self, gone: int) -> None:
        assert birth_of(gone) == ""
        assert is_at_work(gone, birth_of(os.getpid())) is False
        assert is_at_work(gone, "") is False

    def test_another_with_the_same_id_is_not(self) -> None:
        assert is_at_work(os.getpid(), birth_of(os.getpid()) + "0") is False
        assert is_at_work(os.getpid(), "another boot/1/5") is False

    @pytest.mark.parametrize("number", [0, -1, 10**30])
    def test_no_process_has_such_a_number(self, number: int) -> None:
        assert is_at_work(number, "") is False

    def test_of_one_that_says_nothing_of_itself_it_is_not_known(self) -> None:
        assert is_at_work(os.getpid(), "") is None

    def test_of_one_in_another_namespace_it_is_not_known(self) -> None:
        boot = birth_of(os.getpid()).partition("/")[0]
        assert is_at_work(os.getpid(), f"{boot}/1/5") is None

    @pytest.mark.parametrize(
        ("platform", "error"), [("linux", PermissionError()), ("win32", None)]
    )
    def test_of_one_that_may_not_be_asked_it_is_not_known(
        self, monkeypatch: pytest.MonkeyPatch, platform: str, error: OSError | None
    ) -> None:
        def kill(process: int, number: int) -> None:
            # On Windows that would end the process.
            assert error is not None
            raise error

        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setattr(os, "kill", kill)
        assert is_at_work(os.getpid(), "") is None
