"""The command that runs all tests."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import check
import pytest


def test_an_interrupt_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*args: object, **options: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "_environment", lambda folder: Path("python"))
    monkeypatch.setattr("subprocess.run", run)
    assert check.main(["tests"]) == 130
    assert capsys.readouterr().err == "Interrupted.\n"
