"""The process that removes a folder when nobody needs it any more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pip._internal.variants.trusted import _remover


def test_a_folder_goes_when_the_pipe_ends(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "file").touch()
    command = [sys.executable, "-I", "-S", str(_remover.__file__), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.poll() is None
        assert folder.exists()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 0
    assert not folder.exists()


def test_a_folder_that_is_gone_already(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", str(_remover.__file__), str(tmp_path / "x")]
    assert subprocess.run(command, stdin=subprocess.DEVNULL, timeout=60).returncode == 0
