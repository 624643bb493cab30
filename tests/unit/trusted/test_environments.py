"""Environments for plugins: made once, kept, and found again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pip._internal.variants.trusted import environments
from pip._internal.variants.trusted.environments import environment
from pip._internal.variants.trusted.fetching import Handover, NotInstalled

HANDOVER = Handover(["--index-url", "https://a.example"])


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The requirements of each installation; an error in it is raised instead."""
    calls: list[Any] = []

    def install(
        requirements: Any, _: Any, cache: Any, folder: str, on_wait: Any
    ) -> str:
        if calls and isinstance(calls[-1], Exception):
            raise calls[-1]
        calls.append(requirements)
        info = Path(folder, "environment", "hw_plugin-1.0.dist-info")
        info.mkdir(parents=True)
        (info / "RECORD").write_text(f"{requirements}\n")
        text = "Metadata-Version: 2.1\nName: hw-plugin\nVersion: 1.0\n"
        (info / "METADATA").write_text(text)
        return str(info.parent)

    monkeypatch.setattr(environments, "install", install)
    return calls


def make(
    cache: Path | None,
    *requirements: str,
    max_age: float = 60.0,
    handover: Handover = HANDOVER,
) -> str:
    place = str(cache) if cache else None
    with environment(requirements or ("hw",), handover, place, max_age) as folder:
        assert os.listdir(folder) == ["hw_plugin-1.0.dist-info"]
        return folder


def test_one_is_made_once(made: list[Any], tmp_path: Path) -> None:
    first = make(tmp_path)
    assert make(tmp_path) == first
    assert made == [("hw",)]
    assert first.startswith(str(tmp_path))


def test_without_a_cache_it_does_not_last(made: list[Any]) -> None:
    folder = make(None)
    assert not os.path.exists(folder)
    make(None)
    assert len(made) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"handover": Handover(["--index-url", "https://b.example"])},
        {"handover": Handover(HANDOVER.places, constraints=["a<2"])},
        {"max_age": 0},
    ],
)
def test_other_places_and_old_answers_are_no_help(
    made: list[Any], tmp_path: Path, other: dict[str, Any]
) -> None:
    make(tmp_path)
    make(tmp_path, **other)
    assert len(made) == 2


@pytest.mark.parametrize("time", [10**400, "soon", None])
def test_one_whose_entry_is_wrong_is_made_anew(
    made: list[Any], tmp_path: Path, time: Any
) -> None:
    make(tmp_path)
    [entry] = tmp_path.rglob("*.json")
    entry.write_text(json.dumps({**json.loads(entry.read_text()), "time": time}))
    make(tmp_path)
    assert len(made) == 2


def test_one_of_which_a_part_is_gone_is_made_anew(
    made: list[Any], tmp_path: Path
) -> None:
    folder = make(tmp_path)
    next(Path(folder).rglob("RECORD")).unlink()
    assert make(tmp_path) == folder
    assert len(made) == 2


def test_a_failure_is_an_error_of_its_own(made: list[Any], tmp_path: Path) -> None:
    made.append(NotInstalled("no such release"))
    with pytest.raises(NotInstalled, match=r"^no such release$"):
        make(tmp_path)
    made.clear()
    make(tmp_path)
    assert made == [("hw",)]
