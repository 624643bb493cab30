"""The resolution of some requirements, of which nothing is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.exceptions import CommandError
from tests.builders import make_wheel
from tests.unit.commands.choosing import chosen_in
from tests.unit.selecting import V2, V3, V4


def files(folder: Path, *args: str) -> dict[str, str | None]:
    with chosen_in(folder, *args) as (resolution, _, _):
        return {
            name: link and link.filename for name, link in resolution.chosen.items()
        }


def test_each_project_gets_its_file(tmp_path: Path) -> None:
    made = [make_wheel(tmp_path, "pkg", properties=[kind]) for kind in (V2, V3, V4)]
    make_wheel(tmp_path, "top", requires=["pkg"])
    with chosen_in(tmp_path, "top") as (resolution, _, _):
        assert resolution.named == {"top"}
        assert resolution.failure is None
        link = resolution.chosen["pkg"]  # type: ignore[index]
        assert link is not None
        assert link.filename == made[1].name


def test_options_count(tmp_path: Path) -> None:
    plain = make_wheel(tmp_path, "pkg")
    asked = make_wheel(tmp_path, "pkg", properties=[V2])
    make_wheel(tmp_path, "pkg", properties=[V3])
    assert files(tmp_path, "--no-variant", "pkg") == {"pkg": plain.name}
    assert files(tmp_path, f"--variant={V2}", "pkg") == {"pkg": asked.name}


def test_where_there_is_no_solution(tmp_path: Path) -> None:
    make_wheel(tmp_path, "pkg")
    with chosen_in(tmp_path, "pkg>1") as (resolution, _, _):
        assert resolution.chosen == {"pkg": None}
        assert "pkg>1" in str(resolution.failure)


def test_an_address_that_is_none(tmp_path: Path) -> None:
    args = ["--extra-index-url", "https://user:secret@[::/", "pkg"]
    with pytest.raises(CommandError) as caught, chosen_in(tmp_path, *args):
        pass
    assert "secret" not in str(caught.value)
