"""A program that is no Python is told with what it said itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from variantlib.building.interpreters import find_interpreter
from variantlib.building.processes import StepFailed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="shell scripts, modes")

PYENV = """
echo "pyenv: version '3.9' is not installed (set by /home/me/.python-version)" >&2
exit 127
"""
TRACEBACK = """
printf 'Traceback (most recent call last):\\n  File "x"\\nImportError: no json\\n' >&2
exit 1
"""


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (PYENV, ": pyenv: version '3.9' is not installed (set by /home/me/.python-ver"),
        (TRACEBACK, ": ImportError: no json"),
        ("echo hello\necho world", ": hello world"),
        ("exit 3", ""),
    ],
)
def test_a_program_that_is_no_python(tmp_path: Path, script: str, said: str) -> None:
    path = tmp_path / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    with pytest.raises(StepFailed) as caught:
        find_interpreter(str(path))
    told = str(caught.value)
    assert told.startswith(f"{path} does not run as a Python does{said}")
    assert said or told.endswith("does")


def test_a_path_that_is_no_program(tmp_path: Path) -> None:
    file = tmp_path / "python"
    file.touch()
    for path, problem in ((tmp_path, "is a folder"), (file, "cannot be run")):
        with pytest.raises(StepFailed) as caught:
            find_interpreter(str(path))
        assert str(caught.value) == f"{path}, which 'python' names, {problem}"
