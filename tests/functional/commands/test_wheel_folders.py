"""Folders of wheels, where `pip variant explain` and `matrix` take requirements."""

from __future__ import annotations

import pytest

from tests.builders import PipEnv, make_wheel
from tests.functional.conftest import GOOD

MACHINE = ("--machine", "x86_64_v2")


@pytest.mark.parametrize("command", [("explain",), ("matrix", *MACHINE)])
def test_a_folder_stands_alone(env: PipEnv, command: tuple[str, ...]) -> None:
    make_wheel(env.work / "dist", "pkg", properties=GOOD)
    done = env.pip("variant", *command, "dist", "pkg", expect_error=True)
    assert done.stderr == (
        "ERROR: A folder of wheels cannot be combined with other requirements. To "
        "choose from it, name it with --find-links\n"
    )


def test_a_project_to_be_built_is_no_folder_of_wheels(env: PipEnv) -> None:
    make_wheel(env.work / "project", "pkg", properties=GOOD)
    (env.work / "project/pyproject.toml").write_text("[project]\nname = 'x'\n")
    options = ("--no-index", "--no-build-isolation")
    done = env.pip(
        "variant", "matrix", "./project", *MACHINE, *options, expect_error=True
    )
    # It cannot be built here; nobody looked at the wheels.
    assert "Encountered error while generating package metadata" in done.words
    assert "pkg" not in done.words
