"""The pip that installs a plugin is more careful than `pip install`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pip._internal.variants.trusted.installing import FetchCommand


def options(*args: str) -> Any:
    command = FetchCommand({})
    return command, command.parse_args([*args, "hw-plugin"])[0]


def test_known_passwords_are_handed_on() -> None:
    command = FetchCommand({"a.example": ["user", "secret"]})
    given, _ = command.parse_args(["hw-plugin"])
    session = command._build_session(given)
    assert session.auth.passwords["a.example"] == ("user", "secret")


def test_configuration_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://elsewhere.example/simple")
    _, given = options()
    assert "elsewhere" not in given.index_url


def test_a_withdrawn_release_is_not_taken() -> None:
    command, given = options("--no-index")
    finder = command._build_package_finder(given, command._build_session(given))
    assert not finder._allow_yanked
